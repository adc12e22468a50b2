"""Files that pretend to be workbooks, and workbooks that mean harm, are refused with a sentence (safety 5)."""

from __future__ import annotations

import ast
import os
import stat
import struct
import sys
import threading
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from workbook_files import (
    MAIN,
    SHEET,
    STRINGS,
    STYLES,
    book,
    cell,
    packed,
    parts,
    refusal,
    relations,
    rows_of,
    sheet,
    strings,
    text,
)

from cm_tui.model.errors import InvalidInput
from cm_tui.services.workbooks import child
from cm_tui.services.workbooks.child.refusing import MEBI
from cm_tui.services.workbooks.reading import read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
AGAIN = "open it in Excel and save it again as .xlsx"
RELATIONS = "xl/_rels/workbook.xml.rels"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def ole(stream: str) -> bytes:
    """The beginning of an OLE file with a stream of this name."""
    return OLE + stream.encode("utf-16-le") + b"\0" * 40


def zipped(*names: str) -> bytes:
    """A zip with these members."""
    return packed(dict.fromkeys(names, "<a/>"))


KINDS = {
    "empty": (b"", "is empty"),
    "protected": (
        ole("EncryptedPackage"),
        "is password protected, or encrypted by a label: open it in Excel, remove the protection",
    ),
    "old": (ole("Workbook"), f"is a workbook of the old kind (.xls): {AGAIN}"),
    "older": (ole("Book"), f"is a workbook of the old kind (.xls): {AGAIN}"),
    "old Word": (ole("WordDocument"), "is a Word document"),
    "OLE": (OLE, "is not an Excel workbook of the present kind"),
    "csv": (b"Action Id,Name\nCA-1,x\n", f"is a text file such as CSV, not an Excel workbook: {AGAIN}"),
    "utf-16 csv": ("Action Id\tName".encode("utf-16"), "is a text file such as CSV"),
    "html": (b"\xef\xbb\xbf\n<!DOCTYPE HTML><table>", f"is a web page, not an Excel workbook: {AGAIN}"),
    "xml": (b"<?xml version='1.0'?><Workbook/>", "is an XML file"),
    "json": (b'{"a": 1}', "is a JSON file"),
    "pdf": (b"%PDF-1.7\n", "is a PDF document, not an Excel workbook"),
    "gzip": (b"\x1f\x8b\x08\0", "is a gzip archive"),
    "picture": (b"\x89PNG\r\n\x1a\n", "is a picture"),
    "noise": (bytes(range(256)), "is not an Excel workbook"),
    "zip": (zipped("a.txt"), "is a zip archive, not an Excel workbook"),
    "docx": (zipped("word/document.xml"), "is a Word document, not an Excel workbook"),
    "pptx": (zipped("ppt/presentation.xml"), "is a PowerPoint presentation"),
    "xlsb": (zipped("xl/workbook.bin"), f"is a binary workbook (.xlsb): {AGAIN}"),
    "ods": (zipped("content.xml"), "is an OpenDocument file"),
    "xlsm": (packed(parts(**{"xl/vbaProject.bin": "x"})), "holds macros: save it in Excel as a workbook without them"),
    "macro sheet": (packed(parts(**{"xl/macrosheets/sheet1.xml": "<a/>"})), "holds macros"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_workbook_is_named(kind: str) -> None:
    data, expected = KINDS[kind]
    assert expected in refusal(data)


def sound(**more: str | bytes) -> bytes:
    """A workbook with one value, and parts that are not."""
    return packed(parts(cell("1"), **more))


def without(*names: str) -> bytes:
    """A workbook without some of its parts."""
    return packed({name: content for name, content in parts(cell("1")).items() if name not in names})


def many(count: int) -> bytes:
    """A workbook with so many sheets."""
    titles = {f"T{number}": f"r{number}" for number in range(count)}
    more: dict[str, str | bytes] = {f"xl/worksheets/more{number}.xml": sheet("") for number in range(count)}
    return sound(**more | {"xl/workbook.xml": book({"S": "r1"} | titles)})


def member(name: str, *, mode: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with one more member, of this name and kind."""
    file = BytesIO(sound())
    with zipfile.ZipFile(file, "a") as archive:
        info = zipfile.ZipInfo("placeholder" if "\0" in name else name)
        info.external_attr, info.compress_type = mode << 16, method
        archive.writestr(info, "<a/>")
    return file.getvalue()


def twice(name: str) -> bytes:
    """A workbook that has a part twice."""
    file = BytesIO(sound())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("placeholder".ljust(len(name), "_")[: len(name)], sheet(cell("2")))
    return file.getvalue().replace("placeholder".ljust(len(name), "_")[: len(name)].encode(), name.encode())


def patched(data: bytes, at: int, layout: str, value: int, of: str = SHEET) -> bytes:
    """The directory's entry of a part, changed in one place."""
    entry = data.index(of.encode(), data.index(b"PK\x01\x02")) - 46
    changed = bytearray(data)
    struct.pack_into(layout, changed, entry + at, value)
    return bytes(changed)


def bomb(megabytes: int) -> bytes:
    """A workbook with a part that unpacks to so much."""
    return sound(**{"xl/worksheets/more.xml": b"<a>" + b" " * (megabytes * MEBI) + b"</a>"})


def overlapping() -> bytes:
    """A workbook with two members that are the same bytes."""
    data = sound(**{"xl/worksheets/sheet2.xml": sheet(cell("2"))})
    start = zipfile.ZipFile(BytesIO(data)).getinfo(SHEET).header_offset
    return patched(data, 42, "<I", start, "xl/worksheets/sheet2.xml")


ARCHIVES = {
    "truncated": (sound()[:-30], "is damaged"),
    "half": (sound()[:900], "is damaged"),
    "prefixed": (b"PK\x03\x04 a program" + sound(), "overlap"),
    "members": (many(260), "has more than 256 parts"),
    "directory": (b"PK\x03\x04" + b"PK\x01\x02" * 100_000, "has more than 256 parts"),
    "sheets": (
        sound(**{"xl/workbook.xml": book({f"T{number}": "r1" for number in range(300)})}),
        "has more than 256 sheets",
    ),
    "ratio": (bomb(2), "unpacks to more than 200 times its size"),
    "sum": (packed(parts(cell("1"), **{"a.xml": b" " * (101 * MEBI)})), "unpacks to more than 100 MB"),
    "shorter": (patched(sound(), 24, "<I", 20), "cannot be unpacked"),
    "longer": (patched(sound(), 24, "<I", 900_000), "is not as long as it says"),
    "sum wrong": (patched(sound(), 16, "<I", 1), "cannot be unpacked"),
    "encrypted": (patched(sound(), 8, "<H", 1), "is an encrypted archive"),
    "lzma": (member("a.xml", method=zipfile.ZIP_LZMA), "packed in a way that Excel does not know"),
    "absolute": (member("/xl/a.xml"), "has a name that no workbook uses"),
    "upwards": (member("xl/../../a.xml"), "has a name that no workbook uses"),
    "backslash": (member("xl\\a.xml"), "has a name that no workbook uses"),
    "link": (member("a.xml", mode=stat.S_IFLNK | 0o777), "is no file"),
    "device": (member("a.xml", mode=stat.S_IFCHR), "is no file"),
    "twice": (twice(SHEET), "two parts called"),
    "twice in capitals": (member(SHEET.upper()), "two parts called"),
    "overlap": (overlapping(), "overlap"),
}


@pytest.mark.parametrize("trick", ARCHIVES)
def test_an_archive_with_tricks_is_refused(trick: str) -> None:
    data, expected = ARCHIVES[trick]
    assert expected in refusal(data)


XML = {
    f"{label} in {name}": (sound(**{name: prolog + str(content)}), "declares a document type")
    for label, prolog in (("entities", DOCTYPE), ("outside", EXTERNAL))
    for name, content in (parts(cell("1")) | {"docProps/core.xml": "<a/>", "xl/theme/theme1.xml": "<a/>"}).items()
}
XML |= {
    "late": (sound(**{"a.xml": " " * (MEBI - 4) + os.urandom(9000).hex() + DOCTYPE}), "declares a document type"),
    "across pieces": (
        sound(**{"a.xml": os.urandom(MEBI // 2).hex()[: MEBI - 4] + DOCTYPE}),
        "declares a document type",
    ),
    "utf-16": (sound(**{SHEET: sheet(cell("1")).encode("utf-16")}), "is not written in UTF-8"),
    "utf-16 unmarked": (sound(**{"a.xml": "<a/>".encode("utf-16-le")}), "is not written in UTF-8"),
    "latin-1": (sound(**{STRINGS: strings("<t>é</t>").encode("latin-1")}), "is not written in UTF-8"),
    "declared": (sound(**{STYLES: '<?xml version="1.0" encoding="utf-7"?><styleSheet/>'}), "is not written in UTF-8"),
    "cdata": (sound(**{STRINGS: strings("<t><![CDATA[a]]></t>")}), "written in a way that Excel does not write"),
    "broken sheet": (sound(**{SHEET: sheet("<row>")}), "is not well formed"),
    "broken strings": (sound(**{STRINGS: strings("</sst>")}), "is not well formed"),
    "broken book": (sound(**{"xl/workbook.xml": "<workbook>"}), "is not well formed"),
    "no book": (without("xl/workbook.xml"), "is a zip archive, not an Excel workbook"),
    "no relations": (without(RELATIONS), "“S” is not in it"),
    "no sheet": (without(SHEET), "“S” is not in it"),
    "no strings": (without(STRINGS), "sharedStrings leads nowhere"),
    "outside": (sound(**{RELATIONS: relations(("r1", "worksheet", "../../../etc/passwd"))}), "“S” is not in it"),
    "address": (
        sound(**{RELATIONS: relations(("r1", "worksheet", "worksheets/sheet1.xml"), external=True)}),
        "“S” is not in it",
    ),
    "chart": (
        sound(**{RELATIONS: relations(("r1", "chartsheet", "worksheets/sheet1.xml"))}),
        "no table on its sheet “S”",
    ),
    "same title": (sound(**{"xl/workbook.xml": book({"S": "r1", "s ": "r1"})}), "two sheets called"),
    "long book": (sound(**{"xl/workbook.xml": os.urandom(MEBI + 1).hex()}), "larger than any workbook needs"),
}


@pytest.mark.parametrize("trick", XML)
def test_xml_with_tricks_is_refused(trick: str) -> None:
    data, expected = XML[trick]
    assert expected in refusal(data)


CELLS = {
    "far": (cell("1", place="XFD1048576"), "more than 20,000 rows, 200 columns or 1,000,000 cells on its sheet “S”"),
    "wide": (cell("1", place="GS1"), "200 columns"),
    "deep": (cell("1", place="A20001"), "20,000 rows"),
    "beyond": (cell("1", place="XFE1"), "which is no place"),
    "16,385 columns": (f"<row>{'<c><v>1</v></c>' * 16_385}</row>", "200 columns"),
    "rows": ('<row r="1"/>' * 20_001, "20,000 rows"),
    "cells": ("<row>" + '<c r="A1"/>' * 1_000_001 + "</row>", "1,000,000 cells"),
    "no column": (cell("1", place="11"), "which is no place"),
    "row 0": (cell("1", place="A0"), "which is no place"),
    "small": (cell("1", place="a1"), "which is no place"),
    "huge": (cell("1", place="A" + "9" * 5000), "which is no place"),
    "row number": ('<row r="١"/>', "has no number"),
    "same cell": (cell("1") + cell("2"), "not in order"),
    "two values": ('<row><c r="A1"><v>1</v><v>2</v></c></row>', "not in order"),
    "backwards": (cell("1", place="A2") + cell("2"), "not in order"),
    "string": (cell("1", "s"), "has a text that is missing in cell A1"),
    "string number": (cell("9" * 30, "s"), "a text of its sheet “S” is missing"),
    "string word": (cell("x", "s"), "a text of its sheet “S” is missing"),
    "word": (cell("word", place="B3"), "has no number in cell B3"),
    "yes": (cell("2", "b"), "has neither TRUE nor FALSE in cell A1"),
    "type": (cell("1", "q"), "has a value of an unknown kind in cell A1"),
    "nan": (cell("NaN"), "has no number in cell A1"),
    "infinite": (cell("1e999", place="C7"), "has no number in cell C7"),
    "elapsed": (cell("1e10", style=3), "has a number that is no date in cell A1"),
    "day": (cell("-1e308", style=1, place="D2"), "has a number that is no date in cell D2 of its sheet “S”"),
    "array": ('<row><c r="A1"><f t="array" ref="A1:XFD1048576">1</f></c></row>', "20,000 rows"),
    "arrays": ('<row><c r="A1"><f t="array" ref="A1:GR20000">1</f></c></row>', "100,000 formulas"),
    "merged": (f"</sheetData><mergeCells>{'<mergeCell/>' * 100_001}</mergeCells><sheetData>", "merged ranges"),
}


@pytest.mark.parametrize("trick", CELLS)
def test_cells_with_tricks_are_refused(trick: str) -> None:
    rows, expected = CELLS[trick]
    assert expected in refusal(packed(parts(rows), zipfile.ZIP_STORED))


def test_what_only_looks_far_away_harms_nobody() -> None:
    before = '<dimension ref="A1:XFD1048576"/>'
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576" hidden="1"><c r="A1048576" s="1"/></row>'
    more: dict[str, str | bytes] = {
        SHEET: sheet(rows, before=before),
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
        "xl/media/image1.png": b"\x89PNG <!DOCTYPE",
    }
    assert rows_of(packed(parts(**more))) == [[1]]


def test_many_cell_formats_are_no_harm() -> None:
    looks = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 65_000}<xf numFmtId="14"/></cellXfs></styleSheet>'
    data = packed(parts(cell("1", style=64_999), **{STYLES: looks}), zipfile.ZIP_STORED)
    assert rows_of(data) == [[1]]


def test_a_sheet_that_is_not_there_is_left_out() -> None:
    assert refusal(sound(), "Another") == ""


def read(path: Path) -> str:
    """Why a file is refused."""
    with pytest.raises(InvalidInput) as refused:
        read_workbook(path, ["S"])
    return str(refused.value)


def test_only_a_regular_file_of_at_most_10_mb_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    for path in (tmp_path / "fifo.xlsx", tmp_path / "folder.xlsx", Path("/dev/zero")):
        assert read(path) == f"{path} is no regular file: choose an Excel workbook (.xlsx)."
    assert "No such file" in read(tmp_path / "none.xlsx")
    assert "cannot be the name of a file" in read(tmp_path / "a\0.xlsx")
    large = tmp_path / "large.xlsx"
    large.write_bytes(b"PK\x03\x04")
    os.truncate(large, 10 * MEBI + 1)
    assert read(large) == "large.xlsx is larger than 10 MB: remove what is not needed, and save it again as .xlsx."


def test_a_process_that_runs_out_of_memory_becomes_a_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = ("<row>" + '<c t="s"><v>0</v></c>' * 10 + "</row>") * 3_000
    target = tmp_path / "too much.xlsx"
    for repeated in (
        strings(f"<t>{os.urandom(16_000).hex()}</t>"),
        f'<sst xmlns="{MAIN}" count="1" uniqueCount="4294967295"><si><t>a</t></si></sst>',
    ):
        target.write_bytes(packed(parts(rows, **{STRINGS: repeated}), zipfile.ZIP_STORED))
        assert read(target).startswith("too much.xlsx takes more memory or time to read than a sound workbook does")
    assert capfd.readouterr() == ("", "")


def test_the_process_knows_nothing_of_the_program() -> None:
    allowed = {*sys.stdlib_module_names, "defusedxml", "python_calamine"}
    for module in Path(child.__file__ or "").parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names.append(node.module or "")
            assert {name.partition(".")[0] for name in names} <= allowed, module


def test_a_workbook_is_read_in_a_thread_too(tmp_path: Path) -> None:
    target = tmp_path / "one.xlsx"
    target.write_bytes(packed(parts(text("one"))))
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(read_workbook(target, ["S"]).sheets["S"].rows))
    thread.start()
    thread.join()
    assert found == [(("one",),)]
