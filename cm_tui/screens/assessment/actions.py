"""The tab Your improvement actions: those of the assessment, every one of them (spec 11.5)."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from cm_tui.model.views.actions import ActionRow
from cm_tui.screens.assessment.shown import Shown
from cm_tui.screens.assessment.tab import AssessmentTab
from cm_tui.screens.section import ActionWanted
from cm_tui.widgets.action_columns import chosen_columns
from cm_tui.widgets.table import PagedTable, UnmarkedTable

COLUMNS = ("name", "points", "implementation_status", "test_status", "owner")
PAGE = 200
"""Rows of a page of the table."""


class AssessmentActionsTable(UnmarkedTable[ActionRow]):
    """The improvement actions of an assessment."""


class ActionsTab(AssessmentTab):
    """The table; enter opens an action, and from there next and previous walk through it."""

    def __init__(self) -> None:
        super().__init__()
        self.table = AssessmentActionsTable(chosen_columns(COLUMNS), empty="It has no improvement action of yours.")
        self._rows: tuple[ActionRow, ...] = ()
        self._back = ""

    def compose(self) -> ComposeResult:
        """The table."""
        yield self.table

    def show(self, shown: Shown) -> None:
        """Show an assessment's actions, most to gain first."""
        self._rows, self._back = shown.rows, shown.view.name
        self.table.show([row.id for row in self._rows], self._rows[:PAGE])
        self.table.update_rows(self._rows)

    @property
    def entry(self) -> Widget:
        """The table."""
        return self.table

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What nothing is there for."""
        return "The list is empty." if binding_id == "table.open" and not self._rows else None

    @on(PagedTable.PageWanted)
    def _page_wanted(self, event: PagedTable.PageWanted) -> None:
        rows = self._rows[event.page * PAGE : (event.page + 1) * PAGE]
        self.table.put_page(event.generation, event.page, rows)

    @on(PagedTable.Opened)
    def _opened(self, event: PagedTable.Opened) -> None:
        event.stop()
        if not self.must_wait():
            self.post_message(ActionWanted(event.id, tuple(self.table.ids), self._back))
