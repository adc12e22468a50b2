"""How an action stands in its subscriptions, as it is shown (spec 2.9)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from sqlmodel import Session, col, select

from cm_tui.model.rules.points import achieved
from cm_tui.model.rules.subscriptions import completed_share
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState
from cm_tui.model.views.actions import Points, SubscriptionResult
from cm_tui.model.vocabulary import TestStatus
from cm_tui.services.actions.record import Record, standings_of


def subscription_results(session: Session, record: Record) -> tuple[SubscriptionResult, ...]:
    """The results of an action in its subscriptions, by service and name."""
    return tuple(result_view(record, one, subscription) for one, subscription in stored_results(session, record))


def stored_results(session: Session, record: Record) -> Iterable[tuple[SubscriptionState, Subscription]]:
    """The results as they are stored, each with its subscription."""
    statement = (
        select(SubscriptionState, Subscription)
        .join(Subscription, col(Subscription.id) == col(SubscriptionState.subscription_id))
        .where(SubscriptionState.state_id == record.state.id)
        .order_by(col(Subscription.service), col(Subscription.name))
    )
    return session.exec(statement)


def result_view(record: Record, one: SubscriptionState, subscription: Subscription) -> SubscriptionResult:
    """A result with its share of the action's points."""
    possible = record.state.points_possible if one.test_status is not TestStatus.OUT_OF_SCOPE else 0
    share = completed_share(standings_of([one])) or Fraction(0)
    return SubscriptionResult(
        name=subscription.name,
        service=subscription.service,
        kind=subscription.kind,
        test_status=one.test_status,
        test_date=one.test_date,
        test_notes=one.test_notes,
        resources_completed=one.completed,
        resources_applicable=one.applicable,
        points=Points(achieved(possible, share), possible),
    )
