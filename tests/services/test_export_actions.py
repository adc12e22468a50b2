"""Export actions: the five tabs, what stands in their cells and what may be typed there; of half a workbook nothing is left."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from action_books import working_catalogue
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from support import DONE, TomlFiles, assess_group, query, save

from cm_tui.model.errors import Cancelled, InvalidInput, NotFound
from cm_tui.model.listing import SORT_COLUMNS
from cm_tui.model.rules.status import permitted_test_statuses
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestingType, TestStatus
from cm_tui.services.action_workbook.layout import (
    COLUMNS,
    GROUP,
    ORGANISATION,
    TABS,
    UPDATE,
    VERSION,
    field_cell,
    standing_row,
)
from cm_tui.services.action_workbook.stored import read_stored
from cm_tui.services.exports.action_reading import ActionReading
from cm_tui.services.exports.report_table import points
from cm_tui.services.services import Services
from cm_tui.services.workbooks.cells import LONG_TEXTS
from cm_tui.services.workbooks.reading import read_workbook

SPEC_COLUMNS = [
    *("Action Id", "Improvement Action Name", "Applicable To", "Service Scope", "Group"),
    *("Implementation Status", "Implementation Date", "Implementation Notes"),
    *("Test Status", "Test Date", "Test Notes", "Other Notes", "Documents", "Assigned To", "Testing Type"),
]
HOSTILE = (
    "=1+1",
    "[b]bold[/] \x1b[2J \u202egpj.exe",
    "_x0041_ und Übergröße, 日本語, עברית, 😀\n\tzwei Zeilen",
    " blanks around ",
)


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services]) -> Services:
    """Six actions in one group."""
    return organisation_of(working_catalogue())


def exported(services: Services, folder: Path, ids: list[str] | None = None) -> Path:
    """The workbook of some actions, or of all."""
    return services.exports.actions(folder / "a.xlsx", ids, overwrite=True).path


def table(sheet: Worksheet) -> list[dict[object, object]]:
    """The rows of a tab by their headings."""
    heading, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


class TestsOfActionUpdate:
    def test_it_is_what_the_specification_says(self, own: Services, tmp_path: Path) -> None:
        own.people.add("ada@example.org", "Ada", Role.CONTRIBUTION, None)
        save(own, "CA-001", {**DONE, Field.OWNER: "ada@example.org", Field.TEST_NOTES: HOSTILE[0]})
        own.evidence.link("CA-001", "Policy", "https://example.org/p")
        own.evidence.link("CA-001", "Minutes", "https://example.org/m")
        book = load_workbook(exported(own, tmp_path))
        assert tuple(book.sheetnames) == TABS
        sheet = book[UPDATE]
        assert [cell.value for cell in sheet[1]] == [*SPEC_COLUMNS, VERSION]
        rows = {row["Action Id"]: row for row in table(sheet)}
        assert list(rows) == sorted(row.id for row in own.listing.select(query("")))
        assert rows["CA-001"] == {
            "Action Id": "CA-001",
            "Improvement Action Name": "Do what CA-001 asks",
            "Applicable To": "Microsoft 365",
            "Service Scope": "N/A",
            "Group": ORGANISATION,
            "Implementation Status": "Implemented",
            "Implementation Date": datetime(2026, 11, 2),
            "Implementation Notes": None,
            "Test Status": "Passed",
            "Test Date": datetime(2026, 11, 5),
            "Test Notes": "=1+1",
            "Other Notes": None,
            "Documents": "Policy::https://example.org/p;;Minutes::https://example.org/m",
            "Assigned To": "ada@example.org",
            "Testing Type": "Manual",
            "Version": own.actions.details("CA-001").row.version,
        }
        assert rows["CA-002@group-1"][GROUP] == "Group 1"
        assert rows["CA-005@group-1"]["Applicable To"] == "Microsoft 365, Microsoft Azure"

    def test_it_is_pleasant_to_work_in(self, own: Services, tmp_path: Path) -> None:
        save(own, "CA-001", {**DONE, Field.TEST_NOTES: HOSTILE[0]})
        sheet = load_workbook(exported(own, tmp_path))[UPDATE]
        last = sheet.max_row
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref == f"A1:P{last}"
        assert sheet.column_dimensions["P"].hidden
        assert (sheet["G2"].number_format, sheet["G2"].is_date) == ("mm/dd/yyyy", True)
        assert (sheet["K2"].data_type, sheet["K2"].quotePrefix, sheet["K2"].alignment.wrap_text) == ("s", True, True)
        greys = {cell.coordinate[0] for cell in sheet[2] if cell.fill.fill_type and cell.fill.fgColor.rgb == "00E7E6E6"}
        assert greys == set("ABCDEP")
        assert not sheet.protection.sheet
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        refused = {place for place, rule in rules.items() if (rule.type, rule.formula1) == ("custom", "FALSE")}
        assert refused == {f"{letter}2:{letter}{last}" for letter in "ABCDEP"}
        lists = {place[0]: rule.formula1 for place, rule in rules.items() if rule.type == "list"}
        assert lists["F"] == '"NotImplemented,Implemented,AlternativeImplementation,Planned,NotInScope"'
        assert lists["O"] == '"Manual,Automatic"'
        assert lists["N"] == "'Valid values'!$A$2:$A$2"
        assert lists["I"] == '"None,Passed,FailedLowRisk,FailedMediumRisk,FailedHighRisk,InProgress,NotInScope"'
        assert all(rule.error for rule in rules.values())
        with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
            sheets = [archive.read(one).decode() for one in archive.namelist() if one.startswith("xl/worksheets/")]
        assert not any(re.search(r"<f\b", one) for one in sheets)

    def test_what_a_reader_finds_is_what_the_layout_says(self, own: Services, tmp_path: Path) -> None:
        long = "ä" * 40_000
        save(own, "CA-001", {Field.OTHER_NOTES: HOSTILE[1], Field.IMPLEMENTATION_NOTES: HOSTILE[2]})
        save(own, "CA-002@group-1", {Field.OTHER_NOTES: HOSTILE[3], Field.IMPLEMENTATION_NOTES: long})
        save(own, "CA-004", {**DONE, Field.IMPLEMENTATION_DATE: date(1970, 1, 2), Field.TEST_NOTES: "a;;b::c"})
        path = exported(own, tmp_path)
        [sheet] = read_workbook(path, [UPDATE]).sheets.values()
        heading, *rows = sheet.rows
        reading = ActionReading(own.store, own.exports.actor)
        with own.store.reading() as session:
            stored = read_stored(session, reading.ids())
        for row in rows:
            found = dict(zip((str(one) for one in heading), row, strict=True))
            expected = standing_row(stored[str(found["Action Id"])].row)
            assert {key: value or None for key, value in found.items()} == expected
        assert str(field_cell(Field.IMPLEMENTATION_NOTES, long)).endswith("]")
        kept = [row["Text"] for row in table(load_workbook(path)[LONG_TEXTS])]
        assert "".join(map(str, kept)) == long

    def test_a_long_note_says_the_same_wherever_its_row_is(self, own: Services, tmp_path: Path) -> None:
        for number in (1, 4):
            save(own, f"CA-00{number}", {Field.OTHER_NOTES: f"{number}" * 33_000})
        texts = []
        for ids in (["CA-001", "CA-004"], ["CA-004", "CA-002@group-1", "CA-001"]):
            rows = table(load_workbook(exported(own, tmp_path, ids))[UPDATE])
            assert [row["Action Id"] for row in rows] == ids
            texts.append({row["Action Id"]: row["Other Notes"] for row in rows if row["Other Notes"]})
        assert texts[0] == texts[1]
        assert texts[0]["CA-001"] != texts[0]["CA-004"]


class TestsOfTheOtherTabs:
    def test_the_report_has_every_column_of_the_page(self, own: Services, tmp_path: Path) -> None:
        save(own, "CA-001", DONE)
        assess_group(own, "Europe", "r1")
        rows = {row["Id"]: row for row in table(load_workbook(exported(own, tmp_path))["Improvement actions"])}
        for one in own.listing.select(query("")):
            row, details = rows[one.id], own.actions.details(one.id)
            assert row["Improvement action"] == one.name
            assert (row["Points achieved"], row["Points possible"]) == (
                points(one.points.achieved),
                points(one.points.possible),
            )
            assert (row["Test status"], row["Testing source"]) == (one.test_status, one.testing_source)
            assert row["Assessments"] == ", ".join(one.assessments)
            assert row["Regulations"] == ", ".join(one.regulation_titles)
            assert (row["Description"], row["Guidance"]) == (details.description, details.guidance)
        assert rows["CA-001"]["Test date"] == datetime(2026, 11, 5)

    def test_the_mapping_is_that_of_the_details(self, own: Services, tmp_path: Path) -> None:
        rows = table(load_workbook(exported(own, tmp_path))["Control mapping"])
        for one in own.listing.select(query("")):
            mine = [(row["Control Id"], row["Strength"]) for row in rows if row["Action Id"] == one.id]
            controls = own.actions.details(one.id).controls
            assert mine == [(link.control_id, link.strength) for link in controls if link.regulation in one.regulations]

    def test_valid_values_are_those_of_the_rules(self, own: Services, tmp_path: Path) -> None:
        own.people.add("ada@example.org", "Ada", Role.READER, None)
        sheet = load_workbook(exported(own, tmp_path))["Valid values"]
        lists = {str(column[0]): [one for one in column[1:] if one] for column in zip(*sheet.values, strict=True)}
        assert ("ada@example.org", "Ada") in zip(lists["Assigned To"], lists["Name"], strict=True)
        assert lists["Testing Type"] == [one.workbook for one in TestingType]
        for status in ImplementationStatus:
            tests = [TestStatus.lookup(str(one)) for one in lists[f"Test Status beside {status.workbook}"]]
            assert set(tests) <= set(permitted_test_statuses(status))
            assert tests
        assert "None" in lists["Test Status beside Planned"]

    def test_how_to_says_the_rules_and_what_it_was_taken_from(self, own: Services, tmp_path: Path) -> None:
        book = load_workbook(exported(own, tmp_path))
        said = {row[0]: row[1] for row in book["How to update actions"].iter_rows(values_only=True)}
        assert "cm-tui import actions" in str(said["What to do"])
        assert "leaves what is stored" in str(said["Blank cells"])
        assert said["Exported by"] == f"{own.person.name} ({own.person.email})"
        assert said["Exported at"] == datetime(2026, 11, 20, 9, 30)
        assert own.history.verify(str(said["History digest"])).valid


class TestsOfWhatGoesOut:
    def test_ids_are_taken_in_their_order_once_each(self, own: Services, tmp_path: Path) -> None:
        written = own.exports.actions(tmp_path / "a.xlsx", ["CA-004", "CA-001", "CA-004"])
        assert written.rows == 2
        assert [row["Action Id"] for row in table(load_workbook(written.path)[UPDATE])] == ["CA-004", "CA-001"]

    @pytest.mark.parametrize(
        ("ids", "error", "sentence"),
        [
            (["CA-001", "CA-999"], NotFound, "There is no action 'CA-999'"),
            (["MS-001"], InvalidInput, "managed by Microsoft"),
        ],
    )
    def test_what_is_not_ours_is_refused(
        self, contoso_read: Services, tmp_path: Path, ids: list[str], error: type[Exception], sentence: str
    ) -> None:
        with pytest.raises(error, match=sentence):
            contoso_read.exports.actions(tmp_path / "a.xlsx", ids)
        assert os.listdir(tmp_path) == []

    def test_what_is_shown_goes_out_as_it_is_shown(self, own: Services, tmp_path: Path) -> None:
        columns = [("Id" if name == "id" else name, name) for name in reversed(SORT_COLUMNS)]
        written = own.exports.shown(tmp_path / "s.xlsx", ["CA-004", "CA-001"], columns)
        book = load_workbook(written.path)
        assert written.path.stat().st_mode & 0o777 == 0o600
        assert book.sheetnames == ["Improvement actions", "About"]
        rows = table(book["Improvement actions"])
        assert [row["Id"] for row in rows] == ["CA-004", "CA-001"]
        assert [*rows[0]] == [heading for heading, _ in columns]
        with pytest.raises(InvalidInput, match="no column 'colour'"):
            own.exports.shown(tmp_path / "t.xlsx", ["CA-001"], [("Colour", "colour")])

    def test_broken_off_nothing_is_left_and_progress_counts_every_row(self, own: Services, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        path = own.exports.actions(tmp_path / "a.xlsx", progress=lambda *now: told.append(now)).path
        total = sum(sheet.max_row - 1 for sheet in load_workbook(path))
        assert told[-1] == (total, total)
        path.unlink()
        del told[:]
        with pytest.raises(Cancelled):
            own.exports.actions(path, progress=lambda *now: told.append(now), cancelled=lambda: len(told) > total // 2)
        assert sorted(os.listdir(tmp_path)) == ["data", "own"]


def test_the_columns_are_those_of_the_specification() -> None:
    assert list(COLUMNS) == SPEC_COLUMNS
