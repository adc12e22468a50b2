"""Checking a bulk workbook: what a row changes, and every fault by its cell (spec 3.5 to 3.8; issue 7)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from action_books import Book, fault, faults, only
from support import DONE, raw, save, subscribe

from cm_tui.model.errors import InvalidInput
from cm_tui.model.views.action_workbook import NewLink
from cm_tui.model.views.actions import FieldChange
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestingType, TestStatus
from cm_tui.services.services import Services

MARIA = "maria@example.org"
DAY, LATER = date(2026, 6, 19), date(2026, 7, 1)


@pytest.fixture
def services(working: Services) -> Services:
    """A small organisation with one more user."""
    working.people.add(MARIA, "Maria Ruiz", Role.CONTRIBUTION, None)
    return working


@pytest.fixture
def book(services: Services) -> Book:
    """Its workbook, just exported."""
    return Book.of(services)


def changes(book: Book) -> dict[Field, tuple[object, object]]:
    """What the one changed row changes."""
    checked = book.check()
    assert not checked.review.faults, checked.review.faults
    return {one.field: (one.old, one.new) for one in only(checked.review.rows).changes}


class TestsOfWhatARowChanges:
    def test_an_unedited_workbook_changes_nothing(self, services: Services) -> None:
        save(services, "CA-001", {**DONE, Field.OWNER: MARIA, Field.OTHER_NOTES: "=1+1\r\n  two \x1b[31m"})
        services.evidence.link("CA-001", "Policy", "https://a.example/p;;q")
        subscribe(services, "CA-004", (1, 2))
        checked = Book.of(services).check()
        review = checked.review
        assert (review.read, review.unchanged, review.rows, review.faults) == (6, 6, (), ())
        assert (review.notices, review.assessments, review.after) == ((), (), review.before)
        assert checked.plans == ()

    def test_every_field_is_read(self, book: Book) -> None:
        book.put(
            "CA-001",
            implementation_status="alternativeimplementation",
            implementation_date="6/19/2026 15:12:29",
            implementation_notes=12.0,
            test_status="FailedLowRisk",
            test_date=datetime(2026, 7, 1, 3, 4),
            test_notes=True,
            other_notes=DAY,
            assigned_to="MARIA Ruiz",
        )
        found = changes(book)
        assert {field: new for field, (_, new) in found.items()} == {
            Field.IMPLEMENTATION_STATUS: ImplementationStatus.ALTERNATIVE,
            Field.IMPLEMENTATION_DATE: DAY,
            Field.IMPLEMENTATION_NOTES: "12",
            Field.TEST_STATUS: TestStatus.FAILED_LOW,
            Field.TEST_DATE: LATER,
            Field.TEST_NOTES: "TRUE",
            Field.OTHER_NOTES: "6/19/2026",
            Field.OWNER: MARIA,
        }

    def test_a_blank_cell_leaves_what_is_stored_and_none_is_a_status(self, services: Services) -> None:
        save(services, "CA-001", DONE)
        book = Book.of(services)
        book.put("CA-001", test_date=None, implementation_status=None, assigned_to=None, test_status="None")
        found = changes(book)
        assert found[Field.TEST_STATUS] == (TestStatus.PASSED, TestStatus.NONE)
        assert Field.IMPLEMENTATION_STATUS not in found

    def test_the_score_and_the_assessments_are_those_of_saving(self, services: Services, book: Book) -> None:
        done = {"implementation_status": "Implemented", "test_status": "Passed", "implementation_date": "11/2/2026"}
        review = book.put("CA-001", **done).check().review
        assert review.after.achieved - review.before.achieved == 27_000_000
        assert review.assessments == tuple(one.name for one in services.assessments.assessments())
        assert (only(review.rows).row, only(review.rows).seen, only(review.rows).version) == (2, 1, 1)

    def test_a_link_is_added_and_turns_automatic_testing_off(self, services: Services) -> None:
        save(services, "CA-006", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        services.evidence.link("CA-002@group-1", "Policy", "https://a.example/p")
        book = (
            Book.of(services)
            .put("CA-006", documents="Proof::https://b.example/x")
            .put("CA-002@group-1", documents="A::https://a.example/a")
        )
        checked = book.check()
        other, row = sorted(checked.review.rows, key=lambda one: one.id)
        assert row.links == (NewLink("Proof", "https://b.example/x"),)
        assert FieldChange(Field.TESTING_TYPE, TestingType.AUTOMATIC, TestingType.MANUAL) in row.changes
        assert any("turned off" in one for one in row.notices)
        assert (other.changes, other.links) == ((), (NewLink("A", "https://a.example/a"),))
        assert any("never deletes" in one for one in other.notices)
        assert checked.links == {one.id: one.links for one in (other, row)}
        assert len(checked.plans) == 2

    def test_a_result_that_automation_left_goes_with_it_when_a_link_comes(self, services: Services) -> None:
        save(services, "CA-006", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        with raw(Path(services.workspace.path)) as database:
            database.execute("UPDATE action_state SET test_status = 'Partially tested' WHERE public_id = 'CA-006'")
        found = changes(Book.of(services).put("CA-006", documents="Proof::https://b.example/x"))
        assert found[Field.TEST_STATUS] == (TestStatus.PARTIALLY_TESTED, TestStatus.NONE)

    def test_evidence_that_a_row_leaves_out_stays(self, services: Services) -> None:
        services.evidence.link("CA-001", "A", "https://a.example/a")
        services.evidence.link("CA-001", "B", "https://a.example/b")
        review = Book.of(services).put("CA-001", documents="B::https://a.example/b").check().review
        assert (review.unchanged, review.rows) == (6, ())
        assert "never deletes" in review.notices[0]


class TestsOfFaults:
    @pytest.mark.parametrize(
        ("cells", "column", "said"),
        [
            ({"implementation_status": "Done"}, "Implementation Status", "no such implementation status"),
            ({"implementation_date": "2026-06-19"}, "Implementation Date", "write 6/19/2026"),
            ({"implementation_date": 46192}, "Implementation Date", "date format"),
            ({"test_status": "Passed"}, "Test Status", "Not implemented"),
            (
                {"implementation_status": "Planned", "test_status": "Passed"},
                "Test Status",
                "not possible beside Planned",
            ),
            ({"implementation_status": "NotInScope"}, "Test Status", "None is not possible"),
            ({"implementation_date": "6/19/2026"}, "Implementation Date", "needs the status"),
            ({"implementation_status": "Implemented", "test_status": "PartiallyTested"}, "Test Status", "cannot set"),
            ({"implementation_status": "Implemented", "test_status": "ToBeDetected"}, "Test Status", "cannot set"),
            ({"assigned_to": "nobody@example.org"}, "Assigned To", "no such user"),
            ({"assigned_to": 12}, "Assigned To", "no such user"),
            ({"testing_type": "Automatic"}, "Testing Type", "only be tested manually"),
            ({"documents": "scan.png"}, "Documents", "no evidence"),
            ({"action_id": None}, "Action Id", "missing"),
            ({"action_id": "CA-077", "improvement_action_name": "?"}, "Action Id", "no such action"),
            ({"improvement_action_name": "Something else"}, "Improvement Action Name", "never edited"),
            ({"group": "Elsewhere"}, "Group", "never edited"),
            ({"service_scope": "Subscriptions"}, "Service Scope", "never edited"),
            ({"version": 9}, "Version", "another workspace"),
            ({"version": "x"}, "Version", "no version"),
        ],
    )
    def test_each_is_named_by_its_cell(self, book: Book, cells: dict[str, str], column: str, said: str) -> None:
        checked = book.put("CA-001", **cells).check()
        found = fault(checked)
        assert (found.row, found.column) == (2, column)
        assert said in found.message
        assert (checked.plans, checked.review.after) == ((), checked.review.before)
        assert checked.why_not_applied is not None

    def test_a_test_before_the_implementation_is_the_test_dates(self, book: Book) -> None:
        book.put(
            "CA-001",
            implementation_status="Implemented",
            test_status="Passed",
            implementation_date=LATER,
            test_date=DAY,
        )
        assert fault(book.check()).column == "Test Date"

    def test_allowed_test_statuses_are_those_beside_the_implementation_status(self, book: Book) -> None:
        assert fault(book.put("CA-001", test_status="Passed").check()).allowed == ("None",)
        book.put("CA-001", implementation_status="NotInScope")
        assert fault(book.check()).allowed == ("NotInScope",)

    def test_results_of_an_action_that_stays_automatic_are_refused_together(self, services: Services) -> None:
        save(services, "CA-006", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        book = Book.of(services)
        cells = {"test_status": "Passed", "test_notes": "ok", "implementation_status": "Implemented"}
        checked = book.put("CA-006", **cells).check()
        assert sorted(faults(checked)) == [(7, "Test Notes"), (7, "Test Status")]
        by_hand = book.put("CA-006", testing_type="Manual").check()
        assert not by_hand.review.faults

    def test_what_automation_set_is_accepted_unchanged(self, services: Services) -> None:
        save(services, "CA-006", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        book = Book.of(services)
        assert book["CA-006"]["Test Status"] == "ToBeDetected"
        assert list(changes(book.put("CA-006", other_notes="seen"))) == [Field.OTHER_NOTES]

    def test_all_are_found_at_once_and_one_refuses_all(self, book: Book) -> None:
        book.put("CA-001", test_status="Passed", assigned_to="x").put("CA-003@group-1", other_notes="fine")
        book.put("CA-002@group-1", implementation_date="13/13/2026")
        book.rows.append(dict(book["CA-004"]))
        checked = book.check()
        assert sorted(faults(checked)) == [
            (2, "Assigned To"),
            (2, "Test Status"),
            (3, "Implementation Date"),
            (8, "Action Id"),
        ]
        assert [one.id for one in checked.review.rows] == ["CA-003@group-1"]
        assert (checked.plans, checked.review.unchanged) == ((), 3)
        with pytest.raises(InvalidInput, match="at fault"):
            book.services.action_workbooks.apply(checked)

    def test_a_name_that_several_have_needs_the_e_mail(self, services: Services, book: Book) -> None:
        services.people.add("other@example.org", "Maria Ruiz", Role.READER, None)
        found = fault(book.put("CA-001", assigned_to="Maria Ruiz").check())
        assert "Several users" in found.message
        assert MARIA in found.allowed

    def test_a_long_note_is_not_overwritten_by_its_beginning(self, services: Services) -> None:
        save(services, "CA-001", {Field.OTHER_NOTES: "x" * 40_000})
        book = Book.of(services)
        assert not book.check().review.rows
        shortened = str(book["CA-001"]["Other Notes"])
        assert "does not fit a cell" in fault(book.put("CA-001", other_notes=shortened + "!").check()).message
        assert changes(book.put("CA-001", other_notes="new"))[Field.OTHER_NOTES] == ("x" * 40_000, "new")
