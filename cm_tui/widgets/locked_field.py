"""A field that cannot be changed now: what it holds, and beside it why."""

from __future__ import annotations

from textual.content import Content

from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, OFF, hanging
from cm_tui.widgets.text import show

_NOTHING = "—"


class LockedField(Folded):
    """A label, a value in quiet letters and the reason why it cannot be changed."""

    def explain(self, label: str, value: str | None, reason: str) -> None:
        """Say why a field is locked.

        Args:
            label: Its name.
            value: What it holds, empty for nothing; None where that stands elsewhere.
            reason: A rule's sentence.
        """
        self.put(lambda width: _lines(label, value, reason, width))


def _lines(label: str, value: str | None, reason: str, width: int) -> list[Content]:
    shown = "" if value is None else f"  {show(value or _NOTHING)}"
    lines = hanging(Content(""), Content.assemble((show(label), MUTED), (shown, "bold")), width)
    return [*lines, *hanging(Content(" "), Content.styled(show(reason), OFF), width)]
