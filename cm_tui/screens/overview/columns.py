"""Rows in columns with a bar among them; the least important columns go where space is short."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from rich.cells import cell_len
from textual.content import Content

from cm_tui.model.rules.points import percent, show_points, show_whole_percent
from cm_tui.model.views.actions import Points
from cm_tui.widgets.bar import bar
from cm_tui.widgets.folding import INK, MUTED
from cm_tui.widgets.panel import PanelLine
from cm_tui.widgets.table.columns import GAP, Cell, Column, Placed, layout
from cm_tui.widgets.text import fit, show

T = TypeVar("T")
BAR = "bar"
"""The key of the column that draws a share of points as a bar."""
_TIGHT = 62
"""Below this width bars are short, so that no number has to go."""
_SHORT_BAR = 9


@dataclass(frozen=True)
class Rows(Generic[T]):
    """Rows of one kind: their columns, the points that their bars show, and the keys of what they open."""

    columns: Sequence[Column[T]]
    points: Callable[[T], Points]
    key: Callable[[T], str]

    def lines(self, rows: Sequence[T]) -> list[PanelLine]:
        """A heading and the rows."""
        return [PanelLine(self._heading), *(PanelLine(self._drawer(row), self.key(row)) for row in rows)]

    def _placed(self, width: int) -> Sequence[Placed[T]]:
        columns = self.columns
        if width < _TIGHT:
            columns = [replace(one, width=_SHORT_BAR) if one.key == BAR else one for one in columns]
        return layout(columns, width)

    def _heading(self, width: int) -> list[Content]:
        texts = [fit(one.column.title, one.width, right=_right(one)) for one in self._placed(width)]
        return [Content.styled((" " * GAP).join(texts).rstrip(), MUTED)]

    def _drawer(self, row: T) -> Callable[[int], list[Content]]:
        def draw(width: int) -> list[Content]:
            return [Content(" " * GAP).join([self._cell(row, one) for one in self._placed(width)])]

        return draw

    def _cell(self, row: T, placed: Placed[T]) -> Content:
        if placed.column.key != BAR:
            return cell(placed.column.render(row), placed.width, right=_right(placed))
        points = self.points(row)
        room = placed.width - 1
        share = bar(percent(points.achieved, points.possible) / 100, room) if points.possible else Content(" " * room)
        return Content(" ") + share


def nothing(row: object) -> Cell:
    """What the column of the bar renders: the bar is drawn instead."""
    return Cell("")


def cell(drawn: Cell, width: int, *, right: bool) -> Content:
    """A cell: its glyph and text on exactly so many cells, its quieter ending as far as there is room."""
    lead = f"{drawn.lead} " if drawn.lead else ""
    room = max(0, width - len(lead))
    text, ink = show(drawn.text), INK[drawn.tone]
    tail = drawn.tails[0] if drawn.tails else ""
    if tail and cell_len(text) + cell_len(tail) <= room:
        return Content.assemble((lead, ink), text, (fit(tail, room - cell_len(text)), MUTED))
    return Content.assemble((lead, ink), (fit(text, room, right=right), "" if lead else ink))


def whole(points: Points) -> str:
    """A share as a whole percentage, `61 %`; a dash where nothing can be achieved."""
    if not points.possible:
        return "—"
    return show_whole_percent(percent(points.achieved, points.possible))


def of(points: Points) -> str:
    """Points achieved of those that can be, `183 / 300`."""
    return f"{show_points(points.achieved)} / {show_points(points.possible)}"


def _right(placed: Placed[T]) -> bool:
    return placed.column.align == "right"
