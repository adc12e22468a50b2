"""From what stands in a cell to the value of a field, or why it cannot be one (spec 3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from cm_tui.model.rules.notes import why_note_is_refused
from cm_tui.model.rules.workbook import NEW_TEST_STATUSES, read_day, shown_as_text
from cm_tui.model.vocabulary import (
    NOTES_FIELDS,
    Field,
    FieldValue,
    ImplementationStatus,
    Term,
    TestingType,
    TestStatus,
)
from cm_tui.services.action_workbook.layout import FIRST_DAY
from cm_tui.services.workbooks.reading import CellValue

_TERMS: Mapping[Field, tuple[type[Term], tuple[Term, ...]]] = {
    Field.IMPLEMENTATION_STATUS: (ImplementationStatus, tuple(ImplementationStatus)),
    Field.TEST_STATUS: (TestStatus, NEW_TEST_STATUSES),
    Field.TESTING_TYPE: (TestingType, tuple(TestingType)),
}
"""By field its words, and those that a workbook may set."""
_DATES = frozenset({Field.IMPLEMENTATION_DATE, Field.TEST_DATE})
_FIRST_NUMBER, _LAST_NUMBER = 61, 2_958_465
"""What Excel counts from 3/1/1900 to the last day that it knows."""
_TOO_EARLY = "Excel counts the days before 3/1/1900 wrongly, so that this date cannot be told; write it as a text, month/day/year."
_FEW = 25
"""So many users at most are named as those that can stand in a cell."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell holds no value of its field, in one sentence, and what could stand there where that is little."""

    message: str
    allowed: tuple[str, ...] = ()


Typed: TypeAlias = FieldValue | Wrong


@dataclass(frozen=True, slots=True)
class People:
    """The users, as a cell names them."""

    names: Mapping[str, str]
    """By e-mail."""
    emails: Mapping[str, str | None]
    """By name, without case; None where several have it."""

    @classmethod
    def of(cls, names: Mapping[str, str]) -> People:
        """The users from their names by e-mail."""
        emails: dict[str, str | None] = {}
        for email, name in names.items():
            key = name.strip().casefold()
            emails[key] = None if key in emails else email
        return cls(names, emails)

    def meant(self, text: str) -> str | Wrong:
        """The e-mail of the user that a text means."""
        wanted = text.strip()
        if wanted.lower() in self.names:
            return wanted.lower()
        allowed = tuple(sorted(self.names)) if len(self.names) <= _FEW else ()
        if wanted.casefold() not in self.emails:
            return Wrong("There is no such user; write the e-mail address of a user of this workspace.", allowed)
        found = self.emails[wanted.casefold()]
        several = Wrong("Several users have this name; write the e-mail address of the one who is meant.", allowed)
        return several if found is None else found


def read_value(field: Field, cell: CellValue, people: People) -> Typed:
    """The value that a cell, which is not blank, gives to a field; whether it may is asked elsewhere."""
    if cell is None:
        return None
    if field in NOTES_FIELDS:
        return _note(shown_as_text(cell))
    if field in _DATES:
        return _day(cell)
    if field is Field.OWNER:
        return people.meant(shown_as_text(cell))
    return _term(field, shown_as_text(cell))


def tokens(*terms: Term) -> tuple[str, ...]:
    """Words as a workbook spells them."""
    return tuple(one.workbook for one in terms)


def _note(text: str) -> Typed:
    whole = text.replace("\r\n", "\n")
    if reason := why_note_is_refused(whole):
        return Wrong(f"These notes {reason}.")
    return whole


def _day(cell: CellValue) -> Typed:
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return day if day >= FIRST_DAY else Wrong(_TOO_EARLY)
    if isinstance(cell, str):
        found = read_day(cell)
        return Wrong(found) if isinstance(found, str) else found
    if isinstance(cell, bool):
        return Wrong(f"This is {shown_as_text(cell)} and no date; write it as month/day/year, such as 6/19/2026.")
    if cell is not None and _FIRST_NUMBER <= cell <= _LAST_NUMBER:
        return Wrong("This is a number and no date; give the cell a date format, or write it like 6/19/2026.")
    return Wrong("This number is no date; write it as month/day/year, such as 6/19/2026.")


def _term(field: Field, text: str) -> Typed:
    kind, new = _TERMS[field]
    found = kind.lookup(text)
    if found is not None:
        value: FieldValue = found
        return value
    return Wrong(f"There is no such {field.label}; write one of the values allowed.", tokens(*new))
