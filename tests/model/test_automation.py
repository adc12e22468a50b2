"""What a result of automatic testing does to an action, and what it leaves alone (spec 6.3, 6.6, 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from settling import ALTERNATIVE, IMPLEMENTED, MANUAL, OUT, PLANNED, SIGNALLED

from cm_tui.model.rules.automation import (
    REPORTED,
    changes_of_signal,
    note_of_signal,
    why_not_reported,
    why_signal_is_ignored,
)
from cm_tui.model.rules.subscriptions import Standing
from cm_tui.model.vocabulary import Field, ImplementationStatus, ManagedBy, TestStatus

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FAILED = replace(SIGNALLED, implementation_status=PLANNED, implementation_date=None, test_status=TestStatus.FAILED_LOW)


@pytest.mark.parametrize("status", sorted(set(REPORTED) - {TestStatus.PASSED, TestStatus.FAILED_LOW}))
def test_a_result_changes_the_status_and_no_date(status: TestStatus) -> None:
    assert changes_of_signal(FAILED, status) == {Field.TEST_STATUS: status}


@pytest.mark.parametrize(("before", "after"), [(PLANNED, IMPLEMENTED), (IMPLEMENTED, None), (ALTERNATIVE, None)])
def test_a_pass_implements_unless_it_is_done_in_another_way(
    before: ImplementationStatus, after: ImplementationStatus | None
) -> None:
    changes = changes_of_signal(replace(FAILED, implementation_status=before), TestStatus.PASSED)
    assert changes.get(Field.IMPLEMENTATION_STATUS) is after
    assert changes[Field.TEST_STATUS] is TestStatus.PASSED


def test_what_stands_so_already_changes_nothing() -> None:
    assert changes_of_signal(SIGNALLED, TestStatus.PASSED) == {}


def test_what_people_judge_or_took_out_of_scope_is_left_alone() -> None:
    assert why_signal_is_ignored(SIGNALLED) is None
    for theirs in (
        replace(SIGNALLED, testing_type=MANUAL),
        replace(SIGNALLED, implementation_status=OUT, test_status=TestStatus.OUT_OF_SCOPE),
        replace(SIGNALLED, managed_by=ManagedBy.MICROSOFT),
    ):
        assert why_signal_is_ignored(theirs)


@pytest.mark.parametrize("status", sorted(set(TestStatus) - set(REPORTED)))
def test_statuses_of_people_are_no_results(status: TestStatus) -> None:
    assert str(status) in (why_not_reported(status, None) or "")


@pytest.mark.parametrize("covered", [(-1, 2), (3, 2), (0, 0)])
def test_a_share_is_a_part_of_something(covered: tuple[int, int]) -> None:
    assert why_not_reported(TestStatus.PARTIALLY_TESTED, covered)
    assert why_not_reported(TestStatus.PARTIALLY_TESTED, (1, 2)) is None


def test_the_note_names_source_moment_and_measure() -> None:
    note = note_of_signal(SIGNALLED, TestStatus.PARTIALLY_TESTED, AT, (3, 4), "One device is left.")
    assert note == (
        "Microsoft Secure Score reported Partially tested at 2026-11-20 09:30 UTC: 3 of 4 are covered. One device is left."
    )
    cloud = replace(SIGNALLED, standings=(Standing(TestStatus.PASSED, 2, 2), Standing(TestStatus.FAILED_HIGH, 0, 3)))
    assert "2 of 5 virtual resources in 2 subscriptions" in note_of_signal(cloud, TestStatus.PARTIALLY_TESTED, AT)
    assert note_of_signal(SIGNALLED, TestStatus.PASSED, AT).endswith("09:30 UTC.")
