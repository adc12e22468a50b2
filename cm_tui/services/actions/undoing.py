"""Taking changes back: the values before them, read from their events, while nothing else has changed since (issue 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound, StaleEdit
from cm_tui.model.rules.handover import why_four_eyes_refuse
from cm_tui.model.rules.status import why_retired_is_locked
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Organisation, Person
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
from cm_tui.services.actions.planning import Plan
from cm_tui.services.actions.record import Record, find_records
from cm_tui.services.actions.rows import chunks
from cm_tui.services.clock import Actor
from cm_tui.services.evidence.taking_back import AddedLink, added_links, is_added_link
from cm_tui.services.history.chain import changes_of, damaged, moment_of, payload_of
from cm_tui.services.history.evidence import EVIDENCE_ADDED, EVIDENCE_DELETED
from cm_tui.services.history.measures import RESOURCES
from cm_tui.services.history.notes import note_texts
from cm_tui.services.history.people import implementers_of

_TERMS: Mapping[Field, type[Term]] = {
    Field.IMPLEMENTATION_STATUS: ImplementationStatus,
    Field.TEST_STATUS: TestStatus,
    Field.TESTING_TYPE: TestingType,
}


_PROOF = (EVIDENCE_ADDED, EVIDENCE_DELETED)
"""What changes the ground that a test status stands on, without a new version of the record."""
_NOT_ONES_OWN = "Only saved changes of an action's own fields can be undone; nothing was changed."


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the step, and what it tells."""

    event: Event
    payload: Mapping[str, object]
    changes: Mapping[str, tuple[object, object]]

    @property
    def action(self) -> str:
        """The action that it is about."""
        return str(self.event.entity)

    @property
    def rests_on_proof(self) -> bool:
        """Whether it is about a test status, which other evidence since would have to stand for."""
        return Field.TEST_STATUS in self.changes


@dataclass(frozen=True, slots=True)
class Back:
    """What takes a step back: by action the plan with the values from before it and the event, and the links that go."""

    plans: tuple[Plan, ...]
    undoes: Mapping[str, int]
    links: tuple[AddedLink, ...]


def plans_back(session: Session, actor: Actor, seqs: Sequence[int]) -> Back:
    """What gives the actions of some events the values from before them, and takes the links away that were added.

    The earlier record was legal; of the rules only four eyes are asked, and whether the action is retired. Raises NotFound for an
    event that does not exist, NotAllowed for one that is not the actor's own save of an action, or that would pass an action again
    for whoever recorded its implementation, or change a retired one, StaleEdit for an action that was changed since, InvalidInput
    for a note or a person that is no longer there.
    """
    step = _own(session, actor, seqs)
    saves = [one for one in step if one.event.event == CHANGED]
    added = [one for one in step if one.event.event == EVIDENCE_ADDED]
    records = find_records(session, list(dict.fromkeys(one.action for one in step)))
    _refuse_changed_since(session, step, records)
    earlier = _Earlier.read(session, saves)
    plans = {one.event.seq: _plan_back(session, records[one.action], earlier, one) for one in saves}
    for plan in plans.values():
        _refuse_retired(plan)
    _refuse_own_passes(session, actor, plans)
    links = added_links(session, [one.event for one in added], records)
    return Back(tuple(plans.values()), {one.action: one.event.seq for one in saves}, links)


def _refuse_retired(plan: Plan) -> None:
    people_only = plan.changes.keys() <= PERSON_FIELDS and plan.measured == NOTHING
    if reason := why_retired_is_locked(plan.record.state.retired, people_only=people_only):
        raise NotAllowed(f"{plan.record.state.public_id}: {reason}")


def _refuse_own_passes(session: Session, actor: Actor, plans: Mapping[int, Plan]) -> None:
    """Four eyes are asked for on the way back too: a pass that somebody gave up is not their own to restore."""
    passing = [
        plan.record.state.public_id
        for plan in plans.values()
        if plan.changes.get(Field.TEST_STATUS) is TestStatus.PASSED
    ]
    if not passing or not session.exec(select(Organisation.four_eyes)).one():
        return
    for public_id, recorded_by in implementers_of(session, passing, without=plans.keys()).items():
        if reason := why_four_eyes_refuse(True, actor.person_key in recorded_by):
            raise NotAllowed(f"{public_id}: {reason}")


