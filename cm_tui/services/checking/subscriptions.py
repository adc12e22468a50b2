"""Whether everything about results in subscriptions fits together (spec 2.9, 5.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import Session, col, select

from cm_tui.model.rules.subscriptions import Standing, recorded_standing, rolled_up, standing_of_resources
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.subscriptions import SubscriptionState, VirtualResource
from cm_tui.model.vocabulary import ImplementationStatus, ResourceStatus, TestingType, TestStatus
from cm_tui.services.actions.record import standings_of


def subscription_faults(session: Session) -> Iterator[str]:
    """What does not follow: counts from resources, results by hand from their status, an action's status from its results."""
    states = {one.id: one for one in session.exec(select(ActionState))}
    resources: dict[tuple[int, int], list[ResourceStatus]] = defaultdict(list)
    for resource in session.exec(select(VirtualResource)):
        resources[resource.state_id, resource.subscription_id].append(resource.status)
    results: dict[int, list[SubscriptionState]] = defaultdict(list)
    for result in session.exec(select(SubscriptionState).order_by(col(SubscriptionState.state_id))):
        results[result.state_id].append(result)
    for state_id, some in results.items():
        state = states[state_id]
        by_hand = state.testing_type is TestingType.MANUAL
        if not all(_counts(one, by_hand, resources.get((state_id, one.subscription_id))) for one in some):
            yield f"Subscriptions: the resources counted for {state.public_id} are not those that it has."
        out = state.implementation_status is ImplementationStatus.OUT_OF_SCOPE
        if state.test_status is not (TestStatus.OUT_OF_SCOPE if out else rolled_up(standings_of(some))):
            yield f"Subscriptions: the test status of {state.public_id} does not follow from them."


def _counts(one: SubscriptionState, by_hand: bool, resources: list[ResourceStatus] | None) -> bool:
    """Whether a result counts its resources, where these are known, and one by hand what it says."""
    expected: list[Standing] = [standing_of_resources(resources)] if resources else []
    if by_hand:
        expected.append(recorded_standing(one.test_status))
    return all((one.completed, one.applicable) == (each.completed, each.applicable) for each in expected)
