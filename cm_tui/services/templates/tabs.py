"""The tabs of a template as they were read: cells by their headings, and everything that is wrong with one, by cell (spec 11.9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.templates import why_text_is_refused
from cm_tui.model.text import fold
from cm_tui.model.views.workbooks import CellFault, brief
from cm_tui.services.effort import Effort
from cm_tui.services.workbooks.reading import CellValue, ReadSheet

T = TypeVar("T")

MOST_FAULTS = 1000
MOST_ALLOWED = 30
"""So many values that could stand in a cell are few."""


@dataclass
class Faults:
    """What is wrong, in the order of the cells; so many at most that somebody could mend them, and then work stops (`more`)."""

    effort: Effort
    """How far the work is on what is checked."""
    found: list[CellFault] = field(default_factory=list)
    more: bool = False
    """Whether there are more than are kept."""

    def add(self, sheet: str, row: int, column: str, value: str, message: str, allowed: Sequence[str] = ()) -> None:
        """Keep one fault."""
        if len(self.found) == MOST_FAULTS:
            self.more = True
            return
        self.found.append(CellFault(sheet, row, column, value, message, tuple(allowed)))

    def walk(self, items: Iterable[T]) -> Iterator[T]:
        """Things to check, until there are faults enough. Raises Cancelled."""
        for one in self.effort.walk(items):
            if self.more:
                return
            yield one


@dataclass(frozen=True)
class Row:
    """A row of a tab that says something; `number` as Excel counts."""

    tab: str
    number: int
    cells: Mapping[str, CellValue]
    faults: Faults

    def value(self, column: str) -> CellValue:
        """What stands in a column; None where there is no such column."""
        return self.cells.get(column)

    def text(self, column: str) -> str:
        """What stands in a column, as text without the blanks around it."""
        return as_text(self.value(column))

    def name(self, column: str, most: int, what: str | None = None) -> str | None:
        """A text in one line; None, with its fault, where it is none. `what` is what to write; without it the cell may be blank."""
        found = self.text(column)
        if not found and what is None:
            return ""
        reason = why_text_is_refused(found, most, what)
        if reason is None:
            return found
        self.fault(column, reason)
        return None

    def fault(self, column: str, message: str, allowed: Sequence[str] = ()) -> None:
        """Say what is wrong with a cell."""
        self.faults.add(self.tab, self.number, column, self.text(column), message, allowed)


@dataclass(frozen=True)
class Tab:
    """A tab: its headings in their order, and the rows that are not blank."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_tab(sheet: ReadSheet, title: str, known: Sequence[str], needed: Sequence[str], faults: Faults) -> Tab:
    """A tab with its columns in any order; known headings count in any case.

    Raises InvalidInput for a heading that is missing or stands twice. Formulas, merged cells and error values are faults.
    """
    spelled = {fold(one): one for one in known}
    first = sheet.rows[0] if sheet.rows else ()
    headings = [spelled.get(fold(as_text(one)), as_text(one)) for one in first]
    for one, count in Counter(filter(None, headings)).items():
        if count > 1:
            raise InvalidInput(f"The tab {title} has the column {brief(one)!r} twice; keep one of them.")
    for one in needed:
        if one not in headings:
            raise InvalidInput(f"The tab {title} has no column {one!r}; its first row must name: {', '.join(needed)}.")
    _refuse_what_is_no_value(sheet, title, headings, faults)
    return Tab(title, tuple(filter(None, headings)), tuple(_rows(sheet, title, headings, faults)))


def _rows(sheet: ReadSheet, title: str, headings: Sequence[str], faults: Faults) -> Iterator[Row]:
    for number, values in enumerate(faults.effort.walk(sheet.rows[1:]), start=2):
        cells = {name: value for name, value in zip(headings, values, strict=False) if name and value is not None}
        if cells:
            yield Row(title, number, cells, faults)


def _refuse_what_is_no_value(sheet: ReadSheet, title: str, headings: Sequence[str], faults: Faults) -> None:
    def heading(column: int) -> str:
        named = headings[column - 1] if 0 < column <= len(headings) else ""
        return named or letters(column)

    for row, column in faults.walk(sorted(sheet.formulas)):
        faults.add(title, row, heading(column), "", "This cell holds a formula; write the value itself.")
    for (row, column), value in faults.walk(sorted(sheet.wrong.items())):
        faults.add(title, row, heading(column), value, "This cell holds an error value; write the value itself.")
    for area in faults.walk(sheet.merged):
        row = int("".join(one for one in area.split(":")[0] if one.isdigit()) or 1)
        name = "".join(one for one in area.split(":")[0] if one.isalpha())
        faults.add(title, row, name, area, f"The cells {area} are merged; split them, and write a value in each.")


def letters(column: int) -> str:
    """The letters of a column, counted from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def as_text(value: CellValue) -> str:
    """A value as text; whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip()
