"""The paged table: a list of any length of which only the visible rows are fetched and drawn."""

from cm_tui.widgets.table.columns import Cell, Column
from cm_tui.widgets.table.table import PagedTable, UnmarkedTable

__all__ = ["Cell", "Column", "PagedTable", "UnmarkedTable"]
