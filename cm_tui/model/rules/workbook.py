"""What the cells of a bulk workbook mean: dates and texts as Excel has them, tokens, documents (spec 3.4, 3.5)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from cm_tui.model.rules.evidence import why_link_name_is_refused, why_url_is_refused
from cm_tui.model.rules.status import permitted_test_statuses
from cm_tui.model.vocabulary import ImplementationStatus, TestStatus

NEW_TEST_STATUSES = (
    TestStatus.NONE,
    TestStatus.PASSED,
    TestStatus.FAILED_LOW,
    TestStatus.FAILED_MEDIUM,
    TestStatus.FAILED_HIGH,
    TestStatus.IN_PROGRESS,
    TestStatus.OUT_OF_SCOPE,
)
"""The test statuses that a workbook may set; any other is accepted only where it stands already (spec 3.5, 6.4)."""
BETWEEN_ENTRIES = ";;"
BETWEEN_NAME_AND_ADDRESS = "::"
MOST_ENTRIES = 200
"""So many new entries at most are taken from one cell of Documents."""
_BETWEEN = re.compile(rf"\s*(?:{BETWEEN_ENTRIES})?\s*")
_ENDS = re.compile(rf"\s*(?:{BETWEEN_ENTRIES}|\Z)")
_SHOWN = 60
_FIRST_YEAR = 1900
"""Excel knows no day before it."""
_WRITE_IT = "write it as month/day/year, such as 6/19/2026"
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ \u00a0]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt ].*)?")
_LINK = re.compile(r"(.*?)::\s*(https?://.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the column Documents: a name, and the address of a link; None for what is named only."""

    name: str
    url: str | None


def read_day(text: str) -> date | str:
    """The day that a text in a cell means, with or without a time of day; or the sentence that refuses it."""
    typed = text.strip()
    if iso := _ISO.fullmatch(typed):
        return _why_not_iso(typed, int(iso[1]), int(iso[2]), int(iso[3]))
    found = _DAY.fullmatch(typed)
    if found is None:
        return f"This is no date; {_WRITE_IT}."
    month, day, year = int(found[1]), int(found[2]), int(found[3])
    if not 1 <= month <= 12:
        return f"There is no month {month}; {_WRITE_IT}."
    if any(int(part or 0) > most for part, most in zip(found.groups()[3:], (23, 59, 59), strict=True)):
        return f"There is no such time of day; {_WRITE_IT} or 6/19/2026 15:12:29."
    try:
        return date(year, month, day)
    except ValueError:
        return f"There is no such day; {_WRITE_IT}."


def brief(text: str) -> str:
    """A text of a workbook, as it can stand in a sentence."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def shown_as_text(value: str | int | float | bool | date | datetime) -> str:
    """What a cell says as text: numbers, truths and days as Excel shows them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}".upper()
    if isinstance(value, date):
        day = f"{value.month}/{value.day}/{value.year:04}"
        timed = isinstance(value, datetime) and (value.hour or value.minute or value.second)
        return f"{day} {value:%H:%M:%S}" if timed else day
    return str(value)


def permitted_in_workbook(implementation: ImplementationStatus) -> tuple[TestStatus, ...]:
    """The test statuses that a workbook may set beside an implementation status."""
    permitted = permitted_test_statuses(implementation)
    return tuple(one for one in NEW_TEST_STATUSES if one in permitted)


def why_too_many_entries(text: str, known: Collection[str]) -> str | None:
    """The reason why a cell of Documents is not read at all, or None: counted before anything is taken apart."""
    there = len(known) + sum(one.count(BETWEEN_ENTRIES) for one in known)
    if text.count(BETWEEN_ENTRIES) <= MOST_ENTRIES + there:
        return None
    return (
        f"More than {MOST_ENTRIES} new entries stand here; write fewer into one workbook, or add them in the program."
    )


def read_documents(text: str, known: Collection[str]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries of a cell that are not there already, and what is there but not in the cell.

    Args:
        text: What stands in the cell: `title::URL` for a link, a name alone for a file, `;;` between entries.
        known: What is there, each as it is written; these may hold the signs that stand between entries themselves.
    """
    entries: dict[Entry, None] = {}
    named: set[str] = set()
    text, begun, there = text.strip(), _by_beginning(known), {"", *known}
    at = 0
    while at < len(text):
        end = text.find(BETWEEN_ENTRIES, at)
        piece = text[at:] if end < 0 else text[at:end]
        entry = next((one for one in begun.get(piece.rstrip(), ()) if _stands_at(text, at, one)), None)
        after = _BETWEEN.match(text, at + len(piece if entry is None else entry))
        at = len(text) if after is None else after.end()
        whole = (piece if entry is None else entry).strip()
        named.add(whole)
        if entry is None and whole not in there:
            entries[_entry(whole)] = None
    return tuple(entries), tuple(one for one in known if one.strip() not in named)


def why_entry_is_refused(entry: Entry) -> str | None:
    """The reason why a new entry of Documents cannot become a link of its action, or None (spec 3.3)."""
    if entry.url is None:
        return (
            f"{brief(entry.name)!r} is no evidence of this action; write a new link as title::https://…, "
            "and add files in the program."
        )
    return why_link_name_is_refused(entry.name) or why_url_is_refused(entry.url)


def _why_not_iso(typed: str, year: int, month: int, day: int) -> str:
    try:
        meant = date(year, month, day)
    except ValueError:
        return f"There is no such day as {typed[:20]}; {_WRITE_IT}."
    if year < _FIRST_YEAR:
        return f"Excel knows no such day as {typed[:20]}; {_WRITE_IT}."
    return f"Dates are not written as {typed[:20]}: write {shown_as_text(meant)} (month/day/year)."


def _by_beginning(known: Collection[str]) -> dict[str, list[str]]:
    """Entries by what stands in a cell before the first sign between entries where they begin; the longest first."""
    begun: dict[str, list[str]] = {}
    for one in sorted(filter(None, known), key=len, reverse=True):
        # one that ends in a semicolon runs into the sign after it, unless blanks or the end come first
        followed = one + BETWEEN_ENTRIES
        for beginning in {text.partition(BETWEEN_ENTRIES)[0].rstrip() for text in (one, followed)}:
            begun.setdefault(beginning, []).append(one)
    return begun


def _stands_at(text: str, at: int, entry: str) -> bool:
    return text.startswith(entry, at) and _ENDS.match(text, at + len(entry)) is not None


def _entry(text: str) -> Entry:
    if link := _LINK.fullmatch(text):
        return Entry(link[1].strip(), link[2].strip())
    name, sign, url = text.partition(BETWEEN_NAME_AND_ADDRESS)
    return Entry(name.strip(), url.strip() if sign else None)
