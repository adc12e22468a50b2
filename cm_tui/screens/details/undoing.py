"""The part of the details page that takes back: what was staged last, and after that the last save."""

from __future__ import annotations

from dataclasses import replace

from textual import work

from cm_tui.model.drafts import ActionDraft
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.details.reviewing import ReviewingScreen
from cm_tui.screens.undoing import take_back

_MOST = 50
"""Staged changes that can be taken back one by one."""


class UndoingScreen(ReviewingScreen):
    """Remembers the drafts before each staged change."""

    def __init__(self, action_id: str) -> None:
        super().__init__(action_id)
        self._earlier: list[ActionDraft] = []

    def take_staged(self, staged: Edit | None) -> None:
        """Take over what a flyout staged, and remember what stood there before."""
        before = self.edit
        super().take_staged(staged)
        if before is not None and self.edit is not None and before.draft != self.edit.draft:
            self._earlier = [*self._earlier, before.draft][-_MOST:]

    @property
    def why_no_undo(self) -> str | None:
        """The reason why there is nothing of this action to take back, or None."""
        step = self.app.last_step
        if (self.edit is not None and self.edit.draft) or (step is not None and step.actions == (self.action_id,)):
            return None
        if step is not None and self.action_id in step.actions:
            return f"This action was changed together with {len(step.actions) - 1} others; undo that in the list."
        return (
            "Nothing of this action was changed in this session that could be undone; accepted updates are permanent."
        )

    def action_undo(self) -> None:
        """Take back the staged change that came last; without any, the last save."""
        if self.refused("details.undo") or self.edit is None:
            return
        if self.edit.draft:
            self._unstage(self.edit)
        else:
            self._undo_save()

    def _unstage(self, edit: Edit) -> None:
        now, earlier = edit.draft.changes, self._draft_before(edit.draft)
        changed = [field.label for field in {**now, **earlier.changes} if now.get(field) != earlier.changes.get(field)]
        self.edit = replace(edit, draft=earlier)
        self.tell(f"Taken back, not saved: {', '.join(changed)}.")
        if not earlier:
            self.load()

    def _draft_before(self, draft: ActionDraft) -> ActionDraft:
        """The draft before the last staged change; an empty one where none is known that was made on the same record."""
        while self._earlier:
            earlier = self._earlier.pop()
            if (earlier.action, earlier.seen) == (draft.action, draft.seen) and earlier != draft:
                return earlier
        return ActionDraft(draft.action, draft.seen)

    @work(group="store")
    async def _undo_save(self) -> None:
        async with self._storing:
            before = self.edit
            if before is not None and await take_back(self) is not None:
                with self.notices():
                    await self.show_stored(before)
