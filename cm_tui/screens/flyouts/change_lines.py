"""What an import changes, as the lines of a table, and the one under its cursor in full."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from cm_tui.widgets.folding import INK, MUTED, hanging
from cm_tui.widgets.status import Tone
from cm_tui.widgets.table import Cell
from cm_tui.widgets.text import show

_LOOKS: dict[str, tuple[str, Tone]] = {
    "new": ("+", "good"),
    "added": ("+", "good"),
    "changed": ("~", "accent"),
    "changes": ("~", "accent"),
    "withdrawn": ("-", "warning"),
    "removed": ("−", "warning"),
    "fault": ("✗", "bad"),
}
"""Glyph and tone of what becomes of something."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Something that changes: what becomes of it, and what that means; `id` tells it from every other line.

    `subject` is the id of an action or a control, where it stands apart from the name.
    """

    id: str
    name: str
    change: str
    meaning: str
    subject: str = ""

    @property
    def look(self) -> tuple[str, Tone]:
        """The glyph before what becomes of it, and their tone."""
        return _LOOKS.get(self.change, ("▸", "muted"))


def changed_cell(line: ChangeLine) -> Cell:
    """What becomes of it, with its glyph."""
    glyph, tone = line.look
    return Cell(line.change, tone, lead=glyph)


def line_in_full(line: ChangeLine | None, width: int) -> list[Content]:
    """A line as it stands below the table: id and what becomes of it, then its name and what that means."""
    if line is None:
        return []
    glyph, tone = line.look
    lead = Content.styled(f"{glyph} ", INK[tone])
    subject = line.subject or line.name
    name = "" if line.name == subject else f"  {show(line.name)}"
    head = Content.assemble((show(subject), "bold"), "  ", Content.styled(line.change, INK[tone]), name)
    return [*hanging(lead, head, width), *hanging(Content("  "), Content.styled(show(line.meaning), MUTED), width)]
