"""Workbooks that ask for more than anybody means: entries and faults without end, cells that no calendar knows (issue 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from action_books import Book, fault

from cm_tui.model.errors import Cancelled
from cm_tui.services.action_workbook.faults import MOST_FAULTS
from cm_tui.services.services import Services
from cm_tui.services.workbooks.reading import CellValue


@pytest.fixture
def book(working: Services) -> Book:
    """The workbook of a small organisation, just exported."""
    return Book.of(working)


@pytest.mark.parametrize("text", ["a;;" * 10_900, ";;" * 16_300, "P::https://a.example/p;;" * 1_300])
def test_a_cell_with_thousands_of_entries_is_one_fault(book: Book, text: str) -> None:
    found = fault(book.put("CA-001", documents=text).check())
    assert (found.row, found.column) == (2, "Documents")
    assert "More than 200 new entries" in found.message


def test_the_first_thousand_faults_are_told_of(book: Book) -> None:
    formulas = frozenset((row, 20) for row in range(2, MOST_FAULTS + 500))
    review = book.put("CA-001", test_status="Good").check(sheet=replace(book.sheet, formulas=formulas)).review
    assert len(review.faults) == MOST_FAULTS
    assert review.notices == ("There are more than 1,000 faults; mend these first.",)
    assert (review.rows, review.unchanged) == ((), 0)
    assert (review.faults_told, review.has_more_faults) == ("more than 1,000", True)
    assert (review.faulty, review.faulty_beside) == (len(book.rows), MOST_FAULTS + 498 - len(book.rows))


def test_whoever_cancels_is_asked_after_some_rows(book: Book) -> None:
    book.rows *= 30
    asked = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) == 4

    with pytest.raises(Cancelled):
        book.services.action_workbooks.check(book.upload(), cancelled=cancelled)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (True, "This is TRUE and no date"),
        (-1e308, "This number is no date"),
        (3_000_000, "This number is no date"),
        (46192, "give the cell a date format"),
        (date(1900, 2, 28), "write it as a text"),
        ("2026-02-30", "no such day as 2026-02-30; write it as month/day/year"),
        ("1899-12-30T00:00:00", "Excel knows no such day"),
        ("12-31-1899", "This is no date"),
        ("00:00:00", "This is no date"),
    ],
)
def test_what_is_no_date_says_how_to_write_one(book: Book, cell: CellValue, said: str) -> None:
    found = fault(book.put("CA-001", implementation_date=cell).check())
    assert found.column == "Implementation Date"
    assert said in found.message
    assert "2/30" not in found.message


def test_a_truth_is_no_version(book: Book) -> None:
    assert fault(book.put("CA-001", version=True).check()).column == "Version"


def test_columns_that_mean_nothing_are_named_in_short(book: Book) -> None:
    extra = ["x" * 32_767, *(f"Mine {number}" for number in range(6))]
    book.headings += extra
    for row in book.rows:
        row |= dict.fromkeys(extra, "y")
    [notice] = book.check().review.notices
    assert notice.endswith("“Mine 3” and 2 more.")
    assert len(notice) < 250


def test_a_wrong_id_of_a_row_that_changes_nothing_is_told(book: Book) -> None:
    review = book.without("Version").put("CA-002@group-1", action_id="b7f2").check().review
    assert (review.rows, review.unchanged) == ((), 6)
    assert "Found by their names, with nothing to change: row 3 says b7f2 and means CA-002@group-1." in review.notices
