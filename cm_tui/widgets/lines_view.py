"""A long text to be read: folded beside the event loop, and only the lines in sight are drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import events, work
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from cm_tui.widgets.folded import Fold
from cm_tui.widgets.workers import EndsWorkFirst


class LinesView(EndsWorkFirst, ScrollView, can_focus=False, inherit_bindings=False):
    """Shows the lines that a fold gives for its width; a fold that takes long stops nothing."""

    DEFAULT_CSS = """
    LinesView { height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    def __init__(self, fold: Fold, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._fold = fold
        self._lines: Sequence[Content] = ()
        self._width = 0

    def put(self, fold: Fold) -> None:
        """Show another text."""
        self._fold = fold
        if self._width:
            self._fold_anew(self._width)

    def on_resize(self, event: events.Resize) -> None:
        """Fold anew where the width changed."""
        width = self.scrollable_content_region.width
        if width != self._width and width > 0:
            self._width = width
            self._fold_anew(width)

    @work(exclusive=True, group="fold")
    async def _fold_anew(self, width: int) -> None:
        self._lines = await asyncio.to_thread(self._fold, width)
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the text."""
        at, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if not 0 <= at < len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        strips = Visual.to_strips(self, self._lines[at].truncate(width), width, 1, self.visual_style, pad=True)
        return strips[0] if strips else Strip.blank(width, self.rich_style)
