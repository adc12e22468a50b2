"""The flyout that asks where a document is downloaded to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from cm_tui.model.rules.evidence import shown_size
from cm_tui.model.text import show
from cm_tui.model.views.evidence import EvidenceView
from cm_tui.screens.base import Opened
from cm_tui.screens.dialogs.evidence import OverwriteDialog
from cm_tui.screens.flyouts.evidence_add import marked
from cm_tui.screens.folders import default_target, matches_of, where_to
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import labelled
from cm_tui.widgets.path_input import PathInput


@dataclass(frozen=True, slots=True)
class Download:
    """Where a document is written to, and whether a file may be there already."""

    target: Path
    overwrite: bool


class DownloadFlyout(Opened, Flyout[Download]):
    """Asks for a path; where a file lies there already it asks whether that goes."""

    DEFAULT_CSS = """
    DownloadFlyout {
        PathInput, #refusal { margin-top: 1; }
        &.-short PathInput, &.-short #refusal { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("download.save", "flyout.cancel", "path.complete")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Download", id="download.save", tooltip="Write the document to this path"),
    ]

    def __init__(self, one: EvidenceView) -> None:
        """Make the flyout of a document."""
        super().__init__(f"Download {one.name}")
        self._one = one
        self._field = PathInput("Path", matches_of, default_target(one.name), may_be_new=True)
        self._refusal = Folded(id="refusal")

    def compose_body(self) -> ComposeResult:
        """What it is, and where it goes."""
        facts = [("Size", shown_size(self._one.size or 0)), ("SHA-256", self._one.sha256 or "")]
        yield Folded(lambda width: labelled(facts, width))
        yield from (self._field, self._refusal)

    def on_mount(self) -> None:
        """The keys are for the path."""
        self._field.focus_field()

    @on(PathInput.Submitted)
    def _entered(self, event: PathInput.Submitted) -> None:
        if event.paths:
            self._field.text = show(event.paths[0])
        self.action_save()

    @on(PathInput.Changed)
    def _typed(self) -> None:
        self._refusal.put(lambda width: ())

    def action_save(self) -> None:
        """Go on where the path can be written."""
        self._save()

    @work(exclusive=True, group="files")
    async def _save(self) -> None:
        found = await asyncio.to_thread(where_to, self._field.text.strip(), self._one.name)
        if isinstance(found, str):
            self._refusal.put(lambda width: marked(found, "✗", "$text-error", width))
        elif not found.exists:
            self.dismiss(Download(found.path, overwrite=False))
        else:
            await self.app.push_screen(OverwriteDialog(found.path), lambda yes: self._overwrite(found.path, yes))

    def _overwrite(self, target: Path, yes: bool | None) -> None:
        if yes:
            self.dismiss(Download(target, overwrite=True))
