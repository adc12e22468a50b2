"""The flyout *What if*: the score as it is and as it would be if actions passed, overall and assessment by assessment."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from rich.cells import cell_len
from textual.content import Content

from cm_tui.model.rules.points import DISCLAIMER, percent, show_difference, show_percent, show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import AssessmentScore, WhatIf
from cm_tui.screens.flyouts.control import ReadFlyout
from cm_tui.screens.flyouts.preview_text import change_text
from cm_tui.widgets.bar import bar
from cm_tui.widgets.folding import INK, MUTED, hanging
from cm_tui.widgets.status import look
from cm_tui.widgets.text import show

THIS_ACTION = "This action."
NOTHING_STORED = "Nothing is stored."
_BAR = 24
"""Cells of a bar, where there is room for one."""
_SHORTEST, _LABEL = 8, 6
"""Cells of the shortest bar, and of the labels before them."""


class WhatIfFlyout(ReadFlyout):
    """Reads what the score would be; nothing is stored, and nothing can be."""

    DEFAULT_CSS = """
    WhatIfFlyout {
        #flyout-panel { width: 84; }
        &.-full #flyout-panel { width: 100%; }
    }
    """

    def __init__(self, found: WhatIf, asked: str) -> None:
        """Make the flyout.

        Args:
            found: The score as it is and as it would be.
            asked: Which actions were asked for; may hold text from outside.
        """
        super().__init__("What if they passed?", partial(what_if_lines, found, asked))


def of_marks(number: int) -> str:
    """Which actions are meant where some are marked."""
    return "The marked action." if number == 1 else f"The {number} marked actions."


def of_filter(shown: int, text: str) -> str:
    """Which actions are meant where none is marked."""
    actions = "The 1 action" if shown == 1 else f"The {shown} actions"
    return f"{actions} that the filter shows: {text}" if text.strip() else f"{actions} that the list shows."


def what_if_lines(found: WhatIf, asked: str, width: int) -> list[Content]:
    """Which actions are meant, how many of them would count, the overall score, and each assessment, the largest gain first."""
    before, after = found.before.total, found.after.total
    return [
        *hanging(Content(""), Content.styled(show(asked), "bold"), width),
        *hanging(Content(""), Content(_passing(found)), width),
        Content(""),
        *_overall(before, after, width),
        Content(""),
        *_assessments(found, width),
        *hanging(Content(""), Content.styled(DISCLAIMER, MUTED), width),
    ]


def _passing(found: WhatIf) -> str:
    number, out = len(found.passing), found.out_of_scope
    said = f"{number} would newly pass" if number else "None would newly pass: all that count have their points"
    stays = "is out of scope and stays so" if out == 1 else "are out of scope and stay so"
    return f"{said}{f'; {out} {stays}' if out else ''}. {NOTHING_STORED}"


def _overall(before: Points, after: Points, width: int) -> list[Content]:
    """`Now   43 %  4 709.82 of 10 954 points  ━━━━───`, and the same for then; the bars go first where room is short."""
    gain = _gained(before, after)
    rows = [("Now", before, _counted(before), ""), ("Then", after, _counted(after), gain)]
    size = max(len(text) for _, _, text, _ in rows)
    cells = min(_BAR, width - _LABEL - size - len(gain) - 4)
    lines: list[Content] = []
    for label, points, text, more in rows:
        head = Content.assemble((f"{label:<{_LABEL}}", MUTED), (f"{text:<{size}}", "bold"))
        tail = Content.styled(f"  {more}" if more else "", "$text-accent")
        drawn = Content.assemble("  ", bar(_share(points), cells)) if cells >= _SHORTEST else Content("")
        lines += hanging(Content(""), (head + drawn + tail).rstrip(), width)
    return lines


def _share(points: Points) -> Fraction:
    return percent(points.achieved, points.possible) / 100


def _counted(points: Points) -> str:
    achieved, possible = show_points(points.achieved), show_points(points.possible)
    return f"{show_percent(_share(points)):>8}  {achieved} of {possible} points"


def _gained(before: Points, after: Points) -> str:
    return show_difference(after.achieved - before.achieved)


def _assessments(found: WhatIf, width: int) -> list[Content]:
    after = {one.name: one for one in found.after.assessments}
    pairs = [(one, after[one.name]) for one in found.before.assessments if one.name in after]
    lines: list[Content] = []
    for before, then in sorted(pairs, key=_largest_gain_first):
        lines += [*_assessment(before, then, width), Content("")]
    return lines


def _largest_gain_first(pair: tuple[AssessmentScore, AssessmentScore]) -> tuple[int, str]:
    before, after = pair
    return before.points.achieved - after.points.achieved, before.name


def _assessment(before: AssessmentScore, after: AssessmentScore, width: int) -> list[Content]:
    """The name with its group and the gain, below it the score before and after, and the status."""
    name = Content.assemble((show(before.name), "bold"), (f" · {show(before.group)}", MUTED))
    gain = _gained(before.points, after.points) if after.points != before.points else ""
    first = _beside(name, gain, width)
    indent = Content("  ")
    return [
        *first,
        *hanging(indent, Content(change_text(before.points, after.points)), width),
        *hanging(indent, _status(before, after), width),
    ]


def _beside(name: Content, gain: str, width: int) -> Sequence[Content]:
    room = width - name.cell_length - cell_len(gain)
    if room >= 2:
        return [Content.assemble(name, " " * room, (gain, "$text-accent"))]
    return hanging(Content(""), Content.assemble(name, "  ", (gain, "$text-accent")), width)


def _status(before: AssessmentScore, after: AssessmentScore) -> Content:
    drawn = [_drawn(one) for one in (before, after)]
    return (
        drawn[0] + Content.styled(", unchanged", MUTED)
        if before.status == after.status
        else drawn[0] + " → " + drawn[1]
    )


def _drawn(one: AssessmentScore) -> Content:
    seen = look(one.status.value)
    return Content.assemble((f"{seen.glyph} ", INK[seen.tone]), one.status.value)
