"""Workbooks made by hand, part by part, as no program would write them; and what the reader says of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

from cm_tui.services.workbooks.child.parsing import parse
from cm_tui.services.workbooks.child.refusing import Refused
from cm_tui.services.workbooks.reading import CellValue

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"


def sheet(rows: str, after: str = "", before: str = "") -> str:
    """A sheet with these rows, as XML."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(content: str, kind: str = "n", style: int = 0, place: str = "A1") -> str:
    """A row with one cell."""
    return f'<row><c r="{place}" s="{style}" t="{kind}"><v>{content}</v></c></row>'


def text(content: str) -> str:
    """A row with one cell that holds a text of its own."""
    return f'<row><c r="A1" t="inlineStr"><is><t xml:space="preserve">{content}</t></is></c></row>'


def strings(*items: str) -> str:
    """The shared strings, each given as XML."""
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(*formats: str) -> str:
    """Cell formats 1, 2, … with these number formats; 0 is the general one."""
    numbers = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{escape(code)}"/>' for number, code in enumerate(formats, start=170)
    )
    looks = "".join(f'<xf numFmtId="{number}"/>' for number in [0, *range(170, 170 + len(formats))])
    return f'<styleSheet xmlns="{MAIN}"><numFmts>{numbers}</numFmts><cellXfs>{looks}</cellXfs></styleSheet>'


def book(titles: Mapping[str, str], properties: str = "") -> str:
    """The part that names the sheets, by title and relation."""
    sheets = "".join(
        f'<sheet name="{escape(title)}" sheetId="{number}" r:id="{relation}"/>'
        for number, (title, relation) in enumerate(titles.items(), start=1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{sheets}</sheets></workbook>'


def relations(*leads: tuple[str, str, str], external: bool = False) -> str:
    """Relations by id, kind and target."""
    mode = ' TargetMode="External"' if external else ""
    return (
        f'<Relationships xmlns="{PACKAGE}">'
        + "".join(
            f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
            for name, kind, target in leads
        )
        + "</Relationships>"
    )


def parts(rows: str = "", /, **more: str | bytes) -> dict[str, str | bytes]:
    """A small sound workbook with one sheet, `S`."""
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("r", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book({"S": "r1"}),
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        STRINGS: strings("<t>one</t>"),
        STYLES: styles("yyyy-mm-dd", "h:mm", "[h]:mm:ss"),
        SHEET: sheet(rows),
    } | more


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Parts as a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def rows_of(data: bytes, title: str = "S") -> list[list[CellValue]]:
    """The rows of a sheet, parsed in this process."""
    return parse(data, [title]).sheets[0].rows


def value(row: str, /, **more: str | bytes) -> CellValue:
    """What the only cell of a workbook holds."""
    rows = rows_of(packed(parts(row, **more)))
    return rows[0][0] if rows else None


def refusal(data: bytes, title: str = "S") -> str:
    """Why bytes are refused; empty where they are not."""
    try:
        parse(data, [title])
    except Refused as refused:
        return str(refused)
    return ""
