"""The part of the list that accepts the updates that wait, all of them at once (spec 12.2)."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.binding import BindingType

from cm_tui.model.rules.updates import NOTHING_WAITS
from cm_tui.screens.base import asks
from cm_tui.screens.list_arranging import list_key
from cm_tui.screens.list_changing import ListChanging

ACCEPT_ALL = "list.accept_all"
"""The id of the key."""


class ListUpdates(ListChanging):
    """Shows what all updates together do, and takes over what was accepted; cursor and marks stay where they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        list_key(
            "U",
            "accept_all",
            "accept_all",
            "Updates",
            "Accept all updates that wait, when you have seen what they do together",
        ),
    ]

    def count_of_key(self, binding_id: str) -> int | None:
        """How many updates the key would accept, as far as that is counted; None for the other keys."""
        counts = self.filter_line.counts
        return (counts.pending if counts is not None else 0) if binding_id == ACCEPT_ALL else None

    def why_no_change(self, binding_id: str) -> str | None:
        """The reason why a key cannot change anything, or None."""
        if binding_id == ACCEPT_ALL:
            return None if self.count_of_key(binding_id) else NOTHING_WAITS
        return super().why_no_change(binding_id)

    @asks("flyout")
    async def action_accept_all(self) -> None:
        """Show every update that waits; what the list counted is asked anew, because others accept updates too."""
        from cm_tui.screens.flyouts.accept_all import AcceptAllFlyout, accepted_sentence

        with self.notices():
            found = await asyncio.to_thread(self.services.updates.review_all)
            if not found.updates:
                self.tell(NOTHING_WAITS, "warning")
                if self.count_of_key(ACCEPT_ALL):
                    self.load(score=True)
                return
            accepted = await self.app.push_screen_wait(AcceptAllFlyout(found))
            if accepted is not None:
                self.app.last_step = None  # an older step would be undone in its place
                self.app.actions_changed.publish(accepted.ids)
                self.tell(accepted_sentence(accepted))
