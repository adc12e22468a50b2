"""Saving drafts of single actions inside one writing unit (architecture 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.views.actions import SaveOutcome
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.saving_many import save_many
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import Ledger


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
        taken_back = None if undoes is None else {plan.record.state.public_id: undoes}
        (outcome,) = save_many(self.session, self.ledger, self.actor, self.at, [plan], event, taken_back)
        return outcome
