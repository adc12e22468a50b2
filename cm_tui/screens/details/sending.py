"""The part of the details page that hands its action to somebody: to an owner, or to an assessor."""

from __future__ import annotations

import asyncio

from cm_tui.screens.base import asks
from cm_tui.screens.details.draft_screen import DraftScreen


class SendingScreen(DraftScreen):
    """Asks for the person, and stages that the action is theirs; to an assessor also who sent it."""

    @asks("change")
    async def action_owner(self) -> None:
        """Give the action to an owner, or to nobody, with the next save."""
        if self.refused("details.owner") or self.edit is None:
            return
        from cm_tui.screens.flyouts.owner import OwnerFlyout

        with self.notices():
            people = await asyncio.to_thread(self.services.bulk.suggestions, [self.edit.details.row.id])
            self.take_staged(await self.app.push_screen_wait(OwnerFlyout(self.edit, people)))

    @asks("change")
    async def action_send(self) -> None:
        """Send the action to an assessor with the next save."""
        if self.refused("details.send") or self.edit is None:
            return
        from cm_tui.screens.flyouts.send import SendFlyout

        with self.notices():
            people = await asyncio.to_thread(self.services.assessing.assessors)
            flyout = SendFlyout(self.edit, people, self.services.person.email)
            self.take_staged(await self.app.push_screen_wait(flyout))
