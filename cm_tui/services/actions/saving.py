"""Saving: the rules, the check against others' changes, the row and its event, in one unit (architecture 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed, StaleEdit
from cm_tui.model.rules.status import settle, why_field_is_locked
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.actions import FieldChange, FieldConflict, ForeignChange, Points, SaveOutcome
from cm_tui.model.vocabulary import NOTES_FIELDS, Field, FieldValue, ManagedBy
from cm_tui.services.actions.foreign import CHANGED, Touch, touched_since
from cm_tui.services.actions.record import Record, derived_points, find_record, stored_form
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import Json, Ledger

_FREE = NOTES_FIELDS | {Field.OWNER}
"""The fields that no other field restricts; of the others the rules also judge a value that is stored already."""


@dataclass
class Saving:
    """Saves drafts inside one writing unit."""

    session: Session
    ledger: Ledger
    actor: Actor
    at: datetime

    def save(self, draft: ActionDraft, strict: bool) -> SaveOutcome:
        """Store one draft. `strict` refuses any version but the one seen.

        Raises NotFound, InvalidInput, NotAllowed (a rule) and StaleEdit (somebody else's change).
        """
        record = find_record(self.session, draft.action)
        if strict and record.state.version != draft.seen:
            raise StaleEdit(
                f"{draft.action} is at version {record.state.version}, not {draft.seen}; look at it again.",
                version=record.state.version,
            )
        foreign = self._foreign(draft, record.state.version)
        changes, notices = self._settled(record, draft, foreign)
        self._refuse_conflicts(record, changes, foreign)
        merged = tuple(
            ForeignChange(field, record.value(field), touch.who, touch.at) for field, touch in foreign.items()
        )
        return self._store(record, changes, merged, notices)

    def _foreign(self, draft: ActionDraft, version: int) -> Mapping[Field, Touch]:
        """What was changed since the draft was begun, by an earlier draft of the same unit too."""
        if version == draft.seen:
            return {}
        self.ledger.flush()
        return touched_since(self.session, draft.action, draft.seen)

    def _settled(
        self, record: Record, draft: ActionDraft, foreign: Mapping[Field, Touch]
    ) -> tuple[Mapping[Field, FieldValue], tuple[str, ...]]:
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
                    self._conflicts(record, requested, foreign),
                    record.state.version,
                )
            raise NotAllowed(f"{draft.action}: {settled}")
        return settled.changes, settled.notices

    def _checked(self, draft: ActionDraft) -> dict[Field, FieldValue]:
        values = dict(draft.changes)
        for field in NOTES_FIELDS & values.keys():
            values[field] = clean_note(field, str(values[field] or ""))
        if (email := values.get(Field.OWNER)) is not None:
            values[Field.OWNER] = self._person(str(email)).email
        return values

    def _person(self, email: str) -> Person:
        person = self.session.exec(select(Person).where(Person.email == email.strip().lower())).first()
        if person is None:
            raise InvalidInput(f"There is no user {email!r} to own an action; `cm-tui users list` shows who there is.")
        return person

    def _refuse_conflicts(
        self, record: Record, changes: Mapping[Field, FieldValue], foreign: Mapping[Field, Touch]
    ) -> None:
        if both := {field: touch for field, touch in foreign.items() if field in changes}:
            raise StaleEdit(
                f"{record.state.public_id} was changed meanwhile: {_named(both)}. Nothing was saved.",
                self._conflicts(record, changes, both),
                record.state.version,
            )

    def _conflicts(
        self, record: Record, changes: Mapping[Field, FieldValue], touched: Mapping[Field, Touch]
    ) -> tuple[FieldConflict, ...]:
        return tuple(
            FieldConflict(field, record.value(field), changes.get(field, record.value(field)), touch.who, touch.at)
            for field, touch in touched.items()
        )

    def _store(
        self,
        record: Record,
        changes: Mapping[Field, FieldValue],
        merged: tuple[ForeignChange, ...],
        notices: tuple[str, ...],
    ) -> SaveOutcome:
        state = record.state
        done = tuple(FieldChange(field, record.value(field), value) for field, value in changes.items())
        if changes:
            self._append(record, changes)
            self._update(record, changes)
        amounts = Points(state.points_achieved, state.points_possible)
        return SaveOutcome(state.public_id, done, merged, notices, state.version, amounts)

    def _append(self, record: Record, changes: Mapping[Field, FieldValue]) -> None:
        emails = {value for change in changes.items() for value in (change[1], record.value(change[0]))}
        people = select(Person.email, Person.key).where(
            col(Person.email).in_([str(email) for email in emails if email])
        )
        keys = dict(self.session.exec(people).all())
        pairs: dict[str, Json] = {
            field.value: [stored_form(field, record.value(field), keys), stored_form(field, value, keys)]
            for field, value in changes.items()
        }
        payload: dict[str, Json] = {"version": record.state.version + 1, "changes": pairs}
        self.ledger.append(self.actor, self.at, CHANGED, record.state.public_id, payload)

    def _update(self, record: Record, changes: Mapping[Field, FieldValue]) -> None:
        state = record.state
        seen = state.version
        self.session.expunge(state)
        for field, value in changes.items():
            if field is Field.OWNER:
                state.owner_key = self._person(str(value)).key if value is not None else None
            else:
                setattr(state, field.value, value)
        achieved, possible, in_scope = derived_points(state, record.definition, record.subscriptions)
        state.points_achieved, state.points_possible, state.in_scope = achieved, possible, in_scope
        state.version, state.changed_at = seen + 1, self.at
        values = state.model_dump(exclude={"id", "public_id"})
        statement = update(ActionState).where(col(ActionState.id) == state.id, col(ActionState.version) == seen)
        result = self.session.execute(statement.values(values), execution_options={"synchronize_session": False})
        assert isinstance(result, CursorResult)
        if result.rowcount != 1:
            raise StaleEdit(f"{state.public_id} was changed in this moment; look at it again.")


def clean_note(field: Field, text: str) -> str:
    """A note as it can be stored: whole UTF-8 text without NUL characters. Raises InvalidInput."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInput(f"The {field.label} are not UTF-8 text; nothing was saved.") from error
    if "\x00" in text:
        raise InvalidInput(f"The {field.label} hold a NUL character, which cannot be stored; nothing was saved.")
    return text


def _named(touched: Mapping[Field, Touch]) -> str:
    return "; ".join(
        f"{field.label} by {touch.who} at {touch.at.astimezone():%Y-%m-%d %H:%M}" for field, touch in touched.items()
    )
