"""What a draft amounts to before anything is stored: the rules, and the check against others' changes (architecture 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from functools import cached_property
from operator import attrgetter

from sqlmodel import Session, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed, StaleEdit
from cm_tui.model.rules.handover import (
    ends_the_wait,
    warning_about_owner,
    why_assessor_cannot_be,
    why_four_eyes_refuse,
    why_not_sent,
)
from cm_tui.model.rules.notes import why_note_is_refused
from cm_tui.model.rules.status import IMPLEMENTED, settle, why_field_is_locked, why_retired_is_locked
from cm_tui.model.rules.updates import changes_of_record
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.organisation import Organisation, Person
from cm_tui.model.views.actions import FieldChange, FieldConflict, ForeignChange
from cm_tui.model.vocabulary import (
    NOTES_FIELDS,
    PERSON_FIELDS,
    Field,
    FieldValue,
    ManagedBy,
    TestStatus,
)
from cm_tui.services.actions.foreign import Touch, accepted_since, touched_since
from cm_tui.services.actions.measured import NOTHING, Measured, reset_results
from cm_tui.services.actions.record import (
    POINTED,
    Record,
    StateAfter,
    derived_points,
    find_record,
    find_records,
    pointed,
)
from cm_tui.services.clock import Actor
from cm_tui.services.history.people import implementers_of

_OF_AFTER = attrgetter(*POINTED)
_POINTS_FOLLOW = frozenset(POINTED)
_FREE = NOTES_FIELDS | PERSON_FIELDS
"""The fields that no other field restricts; of the others the rules also judge a value that is stored already."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The complete legal change of one action's record that a draft amounts to."""

    record: Record
    changes: Mapping[Field, FieldValue]
    merged: tuple[ForeignChange, ...] = ()
    notices: tuple[str, ...] = ()
    measured: Measured = NOTHING
    """What it brings beside the fields: results in subscriptions, and what automation measured."""
    definition: ActionVersion | None = None
    """The version that the action accepts with it; None where it keeps its own."""
    retired: bool | None = None
    """Whether no assessment counts the action then; None where that stays as it is."""

    @property
    def field_changes(self) -> tuple[FieldChange, ...]:
        """Each change from its old value to its new one; only until it is stored."""
        return tuple(FieldChange(field, self.record.value(field), value) for field, value in self.changes.items())

    @property
    def is_nothing(self) -> bool:
        """Whether storing it would change nothing."""
        return not (self.changes or self.measured != NOTHING or self.definition is not None or self.retires_or_returns)

    @property
    def retires_or_returns(self) -> bool:
        """Whether the assessments stop counting the action, or begin to count it again."""
        return self.retired is not None and self.retired is not self.record.state.retired

    @property
    def state_after(self) -> StateAfter:
        """The record's state as it would be stored, as far as points go, with its points."""
        definition = self.definition or self.record.definition
        after = StateAfter(*pointed(self.record.state))  # type: ignore[arg-type]  # they are in the order of its fields
        for field, value in self.changes.items():
            if field in _POINTS_FOLLOW:
                setattr(after, field, value)
        if self.measured.covered is not None:
            after.covered_part, after.covered_whole = self.measured.covered
        if self.definition is not None:
            after.accepted_version_id = self.definition.id or 0
        if self.retired is not None:
            after.retired = self.retired
        derived = derived_points(after, definition, self.measured.results_after(self.record))
        after.points_achieved, after.points_possible, after.in_scope = derived
        return after

    def columns_after(self, person_keys: Mapping[str, str], after: StateAfter) -> dict[str, object]:
        """The columns of the state that storing it changes, but for its version and the moment; people by their keys.

        What points follow from is left out where it stays as it is.
        """
        both = zip(POINTED, pointed(self.record.state), _OF_AFTER(after), strict=True)
        columns: dict[str, object] = {name: new for name, old, new in both if new != old}
        for field, value in self.changes.items():
            if field in PERSON_FIELDS:
                columns[f"{field}_key"] = None if value is None else person_keys[str(value)]
            elif field not in _POINTS_FOLLOW:
                columns[field] = value
        return columns


