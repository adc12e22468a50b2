"""Which rows of the history are wanted, written in one line: `person:maria field:"test status" since:-2w CA-001`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.dates import parse_date
from cm_tui.model.text import fold
from cm_tui.model.vocabulary import Field

KEYS = ("person", "field", "action", "since", "until")
"""What can stand before a colon."""
_TERM = re.compile(r'(?:(?P<key>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What a row has to be; None and empty ask nothing. Days are the user's, the first and the last one included."""

    person: str | None = None
    """The beginning of a name or an e-mail, or `me`."""
    field: str | None = None
    """The beginning of a field's label."""
    action: str | None = None
    """The beginning of an action's id."""
    since: date | None = None
    until: date | None = None
    words: tuple[str, ...] = ()
    """Each has to occur in the row: its action, field, values, person or event."""


EVERYTHING = HistoryFilter()


def parse_history_filter(text: str, today: date) -> HistoryFilter:
    """Read a filter. Raises InvalidInput for a date that cannot be, and for words before a colon that mean nothing."""
    wanted = EVERYTHING
    for term in _TERM.finditer(text):
        value = (term["quoted"] if term["quoted"] is not None else term["plain"]) or ""
        if term["key"] is None:
            wanted = replace(wanted, words=(*wanted.words, fold(value)))
        else:
            wanted = _READERS.get(term["key"], _refuse(term["key"]))(wanted, value, today)
    return wanted


def label_of(field: str | None) -> str:
    """A field of the history as people read it."""
    known = Field.lookup(field) if field else None
    return known.label if known is not None else (field or "").replace("_", " ")


def _day(value: str, today: date) -> date:
    found = parse_date(value, today)
    if isinstance(found, str):
        raise InvalidInput(f"{value!r} is not a date. {found}")
    return found


_Reader = Callable[[HistoryFilter, str, date], HistoryFilter]


def _refuse(key: str) -> _Reader:
    def refuse(wanted: HistoryFilter, value: str, today: date) -> HistoryFilter:
        raise InvalidInput(f"{key}: is not known here; there are {', '.join(f'{one}:' for one in KEYS)}.")

    return refuse


_READERS: dict[str, _Reader] = {
    "person": lambda wanted, value, today: replace(wanted, person=fold(value) or None),
    "field": lambda wanted, value, today: replace(wanted, field=fold(value).replace("_", " ") or None),
    "action": lambda wanted, value, today: replace(wanted, action=value.strip().upper() or None),
    "since": lambda wanted, value, today: replace(wanted, since=_day(value, today)),
    "until": lambda wanted, value, today: replace(wanted, until=_day(value, today)),
}
