"""The sort menu: every column of the list; the one that is the order already is reversed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from cm_tui.model.listing import SortOrder
from cm_tui.screens.sorting import by_column, column_of
from cm_tui.widgets.action_columns import ACTION_COLUMNS
from cm_tui.widgets.choices import Choice, ChoiceList
from cm_tui.widgets.flyout import Flyout


class SortFlyout(Flyout[SortOrder]):
    """Asks for the column to sort by."""

    CSS_PATH = "../../styles/flyouts.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = ("choices.choose", "flyout.cancel")

    def __init__(self, sort: SortOrder) -> None:
        super().__init__("Sort by")
        self._sort = sort

    def compose_body(self) -> ComposeResult:
        """The columns."""
        yield ChoiceList()

    def on_mount(self) -> None:
        """Put the cursor on the present order."""
        choices = self.query_one(ChoiceList)
        current = column_of(self._sort, ACTION_COLUMNS)
        choices.put([Choice(column.key, column.title, self._hint(column.key)) for column in ACTION_COLUMNS])
        if current is not None:
            choices.highlighted = choices.get_option_index(current)

    def _hint(self, key: str) -> str:
        if key == column_of(self._sort, ACTION_COLUMNS):
            return "▾ now descending; again reverses" if self._sort.descending else "▴ now ascending; again reverses"
        return "by the points still to gain" if key == "points" else ""

    def answer(self) -> SortOrder | None:
        """The order after the column under the cursor was chosen."""
        current = self.query_one(ChoiceList).current
        chosen = next((column for column in ACTION_COLUMNS if column.key == current), None)
        return by_column(self._sort, chosen) if chosen else None

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.action_save()
