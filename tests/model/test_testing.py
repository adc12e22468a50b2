"""Testing type and source (spec 2.11, 9) and the roll-up of subscriptions (spec 16, row 32)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.rules.testing import (
    initial_test_status,
    initial_testing_type,
    roll_up,
    status_after_type_change,
    why_source_does_not_fit,
    why_testing_type_is_fixed,
)
from cm_tui.model.rules.testing import testing_source as source_of
from cm_tui.model.vocabulary import ActionType, Category, ImplementationStatus, TestingSource, TestingType, TestStatus

MANUAL, AUTOMATIC = TestingType.MANUAL, TestingType.AUTOMATIC
DEFENDER = TestingSource.DEFENDER_FOR_CLOUD
SOURCES = [one for one in TestingSource if one not in (DEFENDER, TestingSource.MANUAL)]
PASSED, OUT, NONE = TestStatus.PASSED, TestStatus.OUT_OF_SCOPE, TestStatus.NONE
LOW, MEDIUM, HIGH = TestStatus.FAILED_LOW, TestStatus.FAILED_MEDIUM, TestStatus.FAILED_HIGH
PARTIALLY = TestStatus.PARTIALLY_TESTED


@pytest.mark.parametrize("testing_type", TestingType)
def test_defender_for_cloud_stays_the_source_whatever_the_type(testing_type: TestingType) -> None:
    assert source_of(DEFENDER, testing_type) is DEFENDER


@pytest.mark.parametrize("source", SOURCES)
def test_the_source_of_everything_else_is_manual_while_it_is_tested_by_hand(source: TestingSource) -> None:
    assert source_of(source, AUTOMATIC) is source
    assert source_of(source, MANUAL) is TestingSource.MANUAL
    assert source_of(None, MANUAL) is TestingSource.MANUAL


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("action_type", ActionType)
def test_eligible_actions_begin_automatic_only_once_a_source_is_connected(
    source: TestingSource, action_type: ActionType
) -> None:
    assert initial_testing_type(source, action_type, connected=True) is AUTOMATIC
    assert initial_testing_type(source, action_type, connected=False) is MANUAL
    assert initial_testing_type(None, action_type, connected=True) is MANUAL


@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize("action_type", ActionType)
def test_defender_actions_are_automatic_where_technical_and_manual_otherwise(
    action_type: ActionType, connected: bool
) -> None:
    expected = AUTOMATIC if action_type is ActionType.TECHNICAL else MANUAL
    assert initial_testing_type(DEFENDER, action_type, connected) is expected


def test_automatic_actions_wait_for_signals_and_manual_ones_start_at_none() -> None:
    assert initial_test_status(AUTOMATIC) is TestStatus.TO_BE_DETECTED
    assert initial_test_status(MANUAL) is NONE


def test_the_type_of_defender_actions_is_fixed_with_a_pointer_to_defender_for_cloud() -> None:
    assert "in Defender for Cloud" in (why_testing_type_is_fixed(DEFENDER) or "")


def test_the_type_is_fixed_where_nothing_supplies_a_result_and_free_otherwise() -> None:
    assert "manually" in (why_testing_type_is_fixed(None) or "")
    assert [why_testing_type_is_fixed(source) for source in SOURCES] == [None] * len(SOURCES)


@pytest.mark.parametrize("test", TestStatus)
@pytest.mark.parametrize("implementation", ImplementationStatus)
def test_to_manual_keeps_the_last_status_and_detected_becomes_determined(
    test: TestStatus, implementation: ImplementationStatus
) -> None:
    after = status_after_type_change(test, implementation, MANUAL)
    if implementation is ImplementationStatus.OUT_OF_SCOPE:
        assert after is OUT
    elif implementation in (ImplementationStatus.NOT_IMPLEMENTED, ImplementationStatus.PLANNED):
        assert after is NONE
    else:
        determined = {
            TestStatus.TO_BE_DETECTED: TestStatus.TO_BE_DETERMINED,
            TestStatus.COULD_NOT_BE_DETECTED: TestStatus.COULD_NOT_BE_DETERMINED,
        }
        assert after is determined.get(test, test)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NONE, TestStatus.TO_BE_DETECTED),
        (PASSED, TestStatus.TO_BE_DETECTED),
        (TestStatus.TO_BE_DETERMINED, TestStatus.TO_BE_DETECTED),
        (TestStatus.COULD_NOT_BE_DETERMINED, TestStatus.COULD_NOT_BE_DETECTED),
    ],
)
def test_to_automatic_waits_for_a_signal(before: TestStatus, after: TestStatus) -> None:
    assert status_after_type_change(before, ImplementationStatus.IMPLEMENTED, AUTOMATIC) is after


ROLL_UPS: list[tuple[Sequence[TestStatus], Fraction | None, TestStatus]] = [
    ([PASSED, PASSED], Fraction(1), PASSED),
    ([PASSED, OUT], Fraction(1), PASSED),
    ([OUT, OUT], None, OUT),
    ([OUT, OUT], Fraction(0), OUT),
    ([HIGH, LOW], Fraction(0), HIGH),
    ([LOW, MEDIUM], Fraction(0), MEDIUM),
    ([LOW, OUT], Fraction(0), LOW),
    ([HIGH], None, HIGH),
    ([PASSED, HIGH], Fraction(1, 2), PARTIALLY),
    ([HIGH, PARTIALLY], Fraction(1, 10), PARTIALLY),
    ([PARTIALLY], Fraction(1, 2), PARTIALLY),
    ([PASSED, NONE], Fraction(1, 2), PARTIALLY),
    ([NONE, NONE], Fraction(0), NONE),
    ([TestStatus.TO_BE_DETECTED] * 2, Fraction(0), TestStatus.TO_BE_DETECTED),
    ([], None, TestStatus.TO_BE_DETECTED),
]


@pytest.mark.parametrize(("statuses", "completed", "expected"), ROLL_UPS)
def test_the_roll_up_of_subscriptions(
    statuses: Sequence[TestStatus], completed: Fraction | None, expected: TestStatus
) -> None:
    for order in permutations(statuses):
        assert roll_up(order, completed) is expected


@given(st.lists(st.sampled_from(TestStatus), max_size=6), st.none() | st.fractions(0, 1), st.data())
def test_the_order_of_subscriptions_makes_no_difference(
    statuses: list[TestStatus], completed: Fraction | None, data: st.DataObject
) -> None:
    other = data.draw(st.permutations(statuses))
    assert roll_up(other, completed) is roll_up(statuses, completed)


@given(st.lists(st.sampled_from(TestStatus), min_size=1, max_size=6))
def test_passed_needs_a_pass_and_nothing_but_passes_and_out_of_scope(statuses: list[TestStatus]) -> None:
    rolled = roll_up(statuses, None)
    assert (rolled is PASSED) == (PASSED in statuses and set(statuses) <= {PASSED, OUT})
    assert (rolled is OUT) == (set(statuses) == {OUT})


INFRASTRUCTURE, ACCESS = Category.INFRASTRUCTURE_CLOUD, Category.CONTROL_ACCESS
TECHNICAL, OPERATIONAL = ActionType.TECHNICAL, ActionType.OPERATIONAL
CLOUD = ["Microsoft Defender for Cloud", "Azure Policy"]
NONTECHNICAL = (OPERATIONAL, ActionType.DOCUMENTATION)


@pytest.mark.parametrize("action_type", ActionType)
def test_defender_for_cloud_tests_what_is_done_in_it_and_belongs_to_its_category(action_type: ActionType) -> None:
    assert why_source_does_not_fit(DEFENDER, INFRASTRUCTURE, action_type, CLOUD, ["Microsoft Azure"]) is None
    assert why_source_does_not_fit(DEFENDER, ACCESS, action_type, CLOUD, ["Microsoft Azure"])
    assert why_source_does_not_fit(DEFENDER, INFRASTRUCTURE, action_type, ["Azure Policy"], ["Microsoft Azure"])


@pytest.mark.parametrize("source", [None, *SOURCES])
def test_a_technical_action_of_defender_for_cloud_has_no_other_source(source: TestingSource | None) -> None:
    assert why_source_does_not_fit(source, INFRASTRUCTURE, TECHNICAL, CLOUD, ["Salesforce", "Zoom"])


@pytest.mark.parametrize("action_type", NONTECHNICAL)
def test_people_may_work_in_defender_for_cloud_without_it_as_a_source(action_type: ActionType) -> None:
    assert why_source_does_not_fit(None, INFRASTRUCTURE, action_type, CLOUD, ["Microsoft Azure"]) is None


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("action_type", NONTECHNICAL)
def test_other_sources_test_technical_actions_only(source: TestingSource, action_type: ActionType) -> None:
    services = ["Salesforce", "Zoom", "Microsoft 365"]
    assert why_source_does_not_fit(source, ACCESS, TECHNICAL, [], services) is None
    assert why_source_does_not_fit(source, ACCESS, action_type, [], services)


@pytest.mark.parametrize(
    ("source", "service"), [(TestingSource.SALESFORCE, "Salesforce"), (TestingSource.ZOOM, "Zoom")]
)
def test_a_connector_tests_its_own_service(source: TestingSource, service: str) -> None:
    assert why_source_does_not_fit(source, ACCESS, TECHNICAL, [], ["Microsoft 365"])
    assert why_source_does_not_fit(source, ACCESS, TECHNICAL, [], ["Microsoft 365", service]) is None
