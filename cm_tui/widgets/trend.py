"""How the score went: a plot in dots, and the same in words (spec 13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from textual.content import Content

from cm_tui.model.rules.points import percent, show_percent, show_whole_percent
from cm_tui.model.views.score import TrendPoint
from cm_tui.widgets.folding import MUTED

ROWS = 6
"""Rows of the plot without its axis."""
_LABEL = 6
"""Cells of the percentages at the left."""
_LEAST_SPAN = 20
"""Percent between the lowest and the highest label at least, so that a small move looks small."""
_MARGIN = 2
_THREE_DATES = 44
"""From this width on the middle of the time has its date too."""


def trend_words(trend: Sequence[TrendPoint]) -> tuple[str, str]:
    """The score now, and how much more or less it is than at the beginning: long, and for a narrow place.

    `61 % now, +12 percentage points since 23 August`; the difference is that of the exact scores.
    """
    known = _known(trend)
    if not known:
        sentence = "No history yet: the trend begins with the first points that can be achieved."
        return sentence, sentence
    first, last = known[0], known[-1]
    now = f"{show_whole_percent(_percent(last))} now"
    if first is last:
        sentence = f"{now}; there is no earlier day to compare it with"
        return sentence, sentence
    moved = _percent(last) - _percent(first)
    if not moved:
        return f"{now}, the same as on {_long(first.day)}", f"{now}, as on {_short(first.day)}"
    number = _moved(abs(moved))
    change = f"{now}, {'+' if moved > 0 else '−'}{number}"
    unit = "percentage point" if number == "1" else "percentage points"
    return f"{change} {unit} since {_long(first.day)}", f"{change} pp since {_short(first.day)}"


def _moved(difference: Fraction) -> str:
    """A difference of percentages, rounded once to a whole number; one that would round to nothing keeps decimals."""
    whole = floor(difference + Fraction(1, 2))
    return str(whole) if whole else show_percent(difference / 100).removesuffix(" %")


def trend_lines(trend: Sequence[TrendPoint], width: int, rows: int = ROWS) -> list[Content]:
    """The plot with its axes on a width in cells; empty axes where nothing is known."""
    known = _known(trend)
    room = max(1, width - _LABEL - 2)
    lower, upper = _range([_percent(one) for one in known])
    labels = {0: upper, (rows - 1) // 2 if rows % 2 else -1: (upper + lower) // 2, rows - 1: lower}
    lines: list[Content] = []
    for row, dots in enumerate(_dots(trend, known, room, rows, (lower, upper))):
        label = f"{labels[row]} %" if row in labels and known else ""
        edge = "┤" if label else "│"
        lines.append(Content.assemble((f"{label:>{_LABEL}} {edge}", MUTED), (dots, "$text-primary")))
    lines.append(Content.styled(" " * (_LABEL + 1) + "└" + "─" * room, MUTED))
    return [*(line.truncate(width) for line in lines), _dates(trend, room).truncate(width)]


def _dots(
    trend: Sequence[TrendPoint],
    known: Sequence[TrendPoint],
    room: int,
    rows: int,
    bounds: tuple[int, int],
) -> list[str]:
    if not known:
        return [""] * rows
    from plotille import Canvas

    lower, upper = bounds
    last = trend[-1].day
    days = max(1, (last - trend[0].day).days)
    # a canvas ends one dot before its bounds, and leaves out what lies on them
    across, up = _beyond(days, 2 * room), _beyond(upper - lower, 4 * rows)
    canvas = Canvas(room, rows, xmin=0, ymin=lower, xmax=across, ymax=lower + up)
    places = [(days - (last - one.day).days, float(_percent(one))) for one in known]
    if len(places) == 1:
        canvas.point(*places[-1])
    for (x, y), (next_x, next_y) in pairwise(places):
        canvas.line(x, y, next_x, next_y)
    drawn: str = canvas.plot()
    return [line.replace("\u2800", " ").rstrip() for line in drawn.splitlines()]


def _beyond(length: int, dots: int) -> float:
    """A length that so many dots have to cover for the last of them to be at its end."""
    return length * dots / (dots - 1)


def _known(trend: Sequence[TrendPoint]) -> Sequence[TrendPoint]:
    """The days from the first on that had points to achieve."""
    first = next((at for at, one in enumerate(trend) if one.points.possible), len(trend))
    return trend[first:]


def _percent(point: TrendPoint) -> Fraction:
    return percent(point.points.achieved, point.points.possible)


def _range(percents: Sequence[Fraction]) -> tuple[int, int]:
    """The lowest and the highest label: tens around the curve, not too near to each other."""
    if not percents:
        return 0, 100
    lower = max(0, floor((min(percents) - _MARGIN) / 10) * 10)
    upper = min(100, ceil((max(percents) + _MARGIN) / 10) * 10)
    if upper - lower < _LEAST_SPAN:
        lower = max(0, upper - _LEAST_SPAN)
        upper = lower + _LEAST_SPAN
    return lower, upper


def _dates(trend: Sequence[TrendPoint], room: int) -> Content:
    if not trend:
        return Content("")
    first, last = _short(trend[0].day), _short(trend[-1].day)
    middle = _short(trend[len(trend) // 2].day) if room >= _THREE_DATES and len(trend) > 2 else ""
    gap = max(1, room - len(first) - len(last)) if len(trend) > 1 else room - len(last)
    between = middle.center(gap) if middle else " " * gap
    text = f"{first if len(trend) > 1 else ''}{between}{last}"
    return Content.styled(" " * (_LABEL + 2) + text, MUTED)


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B}"
