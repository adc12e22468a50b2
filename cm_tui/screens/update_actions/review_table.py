"""The table of the review: the lines of one kind, of which only those in sight are made."""

from __future__ import annotations

from textual import on

from cm_tui.screens.update_actions.decisions import NOTHING_CHANGES, Decisions, Kind
from cm_tui.screens.update_actions.review_lines import COLUMNS, ReviewLine, ids_of, line_of
from cm_tui.widgets.table import PagedTable, UnmarkedTable

PAGE = 200
"""Rows of a page of the table."""


class ReviewTable(UnmarkedTable[ReviewLine]):
    """Faults, or rows of the workbook."""

    def __init__(self) -> None:
        super().__init__(COLUMNS[Kind.CHANGES], empty=NOTHING_CHANGES)
        self.kind = Kind.CHANGES
        self._decisions: Decisions | None = None

    def open(self, decisions: Decisions, kind: Kind, *, keep_cursor: bool) -> None:
        """Show the lines of a kind; the cursor stays on its line where that is wanted and the line is still there."""
        self._decisions = decisions
        if kind is not self.kind:
            self.show(())
            self.kind = kind
            self.set_columns(COLUMNS[kind])
        ids = ids_of(decisions, kind)
        self.show(ids, [line_of(decisions, kind, one) for one in ids[:PAGE]], keep_cursor=keep_cursor)

    def renew(self) -> None:
        """Draw the lines around the cursor anew after a choice; the others when they come into sight."""
        if self._decisions is not None:
            at = self.ids.index(self.cursor_id) if self.cursor_id is not None else 0
            around = self.ids[max(0, at - PAGE) : at + PAGE]
            self.update_rows([line_of(self._decisions, self.kind, one) for one in around])

    def go_to(self, identity: str | None) -> None:
        """Put the cursor on the line with an id, where there is one."""
        if identity is not None and identity in self.ids:
            self.move_to(self.ids.index(identity))

    @property
    def line(self) -> ReviewLine | None:
        """The line under the cursor."""
        if self._decisions is None or self.cursor_id is None or self.cursor_id not in self.ids:
            return None
        return line_of(self._decisions, self.kind, self.cursor_id)

    @on(PagedTable.PageWanted)
    def _page_wanted(self, event: PagedTable.PageWanted) -> None:
        event.stop()
        if self._decisions is not None and event.generation == self.generation:
            ids = self.ids[event.page * PAGE : (event.page + 1) * PAGE]
            rows = [line_of(self._decisions, self.kind, one) for one in ids]
            self.put_page(event.generation, event.page, rows)
