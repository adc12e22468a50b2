"""The flyout that asks for the folder of another catalogue; it is read while the flyout waits, a refusal stands beside the path."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.errors import ServiceError
from cm_tui.model.views.catalogue import CatalogueComparison
from cm_tui.screens.base import Opened
from cm_tui.screens.folders import matches_of, path_of
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.path_input import PathInput
from cm_tui.widgets.text import show

HINT = "A folder with catalogue.toml, regulations and actions, as `cm-tui import catalogue` takes it."


class CatalogueFolderFlyout(Opened, Flyout[tuple[Path, CatalogueComparison]]):
    """Asks for a folder; gives it back with what importing its catalogue would do."""

    DEFAULT_CSS = """
    CatalogueFolderFlyout {
        PathInput, #state { margin-top: 1; }
        &.-short PathInput, &.-short #state { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("folder.look", "flyout.cancel", "path.complete")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "save",
            "Look",
            id="folder.look",
            tooltip="See what importing the catalogue in this folder would do",
        ),
    ]

    def __init__(self) -> None:
        super().__init__("Another catalogue")
        self._field = PathInput("Folder", matches_of, why_refused=lambda name: "A file is no catalogue.")
        self._state = Folded(id="state")

    def compose_body(self) -> ComposeResult:
        """What is asked for, the path, and why it cannot be that one."""
        yield Folded(lambda width: hanging(Content(""), Content.styled(HINT, MUTED), width))
        yield from (self._field, self._state)

    def on_mount(self) -> None:
        """The keys are for the path."""
        self._field.focus_field()

    @on(PathInput.Submitted)
    def _entered(self, event: PathInput.Submitted) -> None:
        if event.paths:
            self._field.text = event.paths[0]
        self.action_save()

    @on(PathInput.Changed)
    def _typed(self) -> None:
        text = self._field.text.strip()
        self._say(f"It is {path_of(text)}." if text else "", MUTED)

    def action_save(self) -> None:
        """Read the catalogue."""
        self._look()

    @work(exclusive=True, group="store")
    async def _look(self) -> None:
        text = self._field.text.strip()
        if not text:
            self._say("✗ Name the folder of the catalogue.", "$text-error")
            return
        folder = path_of(text)
        self._say("Reading …", MUTED)
        try:
            found = await asyncio.to_thread(self.services.catalogue.compare, folder)
        except ServiceError as refused:
            self._say(f"✗ {refused}", "$text-error")
            return
        if self.is_current:
            self.dismiss((folder, found))

    def _say(self, sentence: str, style: str) -> None:
        self._state.put(lambda width: hanging(Content(""), Content.styled(show(sentence), style), width))
