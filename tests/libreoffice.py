"""A bulk workbook's rows, and LibreOffice saving them again."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from cm_tui.services.action_workbook.layout import COLUMNS, UPDATE, VERSION
from cm_tui.services.workbooks.reading import CellValue

HEADINGS = (*COLUMNS, VERSION)
SAVED = Path(__file__).with_name("fixtures") / "saved_by_libreoffice.xlsx"
"""ROWS as write_plain writes them, saved again by LibreOffice 7.4 (convert)."""
ROWS: tuple[tuple[CellValue, ...], ...] = (
    (
        "CA-001",
        "Ändern – “quoted” <b>&amp; 😀",
        "Contoso",
        None,
        "Organisation",
        "Implemented",
        date(2026, 2, 28),
        "two\nlines",
        "None",
        date(2026, 3, 1),
        "  outer blanks  ",
        "=1+1",
        "Plan::https://example.test/a?b=1&c=2;;file.txt",
        "ada@example.test",
        "Manual",
        3,
    ),
    ("CA-002", "[bold]Second[/]", None, None, "Group", "Not implemented", *[None] * 8, "Automatic", 12),
)


def write_plain(target: Path) -> Path:
    """The rows as any program could write them."""
    book = Workbook()
    sheet = book.create_sheet(UPDATE, 0)
    for number, row in enumerate([HEADINGS, *ROWS], start=1):
        for column, value in enumerate(row, start=1):
            made = sheet.cell(number, column)
            made.value = value
            if isinstance(value, str):
                made.data_type = "s"
            if isinstance(value, date):
                made.number_format = "mm/dd/yyyy"
    sheet.column_dimensions["P"].hidden = True
    sheet.auto_filter.ref = "A1:P3"
    book.save(target)
    return target


def convert(program: str, source: Path, folder: Path) -> Path:
    """Open a workbook in LibreOffice and save it again, with a profile of its own."""
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / source.name
