"""The flyout *Review a regulation*: what a template does or its faults, to walk; all of it is imported, or nothing."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from cm_tui.model.rules.templates import NOTHING_TO_DO
from cm_tui.model.views.templates import TemplateReview
from cm_tui.screens.dialogs.end_inheritance import EndInheritanceDialog
from cm_tui.screens.flyouts.all_or_nothing import AllOrNothingFlyout
from cm_tui.screens.flyouts.change_lines import ChangeLine, line_in_full
from cm_tui.screens.flyouts.template_rows import TEMPLATE_COLUMNS, promise_lines, review_lines, template_lines
from cm_tui.widgets.transfer import Transfer

FAULTY = "The workbook has faults; mend them, and import it again."
NO_LINES = "No control and no action changes, and no assessment uses the regulation."


class TemplateFlyout(AllOrNothingFlyout[TemplateReview, ChangeLine]):
    """Shows what importing a template does, and does it; gives back what was done."""

    SAVE: ClassVar[str] = "template.import"
    STOPPED: ClassVar[str] = "Stopped; nothing was imported."
    KEY_BAR: ClassVar[tuple[str, ...]] = (SAVE, "flyout.cancel", "flyout.next")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "save",
            "Import",
            id=SAVE,
            tooltip="Import the regulation: everything that its workbook says, or nothing",
        ),
    ]

    def __init__(self, review: TemplateReview) -> None:
        """Make the flyout, for a review that is looked up anew where that changes before it is done."""
        super().__init__("Review a regulation", TEMPLATE_COLUMNS, line_in_full, NO_LINES)
        self.review = review

    def show_found(self) -> None:
        """Show what the template does, or its faults."""
        self.put("numbers", partial(review_lines, self.review))
        self.put("promise", partial(promise_lines, self.review))
        self.show_rows(template_lines(self.review))

    @property
    def why_refused(self) -> str | None:
        """Nothing is imported with faults, nor what is there already."""
        if self.review.faults:
            return FAULTY
        return NOTHING_TO_DO if self.review.is_nothing else None

    def begin(self) -> None:
        """Import the regulation; ask before where it leaves the catalogue."""
        if self.review.ends_inheritance:
            self._ask()
        else:
            self._import(self.begin_work("Importing", self.review.title))

    @work(group="store", exclusive=True)
    async def _ask(self) -> None:
        if await self.app.push_screen_wait(EndInheritanceDialog(self.review.title)):
            self._import(self.begin_work("Importing", self.review.title))

    @work(group="import")
    async def _import(self, transfer: Transfer) -> None:
        take_over, review = self.services.templates.take_over, self.review
        do = partial(take_over, review.file, review, progress=transfer.report, cancelled=transfer.is_stopping)
        if (done := await self.attempt(transfer, do)) is not None:
            self.dismiss(done)

    async def look_again(self, sentence: str, style: str) -> None:
        """Show what the template does now."""
        self.review = await asyncio.to_thread(self.services.templates.review, self.review.file)
        self.show_found()
        self.say(sentence, style)
