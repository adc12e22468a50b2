"""The flyout of an export: where the workbook goes; it is written while the flyout waits, and a refusal stands beside the path."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from cm_tui.model.errors import AlreadyThere, ServiceError
from cm_tui.model.views.exports import Exported
from cm_tui.screens.dialogs.evidence import OverwriteDialog
from cm_tui.screens.flyouts.path_flyout import PathFlyout
from cm_tui.screens.folders import matches_of, path_of
from cm_tui.widgets.path_input import PathInput

Export = Callable[[Path, bool, Callable[[], bool]], Exported]
"""Writes a workbook to a path, over a file where that is allowed, unless it is asked to stop; called in a thread."""
_BEAT = 0.2
"""Seconds between two looks at how far it is."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")


class ExportFlyout(PathFlyout[Exported]):
    """Asks for a path and writes the workbook; gives back what was written."""

    MEANS = "It will be"
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
        super().__init__(title, what, PathInput("Excel workbook", matches_of, name, may_be_new=True))
        self._write = write
        self._stopped = threading.Event()
        self._done: tuple[int, int] | None = None
        self._is_writing = False

    def on_unmount(self) -> None:
        """Nothing is written for a flyout that is gone, and no thread outlives the program."""
        self._stopped.set()

    def report(self, done: int, total: int) -> None:
        """Take note of how many rows are written; called in the thread that writes them."""
        self._done = (done, total)

    def action_save(self) -> None:
        """Write the workbook."""
        if not self._is_writing:
            self._save()

    def action_cancel(self) -> None:
        """Close the flyout; what is being written is dropped."""
        self._stopped.set()
        super().action_cancel()

    @work(exclusive=True, group="store")
    async def _save(self) -> None:
        if not self.typed:
            self.refuse("Name the workbook that is written.")
            return
        target = path_of(self.typed)
        try:
            try:
                await self._export(target, overwrite=False)
            except AlreadyThere:
                self.tell_path()
                if await self.app.push_screen_wait(OverwriteDialog(target)):
                    await self._export(target, overwrite=True)
        except ServiceError as error:
            self.refuse(str(error))

    async def _export(self, target: Path, *, overwrite: bool) -> None:
        self._is_writing, self._done = True, None
        self._tell_progress()
        beat = self.set_interval(_BEAT, self._tell_progress)
        try:
            written = await asyncio.to_thread(self._write, target, overwrite, self._stopped.is_set)
        finally:
            beat.stop()
            self._is_writing = False
        if self.is_current:
            self.app.copy_to_clipboard(str(written.path))
            self.dismiss(written)

    def _tell_progress(self) -> None:
        done, total = self._done or (0, 0)
        self.say(f"Writing … {done:,} of {total:,} rows".replace(",", " ") if total else "Writing …")


def safe_name(text: str) -> str:
    """The name of a workbook that every system takes: `PM-001@europe` becomes `PM-001-europe`."""
    return f"{_UNSAFE.sub('-', text).strip('. -')}.xlsx"
