"""The form of a bulk workbook: columns by name, Purview's own workbooks, formulas and merged cells; files come back (issue 7)."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from action_books import Book, edit_file, fault, faults, only
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from support import DONE, assess_group, save

from cm_tui.model.errors import InvalidInput
from cm_tui.model.vocabulary import Field
from cm_tui.services.action_workbook.layout import COLUMNS, UPDATE
from cm_tui.services.services import Services
from cm_tui.services.workbooks.cells import possible_text

HOSTILE = [
    "=HYPERLINK(1)",
    "_x0041_ \x1b[31m\x07",
    "[red]markup[/]",
    "שלום \u202e abc",
    "日本語\nzwei\tZeilen",
    "👩‍🔬 é ",
    "0012",
]


@pytest.fixture
def services(working: Services) -> Services:
    """A small organisation with one action that is done."""
    save(working, "CA-001", DONE)
    return working


@pytest.fixture
def book(services: Services) -> Book:
    """Its workbook, just exported."""
    return Book.of(services)


class TestsOfColumns:
    def test_stand_in_any_order_with_any_case_and_beside_others(self, book: Book) -> None:
        book.put("CA-001", other_notes="new")
        book.headings = ["Mine", *reversed(book.headings)]
        for row in book.rows:
            row["Mine"] = "x"
        sheet = book.sheet
        header = tuple(f" {str(one).upper()} " for one in sheet.rows[0])
        review = book.check(sheet=replace(sheet, rows=(header, *sheet.rows[1:]))).review
        assert [one.new for one in only(review.rows).changes] == ["new"]
        assert review.notices == ("Columns that mean nothing here were not read: “MINE”.",)

    def test_that_are_missing_or_doubled_are_named(self, book: Book) -> None:
        sheet = book.sheet
        doubled = tuple("Test Date" if one == "Test Notes" else one for one in sheet.rows[0])
        with pytest.raises(InvalidInput, match="no column “Test Notes”"):
            book.upload(replace(sheet, rows=(doubled, *sheet.rows[1:])))
        with pytest.raises(InvalidInput, match="“Test Date” twice"):
            book.upload(replace(sheet, rows=tuple((*row, row[9]) for row in sheet.rows)))
        with pytest.raises(InvalidInput, match="Action Id"):
            book.upload(replace(sheet, rows=()))

    def test_rows_may_be_moved_and_left_out_and_blank(self, book: Book) -> None:
        book.rows.reverse()
        book.rows[2] = dict.fromkeys(book.headings)
        review = book.check().review
        assert (review.read, review.unchanged, review.faults) == (5, 5, ())


class TestsOfPurviewsOwn:
    def test_are_read_with_their_scope_and_groups(self, book: Book) -> None:
        book.without("Version")
        for row in book.rows:
            row |= {"Applicable To": "Microsoft 365", "Service Scope": "N/A"}
        book.put(
            "CA-001", group="Default Group", implementation_date="11/2/2026 15:12:29", test_status="FailedHighRisk"
        )
        review = book.check().review
        assert [one.field for one in only(review.rows).changes] == [Field.TEST_STATUS]

    def test_an_unknown_id_with_a_known_name_is_offered_as_that_action(self, book: Book) -> None:
        book.without("Version").put("CA-002@group-1", action_id="b7f2", other_notes="new")
        checked = book.check()
        row = only(checked.review.found_by_name)
        assert (row.id, row.named, len(checked.plans)) == ("CA-002@group-1", "b7f2", 1)
        unsure = book.services.action_workbooks.check(book.upload())
        assert "by their names" in str(unsure.why_not_applied)

    def test_a_group_that_does_not_have_it_is_a_fault(self, book: Book) -> None:
        book.without("Version").put("CA-002@group-1", action_id="b7f2", group="Elsewhere")
        assert "not in this group" in fault(book.check()).message

    def test_the_same_action_by_id_and_by_name_is_one_too_many(self, book: Book) -> None:
        book.without("Version").rows.append({**book["CA-001"], "Action Id": "b7f2"})
        assert (fault(book.check()).row, fault(book.check()).column) == (8, "Action Id")


class TestsOfCells:
    def test_formulas_errors_and_merged_cells_are_faults_whatever_they_last_said(self, book: Book) -> None:
        sheet = replace(
            book.put("CA-003@group-1", other_notes="2").sheet,
            formulas=frozenset({(4, 12), (9, 30)}),
            wrong={(5, 11): "#REF!"},
            merged=("B2:B3", "ZZZ99999999:A0", "XFE7"),
        )
        checked = book.check(sheet=sheet)
        assert checked.review.faults[0].message.startswith("Cells that do not exist are merged")
        assert list(faults(checked)) == [
            (1, "Action Id"),
            (2, "Improvement Action Name"),
            (4, "Other Notes"),
            (5, "Test Notes"),
            (9, "AD"),
        ]
        assert [one.value for one in checked.review.faults][3:] == ["#REF!", "a formula"]
        assert checked.review.rows == ()

    def test_actions_that_no_assessment_counts_any_more_are_refused(self, services: Services, book: Book) -> None:
        first = services.assessments.assessments()[0].name
        assess_group(services, "Group 2", "r1")
        services.assessments.delete(first)
        checked = book.check()
        assert list(faults(checked)) == [(3, "Action Id"), (4, "Action Id"), (6, "Action Id")]


class TestsOfFiles:
    def test_an_export_comes_back_unchanged_and_edited(self, services: Services, tmp_path: Path) -> None:
        save(services, "CA-004", {Field.IMPLEMENTATION_NOTES: HOSTILE[1], Field.OTHER_NOTES: "x" * 40_000})
        file = tmp_path / "actions.xlsx"
        services.exports.actions(file)
        workbooks = services.action_workbooks
        review = workbooks.check(workbooks.read(file)).review
        assert (review.read, review.unchanged, review.notices) == (6, 6, ())
        edit_file(file, ("CA-001", "Test Status", "FailedHighRisk"), ("CA-003@group-1", "Other Notes", "new"))
        review = workbooks.check(workbooks.read(file)).review
        assert [(one.id, one.changes[0].new) for one in review.rows] == [
            ("CA-001", "Failed high risk"),
            ("CA-003@group-1", "new"),
        ]

    def test_hostile_and_multilingual_texts_come_back_in_every_field(self, services: Services, tmp_path: Path) -> None:
        seen: list[str] = []
        texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)

        @settings(max_examples=40, database=None)
        @given(texts)
        def collect(text: str) -> None:
            seen.append(text)

        collect()
        notes = (Field.IMPLEMENTATION_NOTES, Field.OTHER_NOTES)
        ids = ["CA-001", "CA-002@group-1", "CA-003@group-1", "CA-004", "CA-005@group-1", "CA-006"]
        many = "\n".join(one.replace("\x00", "") for one in seen)
        for number, action in enumerate(ids):
            save(services, action, {notes[0]: HOSTILE[number], notes[1]: many + HOSTILE[-1 - number]})
        file = tmp_path / "actions.xlsx"
        services.exports.actions(file)
        workbooks = services.action_workbooks
        assert workbooks.check(workbooks.read(file)).review.rows == ()
        edit_file(file, *((action, "Test Notes", possible_text(f"{HOSTILE[0][1:]} {action}")) for action in ids))
        rows = workbooks.check(workbooks.read(file)).review.rows
        assert [one.changes[0].new for one in rows] == [f"{HOSTILE[0][1:]} {action}" for action in ids]

    def test_the_corrected_copy_says_in_its_cells_what_to_mend(
        self, services: Services, book: Book, tmp_path: Path
    ) -> None:
        book.put("CA-001", test_status="Good", other_notes="=1").put("CA-004", assigned_to="x", test_notes=True)
        workbooks = services.action_workbooks
        upload = workbooks.read(book.write(tmp_path / "wrong.xlsx"))
        review = workbooks.check(upload).review
        copy = workbooks.write_corrected(upload, review, tmp_path / "right.xlsx").path
        opened = load_workbook(copy).active
        assert opened is not None
        assert opened.title == UPDATE
        sheet = load_workbook(copy)[UPDATE]
        with zipfile.ZipFile(copy) as archive:  # openpyxl reads no sizes of comments
            boxes = archive.read("xl/drawings/commentsDrawing1.vml").decode()
        assert boxes.count("width:320px") == len(review.faults)
        comments = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
        assert len(comments) == len(review.faults)
        assert any("no such test status" in one and "FailedLowRisk" in one for one in comments.values())
        assert [cell.value for cell in sheet[1]] == [*COLUMNS, "Version"]
        again = workbooks.check(workbooks.read(copy)).review
        assert [(one.row, one.column) for one in again.faults if "formula" not in one.message] == [
            (one.row, one.column) for one in review.faults if "formula" not in one.message
        ]
        edit_file(copy, ("CA-001", "Test Status", "Passed"), ("CA-004", "Assigned To", None))
        assert not workbooks.check(workbooks.read(copy)).review.faults

    def test_a_workbook_without_the_sheet_is_refused(self, services: Services, tmp_path: Path) -> None:
        file = tmp_path / "history.xlsx"
        services.exports.testing_history("CA-001", file)
        with pytest.raises(InvalidInput, match="no sheet Action Update"):
            services.action_workbooks.read(file)
