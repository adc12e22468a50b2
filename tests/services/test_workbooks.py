"""Workbooks: read back they say what was written; nothing in them acts; a target is complete or untouched (safety 5)."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from support import DONE, OpenAs, StillClock, automation, query, save

from cm_tui import __version__
from cm_tui.model.errors import AlreadyThere, Cancelled, InvalidInput, NotFound, ServiceError
from cm_tui.model.vocabulary import Field, TestingSource, TestStatus
from cm_tui.services.services import Services
from cm_tui.services.workbooks.cells import LONGEST
from cm_tui.services.workbooks.writing import LONG_TEXTS, Column, Sheet, Value, write_workbook

SPEC_COLUMNS = [
    "When",
    "From",
    "To",
    "Testing type",
    "Testing source",
    "Changed by",
    "Subscription",
    "Test date",
    "Note",
]


def write(target: Path, *values: Value, overwrite: bool = False) -> Path:
    """Write a workbook with one column and these values."""
    sheet = Sheet("Values", [Column("Value", 20)], [(value,) for value in values])
    write_workbook(target, [sheet], [("What", "a test")], overwrite=overwrite)
    return target


def cells(path: Path, sheet: str = "Values") -> list[Cell]:
    """The cells of a sheet's first column, without its heading."""
    return [cell for cell in load_workbook(path)[sheet]["A"] if isinstance(cell, Cell)][1:]


def formulas(path: Path) -> list[str]:
    """The formulas in the sheets of a workbook, as they stand in its XML."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert parts
    return [found for part in parts for found in re.findall(r"<f\b[^>]*>", part)]


def facts(path: Path) -> dict[object, object]:
    """What a workbook says of itself."""
    return {row[0]: row[1] for row in load_workbook(path)["About"].iter_rows(min_row=2, values_only=True)}


class TestsOfCells:
    @pytest.mark.parametrize(
        "text",
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "#N/A", "TRUE", "1", "'x", "  pad ", "a\nb"],
    )
    def test_text_is_text_whatever_it_begins_with(self, tmp_path: Path, text: str) -> None:
        path = write(tmp_path / "a.xlsx", text)
        (cell,) = cells(path)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
        assert formulas(path) == []

    @pytest.mark.parametrize(
        ("text", "stored"),
        [
            ("\x1b[2J", "\\x1b[2J"),
            ("\x00", "\\x00"),
            ("a\r\nb", "a\nb"),
            ("a\rb", "a\\rb"),
            ("\ufffe\uffff", "\\ufffe\\uffff"),
            ("\udcff", "\\udcff"),
            ("\u202e", "\u202e"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x000D_x000A_", "_x005F_x000D_x005F_x000A_"),
            ("_x41_ _X0041_", "_x41_ _X0041_"),
            ("<&>]]>\"'", "<&>]]>\"'"),
            ("😀", "😀"),
        ],
    )
    def test_what_cannot_stand_there_is_seen(self, tmp_path: Path, text: str, stored: str) -> None:
        assert cells(write(tmp_path / "a.xlsx", text))[0].value == stored

    def test_days_and_moments_are_real_ones(self, tmp_path: Path) -> None:
        moment = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
        path = write(tmp_path / "a.xlsx", date(2026, 2, 3), moment, date(1850, 1, 1), 7, None, "")
        day, at, early, number = cells(path)
        assert (day.value, day.number_format) == (datetime(2026, 2, 3), "yyyy-mm-dd")
        assert (at.value, at.is_date) == (datetime(2025, 12, 31, 23, 30), True)
        assert "UTC" in at.number_format
        assert (early.value, number.value) == ("1850-01-01", 7)

    @pytest.mark.parametrize("text", ["x" * 32_768, "€" * 100_000, "😀" * 20_000, "_x0041_" * 5_000, "=" * 40_000])
    def test_a_long_text_is_never_cut(self, tmp_path: Path, text: str) -> None:
        path = write(tmp_path / "a.xlsx", "short", text)
        book = load_workbook(path)
        said = book["Values"]["A3"].value
        assert isinstance(said, str)
        assert f"the whole text stands on the sheet “{LONG_TEXTS}”, rows 2 to " in said
        rows = list(book[LONG_TEXTS].iter_rows(min_row=2, values_only=True))
        assert [row[:3] for row in rows] == [("Values", "A3", number) for number in range(1, len(rows) + 1)]
        assert "".join(str(row[3]) for row in rows).replace("_x005F_", "_") == text
        assert all(len(str(row[3]).encode("utf-16-le")) // 2 <= LONGEST for row in rows)

    def test_a_text_that_just_fits_stands_in_its_cell(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.xlsx", "x" * LONGEST)
        assert cells(path)[0].value == "x" * LONGEST
        assert load_workbook(path).sheetnames == ["Values", "About"]

    def test_the_header_is_bold_stays_and_filters(self, tmp_path: Path) -> None:
        sheet = load_workbook(write(tmp_path / "a.xlsx", "x", "y"))["Values"]
        assert sheet["A1"].font.bold
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:A3"
        assert sheet.column_dimensions["A"].width == 20


@contextmanager
def small_files() -> Iterator[None]:
    """Files may have a few bytes only, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


