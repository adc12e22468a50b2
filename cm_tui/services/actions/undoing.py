"""Taking changes back: the values before them, read from their events, while nothing else has changed since (issue 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound, StaleEdit
from cm_tui.model.rules.status import why_retired_is_locked
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Person
from cm_tui.model.vocabulary import (
    NOTES_FIELDS,
    PERSON_FIELDS,
    Field,
    FieldValue,
    ImplementationStatus,
    Term,
    TestingType,
    TestStatus,
)
from cm_tui.services.actions.foreign import CHANGED, name_of, person_names
from cm_tui.services.actions.measured import NOTHING, earlier_results
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import Record, find_records
from cm_tui.services.actions.rows import chunks
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import changes_of, damaged, moment_of, payload_of
from cm_tui.services.history.evidence import EVIDENCE_ADDED, EVIDENCE_DELETED
from cm_tui.services.history.measures import RESOURCES
from cm_tui.services.history.notes import note_texts

_TERMS: Mapping[Field, type[Term]] = {
    Field.IMPLEMENTATION_STATUS: ImplementationStatus,
    Field.TEST_STATUS: TestStatus,
    Field.TESTING_TYPE: TestingType,
}


_PROOF = (EVIDENCE_ADDED, EVIDENCE_DELETED)
"""What changes the ground that a test status stands on, without a new version of the record."""


def plans_back(session: Session, actor: Actor, seqs: Sequence[int]) -> dict[int, Plan]:
    """By event, the plan that gives its action the values from before it.

    The earlier record was legal; of the rules only four eyes are asked, and whether the action is retired. Raises NotFound for an
    event that does not exist, NotAllowed for one that is not the actor's own save of an action, or that would pass an action again
    for whoever recorded its implementation, or change a retired one, StaleEdit for an action that was changed since, InvalidInput
    for a note or a person that is no longer there.
    """
    events = _own_saves(session, actor, seqs)
    records = find_records(session, [str(event.entity) for event in events])
    for event in events:
        _refuse_changed_since(session, event, records[str(event.entity)])
    earlier = _Earlier.read(session, events)
    plans = {event.seq: _plan_back(session, records[str(event.entity)], earlier, event) for event in events}
    for seq, plan in plans.items():
        _refuse_retired(plan)
        _refuse_own_pass(session, actor, seq, plan)
    return plans


def _refuse_retired(plan: Plan) -> None:
    people_only = plan.changes.keys() <= PERSON_FIELDS and plan.measured == NOTHING
    if reason := why_retired_is_locked(plan.record.state.retired, people_only=people_only):
        raise NotAllowed(f"{plan.record.state.public_id}: {reason}")


def _refuse_own_pass(session: Session, actor: Actor, seq: int, plan: Plan) -> None:
    """Four eyes are asked for on the way back too: a pass that somebody gave up is not their own to restore."""
    public_id = plan.record.state.public_id
    passes = plan.changes.get(Field.TEST_STATUS) is TestStatus.PASSED
    if passes and (reason := Planner(session, actor).why_not_pass(public_id, without=seq)):
        raise NotAllowed(f"{public_id}: {reason}")


def _plan_back(session: Session, record: Record, earlier: _Earlier, event: Event) -> Plan:
    results, _ = changes_of(event, payload_of(event)).get(RESOURCES, (None, None))
    try:
        measured = earlier_results(session, record, results)
    except ValueError as error:
        raise damaged(event) from error
    return Plan(record, earlier.values(event), measured=measured)


def _own_saves(session: Session, actor: Actor, seqs: Sequence[int]) -> list[Event]:
    found = {
        event.seq: event
        for chunk in chunks(seqs)
        for event in session.exec(select(Event).where(col(Event.seq).in_(chunk)))
    }
    for seq in seqs:
        if seq not in found:
            raise NotFound(f"The history has no event {seq}; there is nothing to undo.")
        event = found[seq]
        if event.event != CHANGED or set(changes_of(event, payload_of(event))) - {*Field, RESOURCES}:
            raise NotAllowed("Only saved changes of an action's own fields can be undone; nothing was changed.")
        if event.user_key != actor.person_key:
            who = name_of(event.user_key, person_names(session))
            raise NotAllowed(f"{event.entity} was changed by {who}; you can undo your own changes only.")
    return [found[seq] for seq in seqs]


def _refuse_changed_since(session: Session, event: Event, record: Record) -> None:
    later = select(Event).where(Event.entity == event.entity, Event.seq > event.seq).order_by(col(Event.seq).desc())
    if payload_of(event).get("version") == record.state.version:
        judged = Field.TEST_STATUS in changes_of(event, payload_of(event))
        last = session.exec(later.where(col(Event.event).in_(_PROOF))).first() if judged else None
        if last is None:
            return
    else:
        last = next((one for one in session.exec(later) if "version" in payload_of(one)), event)
    who = name_of(last.user_key, person_names(session))
    raise StaleEdit(
        f"{event.entity} was changed since, by {who} at {moment_of(last).astimezone():%Y-%m-%d %H:%M}; nothing was undone.",
        version=record.state.version,
    )


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What the history knows by key and digest only: the people and the texts that stood there before."""

    people: Mapping[str, str]
    notes: Mapping[str, str]

    @classmethod
    def read(cls, session: Session, events: Sequence[Event]) -> _Earlier:
        olds = [(name, old) for event in events for name, (old, _) in changes_of(event, payload_of(event)).items()]
        digests = {str(old) for name, old in olds if name in NOTES_FIELDS}
        return cls(dict(session.exec(select(Person.key, Person.email)).all()), note_texts(session, digests))

    def values(self, event: Event) -> dict[Field, FieldValue]:
        """The values before an event. Raises InvalidInput, and StorageProblem for an event that nobody could have written."""
        changes = changes_of(event, payload_of(event))
        try:
            return {field: self._value(event, field, changes[field][0]) for field in Field if field in changes}
        except ValueError as error:
            raise damaged(event) from error

    def _value(self, event: Event, field: Field, old: object) -> FieldValue:
        if old is None:
            return None
        if field in NOTES_FIELDS:
            return self._kept(
                self.notes, old, f"{event.entity}: the text of the earlier {field.label} is no longer kept"
            )
        if field in PERSON_FIELDS:
            return self._kept(self.people, old, f"{event.entity}: the earlier {field.label} is no longer a user")
        if field in _TERMS:
            value: FieldValue = _TERMS[field](str(old))
            return value
        return date.fromisoformat(str(old))

    def _kept(self, kept: Mapping[str, str], key: object, why: str) -> str:
        if str(key) not in kept:
            raise InvalidInput(f"{why}; nothing was undone.")
        return kept[str(key)]
