"""One subscription of an action as it is edited: it obeys the rules of an action that is tested by hand; pure, without widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from cm_tui.model.rules import points
from cm_tui.model.rules.subscriptions import Standing, completed_share, recorded_standing, rolled_up
from cm_tui.model.views.actions import ActionDetails, Points, SubscriptionResult
from cm_tui.model.vocabulary import TestStatus


@dataclass(frozen=True, slots=True)
class RollUp:
    """How an action stands by its subscriptions."""

    test_status: TestStatus
    points: Points


def standings_of(results: Iterable[SubscriptionResult]) -> tuple[Standing, ...]:
    """How an action stands in each subscription, as the rules ask."""
    return tuple(Standing(one.test_status, one.resources_completed, one.resources_applicable) for one in results)


def as_action(details: ActionDetails, result: SubscriptionResult) -> ActionDetails:
    """A subscription as if it were an action of its own: its status, date and notes take the place of the action's."""
    row = replace(
        details.row, test_status=result.test_status, test_date=result.test_date, points=result.points, in_scope=True
    )
    return replace(details, row=row, test_notes=result.test_notes, subscriptions=(), measured=None)


def roll_up_with(details: ActionDetails, subscription: str, test_status: TestStatus) -> RollUp:
    """How the action would stand with another result in one subscription."""
    standings = [
        recorded_standing(test_status) if one.name == subscription else standing
        for one, standing in zip(details.subscriptions, standings_of(details.subscriptions), strict=True)
    ]
    status, possible = rolled_up(standings), details.row.points.possible
    if not points.counts(details.row.implementation_status, status):
        return RollUp(status, Points(0, 0))
    return RollUp(status, Points(points.achieved(possible, completed_share(standings) or Fraction(0)), possible))
