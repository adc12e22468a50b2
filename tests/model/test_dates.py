"""Dates as people type them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.rules.dates import parse_date

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", TODAY),
        ("2028-02-29", date(2028, 2, 29)),
        ("0001-01-01", date(1, 1, 1)),
        ("9999-12-31", date(9999, 12, 31)),
        (" 2026-11-20 ", TODAY),
        ("today", TODAY),
        ("Today", TODAY),
        ("yesterday", date(2026, 11, 19)),
        ("tomorrow", date(2026, 11, 21)),
        ("-3d", date(2026, 11, 17)),
        ("+3d", date(2026, 11, 23)),
        ("-2w", date(2026, 11, 6)),
        ("-2W", date(2026, 11, 6)),
        ("-0d", TODAY),
    ],
)
def test_what_can_be_written(text: str, expected: date) -> None:
    assert parse_date(text, TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "soon",
        "20.11.2026",
        "11/20/2026",
        "2026-11-31",
        "2026-02-29",
        "2026-13-01",
        "0000-01-01",
        "2026-1-1",
        "20261120",
        "2026-11-20T10:00",
        "2026-W47-5",
        "-3",
        "3d",
        "-3m",
        "-99999d",
        "none",
        "\x00",
        "２０２６-１１-２０",
    ],
)
def test_everything_else_is_refused_with_a_sentence_that_says_how(text: str) -> None:
    refusal = parse_date(text, TODAY)
    assert isinstance(refusal, str)
    assert "YYYY-MM-DD" in refusal
    assert refusal.endswith(".")


@given(st.dates())
def test_every_day_reads_back(day: date) -> None:
    assert parse_date(day.isoformat(), TODAY) == day


@given(st.text(max_size=20))
def test_no_text_crashes(text: str) -> None:
    assert isinstance(parse_date(text, TODAY), date | str)


@given(st.integers(0, 9999))
def test_days_back_are_counted_from_today(days: int) -> None:
    assert parse_date(f"-{days}d", TODAY) == TODAY - timedelta(days=days)
