"""Readers of the values that people type: each refuses with the option, the value and what is allowed (exit 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TypeVar

from cm_tui.cli.arguments import Arguments
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.dates import parse_date
from cm_tui.model.vocabulary import Term

SomeTerm = TypeVar("SomeTerm", bound=Term)
LISTING = ("table", "json", "csv")
REPORT = ("text", "json")
_MOST = 2**31
"""More rows, or versions, than there can be."""
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\S.*")


def refuse(option: str, value: str, allowed: Iterable[str]) -> InvalidInput:
    """The error for a value that is not one of a few."""
    return InvalidInput(f"{option}: {value!r} is not known; allowed: {', '.join(allowed)}.")


def style(arguments: Arguments, allowed: tuple[str, ...]) -> str:
    """The value of --format, the first of the allowed ones by default."""
    value = arguments.maybe("format")
    if value is None:
        return allowed[0]
    if value.strip() not in allowed:
        raise refuse("--format", value, allowed)
    return value.strip()


def term(option: str, value: str, kind: type[SomeTerm]) -> SomeTerm:
    """A status, type, role or cloud by its label or workbook spelling, in any case."""
    found = kind.lookup(value)
    if found is None:
        raise refuse(option, value, kind)
    return found


def whole_number(option: str, value: str | None) -> int | None:
    """A whole number that is not negative; None where nothing was given."""
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", value.strip()):
        raise InvalidInput(f"{option}: {value!r} is not a whole number like 20.")
    return min(int(value), _MOST)


def day(option: str, value: str, today: date) -> date:
    """A date."""
    found = parse_date(value, today)
    if isinstance(found, str):
        raise InvalidInput(f"{option}: {value!r} is not a date. {found}")
    return found


def day_or_none(option: str, value: str, today: date) -> date | None:
    """A date, or None for `none`."""
    if value.strip().lower() == "none":
        return None
    found = parse_date(value, today)
    if isinstance(found, str):
        raise InvalidInput(f"{option}: {value!r} is not a date. {found.rstrip('.')}, or none.")
    return found


def moment(option: str, value: str | None, today: date) -> datetime | None:
    """A moment: the start of a day, or an ISO date with a time (local unless it says otherwise)."""
    if value is None:
        return None
    try:
        if _MOMENT.fullmatch(value.strip()):
            return datetime.fromisoformat(value.strip()).astimezone()
        found = parse_date(value, today)
        if isinstance(found, date):
            return datetime.combine(found, time()).astimezone()
        reason = found
    except (ValueError, OverflowError):
        reason = "Write a moment as YYYY-MM-DD or YYYY-MM-DDTHH:MM."
    raise InvalidInput(f"{option}: {value!r} is not a moment. {reason}")
