"""Two versions of a text as lines of plain text: a sign at the margin for each line, brackets for the words of a changed one."""

from __future__ import annotations

from collections.abc import Iterator

from cm_tui.cli.folding import paragraph
from cm_tui.model.text import show
from cm_tui.model.text_difference import DifferenceLine, Mark, Segment, text_difference

LEGEND = "- line out, + line in, ~ line changed: [-words out-] {+words in+}"
_BRACKETS = {Mark.KEPT: ("", ""), Mark.REMOVED: ("[-", "-]"), Mark.ADDED: ("{+", "+}")}


def difference_lines(before: str, after: str, cells: int | None) -> Iterator[str]:
    """The lines of both texts, safe to print, folded where `cells` says so."""
    for line in text_difference(before, after):
        yield from paragraph(show(f"{_sign(line)} {_numbered(line)}"), cells)


def _sign(line: DifferenceLine) -> str:
    if line.lead_after is None:
        return "-"
    if line.lead_before is None:
        return "+"
    return " " if line.is_unchanged else "~"


def _numbered(line: DifferenceLine) -> str:
    lead = line.lead_before if line.lead_after is None else line.lead_after
    words = _marked(line) if _sign(line) == "~" else "".join(one.text for one in line.segments)
    return " ".join(filter(None, (lead, words.strip(), _place(line))))


def _place(line: DifferenceLine) -> str:
    """Where the line stands or stood otherwise, if anywhere."""
    if line.moved is not None:
        return f"(moved {'to' if line.lead_after is None else 'from'} {line.moved.rstrip('.)') or 'elsewhere'})"
    if line.lead_before and line.lead_after and line.lead_before != line.lead_after:
        return f"(was {line.lead_before.rstrip('.)')})"
    return ""


def _marked(line: DifferenceLine) -> str:
    following = [*line.segments[1:], None]
    return "".join(_bracketed(one, after) for one, after in zip(line.segments, following, strict=True))


def _bracketed(segment: Segment, after: Segment | None) -> str:
    """Words in their brackets; what was taken out stands apart from what was put in, also where the text has no blank there."""
    opening, closing = _BRACKETS[segment.mark]
    words = segment.text.rstrip()
    replaced = segment.mark is Mark.REMOVED and after is not None and after.mark is Mark.ADDED
    return f"{opening}{words}{closing}{segment.text[len(words) :] or (' ' if replaced else '')}"
