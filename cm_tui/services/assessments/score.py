"""The score: overall, of each assessment, and explained action by action (spec 5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from cm_tui.model.errors import NotFound
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.points import RETIRED, condition
from cm_tui.model.rules.testing import testing_source
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentScore, Score, ScoreEntry
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.actions.record import measured_share
from cm_tui.services.assessments.controls import assessment_statuses
from cm_tui.services.clock import Actor
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

_COUNTED = cast(col(ActionState.in_scope), Integer)
ACHIEVED = func.coalesce(func.sum(col(ActionState.points_achieved) * _COUNTED), 0)
POSSIBLE = func.coalesce(func.sum(col(ActionState.points_possible) * _COUNTED), 0)


@dataclass(frozen=True)
class ScoreService:
    """Sums of stored points; each technical action counts once, each nontechnical one once per group (spec 5.6)."""

    store: Store
    actor: Actor

    def score(self) -> Score:
        """The overall score and each assessment's."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            yours, microsoft = totals(session)
            return Score(yours, microsoft, _assessments(session))

    def explain(self, action: str | None = None) -> tuple[ScoreEntry, ...]:
        """Every point traced to its action, scope and condition; of one action only where it is named. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            statement = (
                select_rows(ActionState, ActionVersion, Action, Group)
                .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
                .join(Action, col(Action.id) == col(ActionState.action_id))
                .outerjoin(Group, col(Group.id) == col(ActionState.group_id))
                .order_by(col(Action.managed_by).desc(), col(ActionState.public_id))
            )
            if action is not None:
                statement = statement.where(ActionState.public_id == action)
            results = _subscription_results(session)
            entries = tuple(_entry(*found, results.get(found[0].id, ())) for found in session.exec(statement))
            if action is not None and not entries:
                raise NotFound(f"There is no action {action!r}; `cm-tui actions list` shows the ids.")
            return entries


def totals(session: Session) -> tuple[Points, Points]:
    """The sums of what the organisation manages itself, and of what Microsoft does."""
    statement = (
        select(col(Action.managed_by), ACHIEVED, POSSIBLE)
        .select_from(ActionState)
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .group_by(col(Action.managed_by))
    )
    sums = {managed: Points(int(earned), int(possible)) for managed, earned, possible in session.execute(statement)}
    nothing = Points(0, 0)
    return sums.get(ManagedBy.ORGANISATION, nothing), sums.get(ManagedBy.MICROSOFT, nothing)


def assessment_points(session: Session) -> dict[int, Points]:
    """Points of each assessment: each of its actions once, however many controls name it (spec 5.6)."""
    statement = (
        select(col(AssessmentAction.assessment_id), ACHIEVED, POSSIBLE)
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .group_by(col(AssessmentAction.assessment_id))
    )
    return {key: Points(int(earned), int(possible)) for key, earned, possible in session.execute(statement)}


def _assessments(session: Session) -> tuple[AssessmentScore, ...]:
    points = assessment_points(session)
    statuses = assessment_statuses(session)
    statement = (
        select_rows(Assessment, Group)
        .join(Group, col(Group.id) == col(Assessment.group_id))
        .order_by(col(Group.name), col(Assessment.name))
    )
    return tuple(
        AssessmentScore(
            assessment.name,
            group.name,
            assessment.regulation_key,
            points.get(assessment.id or 0, Points(0, 0)),
            statuses[assessment.id or 0],
        )
        for assessment, group in session.exec(statement)
    )


def _subscription_results(session: Session) -> dict[int | None, tuple[SubscriptionState, ...]]:
    found: dict[int | None, list[SubscriptionState]] = defaultdict(list)
    for one in session.exec(select_rows(SubscriptionState)):
        found[one.state_id].append(one)
    return {state: tuple(results) for state, results in found.items()}


def _entry(
    state: ActionState,
    definition: ActionVersion,
    action: Action,
    group: Group | None,
    results: tuple[SubscriptionState, ...],
) -> ScoreEntry:
    source = testing_source(definition.eligible_source, state.testing_type)
    share = measured_share(state, results)
    because = condition(state.implementation_status, state.test_status, state.testing_type, source, share)
    return ScoreEntry(
        id=state.public_id,
        name=definition.title,
        scope=group.name if group else "Organisation",
        managed_by=action.managed_by,
        points=Points(state.points_achieved, state.points_possible),
        in_scope=state.in_scope,
        condition=RETIRED if state.retired else because,
    )
