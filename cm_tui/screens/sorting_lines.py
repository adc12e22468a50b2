"""Sorting a short list: the keys of a table, and a flyout of the columns that can be sorted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.binding import Binding, BindingType

from cm_tui.model.listing import SortOrder
from cm_tui.screens.base import AppScreen, asks
from cm_tui.screens.flyouts.sort import SortFlyout
from cm_tui.screens.sorting import column_of, next_column
from cm_tui.widgets.column_list import ColumnList
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


class SortingLines(AppScreen[None], Generic[T]):
    """A screen whose list can be sorted; it shows its lines anew in `show_sorted`."""

    sorted_list: ColumnList[T]
    """The list that is sorted."""
    sort: SortOrder = NO_ORDER
    """The order of the lines; kept as long as the screen is."""

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
