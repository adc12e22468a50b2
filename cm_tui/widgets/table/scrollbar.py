"""A scroll bar for slow lines: it repaints only the cells whose look changed."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.reactive import Reactive
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

_ABOVE, _THUMB, _BELOW = "scroll_up", "grab", "scroll_down"
"""What a press on a cell does: names of actions of the base class."""


class ThriftyScrollBar(ScrollBar):
    """A vertical scroll bar with a thumb of whole cells, not of eighths.

    Textual's own repaints every cell at each eighth of a step: 1.9 KB for nearly every line that a table scrolls.
    The base class serves the mouse and gives the colours.
    """

    window_virtual_size: Reactive[int] = Reactive(100, repaint=False)
    window_size: Reactive[int] = Reactive(0, repaint=False)
    position: Reactive[float] = Reactive(0.0, repaint=False)

    def __init__(self) -> None:
        super().__init__(vertical=True, name="vertical")
        self._painted = range(0)

    def thumb(self) -> range:
        """The lines of the thumb; none where everything is in sight."""
        height, window, whole = self.size.height, self.window_size, self.window_virtual_size
        if not 0 < window < whole or height <= 0:
            return range(0)
        length = max(1, round(height * window / whole))
        start = round((height - length) * min(1.0, self.position / (whole - window)))
        return range(start, start + length)

    def watch_position(self) -> None:
        """Repaint what moved."""
        self._repaint()

    def watch_window_size(self) -> None:
        """Repaint what grew or shrank."""
        self._repaint()

    def watch_window_virtual_size(self) -> None:
        """Repaint what grew or shrank."""
        self._repaint()

    def render_line(self, y: int) -> Strip:
        """One cell: thumb or track."""
        part = _part(y, self.thumb())
        bar = self.render()
        colours = bar.style if isinstance(bar, ScrollBarRender) and isinstance(bar.style, Style) else Style()
        ink = Style(color=colours.color, reverse=True) if part == _THUMB else Style(bgcolor=colours.bgcolor)
        return Strip([Segment(" " * self.size.width, ink + Style(meta={"@mouse.down": part}))], self.size.width)

    def _repaint(self) -> None:
        old, self._painted = self._painted, self.thumb()
        for y in range(self.size.height):
            if _part(y, old) != _part(y, self._painted):
                self.refresh(Region(0, y, self.size.width, 1))


def _part(y: int, thumb: range) -> str:
    if y in thumb:
        return _THUMB
    return _ABOVE if y < thumb.start else _BELOW
