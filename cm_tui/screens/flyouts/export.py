"""The flyout of an export: where the workbook goes; it is written while the flyout waits, and a refusal stands beside the path."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import work
from textual.binding import Binding, BindingType

from cm_tui.model.errors import AlreadyThere, Cancelled, ServiceError
from cm_tui.model.views.exports import Exported
from cm_tui.screens.dialogs.evidence import OverwriteDialog
from cm_tui.screens.flyouts.path_flyout import PathFlyout
from cm_tui.screens.folders import matches_of, path_of
from cm_tui.widgets.path_input import PathInput

if TYPE_CHECKING:
    from cm_tui.services.effort import IsCancelled, Progress

    Write = Callable[[Path, bool, Progress, IsCancelled], Exported]
    """Writes a workbook to a path, over a file where that is allowed; tells how far it is, stops where it shall; in a thread."""

    class ExportsOne(Protocol):
        """An export of the service that is about one thing."""

        def __call__(
            self,
            name: str,
            target: Path,
            /,
            *,
            overwrite: bool = False,
            progress: Progress | None = None,
            cancelled: IsCancelled | None = None,
        ) -> Exported:
            """Write what belongs to this name."""


STOPPED = "Stopped; nothing was written."
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")


class ExportFlyout(PathFlyout[Exported]):
    """Asks for a path and writes the workbook; gives back what was written."""

    MEANS = "It will be"
    KEY_BAR: ClassVar[tuple[str, ...]] = ("export.save", "flyout.cancel", "path.complete")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Export", id="export.save", tooltip="Write the workbook to this path"),
    ]

    def __init__(self, title: str, what: str, name: str, write: Write) -> None:
        """Make the flyout.

        Args:
            title: Its heading.
            what: What the workbook will hold; may come from outside.
            name: The name that is offered, in the current folder.
            write: Writes it.
        """
        super().__init__(title, what, PathInput("Excel workbook", matches_of, name, may_be_new=True))
        self._write = write

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Nothing is written twice."""
        return self.why_busy if binding_id == self.KEY_BAR[0] else super().why_key_cannot_act(binding_id)

    def action_save(self) -> None:
        """Write the workbook."""
        if self.why_busy is not None:
            self.tell(self.why_busy, "warning")
        else:
            self._save()

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
        except Cancelled:
            self.say(STOPPED, "$text-warning")
        except ServiceError as error:
            self.refuse(str(error))

    async def _export(self, target: Path, *, overwrite: bool) -> None:
        written = await self.at_work(
            "Writing", target, lambda work: self._write(target, overwrite, work.report, work.is_stopping), _counted
        )
        self.app.copy_to_clipboard(str(written.path))
        self.dismiss(written)


def writing(export: ExportsOne, name: str) -> Write:
    """An export of the service, of one thing, as the flyout calls it."""
    return lambda target, overwrite, progress, cancelled: export(
        name, target, overwrite=overwrite, progress=progress, cancelled=cancelled
    )


def written_sentence(written: Exported, what: str) -> str:
    """Where a workbook lies now, and how much is in it, counted in `what`, such as `control`."""
    count = f"{written.rows:,} {what}{'' if written.rows == 1 else 's'}".replace(",", " ")
    return f"Written: {written.path} ({count}). The path is copied."


def _counted(rows: int) -> str:
    return f"{rows:,}".replace(",", " ")


def safe_name(text: str) -> str:
    """The name of a workbook that every system takes: `PM-001@europe` becomes `PM-001-europe`."""
    return f"{_UNSAFE.sub('-', text).strip('. -')}.xlsx"
