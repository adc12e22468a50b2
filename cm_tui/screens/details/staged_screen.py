"""The part of the details page that holds what is staged, and goes on with it after the program ended (safety 1.10)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual.reactive import var

from cm_tui.model.drafts import ActionDraft, Unsaved
from cm_tui.model.views.actions import ActionDetails
from cm_tui.screens.base import AppScreen
from cm_tui.screens.details.edit import Edit


class StagedScreen(AppScreen[None]):
    """An action with staged changes, which are kept beyond the end of the program."""

    action_id: var[str] = var("")
    """The action that the page shows."""

    edit: var[Edit | None] = var(None)
    """The action and what would be saved; None until it is loaded."""

    begun: Unsaved | None = None
    """What was not saved when the program ended last time; None once it is staged."""

    def __init__(self, action_id: str) -> None:
        super().__init__()
        self.set_reactive(StagedScreen.action_id, action_id)

    def unsaved(self) -> Unsaved | None:
        """What would be lost with the program."""
        return Unsaved(self.edit.details.row.name, self.edit.draft) if self.edit is not None else self.begun

    def _watch_edit(self, before: Edit | None, edit: Edit | None) -> None:
        if before is not None and edit is not None and before.draft != edit.draft:
            self.app.keep_drafts_soon()

    def go_on(self, fresh: ActionDetails, draft: ActionDraft) -> None:
        """Stage what was not saved, made against the version that was seen then: a save finds what others changed since."""
        edit, sentences = Edit(fresh, draft).rebased(fresh)
        self.begun = None
        self.edit = replace(edit, draft=replace(edit.draft, seen=min(draft.seen, fresh.row.version)))
        for sentence in sentences:
            self.tell(sentence, "warning")
        if not edit.draft:
            self.tell("Nothing is left to save: what was kept is stored already, or not possible any more.")
        elif draft.seen < fresh.row.version:
            self.tell("Somebody changed this action meanwhile; a save keeps both or asks you.", "warning")

    async def take_what_is_staged(self) -> None:
        """Wait until what a flyout gave back just now is staged: it comes through the queue of the app or the page."""
        for queue in (self.app, self):
            taken = asyncio.Event()
            queue.call_next(taken.set)
            await taken.wait()
