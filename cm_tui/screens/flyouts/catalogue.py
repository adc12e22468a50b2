"""The flyout *Import a catalogue*: what it brings in numbers, the lists to walk, the score; all of it is imported, or nothing."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.catalogue import CatalogueComparison
from cm_tui.screens.flyouts.all_or_nothing import AllOrNothingFlyout
from cm_tui.screens.flyouts.catalogue_rows import CATALOGUE_COLUMNS, catalogue_lines, number_lines
from cm_tui.screens.flyouts.change_lines import ChangeLine, line_in_full
from cm_tui.screens.flyouts.update_text import assessment_lines, score_lines
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.transfer import Transfer

PERMANENT = "An imported catalogue cannot be taken out again."
KEPT = "Nothing that people recorded changes; newer versions wait until somebody accepts them."
NO_LINES = "No action and no control changes; only the release does."


class CatalogueFlyout(AllOrNothingFlyout[CatalogueComparison, ChangeLine]):
    """Shows what importing a catalogue does, and does it; gives back what was done."""

    DEFAULT_CSS = """
    CatalogueFlyout {
        #score { margin-top: 1; }
        ScrollBody { max-height: 8; }
        #line { height: 3; }
        &.-short #score { margin-top: 0; }
        &.-short ScrollBody { max-height: 2; }
    }
    """
    SAVE: ClassVar[str] = "catalogue.import"
    STOPPED: ClassVar[str] = "Stopped; nothing was imported."
    KEY_BAR: ClassVar[tuple[str, ...]] = (SAVE, "flyout.cancel", "flyout.next")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "save",
            "Import",
            id=SAVE,
            tooltip="Import the catalogue: everything that is listed here, or nothing",
        ),
    ]

    def __init__(self, found: CatalogueComparison, folder: Path | None) -> None:
        """Make the flyout.

        Args:
            found: What importing it does; looked up anew where that changes before it is done.
            folder: Where the catalogue lies; None for the one that came with this program.
        """
        super().__init__("Import a catalogue", CATALOGUE_COLUMNS, line_in_full, NO_LINES)
        self.found = found
        self._folder = folder

    def compose_numbers(self) -> ComposeResult:
        """Numbers, score, assessments."""
        yield from super().compose_numbers()
        yield Folded(id="score")
        with ScrollBody():
            yield Folded(id="assessments")

    def show_found(self) -> None:
        """Show what the catalogue brings."""
        effect = self.found.effect
        self.put("numbers", partial(number_lines, self.found))
        self.put("score", partial(score_lines, effect))
        self.put("assessments", partial(assessment_lines, effect))
        self.put("promise", _promise_lines)
        self.query_one(ScrollBody).display = bool(effect.assessments)
        self.show_rows(catalogue_lines(self.found))

    def begin(self) -> None:
        """Import the catalogue."""
        self._import(self.begin_work("Importing", f"release {self.found.release}"))

    @work(group="import")
    async def _import(self, transfer: Transfer) -> None:
        take_over = self.services.catalogue.take_over
        do = partial(take_over, self._folder, self.found, cancelled=transfer.is_stopping)
        if (done := await self.attempt(transfer, do)) is not None:
            self.dismiss(done)

    async def look_again(self, sentence: str, style: str) -> None:
        """Show what the catalogue brings now; close where somebody else imported all of it."""
        self.found = await asyncio.to_thread(self.services.catalogue.compare, self._folder)
        if self.found.is_nothing:
            self.dismiss(self.found)
        else:
            self.show_found()
            self.say(sentence, style)


def _promise_lines(width: int) -> list[Content]:
    """That it is permanent, and what stays."""
    said = Content.assemble((PERMANENT, "$text-warning"), " ", (KEPT, MUTED))
    return hanging(Content.styled("! ", "$text-warning"), said, width)
