"""A line of the frame: a text at the left, one at the right, folded to what fits; a change repaints and lays out nothing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget


class Line(Widget):
    """One line with a left and a right part, each in variants from the fullest to the shortest.

    The right part folds first; the left one is cropped when nothing else helps.
    """

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; padding: 0 1; }
    """
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._left: tuple[Content, ...] = (Content(""),)
        self._right: tuple[Content, ...] = (Content(""),)

    def put(self, left: Sequence[Content], right: Sequence[Content] = ()) -> None:
        """Show these variants of the two parts from now on."""
        wanted = (tuple(left) or (Content(""),), tuple(right) or (Content(""),))
        if wanted != (self._left, self._right):
            self._left, self._right = wanted
            self.refresh()

    def render(self) -> Content:
        """The fullest variants that fit beside each other."""
        return joined(self._left, self._right, self.content_size.width)


def joined(left: Sequence[Content], right: Sequence[Content], width: int) -> Content:
    """The first pair of variants that fits a width in cells, set to its edges; the right ones fold before the left ones."""
    pairs = [(one, other) for one in left for other in right]
    for one, other in pairs:
        gap = width - one.cell_length - other.cell_length
        if gap >= (2 if one.cell_length and other.cell_length else 0):
            return Content.assemble(one, " " * gap, other)
    room = max(0, width - right[-1].cell_length - 1)
    return Content.assemble(left[-1].truncate(room, ellipsis=True, pad=True), " ", right[-1]).truncate(width)


def folded(variants: Sequence[Content], width: int) -> Content:
    """The fullest variant that fits a width in cells; the shortest cropped where none does."""
    for variant in variants:
        if variant.cell_length <= width:
            return variant
    return variants[-1].truncate(width, ellipsis=True)
