"""The part of a table that is told what to show, and that knows its cursor and its marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from textual.message import Message

from cm_tui.widgets.table.canvas import TableCanvas
from cm_tui.widgets.table.pages import Row

T = TypeVar("T", bound=Row)


class TableRows(TableCanvas[T]):
    """Ids in order, the rows fetched for them, a cursor and marks; says which pages it misses."""

    half_page_jumps = False
    """Whether a cursor that leaves the sight scrolls half a page at once: far fewer bytes, less calm to look at."""

    @dataclass
    class PageWanted(Message, namespace="paged_table"):
        """Rows came into sight that are not at hand; answer with `put_page` and the same generation."""

        generation: int
        page: int

    @dataclass
    class Highlighted(Message, namespace="paged_table"):
        """The cursor is on another row; None where the table became empty."""

        id: str | None

        def can_replace(self, message: Message) -> bool:
            """While keys come faster than they are handled only the last row counts."""
            return isinstance(message, TableRows.Highlighted)

    @dataclass
    class MarksChanged(Message, namespace="paged_table"):
        """Rows were marked or unmarked."""

        count: int

        def can_replace(self, message: Message) -> bool:
            """Only the last count matters."""
            return isinstance(message, TableRows.MarksChanged)

    def show(self, ids: Sequence[str], first_page: Sequence[T] = (), *, keep_cursor: bool = True) -> None:
        """Show these rows, in this order, as a new generation; the marks stay as they are.

        Args:
            ids: All ids of the list.
            first_page: The rows of the beginning that are at hand.
            keep_cursor: Whether the cursor stays on the same row, or near it where it is gone; else it goes home.
        """
        before, line = self.cursor_id, self._cursor - self._top
        self._marks.stop()
        self._pages.begin(ids)
        self._pages.put(self._pages.generation, 0, first_page)
        self._cursor = self._pages.find(before, self._cursor) if keep_cursor else 0
        self._look_at_marks()
        self._set_range()
        if not keep_cursor:
            self._scroll(0)
        else:
            self._scroll(self._cursor - line if 0 <= line < self._page_rows else self._top)
        self._repaint()
        if self.cursor_id != before:
            self.post_message(self.Highlighted(self.cursor_id))

    def put_page(self, generation: int, page: int, rows: Sequence[T]) -> None:
        """Take the rows of a page; an answer to an older generation is ignored."""
        if self._pages.put(generation, page, rows):
            self._repaint()

    def update_rows(self, rows: Sequence[T]) -> None:
        """Draw rows that changed in place; those that are not at hand are fetched when they come into sight."""
        self._pages.update(rows)
        self._repaint()

    @property
    def generation(self) -> int:
        """The number of the list that is shown; each `show` begins a new one."""
        return self._pages.generation

    @property
    def ids(self) -> Sequence[str]:
        """The ids that are shown, in their order."""
        return self._pages.ids

    @property
    def cursor_id(self) -> str | None:
        """The id of the row under the cursor; None in an empty table."""
        return self._pages.ids[self._cursor] if self._pages.ids else None

    @property
    def cursor_row(self) -> T | None:
        """The row under the cursor, if it is at hand."""
        return self._pages.row(self._cursor) if self._pages.ids else None

    @property
    def marks(self) -> Set[str]:
        """The marked ids, also those that the list does not show."""
        return self._marks.ids

    @marks.setter
    def marks(self, ids: Iterable[str]) -> None:
        self._change_marks(lambda: self._marks.replace(ids))

    @property
    def held(self) -> Set[str]:
        """Ids of rows that are shown though they no longer match: dimmed, with a dot for the mark box."""
        return self._held

    @held.setter
    def held(self, ids: Iterable[str]) -> None:
        self._held = frozenset(ids)
        self._repaint()

    def move_to(self, index: int) -> None:
        """Put the cursor on the row at an index, or the nearest there is, and bring it into sight."""
        before = self.cursor_id
        self._cursor = max(0, min(index, len(self.ids) - 1))
        self._reveal()
        self._repaint()
        if self.cursor_id != before:
            self.post_message(self.Highlighted(self.cursor_id))

    def on_resize(self) -> None:
        """Keep the cursor in sight, and ask for what came into it."""
        self._set_range()
        self._reveal()
        self._repaint()

    def _reveal(self) -> None:
        jump = self._page_rows // 2 if self.half_page_jumps else 0
        if self._cursor < self._top:
            self._scroll(self._cursor - jump)
        elif self._cursor >= self._top + self._page_rows:
            self._scroll(self._cursor - self._page_rows + 1 + jump)

    def _repaint(self) -> None:
        super()._repaint()
        if not self.size.height:
            return
        last = min(self._top + self._page_rows, len(self.ids)) - 1
        for page in self._pages.wanted(self._top, last):
            self.post_message(self.PageWanted(self.generation, page))

    def _change_marks(self, change: Callable[[], None]) -> None:
        change()
        self._look_at_marks()
        self._repaint()
        self.post_message(self.MarksChanged(len(self._marks.ids)))

    def _look_at_marks(self) -> None:
        """Find out whether every row is marked: here, not at every line that is drawn."""
        enough = 0 < len(self.ids) <= len(self._marks.ids)
        self._all_marked = enough and self._marks.ids.issuperset(self.ids)
