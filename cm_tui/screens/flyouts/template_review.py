"""The flyout *Review a regulation*: what a template does or its faults, to walk; all of it is imported, or nothing."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.errors import ServiceError, StaleEdit
from cm_tui.model.rules.templates import NOTHING_TO_DO
from cm_tui.model.views.templates import TemplateReview
from cm_tui.screens.base import Opened
from cm_tui.screens.dialogs.end_inheritance import EndInheritanceDialog
from cm_tui.screens.flyouts.template_rows import (
    TEMPLATE_COLUMNS,
    TemplateLine,
    line_in_full,
    promise_lines,
    review_lines,
    template_lines,
)
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.table import UnmarkedTable
from cm_tui.widgets.text import show

PAGE = 200
"""Rows of a page of the table."""
BUSY = "The regulation is being imported; esc stops that, and nothing is stored."
STOPPING = "Stopping …"
FAULTY = "The workbook has faults; mend them, and import it again."
NO_LINES = "No control and no action changes, and no assessment uses the regulation."


class TemplateTable(UnmarkedTable[TemplateLine]):
    """The faults of the template, or what it changes."""


class TemplateFlyout(Opened, Flyout[TemplateReview]):
    """Shows what importing a template does, and does it; gives back what was done."""

    DEFAULT_CSS = """
    TemplateFlyout {
        #flyout-panel { width: 116; max-width: 100%; }
        TemplateTable { height: 1fr; min-height: 4; margin-top: 1; }
        #line { height: 4; margin-top: 1; }
        #promise, #state { height: auto; padding: 0 1; }
        &.-short TemplateTable, &.-short #line { margin-top: 0; }
        &.-short TemplateTable { min-height: 3; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("template.import", "flyout.cancel", "flyout.next")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "save",
            "Import",
            id="template.import",
            tooltip="Import the regulation: everything that its workbook says, or nothing",
        ),
    ]

    def __init__(self, review: TemplateReview) -> None:
        """Make the flyout, for a review that is looked up anew where that changes before it is done."""
        super().__init__("Review a regulation")
        self.review = review
        self.lines: tuple[TemplateLine, ...] = ()
        self.table = TemplateTable(TEMPLATE_COLUMNS, empty=NO_LINES)
        self._is_importing = False
        self._stopped = threading.Event()

    def compose_body(self) -> ComposeResult:
        """Numbers, the lines, the one under the cursor."""
        yield Folded(id="numbers")
        yield self.table
        yield Folded(id="line")

    def compose_foot(self) -> ComposeResult:
        """What importing means, and why it was refused."""
        yield Folded(id="promise")
        yield Folded(id="state")

    def on_mount(self) -> None:
        """The keys are for the list."""
        self._show()
        self.set_focus(self.table)

    def _show(self) -> None:
        self.lines = template_lines(self.review)
        self.query_one("#numbers", Folded).put(partial(review_lines, self.review))
        self.query_one("#promise", Folded).put(partial(promise_lines, self.review))
        self.table.show([line.id for line in self.lines], self.lines[:PAGE])
        self._show_line()

    @on(TemplateTable.PageWanted)
    def _page_wanted(self, event: TemplateTable.PageWanted) -> None:
        self.table.put_page(event.generation, event.page, self.lines[event.page * PAGE : (event.page + 1) * PAGE])

    @on(TemplateTable.Highlighted)
    def _show_line(self) -> None:
        line = next((one for one in self.lines if one.id == self.table.cursor_id), None)
        self.query_one("#line", Folded).put(partial(line_in_full, line))

    def _say(self, sentence: str, style: str) -> None:
        said = Content.styled(show(sentence), style)
        self.query_one("#state", Folded).put(lambda width: hanging(Content(""), said, width))

    # Keys

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Nothing is imported twice, and nothing with faults; esc stops what is being imported."""
        if binding_id != "template.import":
            return None
        return BUSY if self._is_importing else self._why_no_import

    @property
    def _why_no_import(self) -> str | None:
        if self.review.faults:
            return FAULTY
        return NOTHING_TO_DO if self.review.is_nothing else None

    def action_save(self) -> None:
        """Import the regulation."""
        if reason := BUSY if self._is_importing else self._why_no_import:
            self.tell(reason, "warning")
        else:
            self._import()

    def action_cancel(self) -> None:
        """Go back to the file; what is being imported is stopped instead, unless it is stored by then."""
        if self._is_importing:
            self._stopped.set()
            self._say(STOPPING, MUTED)
        else:
            super().action_cancel()

    async def ready_to_leave(self) -> bool:
        """Whether the program may leave this flyout: not while it is at work."""
        if self._is_importing:
            self.tell(BUSY, "warning")
        return not self._is_importing

    @work(group="store", exclusive=True)
    async def _import(self) -> None:
        if self.review.ends_inheritance and not await self.app.push_screen_wait(
            EndInheritanceDialog(self.review.title)
        ):
            return
        self._stopped.clear()
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

    async def _imported(self) -> TemplateReview | None:
        """Import what is shown, and tell what that did; None where it changed, and is shown as it is now."""
        templates = self.services.templates
        try:
            work = partial(templates.take_over, self.review.file, self.review, cancelled=self._stopped.is_set)
            return await asyncio.to_thread(work)
        except StaleEdit as stale:
            self.review = await asyncio.to_thread(templates.review, self.review.file, cancelled=self._stopped.is_set)
            self._show()
            self._say(str(stale), "$text-warning")
            return None

    def _follow(self, is_importing: bool) -> None:
        self._is_importing = is_importing
        self.refresh_bindings()
