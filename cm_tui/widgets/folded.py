"""A text that is folded by a function of its width: what is read, in tabs, panes and flyouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from cm_tui.widgets.folding import stacked

Fold = Callable[[int], Sequence[Content]]
"""Gives the lines of a text for a width in cells."""


class Folded(Widget):
    """Shows the lines that a fold gives for its width; the text can be selected with the mouse."""

    DEFAULT_CSS = """
    Folded { height: auto; width: 1fr; }
    """

    def __init__(self, fold: Fold | None = None, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._fold: Fold = fold or (lambda width: ())
        self._lines: tuple[int, Content, int] | None = None

    def put(self, fold: Fold) -> None:
        """Show another text."""
        self._fold, self._lines = fold, None
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the width makes."""
        return self._folded(width)[1]

    def render(self) -> Content:
        """The text at its present width."""
        return self._folded(self.content_size.width)[0]

    def _folded(self, width: int) -> tuple[Content, int]:
        if self._lines is None or self._lines[0] != width:
            lines = self._fold(max(1, width))
            self._lines = (width, stacked(lines), len(lines))
        return self._lines[1:]
