"""The lists of the Controls tab: the controls in their families, and the families with bars; both can be sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from cm_tui.model.text import fold
from cm_tui.model.views.assessments import ControlView
from cm_tui.model.vocabulary import ControlStatus
from cm_tui.screens import sorting_lines
from cm_tui.screens.sorting import Rank, in_order
from cm_tui.screens.sorting_lines import SortingLines
from cm_tui.widgets.column_list import ColumnList, Lines
from cm_tui.widgets.control_columns import CONTROL_COLUMNS
from cm_tui.widgets.family_bars import FAMILY_COLUMNS, LEGEND, STATUSES, FamilyCounts, by_family
from cm_tui.widgets.line import Line
from cm_tui.widgets.table.columns import Column

NOTHING = "No control is like that; F shows all of them."

CONTROL_RANKS: Mapping[str, Callable[[ControlView], Rank]] = {
    "title": lambda one: (0, fold(one.title)),
    "status": lambda one: (STATUSES.index(one.status) if one.status is not None else len(STATUSES), ""),
    "points": lambda one: (one.points.achieved if one.points else 0, ""),
    "yours": lambda one: (one.your_actions, ""),
    "microsoft": lambda one: (one.microsoft_actions, ""),
}
"""What controls are sorted by, beside their ids: these are in the order of the regulation, as without any order."""


def _count_of(status: ControlStatus) -> Callable[[FamilyCounts], Rank]:
    return lambda row: (row.counts.get(status, 0), "")


FAMILY_RANKS: Mapping[str, Callable[[FamilyCounts], Rank]] = {
    "family": lambda row: (0, fold(row.family)),
    "bar": lambda row: (row.controls, ""),
    **{one.name.lower(): _count_of(one) for one in STATUSES},
}
"""What families are sorted by; without an order they are in that of their first controls."""


class ControlList(SortingLines[ControlView], Vertical):
    """The controls, below the titles of their families."""

    KEPT_AS = "controls"
    BINDINGS: ClassVar[list[BindingType]] = [*sorting_lines.BINDINGS]

    def __init__(self) -> None:
        super().__init__()
        self.sorted_list = ColumnList[ControlView](
            CONTROL_COLUMNS, lambda control: control.control_id, empty=NOTHING, id="controls-list"
        )
        self._all: Sequence[ControlView] = ()

    def compose(self) -> ComposeResult:
        """The lines."""
        yield self.sorted_list

    def on_mount(self) -> None:
        """Begin with the order of the page before."""
        self.recall_order()

    @property
    def sorted_columns(self) -> Sequence[Column[ControlView]]:
        """All columns."""
        return CONTROL_COLUMNS

    def put(self, controls: Sequence[ControlView]) -> None:
        """Show these controls."""
        self._all = controls
        self.show_sorted()

    def show_sorted(self) -> None:
        """Show the controls in the order of their families, and within one in their own."""
        places = {control.control_id: place for place, control in enumerate(self._all)}
        by_place: Mapping[str, Callable[[ControlView], Rank]] = {"control_id": lambda one: (places[one.control_id], "")}
        ordered = in_order(self._all, self.sort, {**CONTROL_RANKS, **by_place})
        families = by_family(self._all)
        self.sorted_list.put(
            [Lines(one.family, [row for row in ordered if row.family == one.family], one.words) for one in families]
        )


class FamilyList(SortingLines[FamilyCounts], Vertical):
    """The families as bars, below what the glyphs mean."""

    DEFAULT_CSS = """
    FamilyList Line { padding: 0; }
    """
    KEPT_AS = "families"
    BINDINGS: ClassVar[list[BindingType]] = [*sorting_lines.BINDINGS]

    def __init__(self) -> None:
        super().__init__()
        self.sorted_list = ColumnList[FamilyCounts](
            FAMILY_COLUMNS, lambda row: row.family, empty=NOTHING, id="families"
        )
        self.legend = Line()
        self.legend.put(LEGEND)
        self._all: Sequence[FamilyCounts] = ()

    def compose(self) -> ComposeResult:
        """The legend and the lines."""
        yield from (self.legend, self.sorted_list)

    def on_mount(self) -> None:
        """Begin with the order of the page before."""
        self.recall_order()

    @property
    def sorted_columns(self) -> Sequence[Column[FamilyCounts]]:
        """All columns."""
        return FAMILY_COLUMNS

    def put(self, controls: Sequence[ControlView]) -> None:
        """Show the families of these controls."""
        self._all = by_family(controls)
        self.show_sorted()

    def show_sorted(self) -> None:
        """Show the families in their order."""
        self.sorted_list.put([Lines("", in_order(self._all, self.sort, FAMILY_RANKS))])
