"""Points: what an action is worth, what it earns, and how sums are shown (spec 5.1 to 5.6).

Amounts are integer millionths of a point. Shares are exact fractions until the one rounding to a millionth.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cm_tui.model.rules.testing import testing_source
from cm_tui.model.vocabulary import (
    Function,
    ImplementationStatus,
    Requirement,
    TestingSource,
    TestingType,
    TestStatus,
)

MILLION = 1_000_000
RETIRED = "No assessment counts it any more: left out of what is achieved and of what is possible."
"""The condition of such an action, whatever its status."""
DISCLAIMER = "A relative measure of progress, not a guarantee of compliance; 100 % is not the aim."


def worth(requirement: Requirement, function: Function, score: int | None = None) -> int:
    """The points an action is worth, in millionths: 27, 9, 3 or 1 points; an own action's `score` instead (spec 5.1)."""
    if score is not None:
        return score * MILLION
    if function is Function.PREVENTATIVE:
        return (27 if requirement is Requirement.MANDATORY else 9) * MILLION
    return (3 if requirement is Requirement.MANDATORY else 1) * MILLION


def counts(implementation: ImplementationStatus, test: TestStatus) -> bool:
    """Whether an action takes part in the score at all: out of scope leaves both sides of the sum (spec 5.5)."""
    return implementation is not ImplementationStatus.OUT_OF_SCOPE and test is not TestStatus.OUT_OF_SCOPE


def subscriptions_share(shares: Sequence[Fraction]) -> Fraction | None:
    """The average of the subscriptions' completed shares; None without any applicable one (spec 5.4)."""
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def measured_share(average: Fraction | None, covered: Fraction | None) -> Fraction | None:
    """What automation measured: the average over subscriptions where there is one (spec 5.4), else the covered share, else None."""
    return covered if average is None else average


def earned_share(
    implementation: ImplementationStatus,
    test: TestStatus,
    testing_type: TestingType,
    source: TestingSource,
    measured: Fraction | None,
) -> Fraction:
    """The share of its worth that an action earns, 0 to 1 (spec 5.2 to 5.5 and the decisions).

    `measured` is what `measured_share` says.
    """
    if not counts(implementation, test):
        return Fraction(0)
    implemented = implementation in (ImplementationStatus.IMPLEMENTED, ImplementationStatus.ALTERNATIVE)
    if source is TestingSource.DEFENDER_FOR_CLOUD and measured is not None:
        return measured if implemented or testing_type is TestingType.AUTOMATIC else Fraction(0)
    if testing_type is TestingType.AUTOMATIC:
        if test is TestStatus.PARTIALLY_TESTED:
            return measured or Fraction(0)
        return Fraction(test is TestStatus.PASSED)
    return Fraction(implemented and test is TestStatus.PASSED)


def derived(
    requirement: Requirement,
    function: Function,
    eligible: TestingSource | None,
    implementation: ImplementationStatus,
    test: TestStatus,
    testing_type: TestingType,
    measured: Fraction | None,
    *,
    retired: bool,
    score: int | None = None,
) -> tuple[int, int, bool]:
    """The points of an action: achieved and possible in millionths, and whether it counts (spec 5.1 to 5.5).

    `eligible` is the source that its definition names, `measured` what `measured_share` says, `score` an own action's. What no
    assessment counts any more is out of the score like what is out of scope.
    """
    possible = worth(requirement, function, score)
    share = earned_share(implementation, test, testing_type, testing_source(eligible, testing_type), measured)
    return achieved(possible, share), possible, counts(implementation, test) and not retired


def condition(
    implementation: ImplementationStatus,
    test: TestStatus,
    testing_type: TestingType,
    source: TestingSource,
    measured: Fraction | None,
) -> str:
    """Why an action earns what it earns, in one sentence for the explained score."""
    if not counts(implementation, test):
        return "Out of scope: left out of what is achieved and of what is possible."
    if source is TestingSource.DEFENDER_FOR_CLOUD and measured is not None:
        return f"Average of its subscriptions: {show_percent(measured)} of the resources are complete."
    if testing_type is TestingType.AUTOMATIC:
        if test is TestStatus.PARTIALLY_TESTED:
            return f"Tested automatically, partial credit: {show_percent(measured or Fraction(0))} is covered."
        return f"Tested automatically by {source.value}: {test.value}."
    return f"{implementation.value} and {test.value}; full points need Implemented (or an alternative) and Passed."


def achieved(possible: int, share: Fraction) -> int:
    """The earned millionths: the exact share of the worth, rounded half up to a millionth once (spec, decisions)."""
    return _half_up(possible * share)


def percent(achieved_points: int, possible_points: int) -> Fraction:
    """Achieved of possible as an exact percentage; 0 where nothing can be achieved (spec 16, row 33)."""
    return Fraction(100 * achieved_points, possible_points) if possible_points else Fraction(0)


def show_points(millionths: int) -> str:
    """Points as people read them: rounded half up to two decimals at most, `6.75`, `27`, `1 842`."""
    hundredths = _half_up(Fraction(millionths, MILLION // 100))
    whole, rest = divmod(hundredths, 100)
    decimals = f".{rest:02}".rstrip("0") if rest else ""
    return f"{whole:,}".replace(",", " ") + decimals


def show_difference(millionths: int) -> str:
    """How much points became more or less, `+6.75`, `-27`; `0` for nothing."""
    sign = "-" if millionths < 0 else "+" if millionths else ""
    return sign + show_points(abs(millionths))


def show_percent(share: Fraction) -> str:
    """A share of 1 as a percentage with two decimals at most: `25 %`, `33.33 %`; `0 %` is nothing at all, `100 %` everything."""
    return f"{show_points(_parts(share, 10_000) * (MILLION // 100))} %"


def percent_number(percentage: Fraction) -> int | float:
    """A percentage, 0 to 100, as a number with two decimals at most; 0 is nothing at all, 100 everything."""
    whole, rest = divmod(_parts(percentage / 100, 10_000), 100)
    return whole + rest / 100 if rest else whole


def whole_percent(percentage: Fraction) -> int:
    """A percentage, 0 to 100, as a whole number; 0 is nothing at all, 100 everything."""
    return _parts(percentage / 100, 100)


def show_whole_percent(percentage: Fraction) -> str:
    """A percentage, 0 to 100, as people read it at a glance: `61 %`."""
    return f"{whole_percent(percentage)} %"


def _parts(share: Fraction, whole: int) -> int:
    """A share of 1 in parts of a whole, rounded half up; none for nothing only, all of them for everything only."""
    number = _half_up(share * whole)
    return min(max(number, 1), whole - 1) if 0 < share < 1 else number


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
