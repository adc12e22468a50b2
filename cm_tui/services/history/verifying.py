"""Verification: every link of the chain, and the present values as its consequence (safety 4)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Person
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.views.history import ChainReport
from cm_tui.model.vocabulary import Field
from cm_tui.services.history.assessments import AssessmentReplay
from cm_tui.services.history.chain import (
    GENESIS,
    PERSON_REMOVED,
    RETIRED,
    changes_of,
    damaged,
    event_hash,
    moment_of,
    note_digest,
    payload_of,
)
from cm_tui.services.history.evidence import EvidenceReplay
from cm_tui.services.history.measures import COVERED, RESOURCES, covered_form, resources_form
from cm_tui.services.history.organisation import OrganisationReplay

_DIGEST = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")
_BACKWARDS = timedelta(minutes=5)
"""A clock that goes back further than this is worth a word."""


def digest_line(seq: int, head: str) -> str:
    """The line to keep elsewhere: `SEQ:HASH` of the last event."""
    return f"{seq}:{head}"


def present_digest(session: Session) -> str:
    """The digest line of the history as it stands."""
    last = session.exec(select(Event.seq, Event.hash).order_by(col(Event.seq).desc()).limit(1)).first()
    return digest_line(*(last or (0, GENESIS)))


def verify_chain(session: Session, against: str | None = None) -> ChainReport:
    """Walk the chain and replay it. Raises InvalidInput for a malformed `against`."""
    kept = _parse_digest(against)
    events = session.exec(select(Event).order_by(col(Event.seq))).all()
    head = (events[-1].seq, events[-1].hash) if events else (0, GENESIS)
    fault = _broken_link(events) or _cut(events, kept) or _replay_fault(session, events)
    first, kind = fault or (None, None)
    return ChainReport(len(events), fault is None, first, kind, digest_line(*head))


def clock_faults(session: Session) -> tuple[str, ...]:
    """Where the clock went back between two events; no fault of the chain, but worth knowing."""
    found = []
    previous: datetime | None = None
    for event in session.exec(select(Event).order_by(col(Event.seq))):
        moment = moment_of(event)
        if previous is not None and moment < previous - _BACKWARDS:
            found.append(
                f"History event {event.seq}: the clock went back from {previous:%Y-%m-%d %H:%M} to {moment:%Y-%m-%d %H:%M}."
            )
        previous = moment
    return tuple(found)


def _parse_digest(against: str | None) -> tuple[int, str] | None:
    if against is None:
        return None
    parts = _DIGEST.fullmatch(against.strip())
    if parts is None:
        raise InvalidInput(f"--against: {against!r} is not a digest line; it looks like 123:64 hexadecimal digits.")
    return int(parts[1]), parts[2]


def _broken_link(events: Sequence[Event]) -> tuple[int, str] | None:
    prev, expected, known = GENESIS, 1, {GENESIS}
    hashes = {event.hash for event in events}
    for event in events:
        if event_hash(event) != event.hash:
            return event.seq, "reordered" if event.prev != prev and event.prev in hashes else "edited"
        if event.prev != prev:
            if event.seq != expected:
                return expected, "missing"
            return event.seq, "forked" if event.prev in known else "reordered"
        if event.seq != expected:
            return expected, "missing"
        known.add(event.hash)
        prev, expected = event.hash, expected + 1
    return None


def _cut(events: Iterable[Event], kept: tuple[int, str] | None) -> tuple[int, str] | None:
    if kept is None:
        return None
    seq, head = kept
    by_seq = {event.seq: event.hash for event in events}
    if seq and seq not in by_seq:
        return len(by_seq) + 1, "cut"
    return (seq, "edited") if seq and by_seq[seq] != head else None


@dataclass
class _Replay:
    """The values that the events lead to: of actions, the roles of people, the organisation; and what touched each last."""

    values: dict[str, dict[str, object]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    roles: dict[str, object] = field(default_factory=dict)
    organisation: OrganisationReplay = field(default_factory=OrganisationReplay)
    assessments: AssessmentReplay = field(default_factory=AssessmentReplay)
    evidence: EvidenceReplay = field(default_factory=EvidenceReplay)
    last: dict[str, int] = field(default_factory=dict)

    def apply(self, event: Event) -> str | None:
        """Follow one event; says what is wrong with it. Raises StorageProblem where it cannot be read."""
        payload = payload_of(event)
        self._add(event, payload.get("added", {}))
        if event.event.startswith("person.") and event.entity and "role" in payload:
            self._employ(event, event.entity, payload["role"])
        changes = changes_of(event, payload)
        if event.entity not in self.values or not changes:
            return self._others(event, payload)
        state, known, reached = self.values[event.entity], self.versions[event.entity], payload.get("version")
        follows = all(state.get(name) == old for name, (old, _) in changes.items() if name not in _MEASURES)
        if reached != known + 1 or not follows:
            return f"missing: a change of {event.entity} before it"
        state.update({name: new for name, (_, new) in changes.items()})
        self.versions[event.entity], self.last[event.entity] = known + 1, event.seq
        return None

    def _others(self, event: Event, payload: Mapping[str, object]) -> str | None:
        """Follow an event that changes no action's record."""
        return (
            self.organisation.apply(event, payload)
            or self.assessments.apply(event, payload)
            or self.evidence.apply(event, payload)
        )

    def state(self, public_id: str) -> dict[str, object]:
        """The values that an action has now; nothing for one that never came in."""
        known = self.values.get(public_id)
        return {} if known is None else {**known, "version": self.versions[public_id]}

    def _add(self, event: Event, added: object) -> None:
        if not isinstance(added, dict) or not all(isinstance(initial, dict) for initial in added.values()):
            raise damaged(event)
        for public_id, initial in added.items():
            self.values[public_id] = {**_EMPTY, **initial}
            self.versions[public_id] = 1
            self.last[public_id] = event.seq

    def _employ(self, event: Event, key: str, role: object) -> None:
        self.last[key] = event.seq
        self.roles[key] = role[-1] if isinstance(role, list) and role else role
        if event.event == PERSON_REMOVED:
            del self.roles[key]


