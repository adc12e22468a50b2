"""A text of which as much is shown as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, stacked


class Excerpt(Folded):
    """Shows the beginning of a text; where lines are left out, the last one says which key shows all of it."""

    def __init__(self, more: str, *, id: str | None = None) -> None:
        """Make one of no text.

        Args:
            more: What the last line says where some are left out.
            id: Its id.
        """
        super().__init__(id=id)
        self._more = Content.styled(more, MUTED)

    def render(self) -> Content:
        """As many lines as fit."""
        lines = self._fold(max(1, self.content_size.width))
        return stacked(in_room(lines, self.content_size.height, self._more))


def in_room(lines: Sequence[Content], room: int, more: Content) -> Sequence[Content]:
    """As many lines as there is room for; where some are left out, `more` takes the place of the last one."""
    return lines if len(lines) <= room else [*lines[: max(0, room - 1)], more][: max(0, room)]
