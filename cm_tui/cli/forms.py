"""How the things that the services return are written as JSON and in tables (interface 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from cm_tui.cli.output import Json
from cm_tui.model.rules.points import MILLION, percent, percent_number, show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import FieldValue

NONE = "none"


def number(millionths: int) -> int | float:
    """Points as a JSON number: whole, or with up to six decimals, exactly."""
    amount = Fraction(millionths, MILLION)
    return int(amount) if amount.denominator == 1 else float(amount)


def percent_of(points: Points) -> int | float:
    """Achieved of possible as a percentage with two decimals at most; 0 is nothing at all, 100 everything."""
    return percent_number(percent(points.achieved, points.possible))


def iso(day: date | None) -> str | None:
    """A date for JSON."""
    return None if day is None else day.isoformat()


def plain(value: FieldValue) -> Json:
    """A field's value for JSON: labels, ISO dates, texts, null."""
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)


def named(value: object) -> str:
    """A value in a sentence or a table: `none` where there is nothing."""
    return NONE if value is None or value == "" else str(value)


def joined(names: Iterable[str]) -> str:
    """Names in a table."""
    return ", ".join(names)


def of_points(points: Points) -> str:
    """Points in a table: `6.75/27`."""
    return f"{show_points(points.achieved)}/{show_points(points.possible)}"


def points_of(points: Points) -> str:
    """Points in a sentence: `6.75 of 27`."""
    return f"{show_points(points.achieved)} of {show_points(points.possible)}"


def percentage(points: Points) -> str:
    """A percentage in a table or a sentence: `61.02 %`."""
    return f"{percent_of(points)} %"


def facts(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Lines of a title and a value each, the values aligned."""
    size = max(len(title) for title, _ in pairs)
    return [f"{title:<{size}}  {value}".rstrip() for title, value in pairs]
