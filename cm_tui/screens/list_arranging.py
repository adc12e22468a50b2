"""The part of the list that arranges it: filter, order, columns, and the memory of them."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from cm_tui.model.listing import SortOrder
from cm_tui.screens.base import asks
from cm_tui.screens.list_loading import ListLoading
from cm_tui.screens.sorting import by_column, column_of, next_column, written
from cm_tui.settings import ListMemory
from cm_tui.widgets.action_columns import ACTION_COLUMNS, DEFAULT_COLUMNS, chosen_columns
from cm_tui.widgets.table import PagedTable


def list_key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    """A key of the list."""
    return Binding(keys, action, description, id=f"list.{name}", tooltip=tooltip)


class ListArranging(ListLoading):
    """Changes what the list shows and in which order, by flyouts, keys and headings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        list_key(
            "f", "filters", "filters", "Filters", "Choose filters from lists; they are written into the filter's text"
        ),
        list_key("F", "clear", "clear", "Clear", "Clear the filter"),
        list_key(
            "escape", "leave_filter", "escape", "Back", "Clear the filter, or go back to the number that led here"
        ),
        list_key("s", "sort", "sort", "Sort", "Choose the column to sort by"),
        list_key("less_than_sign", "sort_step(-1)", "sort_previous", "Sort left", "Sort by the column before"),
        list_key("greater_than_sign", "sort_step(1)", "sort_next", "Sort right", "Sort by the next column"),
        list_key("c", "columns", "columns", "Columns", "Choose the columns and their order"),
    ]

    columns: tuple[str, ...] = DEFAULT_COLUMNS
    """Keys of the columns that are shown."""
    pane_wanted: bool | None = None
    """Whether the details pane is wanted; None while nobody decided."""
    cursor: str | None = None
    """The action under the cursor."""

    def action_clear(self) -> None:
        """Clear the text of the filter; the cursor stays on its action."""
        if self.filter_line.text:
            self._filter_by("")

    async def action_leave_filter(self) -> None:
        """Clear the filter; esc never leaves the program."""
        self.action_clear()

    def _filter_by(self, text: str) -> None:
        self.filter_line.text = text
        self.load()
        self.remember()

    @asks("flyout")
    async def action_filters(self) -> None:
        """Choose filters from lists."""
        from cm_tui.screens.flyouts.filters import FiltersFlyout

        with self.notices():
            facets = await asyncio.to_thread(self.services.listing.facets)
            text = await self.app.push_screen_wait(FiltersFlyout(self.filter_line.text, facets, self.today))
            if text is not None:
                self._filter_by(text)

    @asks("flyout")
    async def action_sort(self) -> None:
        """Choose the column to sort by."""
        from cm_tui.screens.flyouts.sort import SortFlyout

        sort = await self.app.push_screen_wait(SortFlyout(self.sort, ACTION_COLUMNS))
        if sort is not None:
            self._sort_by(sort)

    def action_sort_step(self, step: int) -> None:
        """Sort by the next column that is chosen, or by the one before."""
        self._sort_by(next_column(self.sort, chosen_columns(self.columns), step))

    @on(PagedTable.SortWanted)
    def _heading_clicked(self, event: PagedTable.SortWanted) -> None:
        self._sort_by(by_column(self.sort, next(one for one in ACTION_COLUMNS if one.key == event.key)))

    def _sort_by(self, sort: SortOrder) -> None:
        self.sort = sort
        self._show_sort()
        self.load()
        self.remember()

    def _show_sort(self) -> None:
        key = column_of(self.sort, chosen_columns(self.columns))
        self.table.set_sort(key, descending=self.sort.descending)

    @asks("flyout")
    async def action_columns(self) -> None:
        """Choose the columns."""
        from cm_tui.screens.flyouts.columns import ColumnsFlyout

        columns = await self.app.push_screen_wait(ColumnsFlyout(self.columns))
        if columns is not None:
            self._set_columns(columns)
            self.remember()

    def _set_columns(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self.table.set_columns(chosen_columns(columns))
        self._show_sort()

    # Memory

    @property
    def _memory(self) -> ListMemory:
        return ListMemory(self.filter_line.text, written(self.sort), self.columns, self.cursor, self.pane_wanted)

    @work(exclusive=True, group="memory")
    async def remember(self) -> None:
        """Keep how the list stands."""
        await asyncio.to_thread(self.keep_memory)

    def keep_memory(self) -> None:
        """Keep how the list stands, at once."""
        self.app.memory.remember(self.services.workspace.path, self._memory)
