"""What the wizard does with a workbook, in threads: read it, check it, store it; how far that is stands below (spec 3.6)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult

from cm_tui.model.errors import Cancelled, ServiceError, StaleEdit
from cm_tui.model.views.action_workbook import Applied
from cm_tui.screens.update_actions.decisions import Decisions
from cm_tui.screens.update_actions.done import DoneStep
from cm_tui.screens.update_actions.fields import FieldsFlyout
from cm_tui.screens.update_actions.file_step import FileStep
from cm_tui.screens.update_actions.reminders import RemindersStep
from cm_tui.screens.update_actions.review import ReviewStep
from cm_tui.screens.wizard.frame import Wizard
from cm_tui.widgets.key_bar import active_hints
from cm_tui.widgets.transfer import Transfer, TransferLine

_REST = 0.15
"""Seconds of rest after a choice before it is checked, so that many choices in a row cost one check."""
_LASTS = 0.5
"""Seconds of checking from which on it is said that it goes on."""
CHECKING = "Checking what was decided…"
STOPPED = "Stopped; no action was updated."
NOT_READ = "Stopped; the workbook was not checked."


class WorkbookWizard(Wizard[Applied]):
    """Knows the workbook under review, and what is at work on it; a subclass leads through the steps."""

    def __init__(self) -> None:
        self._reminders, self._file, self._review, self._done = RemindersStep(), FileStep(), ReviewStep(), DoneStep()
        super().__init__("Update actions", [self._reminders, self._file, self._review, self._done])
        self._progress = TransferLine()
        self._transfer: Transfer | None = None
        self._fields: FieldsFlyout | None = None
        self._applied: Applied | None = None
        self._wants_to_apply = False
        """Whether everything is to be stored as soon as the choices are checked."""
        self._said = ""
        """What stands below the review while nothing is at work."""

    def compose_foot(self) -> ComposeResult:
        """What is said of the workbook, why it could not be stored, how far it is."""
        yield from super().compose_foot()
        yield self._progress

    def on_unmount(self) -> None:
        """No thread outlives the wizard."""
        if self._transfer is not None:
            self._transfer.stop()

    @property
    def decisions(self) -> Decisions | None:
        """The workbook that is reviewed; None before one was read."""
        return self._review.decisions

    @property
    def is_at_work(self) -> bool:
        """Whether a workbook is being read or stored."""
        return super().is_at_work or self._transfer is not None

    # Reading and checking

    def _begin(self, verb: str, name: str) -> Transfer:
        """Be busy from now on, before the next key is handled."""
        key = next((hint.label for hint in active_hints(self.screen) if hint.id == "wizard.back"), "esc")
        self._transfer = Transfer(verb, [name], key, amount=str)
        self._progress.follow(self._transfer)
        return self._transfer

    def _end(self) -> None:
        self._transfer = None
        self._storing = False
        self._progress.follow(None)
        self.refresh_bindings()

    @on(FileStep.Wanted)
    def _file_wanted(self, event: FileStep.Wanted) -> None:
        if self._transfer is None:
            self._file.say("")
            self._read(event.path, self._begin("Checking", event.path.name))

    @work(group="check")
    async def _read(self, path: Path, transfer: Transfer) -> None:
        """Read and check a workbook, and show what it would do; a problem of the file stands beside its path."""
        service = self.services.action_workbooks
        try:
            upload = await asyncio.to_thread(service.read, path, cancelled=transfer.is_stopping)
            check = partial(service.check, upload, progress=transfer.report, cancelled=transfer.is_stopping)
            found = await asyncio.to_thread(lambda: Decisions(path, upload, check()))
        except Cancelled:
            self._file.say(NOT_READ)
        except ServiceError as refused:
            self._file.refuse(str(refused))
        else:
            await self._remember(path)
            self._review.begin(found)
            self.open(self.steps.index(self._review))
        finally:
            self._end()

    async def _remember(self, path: Path) -> None:
        await asyncio.to_thread(self.app.memory.remember_workbook, self.services.workspace.path, str(path))

    @on(ReviewStep.Decided)
    def decided(self) -> None:
        """Show a choice at once, and soon what follows from it."""
        self._wants_to_apply = False
        if self.decisions is not None:
            self.decisions.is_checking = True
            self._review.show_choices()
            self._check_choices(self.decisions)

    @work(exclusive=True, group="check")
    async def _check_choices(self, decisions: Decisions) -> None:
        """Check with the choices as they are now; a choice that comes meanwhile begins anew."""
        await asyncio.sleep(_REST)
        stopped = False
        lasting = self.set_timer(_LASTS, lambda: self.say(CHECKING))
        try:
            service, choices = self.services.action_workbooks, dict(decisions.choices)
            found = await asyncio.to_thread(service.recheck, decisions.checked, choices, cancelled=lambda: stopped)
        except asyncio.CancelledError:
            stopped = True
            raise
        except ServiceError as refused:
            self.tell(str(refused), "error")
            self._wants_to_apply = False
        else:
            decisions.take(found)
            self._review.show()
        finally:
            lasting.stop()
        self._checked(decisions)

    def _checked(self, decisions: Decisions) -> None:
        """Show what follows from the choices, and store where that was asked for meanwhile."""
        decisions.is_checking = False
        self.say(self._said)
        self._review.show_choices()
        if self._fields is not None and self._fields.is_current:
            self._fields.show_row()
        if self._wants_to_apply and self.is_current and self.step is self._review:
            self.begin_to_apply()

    # Storing

    def begin_to_apply(self) -> None:
        """Store what is shown, or say why that cannot be; what is being checked just now is stored when that is done."""
        if (decisions := self.decisions) is None:
            return
        self._wants_to_apply = decisions.is_checking
        if decisions.is_checking:
            return
        if decisions.is_unchecked:
            self.decided()
        elif (reason := decisions.why_not_applicable) is not None:
            self.tell(reason, "warning")
        else:
            self._remark("")
            self.set_focus(self._review.entry)
            self.forget_failure()
            self._storing = decisions.is_applying = True
            self._apply(decisions, self._begin("Updating", decisions.file.name))

    @work(group="apply")
    async def _apply(self, decisions: Decisions, transfer: Transfer) -> None:
        """Store everything or nothing; where somebody else was quicker, show anew what it would do."""
        apply = self.services.action_workbooks.apply
        checked = replace(decisions.checked, names_confirmed=decisions.looked_through)
        try:
            applied = await asyncio.to_thread(apply, checked, progress=transfer.report, cancelled=transfer.is_stopping)
        except Cancelled:
            self._remark(STOPPED)
        except StaleEdit as stale:
            decisions.is_checking, decisions.looked_through = True, False
            self._remark(f"{stale} The workbook was checked anew; look at it again.")
            self._check_choices(decisions)
        except ServiceError as refused:
            self.refused(refused)
        else:
            self._applied = applied
            self._done.put(applied)
            self.open(self.steps.index(self._done))
            self.app.last_step = applied.step
            self.app.actions_changed.publish(frozenset(applied.actions))
        finally:
            decisions.is_applying = False
            self._end()

    def _remark(self, sentence: str) -> None:
        self._said = sentence
        self.say(sentence)
