"""The part of the details page that holds the draft: storing it, meeting others' changes, and not losing it on the way out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from textual import work

from cm_tui.model.errors import ServiceError, StaleEdit
from cm_tui.model.views.actions import ActionDetails, FieldConflict, SaveOutcome
from cm_tui.model.views.bulk import UndoStep
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.details.saved import merged_sentences, saved_sentence
from cm_tui.screens.details.staged_screen import StagedScreen
from cm_tui.screens.dialogs.conflict import ConflictDialog, Resolution
from cm_tui.screens.dialogs.leave import LeaveDialog, Leaving


class DraftScreen(StagedScreen):
    """An action with staged changes; nothing is stored but by `store`."""

    def __init__(self, action_id: str) -> None:
        super().__init__(action_id)
        self._storing = asyncio.Lock()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Show the action as it is stored now; staged changes stay staged, made against the version that was seen."""
        with self.notices():
            fresh = await asyncio.to_thread(self.services.actions.details, self.action_id)
            if fresh.row.id == self.action_id:
                self._take(fresh)
            return
        if self.edit is None and self.is_active:
            self.dismiss(None)

    def _take(self, fresh: ActionDetails) -> None:
        edit = self.edit
        if self.begun is not None:
            self.go_on(fresh, self.begun.draft)
        elif edit is None or not edit.draft or edit.draft.action != fresh.row.id:
            self.edit = Edit.of(fresh)
        elif fresh.row.version == edit.details.row.version:
            self.edit = replace(edit, details=fresh)
        else:
            self.edit = replace(edit, details=replace(edit.details, evidence=fresh.evidence))
            self.tell("Somebody changed this action meanwhile; a save keeps both or asks you.", "warning")

    def refused(self, binding_id: str) -> bool:
        """Whether a key cannot act now; tells why."""
        reason = self.why_key_cannot_act(binding_id)
        if reason is not None:
            self.tell(reason, "warning")
        return reason is not None

    def action_refresh_all(self) -> None:
        """Load the action anew."""
        self.load()

    def changed_elsewhere(self, ids: frozenset[str]) -> None:
        """Load the action anew where another part of the program changed it."""
        if self.action_id in ids and not self._storing.locked():
            self.load()

    def take_staged(self, staged: Edit | None) -> None:
        """Take over what a flyout staged, if anything; the action may have been saved while the flyout was open."""
        if staged is None:
            return
        if self.edit is not None and self.edit.draft.action != staged.draft.action:
            self.tell(f"The page shows another action by now; nothing of {staged.draft.action} was staged.", "warning")
        elif self.edit is not None and self.edit.details is not staged.details:
            self._stage(*staged.rebased(self.edit.details))
        else:
            self.edit = staged

    def _stage(self, edit: Edit, sentences: Iterable[str]) -> None:
        self.edit = edit
        for sentence in sentences:
            self.tell(sentence, "warning")

    # Storing

    @work(group="store")
    async def save(self, *, close: bool = False) -> None:
        """Store the draft, and leave the page where that is wanted and nothing is left to decide."""
        if await self.store() and close and await self.ready_to_leave() and self.is_active:
            self.dismiss(None)

    async def store(self) -> bool:
        """Store the draft once; whether it is stored. Needs a worker, because it may ask.

        What is staged while it is being stored stays staged: nobody has said yet that it shall be saved.
        """
        async with self._storing:
            while self.edit is not None and (wanted := self.edit).draft:
                try:
                    outcome = await asyncio.to_thread(self.services.actions.save, wanted.draft)
                    await self._show_saved(wanted, outcome)
                    return True
                except StaleEdit as stale:
                    if not await self._resolve(self.edit, stale):
                        return False
                except ServiceError as error:
                    self.tell(str(error), "error")
                    return False
            return True

    async def show_stored(self, before: Edit) -> ActionDetails:
        """Show the action as it is stored now, and on top of that what was staged after an edit; gives the record."""
        fresh = await asyncio.to_thread(self.services.actions.details, before.draft.action)
        self._stage(*(self.edit or before).since(before, fresh))
        return fresh

    async def _show_saved(self, wanted: Edit, outcome: SaveOutcome) -> None:
        fresh = await self.show_stored(wanted)
        self.app.last_step = UndoStep.of(outcome) or self.app.last_step
        self.app.actions_changed.publish(frozenset({outcome.action}))
        self.tell(saved_sentence(fresh, outcome))
        for sentence in (*outcome.notices, *merged_sentences(outcome)):
            self.tell(sentence, "warning")

    async def _resolve(self, edit: Edit, stale: StaleEdit) -> bool:
        """Ask what counts where two people changed the same; whether to try again."""
        conflicts = edit.contested(stale.conflicts)
        if not conflicts or stale.version is None:
            self.tell(str(stale), "error")
            return False
        forbidden = any(conflict.field not in edit.draft.changes for conflict in conflicts)
        dialog = ConflictDialog(edit.details.row.name, conflicts, str(stale) if forbidden else None)
        choice = await self.app.push_screen_wait(dialog)
        if choice is Resolution.STAY:
            return False
        fresh = await asyncio.to_thread(self.services.actions.details, edit.draft.action)
        if choice is Resolution.THEIRS:
            return self._take_theirs(self.edit or edit, fresh, conflicts)
        return self._keep_mine(self.edit or edit, fresh, conflicts, stale.version)

    def _take_theirs(self, edit: Edit, fresh: ActionDetails, conflicts: tuple[FieldConflict, ...]) -> bool:
        rebased, sentences = edit.rebased(fresh, [conflict.field for conflict in conflicts])
        self._stage(rebased, sentences)
        return not rebased.draft

    def _keep_mine(self, edit: Edit, fresh: ActionDetails, conflicts: tuple[FieldConflict, ...], version: int) -> bool:
        insisted = edit.insisted(fresh, [conflict.field for conflict in conflicts], version)
        if isinstance(insisted, str):
            self.tell(insisted, "error")
            return False
        self.edit = insisted
        return True

    # Leaving

    async def ready_to_leave(self) -> bool:
        """Whether the page may be left; with unsaved changes it asks once: Save, Discard or Stay.

        A save that is under way comes to its end first, unless it asks something itself; what was opened over the page
        meanwhile keeps it.
        """
        if self._storing.locked() and self.is_active:
            async with self._storing:
                pass
            if not self.is_active:
                return False
        await self.take_what_is_staged()
        if self.edit is None or not self.edit.draft:
            return True
        choice = await self.app.push_screen_wait(LeaveDialog(self.edit))
        if choice is Leaving.SAVE:
            return await self.store() and await self.ready_to_leave()
        if choice is Leaving.DISCARD:
            self.edit = Edit.of(self.edit.details)
        return choice is Leaving.DISCARD

    async def go_to(self, action_id: str) -> None:
        """Show another action, if this one may be left; asked last, so that nothing is staged behind the answer."""
        with self.notices():
            fresh = await asyncio.to_thread(self.services.actions.details, action_id)
            if self.is_active and await self.ready_to_leave():
                self.action_id, self.edit = action_id, Edit.of(fresh)
