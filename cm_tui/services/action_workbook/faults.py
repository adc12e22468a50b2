"""The faults of one workbook, each named by its cell; and those that its form has, whatever stands in it (spec 3.7, safety 5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cm_tui.model.rules.workbook import shown_as_text
from cm_tui.model.views.workbooks import CellFault
from cm_tui.services.action_workbook.columns import Columns, letter
from cm_tui.services.action_workbook.layout import UPDATE
from cm_tui.services.action_workbook.values import Wrong
from cm_tui.services.workbooks.reading import CellValue, ReadSheet

FORMULA = "A formula stands here; put in its place what it says (copy the cell, then paste the value only)."
A_FORMULA = "a formula"
MERGED = "The cells {} are merged; take the merging back, so that every row has its own cells."
ERROR = "Excel could not work this out; write the value itself."
NOWHERE = "Cells that do not exist are merged on this sheet; open it in Excel and save it again as .xlsx."
MOST_FAULTS = 1000
"""So many are told of; whoever has more mends these first."""
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6})?")
_WIDEST, _DEEPEST = 16_384, 1_048_576


@dataclass
class Faults:
    """Collects faults by row and column; of a cell with several the first is kept."""

    columns: Columns
    found: dict[tuple[int, int], CellFault] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    """The rows that have a fault, those included of which there is too much to tell."""
    is_too_much: bool = False
    """Whether there are more faults than are told of."""

    def add(self, row: int, heading: str, cell: CellValue, wrong: Wrong) -> None:
        """Something is wrong with the cell of a row under one of the layout's headings."""
        self._add(row, self.columns.places.get(heading, 0), heading, cell, wrong)

    def read_form(self, sheet: ReadSheet) -> frozenset[tuple[int, int]]:
        """Add what the form of a sheet has against it; the cells that say nothing then, by row and column from 1."""
        for row, column, wrong in self._of_form(sheet):
            cells = sheet.rows[row - 1] if row <= len(sheet.rows) else ()
            cell = cells[column - 1] if column <= len(cells) else None
            value = A_FORMULA if cell is None and (row, column) in sheet.formulas else cell
            self._add(row, column - 1, self._heading(column - 1), sheet.wrong.get((row, column), value), wrong)
        return sheet.formulas | frozenset(sheet.wrong)

    def with_those(self, others: Iterable[Faults]) -> Faults:
        """These faults, and after them those of rows that were looked at by themselves."""
        together = Faults(self.columns, dict(self.found), set(self.rows), self.is_too_much)
        for one in others:
            together.rows |= one.rows
            together.is_too_much |= one.is_too_much
            for (_, place), fault in one.found.items():
                together._keep(place, fault)
        return together

    @property
    def all(self) -> tuple[CellFault, ...]:
        """Every fault, by row and column."""
        return tuple(self.found[place] for place in sorted(self.found))

    def _of_form(self, sheet: ReadSheet) -> Iterator[tuple[int, int, Wrong]]:
        yield from ((row, column, Wrong(FORMULA)) for row, column in sheet.formulas)
        yield from ((row, column, Wrong(ERROR)) for row, column in sheet.wrong)
        for merged in sheet.merged:
            place = _RANGE.fullmatch(merged)
            if place is None or _number(place[1]) > _WIDEST or int(place[2]) > _DEEPEST:
                yield 1, 1, Wrong(NOWHERE)
            else:
                yield int(place[2]), _number(place[1]), Wrong(MERGED.format(merged))

    def _heading(self, place: int) -> str:
        return self.columns.headings[place] if place < len(self.columns.headings) else letter(place)

    def _add(self, row: int, place: int, heading: str, cell: CellValue, wrong: Wrong) -> None:
        value = "" if cell is None else shown_as_text(cell)
        self._keep(place, CellFault(UPDATE, row, heading, value, wrong.message, wrong.allowed))

    def _keep(self, place: int, fault: CellFault) -> None:
        self.rows.add(fault.row)
        if (fault.row, place) in self.found:
            return
        if len(self.found) >= MOST_FAULTS:
            self.is_too_much = True
        else:
            self.found[fault.row, place] = fault


def _number(letters: str) -> int:
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number
