"""The table as people use it: keys and mouse over `rows` (what is shown) and `canvas` (how it is drawn)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import events
from textual._animator import EasingFunction
from textual._types import AnimationLevel, CallbackType
from textual.binding import Binding, BindingType
from textual.message import Message

from cm_tui.widgets.table.bindings import BINDINGS, MARKING
from cm_tui.widgets.table.columns import Column
from cm_tui.widgets.table.pages import Row
from cm_tui.widgets.table.rows import TableRows

T = TypeVar("T", bound=Row)


class PagedTable(TableRows[T]):
    """A table of any length: give it all ids by `show`, and answer every `PageWanted` with `put_page`.

    Opening and every key cost the same for ten rows and for 100,000.
    """

    BINDING_GROUP_TITLE = "Table"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    @dataclass
    class Opened(Message):
        """The row under the cursor is to be opened."""

        id: str

    @dataclass
    class SortWanted(Message):
        """The heading of a column that can be sorted was clicked."""

        key: str

    def __init__(
        self, columns: Sequence[Column[T]], *, empty: str = "", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(columns, empty, id, classes)
        self._clicked_cursor = False

    def scroll_to(
        self,
        x: float | None = None,
        y: float | None = None,
        *,
        animate: bool = True,
        speed: float | None = None,
        duration: float | None = None,
        easing: EasingFunction | str | None = None,
        force: bool = False,
        on_complete: CallbackType | None = None,
        level: AnimationLevel = "basic",
        immediate: bool = False,
        release_anchor: bool = True,
    ) -> None:
        """Scroll at once: an animated page costs fifteen plain ones."""
        super().scroll_to(x, y, animate=False, force=force, on_complete=on_complete, immediate=immediate)

    # Keys

    def action_row_down(self) -> None:
        """One row down."""
        self._go(self._cursor + 1)

    def action_row_up(self) -> None:
        """One row up."""
        self._go(self._cursor - 1)

    def action_first_row(self) -> None:
        """To the first row."""
        self._go(0)

    def action_last_row(self) -> None:
        """To the last row."""
        self._go(len(self.ids) - 1)

    def action_next_page(self) -> None:
        """One page down; the cursor keeps its place in sight."""
        self._go_pages(1)

    def action_previous_page(self) -> None:
        """One page up; the cursor keeps its place in sight."""
        self._go_pages(-1)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.cursor_id is not None:
            self.post_message(self.Opened(self.cursor_id))

    def action_mark(self) -> None:
        """End a range that every move extends; else mark or unmark the row and go on to the next."""
        if self._marks.sticky:
            self._end_range()
        elif self.cursor_id is not None:
            self._marks.stop()
            self._toggle(self._cursor)
            self.action_row_down()

    def action_range_down(self) -> None:
        """Extend a range by the next row."""
        self._extend_range(1)

    def action_range_up(self) -> None:
        """Extend a range by the row before."""
        self._extend_range(-1)

    def action_range(self) -> None:
        """Begin a range that every move extends, or end it."""
        if self._marks.sticky:
            self._end_range()
        else:
            self._begin_range(sticky=True)

    def action_mark_all(self) -> None:
        """Mark every row of the list besides those that are marked."""
        self._change_marks(lambda: self._marks.add(self.ids))

    def action_unmark_all(self) -> None:
        """Take every mark away."""
        self.marks = frozenset()

    def action_columns_right(self) -> None:
        """Show the columns further to the right."""
        self._scroll_columns(1)

    def action_columns_left(self) -> None:
        """Show the columns further to the left."""
        self._scroll_columns(-1)

    def _scroll_columns(self, step: int) -> None:
        self._first = self._painter.offset(step)
        self._repaint()

    # Moves and ranges

    def _go(self, index: int) -> None:
        """Move the cursor; this ends a range, or extends one that is sticky."""
        if self._marks.sticky:
            self.move_to(index)
            self._change_marks(lambda: self._marks.extend(self.ids, self._cursor))
        else:
            self._marks.stop()
            self.move_to(index)

    def _go_pages(self, pages: int) -> None:
        rows = pages * self._page_rows
        self._scroll(self._top + rows)
        self._go(self._cursor + rows)

    def _begin_range(self, *, sticky: bool) -> None:
        if self.ids:
            self._change_marks(lambda: self._marks.start(self.ids, self._cursor, sticky=sticky))

    def _extend_range(self, step: int) -> None:
        if not self._marks.ranging:
            self._begin_range(sticky=False)
        self.move_to(self._cursor + step)
        self._change_marks(lambda: self._marks.extend(self.ids, self._cursor))

    def _end_range(self) -> None:
        self._marks.stop()
        self._repaint()

    def _toggle(self, index: int) -> None:
        self._change_marks(lambda: self._marks.toggle(self.ids[index]))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """A heading sorts, a mark box marks, a row takes the cursor, the cursor's row opens."""
        place = event.get_content_offset(self)
        if place is None:
            return
        index = self._top + place.y - 1
        if place.y == 0:
            self._click_heading(place.x)
        elif index < len(self.ids):
            if place.x < self.MARK_BOX:
                self._toggle(index)
            else:
                self._click_row(index, event.chain)

    def _click_heading(self, x: int) -> None:
        column = self._painter.column_at(x)
        if column is None:
            if self._all_marked:
                self.action_unmark_all()
            else:
                self.action_mark_all()
        elif column.sort_key is not None:
            self.post_message(self.SortWanted(column.key))

    def _click_row(self, index: int, chain: int) -> None:
        """Open the cursor's row, once also when a double click begins on it."""
        if index == self._cursor:
            if not (chain > 1 and self._clicked_cursor):
                self.action_open()
            self._clicked_cursor = True
        else:
            self._go(index)
            self._clicked_cursor = False


class UnmarkedTable(PagedTable[T], inherit_bindings=False):
    """A table whose rows cannot be marked: no boxes, and no keys for them."""

    MARK_BOX = 0
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in BINDINGS if not (isinstance(binding, Binding) and binding.id in MARKING)
    ]
