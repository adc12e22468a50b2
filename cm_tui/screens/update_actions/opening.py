"""The key that opens the wizard, for every screen that has it (spec 3.1)."""

from __future__ import annotations

from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.screens.base import Opened, asks


class UpdatingActions(Opened):
    """Opens the wizard *Update actions*; what it stores is published as every other change, so that everybody shows it."""

    @property
    def why_no_update(self) -> str | None:
        """Why the person at work may not update actions, or None."""
        return why_not_allowed(self.services.person.role, Permission.EDIT_ACTIONS)

    @asks("flyout")
    async def action_update_actions(self) -> None:
        """Lead through the wizard."""
        if (reason := self.why_no_update) is not None:
            self.tell(reason, "warning")
            return
        from cm_tui.screens.update_actions.wizard import UpdateActionsWizard

        await self.app.push_screen_wait(UpdateActionsWizard())
