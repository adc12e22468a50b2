"""One improvement action: everything about it, and saving what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.views.actions import ActionDetails, SaveOutcome
from cm_tui.services.actions.details import details_of
from cm_tui.services.actions.record import find_record
from cm_tui.services.actions.saving import Saving
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.history.chain import Ledger
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class ActionService:
    """Reads and saves single actions; their list is `ListingService`."""

    store: Store
    clock: Clock
    actor: Actor

    def details(self, action: str) -> ActionDetails:
        """Everything about an action, Microsoft's included. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return details_of(session, find_record(session, action), self.actor)

    def save(self, draft: ActionDraft, strict: bool = False) -> SaveOutcome:
        """Store a draft: on top of others' changes of other fields, or not at all.

        `strict` refuses any version but the one seen. Raises NotAllowed, NotFound, InvalidInput and StaleEdit.
        """
        return self.save_all([draft], strict)[0]

    def save_all(self, drafts: Sequence[ActionDraft], strict: bool = False) -> tuple[SaveOutcome, ...]:
        """Store several drafts in one transaction, all or none. Raises as `save` does, for the first that is refused."""
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            ledger = Ledger(session)
            saving = Saving(session, ledger, self.actor, self.clock())
            outcomes = tuple(saving.save(draft, strict) for draft in drafts)
            ledger.flush()
            return outcomes