@dataclass(frozen=True)
class Planner:
    """Judges drafts as one actor would store them; it stores nothing."""

    session: Session
    actor: Actor
    _people: dict[str, Person] = attribute(default_factory=dict, init=False, repr=False, compare=False)
    """Who was asked for already, by e-mail: many drafts in a row name the same person."""
    _implementers: dict[str, frozenset[str] | None] = attribute(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Who recorded the implementation of the actions that `records` found; None until one of them is asked for."""

    def records(self, public_ids: Sequence[str]) -> dict[str, Record]:
        """The records of actions that are planned next; what four eyes ask of them is read for all at once. Raises NotFound."""
        self._implementers.clear()
        self._implementers.update(dict.fromkeys(public_ids))
        return find_records(self.session, public_ids)

    def plan(self, draft: ActionDraft, strict: bool = False, record: Record | None = None) -> Plan:
        """What a draft amounts to. `strict` refuses any version but the one seen; `record` is what is stored, where it is at hand.

        Raises NotFound, InvalidInput, NotAllowed (a rule) and StaleEdit (somebody else's change).
        """
        record = record or find_record(self.session, draft.action)
        if strict and record.state.version != draft.seen:
            raise StaleEdit(
                f"{draft.action} is at version {record.state.version}, not {draft.seen}; look at it again.",
                version=record.state.version,
            )
        foreign = self._foreign(draft, record.state.version)
        changes, notices = self._settled(record, draft, foreign)
        self._refuse_conflicts(record, changes, foreign)
        self._refuse_handover(record, changes)
        merged = tuple(
            ForeignChange(field, record.value(field), touch.who, touch.at)
            for field, touch in foreign.items()
            if field not in changes
        )
        reset = reset_results(self.session, record, changes)
        told = (*notices, *self._warnings(changes), *self._other_definition(draft, record))
        return Plan(record, changes, merged, told, reset)

    def _other_definition(self, draft: ActionDraft, record: Record) -> tuple[str, ...]:
        """That the action has another definition than the one that the draft was made on; what was written may not fit it."""
        version = record.state.version
        touch = None if version == draft.seen else accepted_since(self.session, draft.action, draft.seen)
        if touch is None:
            return ()
        when = f"{touch.at.astimezone():%Y-%m-%d %H:%M}"
        in_use = f"version {record.definition.number} of the action is in use now"
        return (f"{touch.who} accepted an update meanwhile ({when}): {in_use}; look whether your change fits it.",)

    def _warnings(self, changes: Mapping[Field, FieldValue]) -> tuple[str, ...]:
        """What is said of a new owner who cannot work on the action."""
        if (email := changes.get(Field.OWNER)) is None:
            return ()
        owner = self.person(str(email))
        warning = warning_about_owner(owner.role, owner.name)
        return (warning,) if warning is not None else ()

    def person(self, email: str) -> Person:
        """The user with an e-mail. Raises InvalidInput."""
        address = email.strip().lower()
        if address not in self._people:
            person = self.session.exec(select(Person).where(Person.email == address)).first()
            if person is None:
                raise InvalidInput(
                    f"There is no user {email!r} to own an action; `cm-tui users list` shows who there is."
                )
            self._people[address] = person
        return self._people[address]

    def _foreign(self, draft: ActionDraft, version: int) -> Mapping[Field, Touch]:
        """What was changed since the draft was begun."""
        return {} if version == draft.seen else touched_since(self.session, draft.action, draft.seen)

    def _settled(
        self, record: Record, draft: ActionDraft, foreign: Mapping[Field, Touch]
    ) -> tuple[Mapping[Field, FieldValue], tuple[str, ...]]:
        if reason := why_retired_is_locked(record.state.retired, people_only=draft.changes.keys() <= PERSON_FIELDS):
            raise NotAllowed(f"{draft.action}: {reason}")
        if draft and record.action.managed_by is ManagedBy.MICROSOFT:
            raise NotAllowed(f"{draft.action}: {why_field_is_locked(next(iter(draft.changes)), record.facts)}")
        wanted = self._checked(draft)
        requested = {
            field: value for field, value in wanted.items() if field not in _FREE or record.value(field) != value
        }
        settled = settle(record.facts, requested)
        if isinstance(settled, str):
            if foreign:
                raise StaleEdit(
                    f"{draft.action} was changed meanwhile ({_named(foreign)}); with that, your change is not possible: {settled}",
                    _conflicts(record, requested, foreign),
                    record.state.version,
                )
            raise NotAllowed(f"{draft.action}: {settled}")
        changes = dict(settled.changes)
        if record.sender is not None and Field.SENT_BY not in wanted and ends_the_wait(changes):
            changes[Field.SENT_BY] = None
        return changes, settled.notices

    def _checked(self, draft: ActionDraft) -> dict[Field, FieldValue]:
        values = dict(draft.changes)
        for field in NOTES_FIELDS & values.keys():
            values[field] = clean_note(field, str(values[field] or ""))
        for field in PERSON_FIELDS & values.keys():
            if (email := values[field]) is not None:
                values[field] = self.person(str(email)).email
        return values

    def _refuse_conflicts(
        self, record: Record, changes: Mapping[Field, FieldValue], foreign: Mapping[Field, Touch]
    ) -> None:
        """Refuse where somebody else changed the same; that the wait for an assessor ends contradicts nobody."""
        ended = {Field.SENT_BY} if changes.get(Field.SENT_BY) is None else set()
        if both := {field: touch for field, touch in foreign.items() if field in changes.keys() - ended}:
            raise StaleEdit(
                f"{record.state.public_id} was changed meanwhile: {_named(both)}. Nothing was saved.",
                _conflicts(record, changes, both),
                record.state.version,
            )

    def _refuse_handover(self, record: Record, changes: Mapping[Field, FieldValue]) -> None:
        """Who sends an action for assessment does so in their own name, to somebody who may judge; four eyes judge it."""
        public_id = record.state.public_id
        sender, owner = (changes.get(one, record.value(one)) for one in (Field.SENT_BY, Field.OWNER))
        if sender is not None and changes.keys() & PERSON_FIELDS:
            if reason := why_not_sent(record.facts):
                raise NotAllowed(f"{public_id}: {reason}")
            if sender != self.actor.email:
                raise NotAllowed(f"{public_id}: you can send it for assessment in your own name only.")
            if owner is None:
                raise InvalidInput(f"{public_id}: say to whom it is sent for assessment.")
            assessor = self.person(str(owner))
            if reason := why_assessor_cannot_be(assessor.role, assessor.name):
                raise NotAllowed(f"{public_id}: {reason}")
        if changes.get(Field.TEST_STATUS) is TestStatus.PASSED:
            now_implemented = changes.get(Field.IMPLEMENTATION_STATUS) in IMPLEMENTED
            if reason := self.why_not_pass(public_id, now_implemented):
                raise NotAllowed(f"{public_id}: {reason}")

    @cached_property
    def _four_eyes(self) -> bool:
        """Whether the organisation asks for four eyes; a planner lives no longer than its unit."""
        return self.session.exec(select(Organisation.four_eyes)).one()

    def why_not_pass(self, public_id: str, implements_it_too: bool = False) -> str | None:
        """The reason why this actor cannot pass an action where four eyes are asked for, or None."""
        recorded_by = self._recorded_by(public_id) if self._four_eyes else ()
        return why_four_eyes_refuse(self._four_eyes, implements_it_too or self.actor.person_key in recorded_by)

    def _recorded_by(self, public_id: str) -> frozenset[str]:
        """Who recorded the implementation of an action."""
        if public_id not in self._implementers:
            return implementers_of(self.session, [public_id])[public_id]
        if (known := self._implementers[public_id]) is None:
            self._implementers.update(implementers_of(self.session, list(self._implementers)))
            known = self._recorded_by(public_id)
        return known


def plan_definition(record: Record, newest: ActionVersion, *, counted: bool) -> Plan:
    """What accepting a newer definition amounts to; `counted` says whether any assessment counts the action then (spec 12.1)."""
    changes = changes_of_record(record.facts, newest.eligible_source)
    kept = {field: value for field, value in changes.items() if record.value(field) != value}
    return Plan(record, kept, definition=newest, retired=not counted)


def clean_note(field: Field, text: str) -> str:
    """A note as it can be stored: whole UTF-8 text without NUL characters. Raises InvalidInput."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInput(f"The {field.label} are not UTF-8 text; nothing was saved.") from error
    if reason := why_note_is_refused(text):
        raise InvalidInput(f"The {field.label} {reason}; nothing was saved.")
    return text


def _conflicts(
    record: Record, changes: Mapping[Field, FieldValue], touched: Mapping[Field, Touch]
) -> tuple[FieldConflict, ...]:
    return tuple(
        FieldConflict(field, record.value(field), changes.get(field, record.value(field)), touch.who, touch.at)
        for field, touch in touched.items()
    )


def _named(touched: Mapping[Field, Touch]) -> str:
    return "; ".join(
        f"{field.label} by {touch.who} at {touch.at.astimezone():%Y-%m-%d %H:%M}" for field, touch in touched.items()
    )
