"""Writing a workbook: tables with a header that stays, text that is nothing but text, and a sheet that says what it is."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cm_tui.model.errors import InvalidInput
from cm_tui.services.effort import Effort, IsCancelled, Progress
from cm_tui.services.storage.new_file import new_file
from cm_tui.services.workbooks.cells import LONG_TEXTS, cell_text, fits, mark_of, parts, shortened
from cm_tui.services.workbooks.packing import let_go, pack
from cm_tui.services.workbooks.tables import Column, Kind, Sheet, Value

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from cm_tui.services.workbooks.looks import Looks

__all__ = ["ENDING", "LONG_TEXTS", "Column", "Kind", "Sheet", "Value", "write_workbook"]

ENDING = ".xlsx"
_LONG_COLUMNS = (
    Column("Sheet", 20),
    Column("Cell", 10),
    Column("Part", 8, "number"),
    Column("Text", 100),
    Column("Mark", 16),
)
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
    """Write tables, and last a sheet with facts about them where there are any; the whole file, or nothing.

    Raises what `new_file` raises, InvalidInput for a name that is no workbook's, Cancelled, and what making the rows raises.
    """
    refuse_name(target)
    with new_file(target, overwrite=overwrite) as file:
        _Book(Effort(sum(sheet.expected for sheet in sheets), progress, cancelled)).write(sheets, facts, file)


def refuse_name(target: Path) -> None:
    """Refuse a name that is no workbook's. Raises InvalidInput."""
    if not target.name.lower().endswith(ENDING) or target.name.lower() == ENDING:
        raise InvalidInput(f"{target} is no name of a workbook: it has to end in {ENDING}. Nothing was written.")


@dataclass
class _Book:
    """One workbook being written."""

    effort: Effort
    long_texts: list[tuple[str, str, int, str, str]] = field(default_factory=list)

    def write(self, sheets: Sequence[Sheet], facts: Sequence[tuple[str, Value]], file: BinaryIO) -> None:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        book.properties.creator = "cm-tui"
        with _disk_faults():
            try:
                for sheet in sheets:
                    self._add(book, sheet)
                if self.long_texts:
                    self._add(book, Sheet(LONG_TEXTS, _LONG_COLUMNS, self.long_texts))
                if facts:
                    self._add(book, Sheet("About", _FACT_COLUMNS, facts, filtered=False))
                self.effort.step(0)
                pack(book, file)
                # who broke off while it was packed wants nothing of it either
                self.effort.step(0)
            finally:
                # openpyxl keeps the rows in a temporary file of its own until a workbook is packed
                let_go(book)

    def _add(self, book: Workbook, table: Sheet) -> None:
        from cm_tui.services.workbooks.looks import Looks, add_sheet
        from cm_tui.services.workbooks.typing_rules import add_rules

        sheet = add_sheet(book, table.title)
        looks = [Looks.of(sheet, column) for column in table.columns]
        _arrange(sheet, table)
        if table.opened:
            book.active = len(book.worksheets) - 1
            sheet.sheet_view.tabSelected = True
        titles = zip(looks, table.columns, strict=True)
        sheet.append(
            [look.heading.carry(cell_text(column.title), "s") if column.title else None for look, column in titles]
        )
        row = 1
        for row, values in enumerate(table.rows, start=2):
            sheet.append(list(self._cells(table, sheet, looks, row, values)))
            self.effort.step(1)
        add_rules(sheet, tuple(table.columns), row)
        if table.filtered:
            from openpyxl.utils import get_column_letter

            sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{row}"

    def _cells(
        self, table: Sheet, sheet: Worksheet, looks: Sequence[Looks], row: int, values: Sequence[Value]
    ) -> Iterator[Cell | None]:
        for number, (look, value) in enumerate(zip(looks, values, strict=True)):
            if isinstance(value, str) and not fits(value):
                value = self._cut(table, row, number, value)
            cell = look.cell(value)
            said = table.comments.get((row, number + 1)) if table.comments else None
            if said is not None:
                from cm_tui.services.workbooks.looks import commented

                cell = commented(cell, sheet, said)
            yield cell

    def _cut(self, table: Sheet, row: int, number: int, text: str) -> str:
        """The beginning of a text that is too long for its cell, and where the whole of it stands."""
        from openpyxl.utils import get_column_letter

        place, pieces, first = f"{get_column_letter(number + 1)}{row}", parts(text), len(self.long_texts) + 2
        mark = mark_of(text)
        self.long_texts += [(table.title, place, part, piece, mark) for part, piece in enumerate(pieces, start=1)]
        if table.columns[number].moves:
            return shortened(text)
        rows = f"rows {first} to {len(self.long_texts) + 1}"
        return f"{pieces[0]}\n[… the whole text stands on the sheet “{LONG_TEXTS}”, {rows}]"


def _unwritten() -> type[Exception]:
    """What lxml raises where a file takes no more."""
    from lxml.etree import SerialisationError

    unwritten: type[Exception] = SerialisationError
    return unwritten


@contextmanager
def _disk_faults() -> Iterator[None]:
    """Turn what lxml says of a file that takes no more into what Python says of it."""
    try:
        yield
    except _unwritten() as error:
        code = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(code, os.strerror(code)) from error


def _arrange(sheet: Worksheet, table: Sheet) -> None:
    """Widths, what stays in sight, the tab; all of it stands before the rows."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    from cm_tui.services.workbooks.looks import AS_TYPED

    sheet.freeze_panes = f"{get_column_letter(table.steady + 1)}2"
    if table.tab is not None:
        sheet.sheet_properties.tabColor = table.tab
    for number, column in enumerate(table.columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.hidden = column.width, column.hidden
        # what is typed into a cell that was empty looks like the others
        dimension.alignment = Alignment(vertical="top", wrap_text=column.kind == "text" or None)
        if column.kind in ("text", "day"):
            dimension.number_format = AS_TYPED if column.kind == "text" else column.day_format
