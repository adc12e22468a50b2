"""A scroll bar for slow lines: it repaints only the cells whose look changed."""

from __future__ import annotations

from typing import NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

_ABOVE, _THUMB, _BELOW = "scroll_up", "grab", "scroll_down"
"""What a press on a cell does: names of actions of the base class."""


class _Look(NamedTuple):
    """The lines of the thumb, none where everything is in sight, and the colours of thumb and track."""

    thumb: range
    colours: Style

    def part(self, y: int) -> str:
        if y in self.thumb:
            return _THUMB
        return _ABOVE if y < self.thumb.start else _BELOW


class ThriftyScrollBar(ScrollBar):
    """A vertical scroll bar with a thumb of whole cells, not of eighths.

    Textual's own repaints every cell at each eighth of a step: 1.9 KB for nearly every line that a table scrolls.
    The base class serves the mouse and gives the colours.
    """

    def __init__(self) -> None:
        super().__init__(vertical=True, name="vertical")
        self._look = _Look(range(0), Style())

    def render_line(self, y: int) -> Strip:
        """One cell: thumb or track."""
        look = self._look = self._present_look()
        part = look.part(y)
        ink = Style(color=look.colours.color, reverse=True) if part == _THUMB else Style(bgcolor=look.colours.bgcolor)
        return Strip([Segment(" " * self.size.width, ink + Style(meta={"@mouse.down": part}))], self.size.width)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Repaint what is asked for; of the whole bar only the cells that look different from what was drawn."""
        if not (regions or layout or recompose) and self.is_mounted:
            old, self._look = self._look, self._present_look()
            if old.colours == self._look.colours:
                lines = (y for y in range(self.size.height) if old.part(y) != self._look.part(y))
                regions = tuple(Region(0, y, self.size.width, 1) for y in lines)
                repaint = bool(regions)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _present_look(self) -> _Look:
        bar = self.render()
        colours = bar.style if isinstance(bar, ScrollBarRender) and isinstance(bar.style, Style) else Style()
        return _Look(self._thumb(), colours)

    def _thumb(self) -> range:
        height, window, whole = self.size.height, self.window_size, self.window_virtual_size
        if not 0 < window < whole or height <= 0:
            return range(0)
        length = max(1, round(height * window / whole))
        start = round((height - length) * min(1.0, self.position / (whole - window)))
        return range(start, start + length)
