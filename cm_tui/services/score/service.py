"""The score: overall, of each assessment, and explained action by action (spec 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotFound
from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.points import RETIRED, condition
from cm_tui.model.rules.testing import testing_source
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import AssessmentAction, Group
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import Score, ScoreEntry, ScoreHistory, TrendPoint, WhatIf
from cm_tui.services.actions.record import find_record, measured_share
from cm_tui.services.assessments.finding import find_assessment
from cm_tui.services.clock import Actor, Clock, today
from cm_tui.services.permit import permit
from cm_tui.services.score.scores import score_of
from cm_tui.services.score.standings import Standings
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class ScoreService:
    """Sums of stored points; each technical action counts once, each nontechnical one once per group (spec 5.6)."""

    store: Store
    clock: Clock
    actor: Actor
    standings: Standings

    def score(self) -> Score:
        """The overall score and each assessment's."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return score_of(session, self.standings.read(session))

    def explain(self, action: str | None = None, assessment: str | None = None) -> tuple[ScoreEntry, ...]:
        """Every point traced to its action, scope and condition; of one action or one assessment only where these are named.

        Raises NotFound for an unknown one, and for an action that does not count in the assessment.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            statement = (
                select(ActionState, ActionVersion, Action, Group)
                .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
                .join(Action, col(Action.id) == col(ActionState.action_id))
                .outerjoin(Group, col(Group.id) == col(ActionState.group_id))
                .order_by(col(Action.managed_by).desc(), col(ActionState.public_id))
            )
            if assessment is not None:
                found, _ = find_assessment(session, assessment)
                counted = select(AssessmentAction.state_id).where(AssessmentAction.assessment_id == found.id)
                statement = statement.where(col(ActionState.id).in_(counted))
            if action is not None:
                find_record(session, action)
                statement = statement.where(ActionState.public_id == action)
            results = _subscription_results(session)
            entries = tuple(_entry(*row, results.get(row[0].id, ())) for row in session.exec(statement))
            if action is not None and not entries:
                raise NotFound(f"{action} does not count in the assessment {assessment!r}; explain it without one.")
            return entries

    def what_if(self, wanted: ActionFilter) -> WhatIf:
        """The score as it is, and as if the organisation's own actions that a filter selects were implemented and passed.

        Those out of scope stay out. Nothing is stored. Raises InvalidInput for values of the filter that name nothing.
        """
        from cm_tui.services.score.what_if import filtered, what_if

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return what_if(session, self.standings.read(session), filtered(session, self.actor, wanted))

    def what_if_ids(self, ids: Sequence[str]) -> WhatIf:
        """As `what_if`, of actions by their ids. Raises NotFound for what is no action of the organisation's own."""
        from cm_tui.services.score.what_if import named, what_if

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return what_if(session, self.standings.read(session), named(session, ids))

    def since(self, day: date, assessment: str | None = None) -> ScoreHistory:
        """What moved the score, or that of an assessment's present actions, since the local midnight that begins a day.

        Start and all amounts are exactly the end. Raises NotFound, and StorageProblem where the history leads elsewhere.
        """
        from cm_tui.services.score.movements import moved_since

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return moved_since(session, day, assessment)

    def trend(self, days: int = 90, wanted: ActionFilter = EVERYTHING) -> tuple[TrendPoint, ...]:
        """The score of what a filter selects now, at the end of each of the last days, and now. Raises InvalidInput."""
        from cm_tui.services.score.movements import trend_of

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return trend_of(session, self.actor, today(self.clock), days, wanted)


def _subscription_results(session: Session) -> dict[int | None, tuple[SubscriptionState, ...]]:
    found: dict[int | None, list[SubscriptionState]] = defaultdict(list)
    for one in session.exec(select(SubscriptionState)):
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
