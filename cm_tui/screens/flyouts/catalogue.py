"""The flyout *Import a catalogue*: what it brings in numbers, the lists to walk, the score; all of it is imported, or nothing."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.errors import ServiceError, StaleEdit
from cm_tui.model.views.catalogue import CatalogueComparison
from cm_tui.screens.base import Opened
from cm_tui.screens.flyouts.catalogue_rows import (
    CATALOGUE_COLUMNS,
    CatalogueLine,
    catalogue_lines,
    line_in_full,
    number_lines,
)
from cm_tui.screens.flyouts.update_text import assessment_lines, score_lines
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.table import UnmarkedTable
from cm_tui.widgets.text import show

PAGE = 200
"""Rows of a page of the table."""
PERMANENT = "An imported catalogue cannot be taken out again."
KEPT = "Nothing that people recorded changes; newer versions wait until somebody accepts them."
BUSY = "The catalogue is being imported; wait a moment."
NO_LINES = "No action and no control changes; only the release does."


class CatalogueTable(UnmarkedTable[CatalogueLine]):
    """Everything that the catalogue brings."""


class CatalogueFlyout(Opened, Flyout[CatalogueComparison]):
    """Shows what importing a catalogue does, and does it; gives back what was done."""

    DEFAULT_CSS = """
    CatalogueFlyout {
        #flyout-panel { width: 116; max-width: 100%; }
        #score { margin-top: 1; }
        ScrollBody { height: auto; max-height: 8; }
        CatalogueTable { height: 1fr; min-height: 4; margin-top: 1; }
        #line { height: 3; margin-top: 1; }
        #promise, #state { height: auto; padding: 0 1; }
        &.-short #score, &.-short CatalogueTable, &.-short #line { margin-top: 0; }
        &.-short ScrollBody { max-height: 2; }
        &.-short CatalogueTable { min-height: 3; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("catalogue.import", "flyout.cancel", "flyout.next")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "save",
            "Import",
            id="catalogue.import",
            tooltip="Import the catalogue: everything that is listed here, or nothing",
        ),
    ]

    def __init__(self, found: CatalogueComparison, folder: Path | None) -> None:
        """Make the flyout.

        Args:
            found: What importing it does; looked up anew where that changes before it is done.
            folder: Where the catalogue lies; None for the one that came with this program.
        """
        super().__init__("Import a catalogue")
        self.found = found
        self.lines: tuple[CatalogueLine, ...] = ()
        self.table = CatalogueTable(CATALOGUE_COLUMNS, empty=NO_LINES)
        self._folder = folder
        self._is_importing = False

    def compose_body(self) -> ComposeResult:
        """Numbers, score, assessments, the lines, the one under the cursor."""
        yield Folded(id="numbers")
        yield Folded(id="score")
        with ScrollBody():
            yield Folded(id="assessments")
        yield self.table
        yield Folded(id="line")

    def compose_foot(self) -> ComposeResult:
        """What importing means, and why it was refused."""
        yield Folded(_promise_lines, id="promise")
        yield Folded(id="state")

    def on_mount(self) -> None:
        """The keys are for the list."""
        self._show()
        self.set_focus(self.table)

    def _show(self) -> None:
        effect, self.lines = self.found.effect, catalogue_lines(self.found)
        self.query_one("#numbers", Folded).put(partial(number_lines, self.found))
        self.query_one("#score", Folded).put(partial(score_lines, effect))
        self.query_one("#assessments", Folded).put(partial(assessment_lines, effect))
        self.query_one(ScrollBody).display = bool(effect.assessments)
        self.table.show([line.id for line in self.lines], self.lines[:PAGE])
        self._show_line()

    @on(CatalogueTable.PageWanted)
    def _page_wanted(self, event: CatalogueTable.PageWanted) -> None:
        self.table.put_page(event.generation, event.page, self.lines[event.page * PAGE : (event.page + 1) * PAGE])

    @on(CatalogueTable.Highlighted)
    def _show_line(self) -> None:
        line = next((one for one in self.lines if one.id == self.table.cursor_id), None)
        self.query_one("#line", Folded).put(partial(line_in_full, line))

    def _say(self, sentence: str, style: str) -> None:
        said = Content.styled(show(sentence), style)
        self.query_one("#state", Folded).put(lambda width: hanging(Content(""), said, width))

    # Keys

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Nothing can be done while the catalogue is being imported."""
        return BUSY if self._is_importing else None

    def action_save(self) -> None:
        """Import the catalogue."""
        if self._is_importing:
            self.tell(BUSY, "warning")
        else:
            self._import()

    def action_cancel(self) -> None:
        """Close the flyout; what is being imported is waited for, because nobody would know whether it was done."""
        if self._is_importing:
            self.tell(BUSY, "warning")
        else:
            super().action_cancel()

    async def ready_to_leave(self) -> bool:
        """Whether the program may leave this flyout: not while it is at work."""
        if self._is_importing:
            self.tell(BUSY, "warning")
        return not self._is_importing

    @work(group="import")
    async def _import(self) -> None:
        self._follow(True)
        self._say("Importing …", MUTED)
        try:
            done = await self._imported()
        except ServiceError as refused:
            self._say(f"✗ {refused}", "$text-error")
        else:
            if done is not None:
                self.dismiss(done)
        finally:
            self._follow(False)

    async def _imported(self) -> CatalogueComparison | None:
        """Import what is shown, and tell what that did; None where it changed, and is shown as it is now."""
        catalogue = self.services.catalogue
        try:
            return await asyncio.to_thread(catalogue.take_over, self._folder, self.found)
        except StaleEdit as stale:
            self.found = await asyncio.to_thread(catalogue.compare, self._folder)
            if self.found.is_nothing:
                return self.found
            self._show()
            self._say(str(stale), "$text-warning")
            return None

    def _follow(self, is_importing: bool) -> None:
        self._is_importing = is_importing
        self.refresh_bindings()


def _promise_lines(width: int) -> list[Content]:
    """That it is permanent, and what stays."""
    said = Content.assemble((PERMANENT, "$text-warning"), " ", (KEPT, MUTED))
    return hanging(Content.styled("! ", "$text-warning"), said, width)
