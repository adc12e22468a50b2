"""The wizard *Update actions*: reminders, workbook, review, confirmation; the review stores all or nothing (spec 3.6)."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on, work

from cm_tui.screens.base import asks
from cm_tui.screens.flyouts.export import safe_name
from cm_tui.screens.undoing import take_back
from cm_tui.screens.update_actions.copying import CorrectedCopyFlyout
from cm_tui.screens.update_actions.decisions import Kind
from cm_tui.screens.update_actions.fault import FaultFlyout
from cm_tui.screens.update_actions.fields import FieldsFlyout
from cm_tui.screens.update_actions.review import ReviewStep
from cm_tui.screens.update_actions.review_lines import ids_of
from cm_tui.screens.update_actions.summary import SummaryFlyout
from cm_tui.screens.update_actions.walked import Walked
from cm_tui.screens.update_actions.working import WorkbookWizard
from cm_tui.screens.wizard.step import Step

UNDONE = "It was taken back already."


class UpdateActionsWizard(WorkbookWizard):
    """Reads a workbook, shows what it would do, stores it; gives back what was done."""

    DEFAULT_CSS = """
    UpdateActionsWizard {
        #flyout-panel { width: 124; max-width: 100%; }
        &.-short {
            #flyout-panel #flyout-body { padding: 0 1; }
            #file-state, #kinds, #brief { margin-top: 0; }
            #head { max-height: 6; }
            #brief { height: 5; }
            .-looks #head { max-height: 5; }
            .-looks #brief { height: 4; }
        }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        *("wizard.again", "updating.apply", "updating.keep", "updating.take", "updating.look", "updating.finish"),
        *("updating.recent", "reminders.enter", "wizard.next", "wizard.back", "updating.correct", "table.open"),
        *("updating.summary", "reminders.tick", "reminders.down", "reminders.up", "updating.undo", "updating.again"),
        *("path.complete", "updating.other_file", "updating.keep_all", "updating.take_all"),
    )
    LOSS = "No action was updated."
    WAIT = "The actions are being updated; esc stops that, and nothing is stored."
    FAILED = "No action was updated; enter tries again, esc goes back."

    def prepare(self, step: Step) -> None:
        """Offer the workbooks that were read last."""
        self._wants_to_apply = False
        self._remark("")
        if step is self._file:
            self._offer_files()

    @work(group="load")
    async def _offer_files(self) -> None:
        recent = await asyncio.to_thread(self.app.memory.workbooks, self.services.workspace.path)
        await self._file.offer(recent)

    # Keys

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What has to be done first."""
        if binding_id == "updating.apply":
            decisions = self.decisions
            return None if decisions is None or decisions.is_unchecked else decisions.why_not_applicable
        if binding_id == "wizard.next":
            return self._reminders.why_incomplete if self.step is self._reminders else None
        if binding_id in ("updating.open", "table.open") and not self._review.table.ids:
            return "There is no row."
        return UNDONE if binding_id == "updating.undo" and self._applied is not None and not self._can_undo else None

    @property
    def _can_undo(self) -> bool:
        return self._applied is not None and bool(self._applied.step) and self.app.last_step is self._applied.step

    def action_next(self) -> None:
        """Go on; in the review store, after it close."""
        if self._transfer is not None or not self.is_current:
            return
        if self.step is self._done:
            self.dismiss(self._applied)
        elif self.step is self._review:
            self.begin_to_apply()
        elif self.step is self._reminders and (reason := self._reminders.why_incomplete):
            self.tell(reason, "warning")
        else:
            super().action_next()

    def action_previous(self) -> None:
        """Stop what is at work; else go back one step."""
        if self._transfer is not None:
            self._transfer.stop()
            self._progress.look()
        else:
            super().action_previous()

    async def ready_to_leave(self) -> bool:
        """Whether the wizard may be left: after it is done without a question."""
        return self._applied is not None or await super().ready_to_leave()

    def left(self) -> None:
        """Say what was not stored of a workbook that was reviewed."""
        if self.decisions is not None:
            self.tell(f"Nothing of {self.decisions.file.name} was stored.")

    async def action_undo(self) -> None:
        """Take everything back."""
        if self._applied is None:
            return
        if not self._can_undo:
            self.tell(UNDONE, "warning")
        else:
            self._undo()

    @work(exclusive=True, group="undo")
    async def _undo(self) -> None:
        if (outcome := await take_back(self)) is not None:
            number = len(outcome.ids)
            self._done.put_undone(f"Undone: {number} action{' is' if number == 1 else 's are'} as before.")
        self.refresh_bindings()

    def count_of_key(self, binding_id: str) -> int | None:
        """Nothing to update stands in a workbook with faults, whatever is decided."""
        decisions = self.decisions
        refused = decisions is not None and bool(decisions.review.faults) and not decisions.is_unchecked
        return 0 if binding_id == "updating.apply" and refused else super().count_of_key(binding_id)

    # What the review opens

    @on(Walked.FieldsWanted)
    async def _open_fields(self, event: Walked.FieldsWanted) -> None:
        if (decisions := self.decisions) is None or self.is_at_work or not self.is_current:
            return
        if event.kind is Kind.FAULTS:
            await self.app.push_screen(FaultFlyout(decisions, int(event.id)), self._fields_left)
        else:
            self._fields = FieldsFlyout(decisions, ids_of(decisions, event.kind), event.id, self.decided)
            await self.app.push_screen(self._fields, self._fields_left)

    def _fields_left(self, identity: str | None) -> None:
        self._fields = None
        self._review.table.go_to(identity)

    @on(ReviewStep.SummaryWanted)
    async def _open_summary(self) -> None:
        if self.decisions is not None and self.is_current:
            await self.app.push_screen(SummaryFlyout(self.decisions))

    @on(ReviewStep.CorrectionWanted)
    def _correction_wanted(self) -> None:
        self._write_corrected()

    @asks("flyout")
    async def _write_corrected(self) -> None:
        """Write a copy whose faulty cells say what is wrong with them, and offer it when a different file is chosen."""
        if (decisions := self.decisions) is None:
            return
        name = str(decisions.file.with_name(safe_name(f"{decisions.file.stem}-corrected")))
        what = "The workbook as it was read, with each fault as a comment in its cell. Mend it in Excel and choose it again."
        correct = self.services.action_workbooks.write_corrected
        flyout = CorrectedCopyFlyout(
            "Corrected copy",
            what,
            name,
            lambda target, overwrite, progress, cancelled: correct(
                decisions.upload, decisions.review, target, overwrite=overwrite, progress=progress, cancelled=cancelled
            ),
        )
        written = await self.app.push_screen_wait(flyout)
        if written is not None:
            await self._remember(written.path)
            self._file.take(str(written.path))
            self.tell(f"{written.path} was written; its path is copied.")
