"""The flyout of an export: where the workbook goes; it is written while the flyout waits, and a refusal stands beside the path."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.errors import AlreadyThere, ServiceError
from cm_tui.model.views.exports import Exported
from cm_tui.screens.base import Opened
from cm_tui.screens.dialogs.evidence import OverwriteDialog
from cm_tui.screens.folders import matches_of, path_of
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.path_input import PathInput
from cm_tui.widgets.text import show

Export = Callable[[Path, bool, Callable[[], bool]], Exported]
"""Writes a workbook to a path, over a file where that is allowed, unless it is asked to stop; called in a thread."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")


class ExportFlyout(Opened, Flyout[Exported]):
    """Asks for a path and writes the workbook; gives back what was written."""

    DEFAULT_CSS = """
    ExportFlyout {
        PathInput, #export-state { margin-top: 1; }
        &.-short PathInput, &.-short #export-state { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("export.save", "flyout.cancel", "path.complete")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Export", id="export.save", tooltip="Write the workbook to this path"),
    ]

    def __init__(self, title: str, what: str, name: str, write: Export) -> None:
        """Make the flyout.

        Args:
            title: Its heading.
            what: What the workbook will hold; may come from outside.
            name: The name that is offered, in the current folder.
            write: Writes it.
        """
        super().__init__(title)
        self._what = what
        self._field = PathInput("Excel workbook", matches_of, name, may_be_new=True)
        self._state = Folded(id="export-state")
        self._write = write
        self._stopped = threading.Event()

    def compose_body(self) -> ComposeResult:
        """What it is, where it goes, and why it cannot go there."""
        yield Folded(lambda width: hanging(Content(""), Content.styled(show(self._what), MUTED), width))
        yield from (self._field, self._state)

    def on_mount(self) -> None:
        """The keys are for the path."""
        self._field.focus_field()
        self._typed()

    @on(PathInput.Submitted)
    def _entered(self, event: PathInput.Submitted) -> None:
        if event.paths:
            self._field.text = event.paths[0]
        self.action_save()

    @on(PathInput.Changed)
    def _typed(self) -> None:
        text = self._field.text.strip()
        self._say(f"It will be {path_of(text)}." if text else "", MUTED)

    def action_save(self) -> None:
        """Write the workbook."""
        self._save()

    def action_cancel(self) -> None:
        """Close the flyout; what is being written is dropped."""
        self._stopped.set()
        super().action_cancel()

    @work(exclusive=True, group="store")
    async def _save(self) -> None:
        if not self._field.text.strip():
            self._say("✗ Name the workbook that is written.", "$text-error")
            return
        target = path_of(self._field.text.strip())
        try:
            try:
                await self._export(target, overwrite=False)
            except AlreadyThere:
                self._typed()
                if await self.app.push_screen_wait(OverwriteDialog(target)):
                    await self._export(target, overwrite=True)
        except ServiceError as error:
            self._say(f"✗ {error}", "$text-error")

    async def _export(self, target: Path, *, overwrite: bool) -> None:
        self._say("Writing …", MUTED)
        written = await asyncio.to_thread(self._write, target, overwrite, self._stopped.is_set)
        if self.is_current:
            self.dismiss(written)

    def _say(self, sentence: str, style: str) -> None:
        self._state.put(lambda width: hanging(Content(""), Content.styled(show(sentence), style), width))


def safe_name(text: str) -> str:
    """The name of a workbook that every system takes: `PM-001@europe` becomes `PM-001-europe`."""
    return f"{_UNSAFE.sub('-', text).strip('. -')}.xlsx"
