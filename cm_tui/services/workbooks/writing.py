"""Writing a workbook: tables with a header that stays, text that is nothing but text, and a sheet that says what it is."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from cm_tui.model.errors import InvalidInput
from cm_tui.services.effort import Effort, IsCancelled, Progress
from cm_tui.services.storage.new_file import new_file
from cm_tui.services.workbooks.cells import cell_text, fits, parts

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = "str | int | float | date | datetime | None"
"""What a cell can hold; moments are aware and stand there in UTC, which their format says."""
ENDING = ".xlsx"
LONG_TEXTS = "Long texts"
"""The sheet with the whole of every text that is too long for its cell."""
_DAY, _MOMENT = "yyyy-mm-dd", 'yyyy-mm-dd hh:mm:ss "UTC"'
_FIRST_DAY = date(1900, 3, 1)
"""Excel knows no day before 1900, and counts the first two months after it wrongly."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and its width in characters."""

    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; every row has a value for each column."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


_LONG_COLUMNS = (Column("Sheet", 20), Column("Cell", 10), Column("Part", 8), Column("Text", 100))
_FACT_COLUMNS = (Column("About this workbook", 26), Column("", 100))


def write_workbook(
    target: Path,
    sheets: Sequence[Sheet],
    facts: Sequence[tuple[str, Value]],
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> None:
    """Write tables, and last a sheet with facts about them; the whole file, or nothing.

    Raises what `new_file` raises, InvalidInput for a name that is no workbook's, and Cancelled.
    """
    if not target.name.lower().endswith(ENDING) or target.name.lower() == ENDING:
        raise InvalidInput(f"{target} is no name of a workbook: it has to end in {ENDING}. Nothing was written.")
    with new_file(target, overwrite=overwrite) as file:
        _Book(Effort(sum(len(sheet.rows) for sheet in sheets), progress, cancelled)).write(sheets, facts, file)


@dataclass
class _Book:
    """One workbook being written."""

    effort: Effort
    long_texts: list[tuple[str, str, int, str]] = field(default_factory=list)

    def write(self, sheets: Sequence[Sheet], facts: Sequence[tuple[str, Value]], file: BinaryIO) -> None:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        book.properties.creator = "cm-tui"
        try:
            for sheet in sheets:
                self._add(book, sheet)
            if self.long_texts:
                self._add(book, Sheet(LONG_TEXTS, _LONG_COLUMNS, self.long_texts))
            self._add(book, Sheet("About", _FACT_COLUMNS, facts), filtered=False)
        except BaseException:
            # openpyxl keeps the rows in a temporary file of its own until a workbook is saved
            with suppress(OSError):
                book.save(io.BytesIO())
            raise
        book.save(file)

    def _add(self, book: Workbook, table: Sheet, *, filtered: bool = True) -> None:
        from openpyxl.utils import get_column_letter

        sheet: Worksheet = book.create_sheet(table.title)
        looks = _Looks.of(sheet)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(table.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        sheet.append([_like(looks.heading, column.title) for column in table.columns])
        for at, row in enumerate(table.rows, start=2):
            sheet.append([self._cell(looks, value, at, number) for number, value in enumerate(row, start=1)])
            self.effort.step(1)
        if filtered:
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"

    def _cell(self, looks: _Looks, value: Value, row: int, column: int) -> Cell | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return _like(looks.text, self._fitting(looks.text.parent.title, value, row, column))
        if isinstance(value, datetime):
            return _like(looks.moment, value.astimezone(UTC).replace(tzinfo=None))
        if isinstance(value, date):
            return _like(looks.text, value.isoformat()) if value < _FIRST_DAY else _like(looks.day, value)
        return _like(looks.number, value)

    def _fitting(self, title: str, text: str, row: int, column: int) -> str:
        """A text that fits its cell: itself, or its beginning and where the whole of it stands."""
        if fits(text):
            return text
        from openpyxl.utils import get_column_letter

        place, pieces, first = f"{get_column_letter(column)}{row}", parts(text), len(self.long_texts) + 2
        self.long_texts += [(title, place, number, piece) for number, piece in enumerate(pieces, start=1)]
        rows = f"rows {first} to {len(self.long_texts) + 1}"
        return f"{pieces[0]}\n[… the whole text stands on the sheet “{LONG_TEXTS}”, {rows}]"


@dataclass(frozen=True)
class _Looks:
    """How the cells of a workbook look: made once, because openpyxl takes long to find out that two of them are alike."""

    heading: Cell
    text: Cell
    number: Cell
    day: Cell
    moment: Cell

    @classmethod
    def of(cls, sheet: Worksheet) -> _Looks:
        from openpyxl.styles import Alignment, Font

        top, folded = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
        heading, text = _look(sheet, folded), _look(sheet, folded)
        heading.font = Font(bold=True)
        heading.quotePrefix = text.quotePrefix = True
        number, day, moment = _look(sheet, top), _look(sheet, top), _look(sheet, top)
        day.number_format, moment.number_format = _DAY, _MOMENT
        return cls(heading, text, number, day, moment)


def _look(sheet: Worksheet, alignment: Alignment) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.alignment = alignment
    return cell


def _like(look: Cell, value: str | int | float | date | datetime) -> Cell:
    """A cell that looks like another one; text is text and nothing else, whatever it begins with."""
    cell = copy(look)
    if isinstance(value, str):
        cell.value = cell_text(value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell
