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
from cm_tui.model.views.actions import Points, SaveOutcome
from cm_tui.model.vocabulary import NOTES_FIELDS, PERSON_FIELDS, Field, FieldValue
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import Record, stored_form
from cm_tui.services.assessments.tallying import TOLD, states_change, what_counts
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import DEFINITION, RETIRED, Json, Ledger
from cm_tui.services.history.notes import keep_note
from cm_tui.services.people.queueing import tell_the_new_owner, withdraw_notices


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

    def store(self, plan: Plan, event: str = CHANGED, undoes: int | None = None) -> SaveOutcome:
        """Store what was planned in this unit, under the name of an event; `undoes` is the event that this one takes back."""
        record, changes, state = plan.record, plan.changes, plan.record.state
        done = plan.field_changes
        seq = None
        if not plan.is_nothing:
            keys = self._person_keys(record, changes)
            seq = self._append(plan, keys, event, undoes)
            for field in NOTES_FIELDS & changes.keys():
                keep_note(self.session, str(record.value(field) or ""))
                keep_note(self.session, str(changes[field] or ""))
            self._update(plan, keys)
            plan.measured.store(self.session)
            self._tell(state, changes, undone=undoes is not None)
        amounts = Points(state.points_achieved, state.points_possible)
        return SaveOutcome(state.public_id, done, plan.merged, plan.notices, state.version, amounts, seq)

    def _tell(self, state: ActionState, changes: Mapping[Field, FieldValue], *, undone: bool) -> None:
        """Tell a new owner; of an assignment that is undone nobody needs to hear any more."""
        sent = changes.get(Field.SENT_BY) is not None
        if undone:
            if Field.OWNER in changes or (Field.SENT_BY in changes and not sent):
                withdraw_notices(self.session, state)
        elif sent or Field.OWNER in changes:
            waits = state.sent_by_key is not None
            tell_the_new_owner(self.session, state, state.owner_key, self.actor.person_key, self.at, sent=waits)

    def _person_keys(self, record: Record, changes: Mapping[Field, FieldValue]) -> dict[str, str]:
        """The keys of the people whom changes concern, by e-mail."""
        emails = {str(email) for field in PERSON_FIELDS for email in (changes.get(field), record.value(field)) if email}
        if not emails:
            return {}
        return dict(self.session.exec(select(Person.email, Person.key).where(col(Person.email).in_(emails))).all())

    def _append(self, plan: Plan, keys: Mapping[str, str], event: str, undoes: int | None) -> int:
        record, measured = plan.record, plan.measured
        pairs: dict[str, Json] = {
            field.value: [stored_form(field, record.value(field), keys), stored_form(field, value, keys)]
            for field, value in plan.changes.items()
        }
        changes: dict[str, Json] = {**pairs, **measured.pairs(record)}
        if plan.definition is not None and plan.definition.number != record.definition.number:
            changes[DEFINITION] = [record.definition.number, plan.definition.number]
        if plan.retires_or_returns:
            changes[RETIRED] = [record.state.retired, plan.retired]
        payload: dict[str, Json] = {**measured.told, "version": record.state.version + 1, "changes": changes}
        if undoes is not None:
            payload["undoes"] = undoes
        return self.ledger.append(self.actor, self.at, event, record.state.public_id, payload)

    def _update(self, plan: Plan, keys: Mapping[str, str]) -> None:
        changes, measured, state = plan.changes, plan.measured, plan.record.state
        seen, counted = state.version, what_counts(state)
        self.session.expunge(state)
        for field, value in changes.items():
            if field in PERSON_FIELDS:
                setattr(state, f"{field.value}_key", keys[str(value)] if value is not None else None)
            else:
                setattr(state, field.value, value)
        if measured.covered is not None:
            state.covered_part, state.covered_whole = measured.covered
        plan.settled(state)
        state.version, state.changed_at = seen + 1, self.at
        if what_counts(state) != counted:
            states_change(self.session, [state.id or 0])
        values = state.model_dump(exclude={"id", "public_id"})
        statement = update(ActionState).where(col(ActionState.id) == state.id, col(ActionState.version) == seen)
        result = self.session.execute(statement.values(values), execution_options=TOLD)
        assert isinstance(result, CursorResult)
        if result.rowcount != 1:
            raise StaleEdit(f"{state.public_id} was changed in this moment; look at it again.")
