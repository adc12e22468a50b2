"""The trend of the score: the same in dots and in words, whatever the history holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import TrendPoint
from cm_tui.widgets.trend import ROWS, trend_lines, trend_words

NOW = date(2026, 11, 21)


def history(*percents: float | None) -> list[TrendPoint]:
    """One point a day up to now, of 1,000 points; None is a day before there was anything to achieve."""
    first = NOW - timedelta(days=len(percents) - 1)
    return [
        TrendPoint(first + timedelta(days=day), Points(0, 0) if one is None else points(one))
        for day, one in enumerate(percents)
    ]


def points(share: float) -> Points:
    """A percentage of 1,000 points."""
    return Points(round(share * 10 * MILLION), 1000 * MILLION)


def text(trend: Sequence[TrendPoint], width: int = 60) -> list[str]:
    """The plot as text."""
    return [line.plain for line in trend_lines(trend, width)]


@pytest.mark.parametrize(
    ("trend", "words"),
    [
        (history(*[49] * 45, *[61] * 46), "From 49 % to 61 % in 90 days: +12 percentage points since 23 August"),
        (history(61, 49.4), "From 61 % to 49.4 % in 1 day: −11.6 percentage points since 20 November"),
        (history(61, 61), "61 % now, the same as 1 day ago, on 20 November"),
        (history(61, 61.25), "From 61 % to 61.25 % in 1 day: +0.25 percentage points since 20 November"),
        (history(61), "61 % now; there is no earlier day to compare it with"),
        (history(None, None, 0), "0 % now; there is no earlier day to compare it with"),
        (history(None, 10, 30), "From 10 % to 30 % in 1 day: +20 percentage points since 20 November"),
        (history(None, None), "No history yet: the trend begins with the first points that can be achieved."),
        ([], "No history yet: the trend begins with the first points that can be achieved."),
    ],
)
def test_words(trend: list[TrendPoint], words: str) -> None:
    assert trend_words(trend)[0] == words


def test_the_difference_is_that_of_the_numbers_beside_it_and_there_are_shorter_forms() -> None:
    assert trend_words(history(36.484, 52.197)) == (
        "From 36.48 % to 52.2 % in 1 day: +15.72 percentage points since 20 November",
        "From 36.48 % to 52.2 % in 1 day: +15.72 percentage points",
        "From 36.48 % to 52.2 % in 1 day: +15.72 pp",
    )
    assert trend_words(history(60.4, 61.4))[1] == "From 60.4 % to 61.4 % in 1 day: +1 percentage point"


@pytest.mark.parametrize(
    ("percents", "labels"),
    [
        ((20, 60), ["60 %", "40 %", "20 %"]),
        ((29.3, 43), ["50 %", "40 %", "30 %", "20 %"]),
        ((61, 61), ["70 %", "60 %", "50 %"]),
        ((0, 0), ["20 %", "10 %", "0 %"]),
        ((100, 100), ["100 %", "90 %", "80 %"]),
        ((0, 100), ["100 %", "50 %", "0 %"]),
        ((5, 74), ["75 %", "50 %", "25 %", "0 %"]),
    ],
)
def test_labels_are_few_and_stand_at_even_distances(percents: tuple[float, float], labels: list[str]) -> None:
    drawn = text(history(*percents))[:ROWS]
    at = [row for row, line in enumerate(drawn) if "┤" in line]
    assert [drawn[row].partition("┤")[0].strip() for row in at] == labels
    assert len({following - row for row, following in pairwise(at)}) == 1


def test_a_rise_is_drawn_between_its_percentages_and_dates() -> None:
    drawn = text(history(*range(20, 61)))
    assert len(drawn) == ROWS + 2
    assert drawn[0].startswith("  60 % ┤")
    assert drawn[ROWS - 1].startswith("  20 % ┤")
    assert [place for place, sign in enumerate(drawn[-2]) if sign == "┬"] == [8, 34, 59]
    assert drawn[-1].split() == ["12", "Oct", "1", "Nov", "21", "Nov"]
    starts = [len(line[8:]) - len(line[8:].lstrip()) for line in drawn[1 : ROWS - 1]]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize("level", [0, 50, 100])
def test_a_flat_history_is_one_level_line(level: int) -> None:
    rows = [line[8:] for line in text(history(*[level] * 91))[:ROWS]]
    assert [len(row) for row in rows if row] == [60 - 8]


def test_one_day_is_a_single_dot_above_its_date() -> None:
    drawn = text(history(None, None, 61))
    dots = [row[8:] for row in drawn[:ROWS] if row[8:].strip()]
    assert [len(row.strip()) for row in dots] == [1]
    only = text(history(61))
    assert only[-1].split() == ["21", "Nov"]
    assert [len(row) for row in only[:ROWS] if row[8:].strip()] == [60]


def test_what_was_before_the_first_points_is_left_blank() -> None:
    rows = [line[8:] for line in text(history(*[None] * 60, *[40] * 31))[:ROWS]]
    assert {row[:30].strip() for row in rows} == {""}
    assert any(row.strip() for row in rows)


def test_nothing_leaves_the_axes_without_percentages() -> None:
    drawn = text([])
    assert "%" not in "".join(drawn)
    assert len(drawn) == ROWS + 2


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=92), st.integers(1, 150))
def test_every_history_fits_every_width(percents: list[float | None], width: int) -> None:
    trend = history(*percents)
    drawn = trend_lines(trend, width)
    assert len(drawn) == ROWS + 2
    assert all(line.cell_length <= width for line in drawn)
    assert all(trend_words(trend))