ROOT = Path(__file__).parents[2]
FULL_DISKS = r"""
import os, random, resource, sys
from pathlib import Path
from cm_tui.model.errors import ServiceError
from cm_tui.services.workbooks.writing import Column, Sheet, write_workbook
folder, rows = Path(sys.argv[1]), [(random.randbytes(500).hex(),) for _ in range(40)]
many = [Sheet(f"Values {number}", [Column("Value", 20)], rows) for number in range(6)]
# first the file grows too large, of sheets that do not; then a sheet does
for sheets, limit in ((many, 60_000), (many, 20_000)):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        write_workbook(folder / "a.xlsx", sheets, [])
    except ServiceError as error:
        print(error)
    assert os.listdir(folder) == ["temporary"] and not os.listdir(folder / "temporary")
"""


class TestsOfTargets:
    def test_it_is_for_its_owner_alone_and_nothing_lies_beside_it(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            path = write(tmp_path / "a.xlsx", "x")
        finally:
            os.umask(before)
        assert path.stat().st_mode & 0o777 == 0o600
        assert os.listdir(tmp_path) == ["a.xlsx"]

    def test_what_exists_is_replaced_by_consent_only(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"mine")
        with pytest.raises(AlreadyThere, match="exists already"):
            write(path, "x")
        assert path.read_bytes() == b"mine"
        assert cells(write(path, "x", overwrite=True))[0].value == "x"
        assert os.listdir(tmp_path) == ["a.xlsx"]

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("a.txt", "has to end in .xlsx"),
            (".xlsx", "has to end in .xlsx"),
            ("nowhere/a.xlsx", "There is no directory"),
            ("file/a.xlsx", "There is no directory"),
            ("folder.xlsx", "is a directory"),
            ("link.xlsx", "is a symbolic link"),
            ("dangling.xlsx", "is a symbolic link"),
            ("pipe.xlsx", "is no regular file"),
            ("x" * 300 + ".xlsx", "the name is too long"),
            ("\0.xlsx", "cannot be the name"),
        ],
    )
    @pytest.mark.parametrize("overwrite", [False, True])
    def test_a_place_that_cannot_be_is_refused(self, tmp_path: Path, name: str, sentence: str, overwrite: bool) -> None:
        (tmp_path / "file").write_bytes(b"kept")
        (tmp_path / "folder.xlsx").mkdir()
        (tmp_path / "link.xlsx").symlink_to("file")
        (tmp_path / "dangling.xlsx").symlink_to("nothing")
        os.mkfifo(tmp_path / "pipe.xlsx")
        before = sorted(os.listdir(tmp_path))
        with pytest.raises(InvalidInput, match=sentence):
            write(tmp_path / name, "x", overwrite=overwrite)
        assert sorted(os.listdir(tmp_path)) == before
        assert (tmp_path / "file").read_bytes() == b"kept"

    def test_a_disk_that_takes_no_more_leaves_nothing(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.xlsx", "before")
        kept = path.read_bytes()
        with small_files(), pytest.raises(ServiceError, match=r"could not be written: .*\. Nothing is left of it"):
            write(path, "x" * 30_000, overwrite=True)
        assert path.read_bytes() == kept
        assert os.listdir(tmp_path) == ["a.xlsx"]

    def test_nothing_is_said_of_a_full_disk_but_the_one_sentence(self, tmp_path: Path) -> None:
        words = (sys.executable, "-c", FULL_DISKS, str(tmp_path))
        (tmp_path / "temporary").mkdir()
        done = subprocess.run(
            words,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "temporary")},
            timeout=60,
            check=True,
        )
        sentences = done.stdout.splitlines()
        assert len(sentences) == 2
        assert all(one.endswith("takes no file of this size. Nothing is left of it.") for one in sentences)
        assert done.stderr == ""

    def test_work_that_is_broken_off_leaves_nothing(self, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        sheet = Sheet("Values", [Column("Value", 20)], [("x",)] * 50)
        with pytest.raises(Cancelled):
            write_workbook(
                tmp_path / "a.xlsx",
                [sheet],
                [],
                progress=lambda done, total: told.append((done, total)),
                cancelled=lambda: len(told) == 20,
            )
        assert told == [(number, 50) for number in range(1, 21)]
        assert os.listdir(tmp_path) == []


class TestsOfTheTestingHistory:
    def test_it_is_the_table_of_the_specification(self, services: Services, clock: StillClock, tmp_path: Path) -> None:
        save(services, "CA-001", {**DONE, Field.TEST_NOTES: "=HYPERLINK(1)"})
        clock.forward(hours=1, microseconds=5)
        save(services, "CA-001", {Field.TEST_STATUS: TestStatus.FAILED_LOW})
        written = services.exports.testing_history("CA-001", tmp_path / "h.xlsx")
        assert (written.path, written.rows) == (tmp_path / "h.xlsx", 2)
        rows = list(load_workbook(written.path)["Testing history"].iter_rows(values_only=True))
        assert list(rows[0]) == SPEC_COLUMNS
        me = services.person.name
        later = datetime(2026, 11, 20, 10, 30)
        day = datetime(2026, 11, 5)
        assert rows[1] == (
            later,
            "Passed",
            "Failed low risk",
            "Manual",
            "Manual",
            me,
            None,
            day,
            "=HYPERLINK(1)",
        )
        assert rows[2][:3] == (datetime(2026, 11, 20, 9, 30), "None", "Passed")
        assert formulas(written.path) == []

    def test_it_says_what_it_is_and_the_digest_proves_it(self, services: Services, tmp_path: Path) -> None:
        save(services, "CA-001", DONE)
        services.exports.testing_history("CA-001", tmp_path / "h.xlsx")
        said = facts(tmp_path / "h.xlsx")
        assert said["Organisation"] == "Acme"
        assert said["Exported at"] == datetime(2026, 11, 20, 9, 30)
        assert said["Exported by"] == f"{services.person.name} ({services.person.email})"
        assert said["Exported with"] == f"cm-tui {__version__}"
        assert str(said["Testing history of"]).startswith("CA-001 ")
        assert services.history.verify(str(said["History digest"])).valid

    def test_a_text_that_is_gone_is_named(self, services: Services, tmp_path: Path) -> None:
        save(services, "CA-001", {**DONE, Field.TEST_NOTES: "first"})
        save(services, "CA-001", {Field.TEST_NOTES: "second"})
        with services.store.writing() as session:
            session.connection().exec_driver_sql("DELETE FROM note")
        services.exports.testing_history("CA-001", tmp_path / "h.xlsx")
        assert load_workbook(tmp_path / "h.xlsx")["Testing history"]["I2"].value == "(no longer kept)"

    def test_without_a_change_it_has_its_header(self, contoso_read: Services, tmp_path: Path) -> None:
        assert contoso_read.exports.testing_history("MS-001", tmp_path / "h.xlsx").rows == 0
        (header,) = load_workbook(tmp_path / "h.xlsx")["Testing history"].iter_rows(values_only=True)
        assert list(header) == SPEC_COLUMNS

    def test_seven_hundred_changes_are_all_there(self, contoso: Path, open_as: OpenAs, tmp_path: Path) -> None:
        services = open_as(contoso)
        row = next(
            row
            for row in services.listing.select(query("testing:automatic"))
            if row.testing_source is TestingSource.SECURE_SCORE
        )
        turns = (TestStatus.FAILED_LOW, TestStatus.FAILED_HIGH)
        known = len(services.testing_history.of(row.id))
        with automation(services) as stage:
            for number in range(702):
                stage.signal(services.clock() + timedelta(days=number), row.id, turns[number % 2])
        written = services.exports.testing_history(row.id, tmp_path / "h.xlsx")
        assert 700 <= written.rows - known <= 702
        times = [cell.value for cell in load_workbook(tmp_path / "h.xlsx")["Testing history"]["A"]]
        assert len(times) == written.rows + 1
        assert times[1:] == sorted(times[1:], key=str, reverse=True)

    def test_an_unknown_action_writes_nothing(self, contoso_read: Services, tmp_path: Path) -> None:
        with pytest.raises(NotFound):
            contoso_read.exports.testing_history("CA-999", tmp_path / "h.xlsx")
        assert os.listdir(tmp_path) == []


def test_a_moment_stands_there_in_utc_wherever_it_was(tmp_path: Path) -> None:
    here = datetime(2026, 6, 1, 12, tzinfo=UTC)
    path = write(tmp_path / "a.xlsx", here, here.astimezone(timezone(timedelta(hours=-8))))
    assert len({cell.value for cell in cells(path)}) == 1
