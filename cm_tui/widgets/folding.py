"""Folding text to a width in cells: paragraphs, hanging indents, labels with values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from textual.content import Content

from cm_tui.widgets.status import Tone
from cm_tui.widgets.text import fit, show

_ITEM = re.compile(r"\s*(?:(?P<number>\d{1,3})[.)]|(?P<bullet>[-*•]))\s+(?=\S)")
MUTED = OFF = "dim"
"""The style of what is less important, and of what cannot act.

`$text-muted` and `$text-disabled` are for CSS alone: in a Content they come out as white, and as nothing in ansi themes.
"""
INK: dict[Tone, str] = {
    "": "",
    "good": "$text-success",
    "warning": "$text-warning",
    "bad": "$text-error",
    "accent": "$text-accent",
    "muted": MUTED,
}
"""The theme's colour of each tone."""
_BREAKS_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%)")
"""A blank inside a number as people read it, `1 842`, or before its unit, `25 %`."""
_TIED = "\u2800"
"""Stands for such a blank while a text is folded: the empty braille cell, which is as wide and looks the same, and is no blank.

It has to be a character that `install_second_wall` lets pass.
"""
LEAST = 12
"""Cells that a text gets beside its lead at least."""


def fold_text(text: Content, width: int) -> list[Content]:
    """The lines of a text on a width in cells; a line ends in a number, or before its `%`, only where there is no other way."""
    tied = _BREAKS_NUMBER.sub(_TIED, text.plain)
    if tied == text.plain:
        return list(text.wrap(max(1, width)))
    lines = Content(tied, spans=list(text.spans)).wrap(max(1, width))
    return [Content(line.plain.replace(_TIED, " "), spans=list(line.spans)) for line in lines]


def hanging(lead: Content, body: Content, width: int) -> list[Content]:
    """A text beside a lead, its further lines set below its first; below the lead where there is no room beside it."""
    indent = lead.cell_length
    if width - indent < LEAST:
        return [*lead.rstrip().wrap(max(1, width)), *fold_text(body, width)]
    lines = fold_text(body, width - indent) or [Content("")]
    first, *others = lines
    return [lead + first, *(Content(" " * indent) + line for line in others)]


def paragraphs(text: str, width: int, indent: int = 0) -> list[Content]:
    """A text from outside, each of its lines a paragraph; steps that begin with a number or a dash hang beside it."""
    margin = " " * indent
    lines: list[Content] = []
    for paragraph in text.strip("\n").replace("\r\n", "\n").split("\n"):
        if item := _ITEM.match(paragraph):
            lead = (item["number"] or item["bullet"]).rjust(2)
            body = show(paragraph[item.end() :])
            lines += hanging(Content.assemble(margin, (lead, "bold"), "  "), Content(body), width)
        else:
            lines += hanging(Content(margin), Content(show(paragraph.strip())), width)
    return lines


def labelled(pairs: Iterable[tuple[str, str]], width: int, label_width: int = 0) -> list[Content]:
    """Labels in quiet letters, their values set below each other; values may come from outside, empty ones are left out.

    Args:
        pairs: Labels and values.
        width: Cells of a line.
        label_width: Cells of the labels; 0 for as many as the longest needs.
    """
    known = [(label, value) for label, value in pairs if value]
    size = label_width or max((len(label) for label, _ in known), default=0) + 2
    lines: list[Content] = []
    for label, value in known:
        lines += hanging(Content.styled(label.ljust(size), MUTED), Content(show(value)), width)
    return lines


def columns(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Texts from outside set into columns of these widths, two blanks after each of them."""
    return "".join(f"{fit(show(cell), width)}  " for cell, width in zip(cells, widths, strict=True))


def stacked(lines: Sequence[Content]) -> Content:
    """Folded lines as one text."""
    return Content("\n").join(lines)
