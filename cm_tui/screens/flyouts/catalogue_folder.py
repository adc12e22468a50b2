"""The flyout that asks for the folder of another catalogue; it is read while the flyout waits, a refusal stands beside the path."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from cm_tui.model.errors import ServiceError
from cm_tui.model.views.catalogue import CatalogueComparison
from cm_tui.screens.flyouts.path_flyout import PathFlyout
from cm_tui.screens.folders import matches_of, path_of
from cm_tui.widgets.path_input import PathInput

HINT = "A folder with catalogue.toml, regulations and actions, as `cm-tui import catalogue` takes it."


class CatalogueFolderFlyout(PathFlyout[tuple[Path, CatalogueComparison]]):
    """Asks for a folder; gives it back with what importing its catalogue would do."""

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
        field = PathInput("Folder", matches_of, why_refused=lambda name: "A file is no catalogue.")
        super().__init__("Another catalogue", HINT, field)

    def action_save(self) -> None:
        """Read the catalogue."""
        self._look()

    @work(exclusive=True, group="store")
    async def _look(self) -> None:
        if not self.typed:
            self.refuse("Name the folder of the catalogue.")
            return
        folder = path_of(self.typed)
        self.say("Reading …")
        try:
            found = await asyncio.to_thread(self.services.catalogue.compare, folder)
        except ServiceError as refused:
            self.refuse(str(refused))
            return
        if self.is_current:
            self.dismiss((folder, found))
