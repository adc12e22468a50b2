"""Saving: the row, its event, the texts of its notes and the notice to its new owner, in one unit (architecture 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import StaleEdit
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.actions import FieldChange, Points, SaveOutcome
from cm_tui.model.vocabulary import NOTES_FIELDS, PERSON_FIELDS, Field, FieldValue
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import Record, derived_points, stored_form
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import Json, Ledger
from cm_tui.services.history.notes import keep_note
from cm_tui.services.people.queue import tell_the_new_owner


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
        self.ledger.flush()  # a draft may meet what an earlier draft of the same unit changed
        return self.store(Planner(self.session, self.actor).plan(draft, strict))

    def store(self, plan: Plan, event: str = CHANGED) -> SaveOutcome:
        """Store what was planned in this unit, under the name of an event."""
        record, changes, state = plan.record, plan.changes, plan.record.state
        done = tuple(FieldChange(field, record.value(field), value) for field, value in changes.items())
        seq = None
        if changes:
            keys = self._person_keys(record, changes)
            seq = self._append(record, changes, keys, event)
            self._update(record, changes, keys)
            for field in NOTES_FIELDS & changes.keys():
                keep_note(self.session, str(changes[field] or ""))
            if Field.OWNER in changes:
                owner, sent = state.owner_key, changes.get(Field.SENT_BY) is not None
                tell_the_new_owner(self.session, state, owner, self.actor.person_key, self.at, sent=sent)
        amounts = Points(state.points_achieved, state.points_possible)
        return SaveOutcome(state.public_id, done, plan.merged, plan.notices, state.version, amounts, seq)

    def _person_keys(self, record: Record, changes: Mapping[Field, FieldValue]) -> dict[str, str]:
        """The keys of the people whom changes concern, by e-mail."""
        emails = {str(email) for field in PERSON_FIELDS for email in (changes.get(field), record.value(field)) if email}
        if not emails:
            return {}
        return dict(self.session.exec(select(Person.email, Person.key).where(col(Person.email).in_(emails))).all())

    def _append(self, record: Record, changes: Mapping[Field, FieldValue], keys: Mapping[str, str], event: str) -> int:
        pairs: dict[str, Json] = {
            field.value: [stored_form(field, record.value(field), keys), stored_form(field, value, keys)]
            for field, value in changes.items()
        }
        payload: dict[str, Json] = {"version": record.state.version + 1, "changes": pairs}
        return self.ledger.append(self.actor, self.at, event, record.state.public_id, payload)

    def _update(self, record: Record, changes: Mapping[Field, FieldValue], keys: Mapping[str, str]) -> None:
        state = record.state
        seen = state.version
        self.session.expunge(state)
        for field, value in changes.items():
            if field in PERSON_FIELDS:
                setattr(state, f"{field.value}_key", keys[str(value)] if value is not None else None)
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
