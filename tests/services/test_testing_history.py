"""The testing history: every change of a test status, as it was when it happened (spec 2.2; issue 4)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support import (
    DONE,
    LATER_DAY,
    NOW,
    Changes,
    OpenAs,
    StillClock,
    automation,
    query,
    raw,
    save,
    subscribe,
    unguarded,
)

from cm_tui.model.errors import InvalidInput, NotFound, StorageProblem
from cm_tui.model.listing import ListQuery
from cm_tui.model.views.history import TestingRecord
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingSource, TestingType, TestStatus
from cm_tui.services.services import Services

AMELIA, MARIA = "amelia.stone@contoso.example", "maria.ruiz@contoso.example"
FAILED: Changes = {
    Field.TEST_STATUS: TestStatus.FAILED_HIGH,
    Field.TEST_DATE: date(2026, 11, 9),
    Field.TEST_NOTES: "=No log",
}


def statuses(records: tuple[TestingRecord, ...]) -> list[tuple[TestStatus | None, TestStatus]]:
    """From what to what, newest first."""
    return [(record.old, record.new) for record in records]


class TestsOfAManualAction:
    def test_every_change_stands_there_newest_first(self, services: Services, clock: StillClock) -> None:
        save(services, "CA-001", {**DONE, Field.TEST_NOTES: "All fine"})
        clock.forward(days=3)
        save(services, "CA-001", {Field.OTHER_NOTES: "no test"})
        save(services, "CA-001", FAILED)
        newest, oldest = services.testing_history.of("CA-001")
        assert (oldest.old, oldest.new, oldest.at) == (TestStatus.NONE, TestStatus.PASSED, NOW)
        assert (oldest.test_date, oldest.note) == (LATER_DAY, "All fine")
        assert (newest.old, newest.new, newest.at) == (TestStatus.PASSED, TestStatus.FAILED_HIGH, clock.at)
        assert (newest.test_date, newest.note) == (date(2026, 11, 9), "=No log")
        assert (newest.testing_type, newest.testing_source) == (TestingType.MANUAL, TestingSource.MANUAL)
        assert newest.changed_by == services.person.name
        assert newest.account.partition("@")[0] == services.person.login
        assert newest.subscription is None
        assert newest.seq > oldest.seq

    def test_a_note_that_was_there_before_stands_beside_a_change_without_one(self, services: Services) -> None:
        save(services, "CA-001", {**DONE, Field.TEST_NOTES: "Seen"})
        save(services, "CA-001", {Field.TEST_STATUS: TestStatus.FAILED_LOW})
        assert [record.note for record in services.testing_history.of("CA-001")] == ["Seen", "Seen"]

    def test_what_the_implementation_takes_with_it_is_a_change_too(self, services: Services) -> None:
        save(services, "CA-001", DONE)
        outcome = save(services, "CA-001", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        assert Field.TEST_STATUS in {change.field for change in outcome.changes}
        assert services.testing_history.of("CA-001")[0].new is TestStatus.OUT_OF_SCOPE

    def test_a_text_that_is_no_longer_kept_is_none(self, services: Services, acme: Path) -> None:
        save(services, "CA-001", {**DONE, Field.TEST_NOTES: "first"})
        save(services, "CA-001", {Field.TEST_STATUS: TestStatus.FAILED_LOW, Field.TEST_NOTES: "second"})
        with raw(acme) as connection:
            connection.execute("DELETE FROM note")
        assert [record.note for record in services.testing_history.of("CA-001")] == ["second", None]

    def test_nothing_changed_gives_nothing(self, services: Services) -> None:
        save(services, "CA-001", {Field.OTHER_NOTES: "x"})
        assert services.testing_history.of("CA-001") == ()

    def test_a_change_that_was_undone_is_two_changes(self, services: Services) -> None:
        preview = services.bulk.preview(["CA-001"], DONE)
        services.bulk.undo(services.bulk.apply(preview).step)
        assert statuses(services.testing_history.of("CA-001")) == [
            (TestStatus.PASSED, TestStatus.NONE),
            (TestStatus.NONE, TestStatus.PASSED),
        ]

    @pytest.mark.parametrize("action", ["CA-999", "", "%", "PM-001@nowhere", '"', "\udcff"])
    def test_an_unknown_action_is_refused(self, contoso_read: Services, action: str) -> None:
        with pytest.raises((NotFound, InvalidInput), match=r"no action|UTF-8"):
            contoso_read.testing_history.of(action)


class TestsOfAutomation:
    def test_a_signal_keeps_the_test_date_and_names_automation(self, contoso: Path, open_as: OpenAs) -> None:
        services = open_as(contoso)
        row = next(
            row
            for row in services.listing.select(ListQuery())
            if row.testing_source is TestingSource.SECURE_SCORE and row.test_status is not TestStatus.FAILED_LOW
        )
        with automation(services) as stage:
            stage.signal(services.clock(), row.id, TestStatus.FAILED_LOW)
        newest = services.testing_history.of(row.id)[0]
        assert (newest.old, newest.new) == (row.test_status, TestStatus.FAILED_LOW)
        assert (newest.changed_by, newest.test_date) == ("Automatic testing", row.test_date)
        assert (newest.testing_type, newest.testing_source) == (TestingType.AUTOMATIC, TestingSource.SECURE_SCORE)

    def test_a_change_of_the_type_that_changes_the_status_counts(self, contoso: Path, open_as: OpenAs) -> None:
        services = open_as(contoso)
        row = next(
            row
            for row in services.listing.select(ListQuery())
            if row.testing_source is TestingSource.SECURE_SCORE and row.test_status is TestStatus.TO_BE_DETECTED
        )
        save(services, row.id, {Field.TESTING_TYPE: TestingType.MANUAL})
        newest = services.testing_history.of(row.id)[0]
        assert newest.old is TestStatus.TO_BE_DETECTED
        assert newest.new is services.actions.details(row.id).row.test_status
        assert (newest.testing_type, newest.testing_source) == (TestingType.MANUAL, TestingSource.MANUAL)

    def test_each_subscription_has_its_own_changes(self, contoso: Path, open_as: OpenAs) -> None:
        services = open_as(contoso)
        row = next(
            row
            for row in services.listing.select(ListQuery())
            if row.testing_source is TestingSource.DEFENDER_FOR_CLOUD and not services.testing_history.of(row.id)
        )
        subscribe(services, row.id, (0, 4), (3, 3))
        found = services.testing_history.of(row.id)
        assert (found[0].subscription, found[0].old) == (None, row.test_status)
        by_name = {record.subscription: (record.old, record.new) for record in found[1:]}
        assert {name: change for name, change in by_name.items() if name in ("s0", "s1")} == {
            "s0": (None, TestStatus.FAILED_HIGH),
            "s1": (None, TestStatus.PASSED),
        }

    def test_a_result_by_hand_and_the_roll_up_are_a_record_each(self, contoso: Path, open_as: OpenAs) -> None:
        services = open_as(contoso)
        by_hand = (
            row.id
            for row in services.listing.select(query("source:defender testing:manual implementation:implemented"))
        )
        details = next(one for one in map(services.actions.details, by_hand) if one.subscriptions)
        row, one = details.row, details.subscriptions[0]
        wanted = next(status for status in (TestStatus.FAILED_HIGH, TestStatus.PASSED) if status is not one.test_status)
        day = date(2026, 11, 18)
        known = len(services.testing_history.of(row.id))
        outcome = services.subscriptions.record(
            row.id, one.name, test_status=wanted, test_date=day, test_notes="By hand", seen=row.version
        )
        found = services.testing_history.of(row.id)
        fresh = {record.subscription: record for record in found[: len(found) - known]}
        told = fresh[one.name]
        assert (told.old, told.new, told.test_date, told.note) == (one.test_status, wanted, day, "By hand")
        assert (None in fresh) is (outcome.test_status is not row.test_status)


def test_a_user_who_was_removed_has_no_name_any_more(contoso: Path, open_as: OpenAs) -> None:
    maria, amelia = open_as(contoso, MARIA), open_as(contoso, AMELIA)
    row = maria.actions.details("CA-003").row
    status = TestStatus.FAILED_LOW if row.test_status is not TestStatus.FAILED_LOW else TestStatus.FAILED_HIGH
    save(maria, "CA-003", {**DONE, Field.TEST_STATUS: status})
    assert amelia.testing_history.of("CA-003")[0].changed_by == maria.person.name
    amelia.people.remove(MARIA)
    assert amelia.testing_history.of("CA-003")[0].changed_by == "User removed"


def test_the_whole_demo_has_every_change_that_its_history_has(contoso_read: Services) -> None:
    """Each record of an action is a row of the history, and each row a record."""
    rows = [row for row in contoso_read.history.rows() if row.field == "test_status"]
    for action in sorted({str(row.action) for row in rows})[::8]:
        mine = [(row.seq, row.old, row.new) for row in rows if row.action == action]
        found = contoso_read.testing_history.of(action)
        assert [(one.seq, one.old, one.new) for one in found if one.subscription is None] == mine
        assert all(one.note is not None for one in found)


@pytest.mark.parametrize("value", ['"Nonsense"', "5", "null", '["Passed"]'])
def test_a_status_that_nobody_could_write_is_damage(services: Services, acme: Path, value: str) -> None:
    save(services, "CA-001", DONE)
    with unguarded(acme) as connection:
        forge = "UPDATE event SET payload = replace(payload, '\"Passed\"', ?) WHERE entity = 'CA-001'"
        connection.execute(forge, (value,))
    with pytest.raises(StorageProblem, match="cannot be read"):
        services.testing_history.of("CA-001")


def test_no_action_is_confused_with_another(contoso_read: Services) -> None:
    with pytest.raises(NotFound):
        contoso_read.testing_history.of("PM-001")
