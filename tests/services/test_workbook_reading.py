"""Reading a workbook gives back what stands in it, whoever wrote it (safety 5)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libreoffice import HEADINGS, ROWS, SAVED, convert, write_plain
from openpyxl import Workbook
from workbook_files import (
    STRINGS,
    STYLES,
    book,
    cell,
    packed,
    parts,
    refusal,
    rows_of,
    sheet,
    strings,
    styles,
    text,
    value,
)

from cm_tui.model.errors import Cancelled, InvalidInput
from cm_tui.services.action_workbook.layout import UPDATE
from cm_tui.services.workbooks.cells import LONGEST, possible_text
from cm_tui.services.workbooks.child.parsing import parse
from cm_tui.services.workbooks.reading import CellValue, read_workbook
from cm_tui.services.workbooks.writing import Column, Sheet, Value, write_workbook

AWKWARD = "_x0041_\n\t\r\x1b =+-@'\"<>&;:\u202e\u00e9\u0000\U0001f600[]/_x005F_x"


def written(folder: Path, values: Sequence[Value]) -> bytes:
    """A workbook with one column, as the program writes it."""
    target = folder / "written.xlsx"
    table = Sheet("Values", [Column("Value", 20)], [(value,) for value in values])
    write_workbook(target, [table], [("What", "a test")], overwrite=True)
    return target.read_bytes()


def read_back(data: bytes) -> list[CellValue]:
    """The values of such a workbook."""
    return [row[0] for row in rows_of(data, "values ")[1:]]


def test_a_workbook_is_read_with_everything_that_the_file_says(tmp_path: Path) -> None:
    made = Workbook()
    table = made.create_sheet("Action Update", 0)
    table.append(["Id", "Points", "Part", "Yes", "Day", "Moment", "Text"])
    table.append(["CA-1", 27, 1.5, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), "  x\ny "])
    table.append(["=1+1", None, "   "])
    table["G4"].value = "#N/A"
    table.merge_cells("A6:B7")
    target = tmp_path / "Actions.XLSX"
    made.save(target)
    link = tmp_path / "link.xlsx"
    link.symlink_to(target)

    read = read_workbook(link, ["action UPDATE ", "No such sheet"])

    assert (read.name, read.sha256) == ("link.xlsx", sha256(target.read_bytes()).hexdigest())
    assert read.titles == ("Action Update", "Sheet")
    assert list(read.sheets) == ["action UPDATE "]
    found = read.sheets["action UPDATE "]
    assert found.title == "Action Update"
    assert found.rows == (
        ("Id", "Points", "Part", "Yes", "Day", "Moment", "Text"),
        ("CA-1", 27, 1.5, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), "  x\ny "),
        (None,) * 7,
        (None,) * 7,
    )
    assert [type(entry) for entry in found.rows[1][1:4]] == [int, float, bool]
    assert found.formulas == {(3, 1)}
    assert found.merged == ("A6:B7",)
    assert found.wrong == {(4, 7): "#N/A"}


def test_what_libreoffice_saved_is_read_as_it_was() -> None:
    read = read_workbook(SAVED, [UPDATE])
    assert read.sheets[UPDATE].rows == (HEADINGS, *ROWS)
    assert not read.sheets[UPDATE].formulas


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_the_installed_libreoffice_saves_is_read_as_it_was(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    assert program is not None
    (tmp_path / "saved").mkdir()
    saved = convert(program, write_plain(tmp_path / "plain.xlsx"), tmp_path / "saved")
    assert read_workbook(saved, [UPDATE]).sheets[UPDATE].rows == (HEADINGS, *ROWS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.sampled_from(AWKWARD) | st.characters(codec="utf-8"), min_size=1), max_size=60))
def test_texts_come_back_as_they_were_written(tmp_path: Path, texts: list[str]) -> None:
    expected = [possible_text(entry) for entry in texts]
    came_back = read_back(written(tmp_path, texts))
    came_back += [None] * (len(expected) - len(came_back))
    assert came_back == [None if entry.isspace() else entry for entry in expected]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.lists(st.integers(-(2**53), 2**53) | st.floats(-1e12, 1e12), max_size=40),
    days=st.lists(st.dates(date(1900, 3, 1)), max_size=40),
    moments=st.lists(st.datetimes(datetime(1900, 3, 1), timezones=st.just(UTC)), max_size=40),
)
def test_numbers_days_and_moments_come_back(
    tmp_path: Path, numbers: list[int | float], days: list[date], moments: list[datetime]
) -> None:
    seconds = [moment.replace(microsecond=0) for moment in moments]
    came_back = read_back(written(tmp_path, [*numbers, *days, *seconds]))
    assert came_back[: len(numbers)] == pytest.approx(numbers, rel=1e-14)
    assert came_back[len(numbers) : len(numbers) + len(days)] == days
    assert [whole(entry) for entry in came_back[len(numbers) + len(days) :]] == [
        moment.replace(tzinfo=None) for moment in seconds
    ]


def whole(entry: CellValue) -> datetime:
    """A moment; midnight is a day, for a cell holds no more."""
    assert isinstance(entry, date)
    return entry if isinstance(entry, datetime) else datetime(entry.year, entry.month, entry.day)


def test_the_longest_text_of_a_cell_comes_back(tmp_path: Path) -> None:
    longest = "n" * LONGEST
    assert value(text(longest)) == longest
    assert "32,767 characters in cell A1" in refusal(packed(parts(text(longest + "n"))))
    assert read_back(written(tmp_path, ["é\n" * 8000])) == ["é\n" * 8000]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (text("_x005F_x0041_ _x0041_"), "_x0041_ A"),
        (text("a_x000D_\nb&#13;&#10;c\r\nd"), "a\nb\nc\nd"),
        (text(" \t"), None),
        (text("&#x1F600;&amp;lt;"), "😀&lt;"),
        (cell("0", "s"), "one"),
        (cell("calculated", "str"), "calculated"),
        (cell("1", "b"), True),
        (cell("1e3"), 1000),
        (cell("-0"), 0),
        (cell("0.1"), 0.1),
        (cell("1e300"), 1e300),
        (cell("46022", style=1), date(2025, 12, 31)),
        (cell("46022.75", style=1), datetime(2025, 12, 31, 18)),
        (cell("0.75", style=2), "18:00:00"),
        (cell("1.5", style=3), "1 day, 12:00:00"),
        (cell("2958466", style=1), 2958466),
        (cell("1e10", style=1), 10**10),
        (cell("2026-01-02T03:04:05", "d"), datetime(2026, 1, 2, 3, 4, 5)),
        (cell("1850-01-01", "d"), "1850-01-01"),
        (cell("5", style=99), 5),
        ('<row r="1"><c r="A1" s="1"/></row>', None),
    ],
)
def test_a_cell_is_what_excel_shows(row: str, expected: CellValue) -> None:
    found = value(row)
    assert (found, type(found)) == (expected, type(expected))


def test_rich_text_is_its_text_without_what_tells_how_to_speak_it() -> None:
    rich = '<r><rPr><b/></rPr><t xml:space="preserve">a </t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>spoken</t></rPh>'
    assert value(cell("0", "s"), **{STRINGS: strings(rich)}) == "a b"


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    early = book({"S": "r1"}, '<workbookPr date1904="1"/>')
    assert value(cell("44560", style=1), **{"xl/workbook.xml": early}) == date(2025, 12, 31)


@pytest.mark.parametrize(
    "code", ["mm/dd/yyyy", "[$-409]mmm d, yyyy;@", "dd.mm.yyyy", 'yyyy-mm-dd hh:mm:ss "UTC"', "mmm-yy"]
)
def test_a_day_is_a_day_however_it_is_shown(code: str) -> None:
    assert value(cell("46022", style=1), **{STYLES: styles(code)}) == date(2025, 12, 31)


def test_cells_that_do_not_say_where_they_stand_follow_each_other() -> None:
    rows = (
        '<row><c><v>1</v></c><c/><c><f>A1</f><v>3</v></c></row><row r="3"><c r="B3"><v>4</v></c><c><v>5</v></c></row>'
    )
    found = parse(packed(parts(rows)), ["S"]).sheets[0]
    assert found.rows == [[1, None, 3], [None] * 3, [None, 4, 5]]
    assert found.formulas == [(1, 3)]


def test_formulas_are_told_wherever_they_reach() -> None:
    rows = (
        '<row><c r="A1"><f t="array" ref="A1:B2">X1:Y2</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="C2"><f t="shared" si="0"/></c></row>'
    )
    after = '<extLst><ext><f xmlns="urn:x">Lists!A1</f></ext></extLst>'
    found = parse(packed(parts(**{"xl/worksheets/sheet1.xml": sheet(rows, after)})), ["S"]).sheets[0]
    assert found.formulas == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3)]
    assert found.rows == [[1, 2, None], [3, None, None]]


def test_errors_are_told_and_those_that_nobody_knows_are_refused_by_cell() -> None:
    rows = '<row><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="str"><v>e</v></c></row>'
    found = parse(packed(parts(rows)), ["S"]).sheets[0]
    assert (found.rows, found.wrong) == ([[None, "e"]], {(1, 1): "#REF!"})
    assert "“#SPILL!” in cell C3" in refusal(packed(parts(cell("#SPILL!", "e", place="C3"))))


def test_elements_may_have_prefixes_and_parts_any_name() -> None:
    rows = '<x:row xmlns:x="{}"><x:c r="B1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>'
    members = parts(rows.format("http://schemas.openxmlformats.org/spreadsheetml/2006/main"))
    moved = {name.replace("xl/workbook", "xl/workbook2"): content for name, content in members.items()}
    moved = {name.replace("_rels/workbook.xml", "_rels/workbook2.xml"): content for name, content in moved.items()}
    moved["_rels/.rels"] = str(members["_rels/.rels"]).replace("xl/workbook", "/XL/workbook2")
    found = parse(packed(moved), ["S"]).sheets[0]
    assert (found.rows, found.formulas) == ([[None, 2]], [(1, 2)])


def test_a_workbook_without_strings_and_styles_is_one_too() -> None:
    members = {name: content for name, content in parts(cell("7")).items() if name not in (STRINGS, STYLES)}
    only = str(members["xl/_rels/workbook.xml.rels"])
    members["xl/_rels/workbook.xml.rels"] = only[: only.index('<Relationship Id="r2"')] + "</Relationships>"
    assert rows_of(packed(members)) == [[7]]


def test_reading_can_be_broken_off(tmp_path: Path) -> None:
    target = tmp_path / "one.xlsx"
    target.write_bytes(packed(parts(cell("1"))))
    answers = iter([False, True])
    for cancelled in (lambda: True, lambda: next(answers)):
        with pytest.raises(Cancelled):
            read_workbook(target, ["S"], cancelled=cancelled)


def test_what_is_read_is_what_the_process_says_and_nothing_else(tmp_path: Path) -> None:
    saved = BytesIO()
    made = Workbook()
    made.save(saved)
    target = tmp_path / "empty sheet.xlsx"
    target.write_bytes(saved.getvalue())
    assert read_workbook(target, ["Sheet"]).sheets["Sheet"].rows == ()
    assert read_workbook(target, []).sheets == {}
    target.write_bytes(b"")
    with pytest.raises(InvalidInput, match=r"^empty sheet\.xlsx is empty: choose an Excel workbook \(\.xlsx\)\.$"):
        read_workbook(target, ["Sheet"])
