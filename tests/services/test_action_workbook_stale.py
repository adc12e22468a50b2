"""Rows whose record moved on since the export: three-way, and never overwritten unseen (issue 7)."""

from __future__ import annotations

import pytest
from action_books import Book, fault, only
from support import DONE, DONE_DAY, StillClock, save

from cm_tui.model.errors import InvalidInput, StaleEdit
from cm_tui.model.views.action_workbook import CellConflict
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestingType, TestStatus
from cm_tui.services.services import Services

MARIA, OLD = "maria@example.org", "old@example.org"


@pytest.fixture
def services(working: Services) -> Services:
    """A small organisation with two more users, and one action that is done."""
    working.people.add(MARIA, "Maria Ruiz", Role.CONTRIBUTION, None)
    working.people.add(OLD, "Olga", Role.CONTRIBUTION, None)
    save(working, "CA-001", {**DONE, Field.OWNER: OLD, Field.OTHER_NOTES: "first"})
    return working


@pytest.fixture
def book(services: Services) -> Book:
    """The workbook as it was exported before others went on."""
    return Book.of(services)


class TestsOfStaleRows:
    def test_what_nobody_edited_stays_as_it_is_stored(self, services: Services, book: Book, clock: StillClock) -> None:
        moment = clock.forward(hours=2)
        save(services, "CA-001", {Field.OTHER_NOTES: "theirs", Field.TEST_STATUS: TestStatus.FAILED_HIGH})
        checked = book.check()
        row = only(checked.review.rows)
        who = services.person.name
        failed, passed = TestStatus.FAILED_HIGH, TestStatus.PASSED
        assert row.conflicts == (
            CellConflict(Field.TEST_STATUS, passed, failed, passed, who, moment, edited=False),
            CellConflict(Field.OTHER_NOTES, "first", "theirs", "first", who, moment, edited=False),
        )
        assert (row.open, row.changes, row.is_conflicting, checked.plans) == ((), (), True, ())
        assert (row.seen, row.version, checked.review.unchanged) == (2, 3, 5)

    def test_an_edit_beside_theirs_is_kept_and_still_a_conflict(self, services: Services, book: Book) -> None:
        save(services, "CA-001", {Field.OWNER: MARIA})
        book["CA-001"]["Assigned To"] = MARIA  # both say the same by now
        row = only(book.put("CA-001", other_notes="mine").check().review.rows)
        assert [(one.field, one.new) for one in row.changes] == [(Field.OTHER_NOTES, "mine")]
        assert (row.open, row.conflicts, row.is_conflicting) == ((), (), True)

    def test_what_both_changed_waits_for_a_choice(self, services: Services, book: Book) -> None:
        save(services, "CA-001", {Field.OTHER_NOTES: "theirs"})
        save(services, "CA-001", {Field.OTHER_NOTES: "theirs again"})
        book.put("CA-001", other_notes="mine", implementation_notes="new")
        checked = book.check()
        row = only(checked.review.rows)
        assert [(one.exported, one.stored, one.yours, one.edited) for one in row.conflicts] == [
            ("first", "theirs again", "mine", True)
        ]
        assert row.open == (Field.OTHER_NOTES,)
        assert [one.field for one in row.changes] == [Field.IMPLEMENTATION_NOTES]
        assert checked.review.undecided == 1
        with pytest.raises((InvalidInput, StaleEdit), match="choose"):
            services.action_workbooks.apply(checked)
        for take, new in ((True, ["new", "mine"]), (False, ["new"])):
            decided = book.check({("CA-001", Field.OTHER_NOTES): take})
            assert [one.new for one in only(decided.review.rows).changes] == new
            assert (decided.review.undecided, decided.why_not_applied) == (0, None)

    def test_an_unedited_value_is_taken_where_somebody_chooses_it(self, services: Services, book: Book) -> None:
        save(services, "CA-001", {Field.OTHER_NOTES: "theirs"})
        row = only(book.check({("CA-001", Field.OTHER_NOTES): True}).review.rows)
        assert [(one.old, one.new) for one in row.changes] == [("theirs", "first")]

    def test_where_every_cell_is_what_is_stored_the_version_does_not_matter(
        self, services: Services, book: Book
    ) -> None:
        save(services, "CA-001", {Field.OTHER_NOTES: "theirs"})
        assert not book.put("CA-001", other_notes="theirs").check().review.rows
        save(services, "CA-001", {Field.OTHER_NOTES: ""})
        save(services, "CA-001", {Field.OTHER_NOTES: "theirs"})
        assert not book.check().review.rows

    def test_a_choice_that_is_open_is_no_fault_yet(self, services: Services, book: Book) -> None:
        planned = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}
        save(services, "CA-001", planned)
        book.put("CA-001", implementation_status="AlternativeImplementation", other_notes="mine")
        book.put("CA-001", implementation_date=DONE_DAY.replace(day=1))
        checked = book.check()
        row = only(checked.review.rows)
        assert Field.IMPLEMENTATION_STATUS in row.open
        assert not checked.review.faults

    def test_a_user_who_is_gone_since_is_nobodys_edit(self, services: Services, book: Book) -> None:
        services.people.remove(OLD)
        save(services, "CA-001", {Field.OWNER: MARIA})
        checked = book.check()
        assert not checked.review.faults
        [conflict] = only(checked.review.rows).conflicts
        assert (conflict.field, conflict.edited) == (Field.OWNER, False)

    def test_what_automation_had_set_at_the_export_is_no_fault_later(self, services: Services) -> None:
        save(services, "CA-006", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        book = Book.of(services)
        save(services, "CA-006", {Field.TESTING_TYPE: TestingType.MANUAL})
        checked = book.check()
        assert not checked.review.faults
        assert {one.edited for one in only(checked.review.rows).conflicts} == {False}

    def test_without_versions_every_difference_is_a_change(self, services: Services, book: Book) -> None:
        save(services, "CA-001", {Field.OTHER_NOTES: "theirs"})
        checked = book.without("Version").check()
        assert [one.new for one in only(checked.review.rows).changes] == ["first"]
        assert not checked.review.has_versions
        assert "does not say at which versions" in checked.review.notices[0]

    def test_a_row_without_version_is_told_of(self, services: Services, book: Book) -> None:
        review = book.put("CA-001", version=None).check().review
        assert (review.rows, review.has_versions) == ((), True)
        assert "1 row does not say" in review.notices[0]

    def test_a_choice_can_be_a_fault(self, services: Services, book: Book) -> None:
        save(services, "CA-001", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        kept = {("CA-001", Field.IMPLEMENTATION_STATUS): False}
        found = fault(book.check({("CA-001", Field.TEST_STATUS): True, **kept}))
        assert (found.column, found.allowed) == ("Test Status", ("None",))
