"""Subscriptions: what a result in each of them makes of the action (spec 2.9, 5.4, 6.4, 6.7; 16, row 32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from settling import ALTERNATIVE, AUTOMATIC, DAY, DEFENDER, IMPLEMENTED, MANUAL, NOT_IMPLEMENTED, OUT, PLANNED, settled

from cm_tui.model.rules.points import earned_share
from cm_tui.model.rules.status import Facts, subscriptions_become
from cm_tui.model.rules.subscriptions import (
    Standing,
    completed_share,
    recorded_standing,
    rolled_up,
    standing_of_resources,
    why_result_is_automatic,
)
from cm_tui.model.vocabulary import Field, ImplementationStatus, ResourceStatus, TestStatus

HEALTHY, UNHEALTHY, NOT_APPLICABLE = ResourceStatus
PASSED, FAILED, NONE = TestStatus.PASSED, TestStatus.FAILED_HIGH, TestStatus.NONE
MIXED = tuple(recorded_standing(status) for status in (PASSED, FAILED, NONE))
FACTS = Facts(IMPLEMENTED, DAY, TestStatus.PARTIALLY_TESTED, None, MANUAL, DEFENDER, rolled_up=True, standings=MIXED)

RESOURCES: list[tuple[Sequence[ResourceStatus], Standing]] = [
    ([HEALTHY, HEALTHY], Standing(PASSED, 2, 2)),
    ([HEALTHY, UNHEALTHY, NOT_APPLICABLE], Standing(TestStatus.PARTIALLY_TESTED, 1, 2)),
    ([UNHEALTHY], Standing(FAILED, 0, 1)),
    ([NOT_APPLICABLE], Standing(TestStatus.OUT_OF_SCOPE, 0, 0)),
    ([], Standing(TestStatus.OUT_OF_SCOPE, 0, 0)),
]


@pytest.mark.parametrize(("statuses", "standing"), RESOURCES)
def test_a_subscription_stands_as_its_resources_do(statuses: Sequence[ResourceStatus], standing: Standing) -> None:
    assert standing_of_resources(statuses) == standing


@pytest.mark.parametrize("status", TestStatus)
def test_by_hand_one_resource_stands_for_the_subscription(status: TestStatus) -> None:
    standing = recorded_standing(status)
    assert standing.completed == (status is PASSED)
    assert standing.applicable == (status is not TestStatus.OUT_OF_SCOPE)


def test_the_average_leaves_out_what_is_out_of_scope() -> None:
    out = Standing(TestStatus.OUT_OF_SCOPE, 3, 4)
    assert completed_share([Standing(FAILED, 0, 9), Standing(TestStatus.PARTIALLY_TESTED, 1, 2), out]) == Fraction(1, 4)
    assert completed_share([out]) is None
    assert rolled_up([Standing(FAILED, 0, 9), out]) is FAILED


@given(st.lists(st.sampled_from(TestStatus), min_size=1, max_size=5))
def test_points_by_hand_follow_the_passes(statuses: list[TestStatus]) -> None:
    standings = [recorded_standing(status) for status in statuses]
    judged: list[TestStatus] = [status for status in statuses if status is not TestStatus.OUT_OF_SCOPE]
    expected = Fraction(sum(status is PASSED for status in judged), len(judged)) if judged else None
    assert completed_share(standings) == expected
    assert (rolled_up(standings) is PASSED) == (expected == 1)


BECOMES: list[tuple[ImplementationStatus, ImplementationStatus, TestStatus | None]] = [
    (IMPLEMENTED, ALTERNATIVE, None),
    (IMPLEMENTED, IMPLEMENTED, None),
    (IMPLEMENTED, PLANNED, NONE),
    (ALTERNATIVE, NOT_IMPLEMENTED, NONE),
    (IMPLEMENTED, OUT, TestStatus.OUT_OF_SCOPE),
    (PLANNED, OUT, TestStatus.OUT_OF_SCOPE),
    (OUT, IMPLEMENTED, NONE),
    (OUT, PLANNED, NONE),
]


@pytest.mark.parametrize(("before", "after", "expected"), BECOMES)
def test_results_by_hand_do_not_outlive_what_they_judged(
    before: ImplementationStatus, after: ImplementationStatus, expected: TestStatus | None
) -> None:
    assert subscriptions_become(before, after) is expected


def test_leaving_implemented_says_how_many_results_are_lost() -> None:
    found = settled(FACTS, {Field.IMPLEMENTATION_STATUS: PLANNED})
    assert found.changes[Field.TEST_STATUS] is NONE
    assert "The results in 2 subscriptions become None." in found.notices
    out = settled(FACTS, {Field.IMPLEMENTATION_STATUS: OUT})
    assert "The results in 3 subscriptions become Out of scope." in out.notices


def test_another_way_of_implementing_keeps_the_results() -> None:
    assert settled(FACTS, {Field.IMPLEMENTATION_STATUS: ALTERNATIVE}).notices == ()


def test_automatic_results_stand_again_when_the_action_is_in_scope_again() -> None:
    standings = (Standing(TestStatus.PARTIALLY_TESTED, 3, 4), Standing(PASSED, 2, 2))
    out = replace(
        FACTS,
        implementation_status=OUT,
        implementation_date=None,
        test_status=TestStatus.OUT_OF_SCOPE,
        testing_type=AUTOMATIC,
        standings=standings,
    )
    back = settled(out, {Field.IMPLEMENTATION_STATUS: PLANNED})
    assert back.changes[Field.TEST_STATUS] is TestStatus.PARTIALLY_TESTED
    assert "The results" not in " ".join(back.notices)


def test_by_hand_an_action_that_is_not_implemented_earns_nothing() -> None:
    share = Fraction(1, 2)
    assert earned_share(PLANNED, TestStatus.PARTIALLY_TESTED, MANUAL, DEFENDER, share) == 0
    assert earned_share(IMPLEMENTED, TestStatus.PARTIALLY_TESTED, MANUAL, DEFENDER, share) == share
    assert earned_share(PLANNED, TestStatus.PARTIALLY_TESTED, AUTOMATIC, DEFENDER, share) == share


def test_automatic_results_cannot_be_recorded_by_hand() -> None:
    assert "there" in (why_result_is_automatic(AUTOMATIC) or "")
    assert why_result_is_automatic(MANUAL) is None
