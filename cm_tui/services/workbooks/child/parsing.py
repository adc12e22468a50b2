"""From the bytes of a workbook to the values of the sheets that are wanted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook

from .archive import Archive
from .kinds import refuse_other_kinds
from .locating import Culprit
from .package import Package, read_package
from .refusing import AGAIN, MOST_STYLES, Refused, damaged, short
from .scanning import ERRORS, Scan, column_letters, refuse_malformed

Value: TypeAlias = "str | int | float | bool | date | datetime | None"
Raw: TypeAlias = "int | float | str | bool | time | date | datetime | timedelta"
Row: TypeAlias = "list[Value]"

_LONGEST = 32_767
_EXACT = 2**53
"""Whole numbers up to here are themselves as floating point numbers."""
_FIRST_YEAR = 1900
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True)
class Sheet:
    """What stands on a sheet that was asked for."""

    asked: str
    title: str
    rows: list[Row]
    formulas: list[tuple[int, int]]
    merged: list[str]
    wrong: dict[tuple[int, int], str]


@dataclass(frozen=True)
class Answer:
    """What stands in a workbook."""

    titles: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def parse(data: bytes, wanted: Sequence[str]) -> Answer:
    """The sheets that are wanted, as far as they are there. Raises Refused for what is no sound workbook (safety 5)."""
    refuse_other_kinds(data)
    archive = Archive(data)
    package = read_package(archive, list(wanted))
    parts = _taken(archive, package)
    scans = {asked: Scan(parts[part], package.own[asked]) for asked, part in package.parts.items()}
    _refuse_unknown_errors(scans, package)
    rows = _values(package, parts)
    return Answer(
        package.titles,
        tuple(
            Sheet(asked, package.own[asked], _even(rows[asked], scan), sorted(scan.formulas), scan.merged, scan.wrong)
            for asked, scan in scans.items()
        ),
    )


def _taken(archive: Archive, package: Package) -> dict[str, bytes]:
    """The parts that are read, by their names; the others are looked at and let go."""
    shared = [part for part in (package.strings, package.styles) if part is not None]
    parts = {
        part: archive.take(part) for part in dict.fromkeys([*package.parts.values(), *shared]) if part != package.styles
    }
    if package.styles is not None:
        parts[package.styles] = archive.take(package.styles, MOST_STYLES)
    archive.look_at_all_but(frozenset(parts))
    for part, content in parts.items():
        if b"<![CDATA[" in content:
            raise damaged(f"its part {short(part)} is written in a way that Excel does not write")
    for part in shared:
        refuse_malformed(parts[part], part)
    return parts


def _refuse_unknown_errors(scans: dict[str, Scan], package: Package) -> None:
    for asked, scan in scans.items():
        for place, text in scan.wrong.items():
            if text not in ERRORS:
                raise Refused(
                    f"has {short(text)} {_where(place, package.own[asked])}: put a value there, and save it again"
                )


def _where(place: tuple[int, int], title: str) -> str:
    return f"in cell {column_letters(place[1])}{place[0]} of its sheet {short(title)}"


def _values(package: Package, parts: dict[str, bytes]) -> dict[str, list[Row]]:
    if not package.parts:
        return {}
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(_rebuilt(package, parts))) as book:
            return {
                asked: _rows(book.get_sheet_by_name(f"s{number}").to_python(skip_empty_area=False), package.own[asked])
                for number, asked in enumerate(package.parts)
            }
    except (CalamineError, ValueError, OverflowError) as error:
        raise _unreadable(package, parts, error) from error
    except BaseException as error:
        # what python-calamine does not foresee ends in a panic of its own kind, which has no name to import
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(package, parts, error) from error


def _unreadable(package: Package, parts: dict[str, bytes], error: BaseException) -> Refused:
    """The refusal that names the cell where it can be told, or else the reason."""
    strings = None if package.strings is None else parts[package.strings]
    for asked, part in package.parts.items():
        if found := Culprit(parts[part], strings).found:
            place, wrong = found
            where = f"in cell {place} of its sheet {short(package.own[asked])}"
            return Refused(f"has {wrong} {where}, so that it cannot be read: put a value there; {AGAIN}")
    return damaged(f"a cell in it cannot be read ({_reason(error)})")


def _reason(error: BaseException) -> str:
    return (str(error).splitlines() or ["no reason given"])[0][:120].rstrip(".")


def _rebuilt(package: Package, parts: dict[str, bytes]) -> bytes:
    """An archive with the parts that were looked at and no others, so that no second reader sees anything else."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        sheets, relations = [], []
        for number, part in enumerate(package.parts.values()):
            sheets.append(f'<sheet name="s{number}" sheetId="{number + 1}" r:id="s{number}"/>')
            relations.append(_relation(f"s{number}", "worksheet", f"worksheets/{number}.xml"))
            archive.writestr(f"xl/worksheets/{number}.xml", parts[part])
        for kind, source in (("sharedStrings", package.strings), ("styles", package.styles)):
            if source is not None:
                relations.append(_relation(kind, kind, f"{kind}.xml"))
                archive.writestr(f"xl/{kind}.xml", parts[source])
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", _relations([_relation("book", "officeDocument", "xl/workbook.xml")]))
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(relations))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><workbookPr date1904="{int(package.from_1904)}"/>'
            f"<sheets>{''.join(sheets)}</sheets></workbook>",
        )
    return file.getvalue()


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _relations(relations: list[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(relations)}</Relationships>'


def _rows(raw: list[list[Raw]], title: str) -> list[Row]:
    rows: list[Row] = []
    for number, cells in enumerate(raw, start=1):
        if cells.count("") == len(cells):
            rows.append([None] * len(cells))
            continue
        row: Row = []
        for value in cells:
            if type(value) is not str:
                row.append(_plain(value, (number, len(row) + 1), title))
            elif not value or value.isspace():
                row.append(None)
            else:
                row.append(_text(value, (number, len(row) + 1), title))
        rows.append(row)
    return rows


def _text(text: str, place: tuple[int, int], title: str) -> str:
    if len(text) > _LONGEST:
        raise Refused(
            f"has a text of more than {_LONGEST:,} characters {_where(place, title)}: shorten it, and save it again"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _even(rows: list[Row], scan: Scan) -> list[Row]:
    """Rows down to the last that holds something, and as wide as the last column that does: a remark is something too."""
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    remarks = scan.formulas | scan.wrong.keys()
    width = max([len(rows[0]) if rows else 0, *(column for _, column in remarks)])
    if rows and len(rows[0]) < width:
        rows = [row + [None] * (width - len(row)) for row in rows]
    missing = max((row for row, _ in remarks), default=0) - len(rows)
    return rows + [[None] * width for _ in range(missing)]


def _plain(value: Raw, place: tuple[int, int], title: str) -> Value:
    """A value as the program knows it: whole numbers whole, a time of day or an elapsed time as text."""
    if isinstance(value, float):
        if not isfinite(value):
            raise Refused(f"has no number {_where(place, title)}: put a value there; {AGAIN}")
        return int(value) if value.is_integer() and abs(value) <= _EXACT else value
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        return value.isoformat()
    return value
