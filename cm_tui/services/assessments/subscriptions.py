"""The subscriptions in which new actions of Defender for Cloud have to be judged by hand (spec 2.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, select

from cm_tui.model.rules.subscriptions import recorded_standing
from cm_tui.model.rules.testing import initial_test_status
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState
from cm_tui.model.vocabulary import TestingSource, TestingType
from cm_tui.services.actions.measured import stand_ins
from cm_tui.services.history.chain import Json
from cm_tui.services.history.measures import RESOURCES, resources_form


def relate_subscriptions(
    session: Session, fresh: Sequence[tuple[ActionState, ActionVersion]]
) -> dict[str, Mapping[str, Json]]:
    """Begin a result in every subscription of an action's services; what the history tells of each action that has any.

    Only actions that are tested by hand: automation names the subscriptions of the others with its first result.
    """
    subscriptions = session.exec(select(Subscription).order_by(Subscription.name)).all()
    told: dict[str, Mapping[str, Json]] = {}
    for state, definition in fresh:
        by_hand = state.testing_type is TestingType.MANUAL
        if not by_hand or definition.eligible_source is not TestingSource.DEFENDER_FOR_CLOUD:
            continue
        standing = recorded_standing(initial_test_status(state.testing_type))
        results = [
            SubscriptionState(
                state_id=state.id or 0,
                subscription_id=one.id or 0,
                test_status=standing.test_status,
                completed=standing.completed,
                applicable=standing.applicable,
            )
            for one in subscriptions
            if one.service in definition.services
        ]
        if results:
            session.add_all(results)
            session.flush()
            session.add_all(stand_ins(session, results))
            told[state.public_id] = {RESOURCES: resources_form(results)}
    return told
