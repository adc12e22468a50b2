"""How the cells of a sheet look: made once for each column, because openpyxl takes long to find out that two of them are alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from cm_tui.services.workbooks.cells import cell_text
from cm_tui.services.workbooks.tables import Column, Value

MOMENT = 'yyyy-mm-dd hh:mm:ss "UTC"'
AS_TYPED = "@"
"""The format of cells in which whatever is typed is text."""
FIRST_DAY = date(1900, 3, 1)
"""Excel knows no day before 1900, and counts the first two months after it wrongly."""
_DAY_0 = date(1899, 12, 30).toordinal()
_HEAD, _GREY, _FAULTY = "D9E2F3", "E7E6E6", "FFC7CE"
_AUTHOR = "cm-tui"


class Prepared(Cell):
    """A cell that carries one value after the other: a row is written at once, and its look never changes."""

    __slots__ = ("_number",)

    def __init__(self, look: Cell) -> None:
        """Take over how another cell looks."""
        super().__init__(look.parent, row=1, column=1)
        self.data_type = look.data_type
        self._number = look.style_id

    def carry(self, value: str | float | datetime, kind: Literal["s", "n", "d"]) -> Prepared:
        """Take the next value: text (`s`) that XML can hold and that fits, a number, or a moment without a zone."""
        # the setter of `value` guesses the kind, and would take a text for a formula or an error
        self._value = value
        self.data_type = kind
        return self

    @property
    def style_id(self) -> int:
        """The number of its look in the workbook, found once."""
        return self._number

    @property
    def has_style(self) -> bool:
        """It always looks like something."""
        return True


class StreamedSheet(WriteOnlyWorksheet):
    """A sheet whose rows are cells already; openpyxl would try each of them as a value first, which takes as long as writing it."""

    def _values_to_row(self, values: Iterable[Cell | None], row_idx: int) -> Iterator[Cell]:
        for column, cell in enumerate(values, start=1):
            if cell is not None:
                cell.row, cell.column = row_idx, column
                yield cell


def add_sheet(book: Workbook, title: str) -> Worksheet:
    """A new sheet at the end of a workbook."""
    sheet = StreamedSheet(book, title)
    # the one way to add a sheet of one's own kind, which the stubs do not know
    book._add_sheet(sheet)  # type: ignore[attr-defined]
    # it is no Worksheet, but has what is used of one here, and openpyxl's own create_sheet calls it so
    return cast("Worksheet", sheet)


@dataclass(frozen=True)
class Looks:
    """The cells of one column."""

    heading: Prepared
    text: Prepared
    number: Prepared
    day: Prepared
    moment: Prepared

    @classmethod
    def of(cls, sheet: Worksheet, column: Column) -> Looks:
        """Make the cells of a column."""
        heading = _plain(sheet, folded=True)
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor=_GREY if column.grey else _HEAD)
        heading.quotePrefix = True
        text = _plain(sheet, folded=column.kind != "line", grey=column.grey)
        text.quotePrefix = True
        number = _plain(sheet, grey=column.grey)
        day, moment = _plain(sheet, grey=column.grey), _plain(sheet, grey=column.grey)
        day.number_format, moment.number_format = column.day_format, MOMENT
        return cls(Prepared(heading), Prepared(text), Prepared(number), Prepared(day), Prepared(moment))

    def cell(self, value: Value) -> Cell | None:
        """The cell of a value, until the next one is asked for; text is text and nothing else, whatever it begins with."""
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self.text.carry(cell_text(value), "s")
        if isinstance(value, datetime):
            return self.moment.carry(value.astimezone(UTC).replace(tzinfo=None), "d")
        if isinstance(value, date):
            if value < FIRST_DAY:
                return self.text.carry(value.isoformat(), "s")
            return self.day.carry(value.toordinal() - _DAY_0, "n")
        return self.number.carry(value, "n")


def commented(cell: Cell | None, sheet: Worksheet, said: str) -> Cell:
    """A cell of its own with the same value, coloured, and with what is said of it as a comment."""
    marked = _plain(sheet, folded=True)
    if cell is not None:
        marked.value, marked.data_type = cell.value, cell.data_type
        marked.number_format, marked.quotePrefix = cell.number_format, cell.quotePrefix
    marked.fill = PatternFill("solid", fgColor=_FAULTY)
    text = cell_text(said)
    marked.comment = Comment(text, _AUTHOR, height=40 + 18 * (len(text) // 40 + text.count("\n")), width=320)
    return marked


def _plain(sheet: Worksheet, *, folded: bool = False, grey: bool = False) -> Cell:
    cell = Cell(sheet, row=1, column=1)
    cell.alignment = Alignment(vertical="top", wrap_text=folded or None)
    if grey:
        cell.fill = PatternFill("solid", fgColor=_GREY)
    return cell