_MEASURES = (COVERED, RESOURCES)
"""What automation reports anew each time, whatever it reported before."""
_EMPTY: Mapping[str, object] = {
    "implementation_date": None,
    "implementation_notes": "",
    "test_date": None,
    "test_notes": "",
    "other_notes": "",
    "owner": None,
    "sent_by": None,
    RETIRED: False,
    COVERED: None,
    RESOURCES: None,
}


def _replay_fault(session: Session, events: Iterable[Event]) -> tuple[int, str] | None:
    replay = _Replay()
    for event in events:
        try:
            fault = replay.apply(event)
        except StorageProblem:
            fault = "edited: it cannot be read"
        if fault:
            return event.seq, fault
    return (
        _action_fault(session, replay)
        or _role_fault(session, replay)
        or replay.organisation.fault(session)
        or replay.assessments.fault(session)
        or replay.evidence.fault(session)
    )


def _action_fault(session: Session, replay: _Replay) -> tuple[int, str] | None:
    numbers = dict(session.exec(select(ActionVersion.id, ActionVersion.number)).all())
    resources = resource_forms(session)
    present = {
        state.public_id: {**_present(state, numbers), RESOURCES: resources.get(state.id or 0)}
        for state in session.exec(select(ActionState))
    }
    for public_id in sorted(present.keys() | replay.values.keys()):
        expected, found = replay.state(public_id), present.get(public_id, {})
        if wrong := sorted(name for name in {**expected, **found} if expected.get(name) != found.get(name)):
            sentence = f"the present {', '.join(wrong)} of {public_id} does not follow from it"
            return replay.last.get(public_id, 1), sentence
    return None


def _role_fault(session: Session, replay: _Replay) -> tuple[int, str] | None:
    present = {person.key: person for person in session.exec(select(Person))}
    for key in sorted(present.keys() | replay.roles.keys()):
        person = present.get(key)
        if person is None or replay.roles.get(key) != person.role.value:
            who = person.email if person else "somebody who is no user"
            return replay.last.get(key, 1), f"the present role of {who} does not follow from it"
    return None


def resource_forms(session: Session) -> dict[int, str]:
    """By state, its results in subscriptions as the history writes them."""
    found: dict[int, list[SubscriptionState]] = defaultdict(list)
    for one in session.exec(select(SubscriptionState)):
        found[one.state_id].append(one)
    return {state: resources_form(results) for state, results in found.items()}


def _present(state: ActionState, numbers: Mapping[int | None, int]) -> dict[str, object]:
    values: dict[str, object] = {
        "definition": numbers.get(state.accepted_version_id),
        "version": state.version,
        RETIRED: state.retired,
        "owner": state.owner_key,
        "sent_by": state.sent_by_key,
        COVERED: covered_form(state.covered_part, state.covered_whole),
    }
    for one in (Field.IMPLEMENTATION_STATUS, Field.TEST_STATUS, Field.TESTING_TYPE):
        values[one.value] = getattr(state, one.value).value
    for one in (Field.IMPLEMENTATION_DATE, Field.TEST_DATE):
        day = getattr(state, one.value)
        values[one.value] = None if day is None else day.isoformat()
    for one in (Field.IMPLEMENTATION_NOTES, Field.TEST_NOTES, Field.OTHER_NOTES):
        values[one.value] = note_digest(getattr(state, one.value))
    return values