def _plan_back(session: Session, record: Record, earlier: _Earlier, one: Told) -> Plan:
    results, _ = one.changes.get(RESOURCES, (None, None))
    try:
        measured = earlier_results(session, record, results)
    except ValueError as error:
        raise damaged(one.event) from error
    return Plan(record, earlier.values(one), measured=measured)


def _own(session: Session, actor: Actor, seqs: Sequence[int]) -> list[Told]:
    """The events of a step, in their order."""
    found: dict[int, Told] = {}
    for chunk in chunks(seqs):
        for event in session.exec(select(Event).where(col(Event.seq).in_(chunk))):
            payload = payload_of(event)
            found[event.seq] = Told(event, payload, changes_of(event, payload))
    for seq in seqs:
        if seq not in found:
            raise NotFound(f"The history has no event {seq}; there is nothing to undo.")
        event = found[seq].event
        if not (_is_save(found[seq]) or is_added_link(event, found[seq].payload)):
            raise NotAllowed(_NOT_ONES_OWN)
        if event.user_key != actor.person_key:
            who = name_of(event.user_key, person_names(session))
            raise NotAllowed(f"{event.entity} was changed by {who}; you can undo your own changes only.")
    return [found[seq] for seq in dict.fromkeys(seqs)]


def _is_save(one: Told) -> bool:
    return one.event.event == CHANGED and set(one.changes) <= {*Field, RESOURCES}


def _refuse_changed_since(session: Session, step: Sequence[Told], records: Mapping[str, Record]) -> None:
    """Refuse where a record has another version than the step left, or other evidence for a status than it had then."""
    own = {one.event.seq for one in step}
    moved = {
        one.action
        for one in step
        if one.event.event == CHANGED and one.payload.get("version") != records[one.action].state.version
    }
    watched = {one.action for one in step if one.rests_on_proof or one.event.event == EVIDENCE_ADDED} | moved
    since = _since(session, watched, min(own, default=0))
    for one in step:
        later = [event for event in since.get(one.action, ()) if event.seq > one.event.seq and event.seq not in own]
        last = next((event for event in reversed(later) if _counts(one, event)), None)
        if last is not None or one.action in moved:
            raise _changed_since(session, last or one.event, records[one.action])


def _counts(one: Told, later: Event) -> bool:
    """Whether a later event stands against taking one back."""
    return "version" in payload_of(later) or (one.rests_on_proof and later.event in _PROOF)


def _since(session: Session, actions: Collection[str], seq: int) -> Mapping[str, Sequence[Event]]:
    """By action, the events after one, in their order."""
    found: dict[str, list[Event]] = defaultdict(list)
    for chunk in chunks(sorted(actions)):
        statement = select(Event).where(col(Event.entity).in_(chunk), Event.seq > seq).order_by(col(Event.seq))
        for event in session.exec(statement):
            found[str(event.entity)].append(event)
    return found


def _changed_since(session: Session, last: Event, record: Record) -> StaleEdit:
    who = name_of(last.user_key, person_names(session))
    return StaleEdit(
        f"{last.entity} was changed since, by {who} at {moment_of(last).astimezone():%Y-%m-%d %H:%M}; nothing was undone.",
        version=record.state.version,
    )


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What the history knows by key and digest only: the people and the texts that stood there before."""

    people: Mapping[str, str]
    notes: Mapping[str, str]

    @classmethod
    def read(cls, session: Session, saves: Sequence[Told]) -> _Earlier:
        digests = {str(old) for one in saves for name, (old, _) in one.changes.items() if name in NOTES_FIELDS}
        return cls(dict(session.exec(select(Person.key, Person.email)).all()), note_texts(session, digests))

    def values(self, one: Told) -> dict[Field, FieldValue]:
        """The values before an event. Raises InvalidInput, and StorageProblem for an event that nobody could have written."""
        changes = one.changes
        try:
            return {field: self._value(one.event, field, changes[field][0]) for field in Field if field in changes}
        except ValueError as error:
            raise damaged(one.event) from error

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
