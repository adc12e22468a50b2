"""Subscriptions of Defender for Cloud: what an action's status follows from (spec 2.9, 5.4, 6.7; 16, row 32)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cm_tui.model.rules.points import subscriptions_share
from cm_tui.model.rules.testing import roll_up
from cm_tui.model.vocabulary import ResourceStatus, TestingType, TestStatus

NEVER_SYNCHRONISED = (
    "Statuses set by hand never synchronise between Compliance Manager and Defender for Cloud, in either direction."
)
RECORDED_HERE = (
    "The result is recorded in each subscription; the action's test status and points follow from all of them."
)
"""What is said of subscriptions that are judged by hand."""
FOLLOWS_DEFENDER = (
    "Defender for Cloud tests these subscriptions. Remedy what is unhealthy there; "
    "a result is visible here within 24 hours."
)
"""What is said of subscriptions that are tested automatically."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an action stands in one subscription: completed of its applicable virtual resources."""

    test_status: TestStatus
    completed: int
    applicable: int


def completed_share(standings: Iterable[Standing]) -> Fraction | None:
    """The average of the subscriptions' completed shares, those out of scope left out; None without any (spec 5.4)."""
    judged = [one for one in standings if one.applicable and one.test_status is not TestStatus.OUT_OF_SCOPE]
    return subscriptions_share([Fraction(one.completed, one.applicable) for one in judged])


def rolled_up(standings: Sequence[Standing]) -> TestStatus:
    """The test status of an action that follows from its subscriptions (spec 16, row 32)."""
    return roll_up([one.test_status for one in standings], completed_share(standings))


def standing_of_resources(statuses: Iterable[ResourceStatus]) -> Standing:
    """What Defender for Cloud says of a subscription's resources; without any applicable one it is out of scope (spec 6.7)."""
    found = list(statuses)
    completed = found.count(ResourceStatus.HEALTHY)
    applicable = completed + found.count(ResourceStatus.UNHEALTHY)
    return Standing(_verdict(completed, applicable), completed, applicable)


def _verdict(completed: int, applicable: int) -> TestStatus:
    if not applicable:
        return TestStatus.OUT_OF_SCOPE
    if completed == applicable:
        return TestStatus.PASSED
    return TestStatus.PARTIALLY_TESTED if completed else TestStatus.FAILED_HIGH


def stand_in(test_status: TestStatus) -> ResourceStatus:
    """How the one resource stands that stands for a subscription itself, where it is tested by hand (spec 2.9)."""
    if test_status is TestStatus.OUT_OF_SCOPE:
        return ResourceStatus.NOT_APPLICABLE
    return ResourceStatus.HEALTHY if test_status is TestStatus.PASSED else ResourceStatus.UNHEALTHY


def recorded_standing(test_status: TestStatus) -> Standing:
    """How an action stands in a subscription by what somebody recorded: 1 of 1 resources where it passed, else none."""
    resource = stand_in(test_status)
    return Standing(
        test_status, int(resource is ResourceStatus.HEALTHY), int(resource is not ResourceStatus.NOT_APPLICABLE)
    )


def why_result_is_automatic(testing_type: TestingType) -> str | None:
    """The reason why no result can be recorded in a subscription by hand, or None (spec 2.9, 2.11)."""
    if testing_type is TestingType.AUTOMATIC:
        return "Defender for Cloud tests this subscription; change a disputed result in the related assessment there."
    return None
