"""Sorting a short list: the keys of a table, and a flyout of the columns that can be sorted; how it was left is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message_pump import MessagePump

from cm_tui.model.listing import SortOrder
from cm_tui.screens.base import Opened, asks
from cm_tui.screens.flyouts.sort import SortFlyout
from cm_tui.screens.sorting import column_of, next_column
from cm_tui.settings import LinesMemory
from cm_tui.widgets.column_list import ColumnList
from cm_tui.widgets.filter_line import FilterLine
from cm_tui.widgets.table.columns import Column

T = TypeVar("T")
NO_ORDER = SortOrder("", descending=False)
"""The lines stand as they came."""


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"lines.{name}", tooltip=tooltip)


BINDINGS: list[BindingType] = [
    _key("s", "sort", "sort", "Sort", "Choose the column to sort the lines by, within their groups"),
    _key("less_than_sign", "sort_step(-1)", "sort_previous", "Sort left", "Sort the lines by the column before"),
    _key("greater_than_sign", "sort_step(1)", "sort_next", "Sort right", "Sort the lines by the next column"),
]


class _OfLines(Generic[T], MessagePump):
    """Has the bases in the order of a screen's: generic first."""

    sorted_list: ColumnList[T]
    """The list that is sorted."""


class SortingLines(Opened, _OfLines[T]):
    """What holds a list that can be sorted; it shows its lines anew in `show_sorted`.

    Order, words and cursor are as somebody left them in this session.
    """

    KEPT_AS: ClassVar[str]
    """What the list is called in the memory."""

    narrowing: FilterLine | None = None
    """The words that the lines are narrowed by; None where they cannot be."""
    sort: SortOrder = NO_ORDER
    """The order of the lines."""

    @property
    def kept(self) -> LinesMemory:
        """How the list was left last."""
        return self.app.memory.lines.get(self.KEPT_AS, LinesMemory())

    @property
    def cursor(self) -> str | None:
        """The key of the line under the cursor; while no line is shown, of the one that had it last."""
        return self.sorted_list.current or self.kept.cursor

    def recall_order(self) -> None:
        """Take the order in which the list was left, and show it in the heading."""
        self.sort = self.kept.order or NO_ORDER
        self.show_sort_columns()

    @on(ColumnList.Highlighted)
    def keep(self) -> None:
        """Remember how the list stands."""
        words = self.narrowing.text if self.narrowing is not None else ""
        self.app.memory.lines[self.KEPT_AS] = LinesMemory(self.sort, words, self.cursor)

    @property
    def sorted_columns(self) -> Sequence[Column[T]]:
        """The columns of the list, whether there is room for them or not."""
        raise NotImplementedError

    def show_sorted(self) -> None:
        """Show the lines in another order."""
        raise NotImplementedError

    def show_sort_columns(self) -> None:
        """Show the columns, and in their heading which of them is the order."""
        key = column_of(self.sort, self.sorted_columns)
        self.sorted_list.show_columns(self.sorted_columns, key, "▾" if self.sort.descending else "▴")

    @asks("flyout")
    async def action_sort(self) -> None:
        """Choose the column to sort by."""
        sort = await self.app.push_screen_wait(SortFlyout(self.sort, self.sorted_list.shown_columns))
        if sort is not None:
            self._sort_by(sort)

    def action_sort_step(self, step: int) -> None:
        """Sort by the next column, or by the one before."""
        self._sort_by(next_column(self.sort, self.sorted_list.shown_columns, step))

    def _sort_by(self, sort: SortOrder) -> None:
        self.sort = sort
        self.show_sort_columns()
        self.show_sorted()
        self.keep()
