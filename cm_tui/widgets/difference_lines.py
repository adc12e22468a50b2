"""How two versions differ, as it is read: words that go and come, by colour and by a mark; what stays is folded to a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from textual.content import Content

from cm_tui.model.text_difference import DifferenceLine, Mark, Segment, text_difference
from cm_tui.widgets.folding import LEAST, MUTED
from cm_tui.widgets.text import show

LEGEND = "[-goes-] {+comes+}"
"""How changed words are marked inside a line; a line that goes or comes as a whole has - or + before it."""
ONLY_BLANKS = "Only blanks, line breaks or numbers differ."
_GONE, _CAME = "$text-error", "$text-success"
_INLINE = {Mark.REMOVED: ("[-", "-]", f"{_GONE} strike"), Mark.ADDED: ("{+", "+}", f"{_CAME} underline")}


def text_lines(before: str, after: str, width: int) -> list[Content]:
    """Two texts from outside as one: what changed in full, what stayed as `… 3 steps unchanged`."""
    found = text_difference(before, after)
    if all(one.is_unchanged for one in found):
        return [*_marked("  ", Content.styled(ONLY_BLANKS, MUTED), width)]
    lines: list[Content] = []
    for stays, several in groupby(found, key=lambda one: one.is_unchanged):
        if stays:
            lines += _marked("  ", Content.styled(_unchanged(list(several)), MUTED), width)
        else:
            lines += [line for one in several for line in _changed(one, width)]
    return lines


def _unchanged(lines: Sequence[DifferenceLine]) -> str:
    """`… 3 steps unchanged`, and how they are numbered now where that is otherwise than before."""
    steps = all(one.is_step for one in lines)
    count = f"{len(lines)} {'step' if steps else 'paragraph'}{'' if len(lines) == 1 else 's'}"
    before, after = _numbers(one.lead_before for one in lines), _numbers(one.lead_after for one in lines)
    return f"… {count} unchanged{f'; {before} now {after}' if before and after and before != after else ''}"


def _numbers(leads: Iterable[str | None]) -> str:
    """`3 to 5`, or the only one."""
    known = [number for lead in leads if (number := _number(lead))]
    return " to ".join(dict.fromkeys([known[0], known[-1]])) if known else ""


def _number(lead: str | None) -> str:
    """The number of a step; empty where it has none."""
    number = (lead or "").rstrip(".)")
    return number if number.isdigit() else ""


def _changed(line: DifferenceLine, width: int) -> list[Content]:
    if line.lead_after is None:
        return _whole(line, "- ", _GONE, "goes", width)
    if line.lead_before is None:
        return _whole(line, "+ ", _CAME, "comes", width)
    lead = _replaced(line.lead_before, line.lead_after)
    return _marked("~ ", Content.assemble(*lead, *(_inline(one) for one in line.segments)), width, "$text-warning")


def _whole(line: DifferenceLine, mark: str, ink: str, verb: str, width: int) -> list[Content]:
    """A line that goes or comes as a whole; of one that moved, only where it comes is read in full."""
    lead = line.lead_before if verb == "goes" else line.lead_after
    text = "".join(one.text for one in line.segments)
    if line.moved is None:
        return _marked(mark, Content.styled(show(f"{lead} {text}".strip()), ink), width, ink)
    elsewhere = _number(line.moved)
    if verb == "goes":
        return _marked(
            mark, Content.styled(show(f"{lead} moved, now {elsewhere or 'elsewhere'}".strip()), ink), width, ink
        )
    told = (f" (moved{f', was {elsewhere}' if elsewhere else ''}, otherwise unchanged)", MUTED)
    return _marked(mark, Content.assemble((show(f"{lead} {text}".strip()), ink), told), width, ink)


def _replaced(before: str, after: str) -> list[Content]:
    """The number of a step, and what it was before."""
    if before == after:
        return [Content.styled(f"{after} ", "bold")] if after else []
    parts = [_inline(Segment(mark, text)) for mark, text in ((Mark.REMOVED, before), (Mark.ADDED, after)) if text]
    return [*parts, Content(" ")]


def _inline(segment: Segment) -> Content:
    """Words with their mark; the blanks behind them stay outside of it."""
    if segment.mark is Mark.KEPT:
        return Content(show(segment.text))
    opening, closing, style = _INLINE[segment.mark]
    words = segment.text.rstrip()
    return Content.assemble((f"{opening}{show(words)}{closing}", style), show(segment.text[len(words) :]))


def _marked(mark: str, body: Content, width: int, ink: str = "") -> list[Content]:
    """A text with a mark before each of its lines; without one where there is no room for it."""
    if width - len(mark) < LEAST:
        return list(body.wrap(max(1, width)))
    lead = Content.styled(mark, f"bold {ink}" if ink else "")
    return [lead + line for line in body.wrap(width - len(mark))]


def names_lines(before: Sequence[str], after: Sequence[str], width: int) -> list[Content]:
    """Names from outside: which go, which come, how many stay."""
    lines = [line for name in before if name not in after for line in _name("- ", name, _GONE, width)]
    lines += [line for name in after if name not in before for line in _name("+ ", name, _CAME, width)]
    stay = sum(name in after for name in before)
    return [*lines, *(_marked("  ", Content.styled(f"… {stay} unchanged", MUTED), width) if stay else [])]


def _name(mark: str, name: str, ink: str, width: int) -> list[Content]:
    return _marked(mark, Content.styled(show(name), ink), width, ink)
