"""The sort menu: the columns of a list; the one that is the order already is reversed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from cm_tui.model.listing import SortOrder
from cm_tui.screens.sorting import by_column, column_of
from cm_tui.widgets.choices import Choice, ChoiceList
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.table import Column

T = TypeVar("T")


class SortFlyout(Flyout[SortOrder], Generic[T]):
    """Asks for the column to sort by."""

    CSS_PATH = "../../styles/flyouts.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = ("choices.choose", "flyout.cancel")

    def __init__(self, sort: SortOrder, columns: Sequence[Column[T]]) -> None:
        """Make the flyout of the columns that can be sorted, with the present order."""
        super().__init__("Sort by")
        self._sort, self._columns = sort, [column for column in columns if column.sort_key is not None]

    def compose_body(self) -> ComposeResult:
        """The columns."""
        yield ChoiceList()

    def on_mount(self) -> None:
        """Put the cursor on the present order."""
        choices = self.query_one(ChoiceList)
        current = column_of(self._sort, self._columns)
        choices.put([Choice(column.key, column.title, self._hint(column)) for column in self._columns])
        if current is not None:
            choices.highlighted = choices.get_option_index(current)

    def _hint(self, column: Column[T]) -> str:
        if column.sort_key == self._sort.column:
            return "▾ now descending; again reverses" if self._sort.descending else "▴ now ascending; again reverses"
        return "by the points still to gain" if column.sort_key == "gain" else ""

    def answer(self) -> SortOrder | None:
        """The order after the column under the cursor was chosen."""
        current = self.query_one(ChoiceList).current
        chosen = next((column for column in self._columns if column.key == current), None)
        return by_column(self._sort, chosen) if chosen else None

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.action_save()
