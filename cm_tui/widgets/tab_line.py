"""The names of tabs on one line; a change repaints that line alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from cm_tui.widgets.folding import MUTED

_GAP = "   "


class TabLine(Widget):
    """Shows which tab is open; a click posts which one is wanted."""

    DEFAULT_CSS = """
    TabLine { height: 1; padding: 0 1; }
    """
    ALLOW_SELECT = False

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        tabs: TabLine
        index: int

        @property
        def control(self) -> TabLine:
            """The line."""
            return self.tabs

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._titles: tuple[str, ...] = ()
        self._short: tuple[str, ...] = ()
        self._current = 0

    def put(self, titles: Sequence[str], current: int, short: Sequence[str] = ()) -> None:
        """Show these titles, one of them as open; the short ones where the others do not fit."""
        wanted = (tuple(titles), tuple(short), current)
        if wanted != (self._titles, self._short, self._current):
            self._titles, self._short, self._current = wanted
            self.refresh()

    def render(self) -> Content:
        """The titles."""
        names = [_drawn(title, at == self._current) for at, title in enumerate(self._shown)]
        return Content(_GAP).join(names).truncate(self.content_size.width)

    @property
    def _shown(self) -> tuple[str, ...]:
        """The titles as they fit."""
        fits = cell_len(_GAP.join(self._titles)) <= self.content_size.width
        return self._titles if fits or not self._short else self._short

    def on_click(self, event: events.Click) -> None:
        """Find the title under the pointer."""
        place = event.get_content_offset(self)
        x = place.x if place is not None else -1
        for at, title in enumerate(self._shown):
            if 0 <= x < len(title):
                self.post_message(self.Chosen(self, at))
            x -= len(title) + len(_GAP)


def _drawn(title: str, current: bool) -> Content:
    return Content.styled(title, "bold underline $text-primary" if current else MUTED)
