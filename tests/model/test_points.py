"""Points (spec 5.1 to 5.5): what an action is worth, what it earns, and how amounts are shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.rules import points
from cm_tui.model.rules.points import MILLION
from cm_tui.model.rules.testing import FAILED
from cm_tui.model.vocabulary import (
    Function,
    ImplementationStatus,
    Requirement,
    TestingSource,
    TestingType,
    TestStatus,
)

IMPLEMENTED = (ImplementationStatus.IMPLEMENTED, ImplementationStatus.ALTERNATIVE)
EARNING = {(implementation, TestStatus.PASSED) for implementation in IMPLEMENTED}
MANUAL, AUTOMATIC = TestingType.MANUAL, TestingType.AUTOMATIC
DEFENDER, SECURE_SCORE = TestingSource.DEFENDER_FOR_CLOUD, TestingSource.SECURE_SCORE
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=10_000)
WORTHS = st.sampled_from([27, 9, 3, 1]).map(lambda one: one * MILLION)


@pytest.mark.parametrize(
    ("requirement", "function", "worth"),
    [
        (Requirement.MANDATORY, Function.PREVENTATIVE, 27),
        (Requirement.DISCRETIONARY, Function.PREVENTATIVE, 9),
        (Requirement.MANDATORY, Function.DETECTIVE, 3),
        (Requirement.DISCRETIONARY, Function.DETECTIVE, 1),
        (Requirement.MANDATORY, Function.CORRECTIVE, 3),
        (Requirement.DISCRETIONARY, Function.CORRECTIVE, 1),
    ],
)
def test_worth_is_that_of_the_published_table(requirement: Requirement, function: Function, worth: int) -> None:
    assert points.worth(requirement, function) == worth * MILLION


@pytest.mark.parametrize("implementation", ImplementationStatus)
@pytest.mark.parametrize("test", TestStatus)
def test_by_hand_only_implemented_and_passed_earns_and_then_everything(
    implementation: ImplementationStatus, test: TestStatus
) -> None:
    share = points.earned_share(implementation, test, MANUAL, TestingSource.MANUAL, None)
    assert share == (1 if (implementation, test) in EARNING else 0)


@pytest.mark.parametrize("measured", [None, Fraction(1, 2), Fraction(1)])
def test_a_hand_picked_partially_tested_earns_nothing(measured: Fraction | None) -> None:
    partially = TestStatus.PARTIALLY_TESTED
    assert points.earned_share(IMPLEMENTED[0], partially, MANUAL, TestingSource.MANUAL, measured) == 0


@pytest.mark.parametrize("implementation", [one for one in ImplementationStatus if one.name != "OUT_OF_SCOPE"])
@pytest.mark.parametrize("test", TestStatus)
def test_tested_automatically_the_test_status_alone_decides(
    implementation: ImplementationStatus, test: TestStatus
) -> None:
    share = points.earned_share(implementation, test, AUTOMATIC, SECURE_SCORE, Fraction(3, 8))
    expected = {TestStatus.PASSED: Fraction(1), TestStatus.PARTIALLY_TESTED: Fraction(3, 8)}
    assert share == expected.get(test, 0)


def test_partial_credit_without_a_measure_is_none() -> None:
    partially = TestStatus.PARTIALLY_TESTED
    assert points.earned_share(IMPLEMENTED[0], partially, AUTOMATIC, SECURE_SCORE, None) == 0


@pytest.mark.parametrize(
    ("shares", "average"),
    [
        ([], None),
        ([Fraction(0)], Fraction(0)),
        ([Fraction(0), Fraction(1, 2)], Fraction(1, 4)),
        ([Fraction(1, 3)] * 3, Fraction(1, 3)),
        ([Fraction(1), Fraction(1), Fraction(0)], Fraction(2, 3)),
    ],
)
def test_subscriptions_are_averaged_exactly(shares: list[Fraction], average: Fraction | None) -> None:
    assert points.subscriptions_share(shares) == average


def test_a_defender_action_at_0_and_50_percent_stands_at_a_quarter_of_27_points() -> None:
    measured = points.subscriptions_share([Fraction(0), Fraction(1, 2)])
    partially = TestStatus.PARTIALLY_TESTED
    share = points.earned_share(ImplementationStatus.NOT_IMPLEMENTED, partially, AUTOMATIC, DEFENDER, measured)
    assert points.achieved(27 * MILLION, share) == 6_750_000
    assert points.show_points(6_750_000) == "6.75"


@pytest.mark.parametrize("failed", FAILED)
def test_the_risk_of_a_failure_makes_no_difference(failed: TestStatus) -> None:
    assert points.earned_share(IMPLEMENTED[0], failed, MANUAL, TestingSource.MANUAL, None) == 0


@pytest.mark.parametrize("implementation", ImplementationStatus)
@pytest.mark.parametrize("test", TestStatus)
def test_out_of_scope_on_either_side_leaves_the_score(implementation: ImplementationStatus, test: TestStatus) -> None:
    out = "Out of scope" in (implementation.value, test.value)
    assert points.counts(implementation, test) is not out
    if out:
        for testing_type, source in ((MANUAL, TestingSource.MANUAL), (AUTOMATIC, DEFENDER)):
            assert points.earned_share(implementation, test, testing_type, source, Fraction(1)) == 0
            assert "Out of scope" in points.condition(implementation, test, testing_type, source, Fraction(1))


@given(
    st.sampled_from(ImplementationStatus),
    st.sampled_from(TestStatus),
    st.sampled_from(TestingType),
    st.sampled_from(TestingSource),
    st.none() | SHARES,
    WORTHS,
)
def test_what_is_achieved_lies_between_nothing_and_the_worth(
    implementation: ImplementationStatus,
    test: TestStatus,
    testing_type: TestingType,
    source: TestingSource,
    measured: Fraction | None,
    worth: int,
) -> None:
    share = points.earned_share(implementation, test, testing_type, source, measured)
    achieved = points.achieved(worth, share)
    assert isinstance(achieved, int)
    assert 0 <= achieved <= worth
    assert points.condition(implementation, test, testing_type, source, measured).endswith(".")


@given(WORTHS, SHARES)
def test_a_share_becomes_millionths_by_one_rounding_half_up(worth: int, share: Fraction) -> None:
    exact = worth * share
    achieved = points.achieved(worth, share)
    assert -Fraction(1, 2) < achieved - exact <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("millionths", "shown"),
    [
        (0, "0"),
        (1_000_000, "1"),
        (27_000_000, "27"),
        (6_750_000, "6.75"),
        (20_500_000, "20.5"),
        (4_999, "0"),
        (5_000, "0.01"),
        (14_999, "0.01"),
        (15_000, "0.02"),
        (999_995_000, "1 000"),
        (1_842_000_000, "1 842"),
        (1_234_567_890_000, "1 234 567.89"),
    ],
)
def test_points_are_shown_with_two_decimals_at_most_rounded_half_up(millionths: int, shown: str) -> None:
    assert points.show_points(millionths) == shown


@given(st.integers(0, 10**13))
def test_shown_points_are_those_of_decimal_arithmetic(millionths: int) -> None:
    exact = (Decimal(millionths) / MILLION).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(points.show_points(millionths).replace(" ", "")) == exact


def test_nothing_to_achieve_is_0_percent_and_no_error() -> None:
    assert points.percent(0, 0) == 0


@pytest.mark.parametrize(
    ("achieved", "possible", "shown"),
    [
        (0, 27, "0 %"),
        (27, 27, "100 %"),
        (1, 3, "33.33 %"),
        (2, 3, "66.67 %"),
        (1, 8, "12.5 %"),
        (99_996, 100_000, "99.99 %"),
        (1, 10**9, "0.01 %"),
    ],
)
def test_percentages_are_rounded_half_up(achieved: int, possible: int, shown: str) -> None:
    assert points.show_percent(Fraction(achieved, possible)) == shown
    assert f"{points.percent_number(points.percent(achieved, possible))} %" == shown


@pytest.mark.parametrize(
    ("percentage", "shown"),
    [
        ("0", "0 %"),
        ("1/100", "1 %"),
        ("1/2", "1 %"),
        ("60.5", "61 %"),
        ("99.5", "99 %"),
        ("99.999", "99 %"),
        ("100", "100 %"),
    ],
)
def test_a_whole_percentage_is_0_for_nothing_only_and_100_for_everything_only(percentage: str, shown: str) -> None:
    assert points.show_whole_percent(Fraction(percentage)) == shown


def test_the_disclaimer_says_what_the_score_is_not() -> None:
    assert "not a guarantee of compliance" in points.DISCLAIMER
    assert "100 % is not the aim" in points.DISCLAIMER
