"""The flyout that asks for a regulation template; it is read while the flyout waits, a refusal stands beside the path."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from cm_tui.model.errors import Cancelled, ServiceError
from cm_tui.model.views.templates import TemplateReview
from cm_tui.screens.flyouts.path_flyout import PathFlyout
from cm_tui.screens.folders import matches_of, path_of
from cm_tui.widgets.path_input import PathInput

HINT = (
    "A workbook with the tabs Template, ControlFamily, Actions and Dimensions: a regulation of your own, or one that was exported "
    "here and changed."
)
STOPPED = "Stopped; nothing was read."


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
        self._path = path

    def on_mount(self) -> None:
        """Offer the path."""
        if self._path:
            self._field.text = self._path
        super().on_mount()

    def action_save(self) -> None:
        """Read the workbook."""
        if self.why_busy is None:
            self._look()

    @work(exclusive=True, group="store")
    async def _look(self) -> None:
        if not self.typed:
            self.refuse("Name the workbook of the regulation.")
            return
        review, file = self.services.templates.review, path_of(self.typed)
        try:
            found = await self.at_work(
                "Reading", file, lambda work: review(file, progress=work.report, cancelled=work.is_stopping)
            )
        except Cancelled:
            self.say(STOPPED, "$text-warning")
            return
        except ServiceError as refused:
            self.refuse(str(refused))
            return
        if self.is_current:
            self.dismiss(found)
