"""How far an assessment is in each service, and in the subscriptions of each (spec 11.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import ServiceProgress, SubscriptionProgress
from cm_tui.model.vocabulary import ManagedBy, TestStatus
from cm_tui.services.actions.record import counted


@dataclass(frozen=True, slots=True)
class _Member:
    state: ActionState
    managed_by: ManagedBy
    services: tuple[str, ...]


def progress_of(session: Session, assessment: Assessment) -> tuple[ServiceProgress, ...]:
    """The progress by service, by name: of the services that it assesses, else of all that its actions name."""
    members = _members(session, assessment)
    named = {service for one in members for service in one.services}
    subscriptions = _subscriptions(session, assessment)
    return tuple(
        _progress(service, [one for one in members if service in one.services], subscriptions.get(service, ()))
        for service in sorted(named & set(assessment.services) if assessment.services else named)
    )


def _progress(
    service: str, members: Sequence[_Member], subscriptions: Sequence[SubscriptionProgress]
) -> ServiceProgress:
    yours = [one.state for one in members if one.managed_by is ManagedBy.ORGANISATION]
    return ServiceProgress(
        service=service,
        points=sum((counted(one.state) for one in members), Points(0, 0)),
        your_actions=len(yours),
        your_actions_passed=sum(state.test_status is TestStatus.PASSED for state in yours),
        microsoft_actions=len(members) - len(yours),
        subscriptions=tuple(subscriptions),
    )


def _members(session: Session, assessment: Assessment) -> list[_Member]:
    statement = (
        select(ActionState, Action, ActionVersion.services)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(AssessmentAction.assessment_id == assessment.id)
    )
    return [_Member(state, action.managed_by, tuple(services)) for state, action, services in session.exec(statement)]


def _subscriptions(session: Session, assessment: Assessment) -> dict[str, list[SubscriptionProgress]]:
    """By service, its subscriptions with the virtual resources of all the assessment's actions there, by name."""
    statement = (
        select(Subscription.service, Subscription.name, SubscriptionState)
        .join(SubscriptionState, col(SubscriptionState.subscription_id) == col(Subscription.id))
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(SubscriptionState.state_id))
        .where(AssessmentAction.assessment_id == assessment.id)
    )
    results: dict[tuple[str, str], list[SubscriptionState]] = defaultdict(list)
    for service, name, result in session.exec(statement):
        results[service, name].append(result)
    found: dict[str, list[SubscriptionProgress]] = defaultdict(list)
    for (service, name), some in sorted(results.items()):
        completed, applicable = sum(one.completed for one in some), sum(one.applicable for one in some)
        found[service].append(SubscriptionProgress(name, completed, applicable, len(some)))
    return found
