"""Conflicts whose stored values are kept, and what is said of what others changed beside them (issue 7)."""

from __future__ import annotations

from datetime import date

import pytest
from action_books import Book, fault, only
from support import DONE, StillClock, save

from cm_tui.model.views.actions import FieldChange
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestStatus
from cm_tui.services.services import Services

MARIA = "maria@example.org"
DAY = date(2026, 6, 19)
STATUS = ("CA-004", Field.IMPLEMENTATION_STATUS)


@pytest.fixture
def services(working: Services) -> Services:
    """A small organisation with one more user, and one action that is done."""
    working.people.add(MARIA, "Maria Ruiz", Role.CONTRIBUTION, None)
    save(working, "CA-001", {**DONE, Field.OTHER_NOTES: "first"})
    return working


@pytest.fixture
def book(services: Services) -> Book:
    """Its workbook as it was exported."""
    return Book.of(services)


class TestsOfKeptValues:
    @pytest.fixture
    def edited(self, services: Services, book: Book) -> Book:
        """One row says Implemented with all that goes with it, while somebody stored Planned; another row is sound."""
        save(services, "CA-004", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        book.put("CA-004", implementation_status="Implemented", implementation_date=DAY, test_status="Passed")
        book.put("CA-004", test_date=DAY, other_notes="mine", assigned_to=MARIA)
        return book.put("CA-003@group-1", other_notes="also mine")

    def test_every_change_is_shown_while_a_choice_is_open(self, edited: Book) -> None:
        row = next(one for one in edited.check().review.rows if one.id == "CA-004")
        assert row.open == (Field.IMPLEMENTATION_STATUS,)
        shown = {one.field: one.new for one in (*row.changes, *row.depending)}
        assert shown == {
            Field.IMPLEMENTATION_DATE: DAY,
            Field.TEST_STATUS: TestStatus.PASSED,
            Field.TEST_DATE: DAY,
            Field.OTHER_NOTES: "mine",
            Field.OWNER: MARIA,
        }

    def test_leave_out_what_does_not_fit_them_and_no_more(self, services: Services, edited: Book) -> None:
        checked = edited.check({STATUS: False})
        assert not checked.review.faults
        row = next(one for one in checked.review.rows if one.id == "CA-004")
        assert row.is_conflicting
        assert {one.field for one in row.changes} == {Field.OTHER_NOTES, Field.OWNER}
        assert "Test Status Passed was left out: it does not fit the kept Planned." in row.notices
        assert services.action_workbooks.apply(checked).actions == ("CA-003@group-1", "CA-004")

    def test_taken_values_bring_all_of_the_row(self, edited: Book) -> None:
        checked = edited.check({STATUS: True})
        assert {one.field for one in next(r for r in checked.review.rows if r.id == "CA-004").changes} >= {
            Field.IMPLEMENTATION_STATUS,
            Field.TEST_STATUS,
            Field.IMPLEMENTATION_DATE,
        }

    def test_a_fault_that_has_nothing_to_do_with_them_stays_one(self, edited: Book) -> None:
        edited.put("CA-004", test_date=DAY.replace(day=1))
        assert fault(edited.check({STATUS: True})).column == "Test Date"

    def test_where_nobody_edited_what_the_row_needs_it_waits_for_a_choice(self, services: Services, book: Book) -> None:
        planned = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}
        save(services, "CA-001", planned)
        book.put("CA-001", test_status="FailedLowRisk", other_notes="mine")
        status, test = ("CA-001", Field.IMPLEMENTATION_STATUS), ("CA-001", Field.TEST_STATUS)
        assert only(book.check().review.rows).open == (Field.TEST_STATUS,)
        checked = book.check({test: True})
        row = only(checked.review.rows)
        assert (checked.review.faults, row.open) == ((), (Field.IMPLEMENTATION_STATUS,))
        assert TestStatus.FAILED_LOW in {change.new for change in row.depending}
        assert not book.check({test: True, status: True}).review.faults
        assert fault(book.check({test: True, status: False})).column == "Test Status"
        choices = {("CA-001", conflict.field): False for conflict in row.conflicts}
        kept = book.check(choices)
        assert (kept.review.faults, kept.why_not_applied) == ((), None)
        assert [change.new for change in only(kept.review.rows).changes] == ["mine"]


class TestsOfWhatOthersChanged:
    def test_what_was_set_back_is_no_conflict(self, services: Services, book: Book, clock: StillClock) -> None:
        save(services, "CA-001", {Field.OTHER_NOTES: "theirs"})
        clock.forward(hours=1)
        save(services, "CA-001", {Field.OTHER_NOTES: "first"})
        row = only(book.put("CA-001", other_notes="mine").check().review.rows)
        assert (row.conflicts, row.open) == ((), ())
        assert row.changes == (FieldChange(Field.OTHER_NOTES, "first", "mine"),)
        assert "other notes and back by" in row.notices[0]

    def test_fields_that_the_row_does_not_touch_are_named(self, services: Services, book: Book) -> None:
        save(services, "CA-001", {Field.OWNER: MARIA})
        book["CA-001"]["Assigned To"] = None
        row = only(book.put("CA-001", other_notes="mine").check().review.rows)
        assert row.notices[0].startswith(f"Changed since the export: owner by {services.person.name} (20")
