"""The flyout that asks for a regulation template; it is read while the flyout waits, a refusal stands beside the path."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from cm_tui.model.errors import ServiceError
from cm_tui.model.views.templates import TemplateReview
from cm_tui.screens.flyouts.path_flyout import PathFlyout
from cm_tui.screens.folders import matches_of, path_of
from cm_tui.widgets.path_input import PathInput

HINT = (
    "A workbook with the tabs Template, ControlFamily, Actions and Dimensions: a regulation of your own, or one that was exported "
    "here and changed."
)


class TemplateFileFlyout(PathFlyout[TemplateReview]):
    """Asks for a workbook; gives back what importing it would do."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("template.look", "flyout.cancel", "path.complete")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Review", id="template.look", tooltip="See what importing this workbook would do"),
    ]

    def __init__(self, path: str = "") -> None:
        """Make the flyout; `path` is offered."""
        field = PathInput("Excel workbook", partial(matches_of, ending=".xlsx"))
        super().__init__("Import a regulation", HINT, field)
        self._stopped = threading.Event()
        self._path = path

    def on_mount(self) -> None:
        """Offer the path."""
        if self._path:
            self._field.text = self._path
        super().on_mount()

    def action_save(self) -> None:
        """Read the workbook."""
        self._look()

    def action_cancel(self) -> None:
        """Close the flyout; what is being read is dropped."""
        self._stopped.set()
        super().action_cancel()

    @work(exclusive=True, group="store")
    async def _look(self) -> None:
        if not self.typed:
            self.refuse("Name the workbook of the regulation.")
            return
        self.say("Reading …")
        review = partial(self.services.templates.review, path_of(self.typed), cancelled=self._stopped.is_set)
        try:
            found = await asyncio.to_thread(review)
        except ServiceError as refused:
            self.refuse(str(refused))
            return
        if self.is_current:
            self.dismiss(found)
