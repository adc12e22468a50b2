"""How the score went: a plot in dots, and the same in words (spec 13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from textual.content import Content

from cm_tui.model.rules.points import MILLION, percent, percent_number, show_percent, show_points
from cm_tui.model.views.score import TrendPoint
from cm_tui.widgets.folding import MUTED

ROWS = 7
"""Rows of the plot without its axis: three or four labels stand at even distances on them."""
_LABEL = 6
"""Cells of the percentages at the left."""
_LEAST_SPAN = 20
"""Percent between the lowest and the highest label at least, so that a small move looks small."""
_STEPS = (10, 20, 25, 50)
"""Percent between two labels."""
_MOST_STEPS = 3
_THREE_DATES = 44
"""From this width on the middle of the time has its date too."""


class _Scale(NamedTuple):
    """The lowest and the highest percentage of the plot, and how far its labels are apart."""

    lower: int
    upper: int
    step: int


def trend_words(trend: Sequence[TrendPoint]) -> tuple[str, ...]:
    """From where to where the score went and in how many days, from the fullest to the shortest: what the plot says, in words.

    `From 49 % to 61 % in 90 days: +12 percentage points since 23 August`; the difference is that of the numbers before it.
    """
    known = _known(trend)
    if not known:
        return ("No history yet: the trend begins with the first points that can be achieved.",)
    first, last = known[0], known[-1]
    now = show_percent(_percent(last) / 100)
    if first is last:
        return (f"{now} now; there is no earlier day to compare it with",)
    ago, moved = _days((last.day - first.day).days), _hundredths(last) - _hundredths(first)
    if not moved:
        return f"{now} now, the same as {ago} ago, on {_long(first.day)}", f"{now} now, as {ago} ago"
    number = show_points(abs(moved) * (MILLION // 100))
    change = f"From {show_percent(_percent(first) / 100)} to {now} in {ago}: {'+' if moved > 0 else '−'}{number}"
    points = f"{change} percentage point{'' if number == '1' else 's'}"
    return f"{points} since {_long(first.day)}", points, f"{change} pp"


def _hundredths(point: TrendPoint) -> int:
    """The percentage as it is shown."""
    return round(percent_number(_percent(point)) * 100)


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def trend_lines(trend: Sequence[TrendPoint], width: int, rows: int = ROWS) -> list[Content]:
    """The plot with its axes on a width in cells; empty axes where nothing is known."""
    known = _known(trend)
    room = max(1, width - _LABEL - 2)
    scale = _scale([_percent(one) for one in known])
    labels = _labels(scale, rows) if known else {}
    lines: list[Content] = []
    for row, dots in enumerate(_dots(trend, known, room, rows, scale)):
        edge = "┤" if row in labels else "│"
        lines.append(Content.assemble((f"{labels.get(row, ''):>{_LABEL}} {edge}", MUTED), (dots, "$text-primary")))
    ticks, dates = _dates(trend, room)
    lines.append(Content.styled(f"{'└':>{_LABEL + 2}}{ticks}", MUTED))
    lines.append(Content.styled(f"{'':{_LABEL + 2}}{dates}", MUTED))
    return [line.truncate(width) for line in lines]


def _labels(scale: _Scale, rows: int) -> dict[int, str]:
    """The percentages at the left by the rows in which their dots are."""
    dots = 4 * rows - 1
    heights = {
        one: round((one - scale.lower) * dots / (scale.upper - scale.lower))
        for one in range(scale.lower, scale.upper + 1, scale.step)
    }
    return {rows - 1 - height // 4: f"{one} %" for one, height in heights.items()}


def _dots(
    trend: Sequence[TrendPoint],
    known: Sequence[TrendPoint],
    room: int,
    rows: int,
    scale: _Scale,
) -> list[str]:
    if not known:
        return [""] * rows
    from plotille import Canvas

    lower, upper, _ = scale
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


def _scale(percents: Sequence[Fraction]) -> _Scale:
    """The scale around the curve: as narrow as a few even labels allow, and not narrower than `_LEAST_SPAN`."""
    lowest, highest = (min(percents), max(percents)) if percents else (Fraction(0), Fraction(100))
    scales = (_Scale(*_around(lowest, highest, step), step) for step in _STEPS)
    return next(one for one in scales if one.upper - one.lower <= _MOST_STEPS * one.step)


def _around(lowest: Fraction, highest: Fraction, step: int) -> tuple[int, int]:
    """The multiples of a step around two percentages; the nearer end gives way where they are too near to each other."""
    lower, upper = floor(lowest / step) * step, ceil(highest / step) * step
    while upper - lower < _LEAST_SPAN:
        if upper == 100 or (lower > 0 and lowest - lower <= upper - highest):
            lower -= step
        else:
            upper += step
    return lower, upper


def _dates(trend: Sequence[TrendPoint], room: int) -> tuple[str, str]:
    """The axis of time with a tick where a date stands, and the dates: of the beginning, the middle and the end."""
    at = [0, len(trend) // 2, len(trend) - 1] if room >= _THREE_DATES and len(trend) > 2 else [0, len(trend) - 1]
    ticks, dates = ["─"] * room, [" "] * room
    for one in dict.fromkeys(at) if trend else ():
        place = round(one * (room - 1) / (len(trend) - 1)) if len(trend) > 1 else room - 1
        text = _short(trend[one].day)
        start = max(0, min(place - len(text) // 2, room - len(text)))
        ticks[place], dates[start : start + len(text)] = "┬", text
    return "".join(ticks), "".join(dates).rstrip()


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _long(day: date) -> str:
    return f"{day.day} {day:%B}"
