"""The overview: sums, counts and shares of the score, for everything or for what a filter selects (spec 13)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import String, case, cast, func
from sqlmodel import Session, col, select

from cm_tui.model.errors import StorageProblem
from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.actions import ActionRow, Points
from cm_tui.model.views.overview import Overview, Share, SolutionShare
from cm_tui.model.vocabulary import Category, ManagedBy
from cm_tui.services.actions.filter_sql import Condition, FilterSql
from cm_tui.services.actions.rows import GAIN, joined, organisations_own, read_rows
from cm_tui.services.clock import Actor
from cm_tui.services.permit import permit
from cm_tui.services.score.sums import ACHIEVED, POSSIBLE
from cm_tui.services.storage.store import Store

_COUNTS = ~col(ActionState.retired)
"""What no assessment counts any more is on no side of any sum."""
_IS_OURS = case((col(Action.managed_by) == ManagedBy.ORGANISATION, 1), else_=0)
_OURS = func.coalesce(func.sum(_IS_OURS), 0)
_OUR_POINTS = tuple(
    func.coalesce(func.sum(case((col(ActionState.in_scope), points * _IS_OURS), else_=0)), 0)
    for points in (col(ActionState.points_achieved), col(ActionState.points_possible))
)
_REMAINING = func.coalesce(func.sum(case((GAIN > 0, _IS_OURS), else_=0)), 0)


@dataclass(slots=True)
class _Sum:
    """Points and counts that grow as rows are added; of the counts, all actions and those with something to gain."""

    points: Points = field(default_factory=lambda: Points(0, 0))
    actions: int = 0
    remaining: int = 0

    def add(self, points: Points, actions: int, remaining: int) -> None:
        self.points += points
        self.actions += actions
        self.remaining += remaining


@dataclass(frozen=True, slots=True)
class _Part:
    """The actions of one manager, one category and one list of solutions, summed by the database."""

    managed_by: ManagedBy
    category: Category
    solutions: tuple[str, ...]
    points: Points
    actions: int
    remaining: int


@dataclass(frozen=True)
class OverviewService:
    """Sums made by the database; no action is read one by one but the few that are shown."""

    store: Store
    actor: Actor

    def overview(self, wanted: ActionFilter = EVERYTHING, key_actions: int = 8) -> Overview:
        """The score and its shares, counting what a filter selects of your actions and of Microsoft's.

        Args:
            wanted: What is counted; passed actions too, unless the filter leaves them out.
            key_actions: The most key improvement actions.

        Raises InvalidInput for values that name nothing.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            sql = FilterSql(session, self.actor)
            condition = sql.condition(wanted)
            parts = _parts(session, condition)
            yours = _added(one for one in parts if one.managed_by is ManagedBy.ORGANISATION)
            microsoft = _added(one for one in parts if one.managed_by is ManagedBy.MICROSOFT)
            return Overview(
                yours=yours.points,
                microsoft=microsoft.points,
                your_actions=yours.actions,
                remaining=yours.remaining,
                microsoft_actions=microsoft.actions,
                key_actions=_key_actions(session, condition, key_actions),
                solutions=_solutions(parts),
                categories=_categories(parts),
                assessments=_assessments(
                    session, condition, sql.of_assessments(wanted), all_of_them=wanted == EVERYTHING
                ),
            )


def _parts(session: Session, condition: Condition) -> list[_Part]:
    # lists are grouped as text, which PostgreSQL can compare
    keys = (col(Action.managed_by), col(Action.category), cast(col(ActionVersion.solutions), String))
    remaining = func.coalesce(func.sum(case((GAIN > 0, 1), else_=0)), 0)
    statement = joined(*keys, ACHIEVED, POSSIBLE, func.count(), remaining).where(_COUNTS, condition).group_by(*keys)
    return [
        _Part(manager, category, _names(solutions), Points(int(won), int(worth)), int(count), int(rest))
        for manager, category, solutions, won, worth, count, rest in session.execute(statement)
    ]


def _names(listed: str) -> tuple[str, ...]:
    try:
        return tuple(str(name) for name in json.loads(listed))
    except (ValueError, TypeError) as error:
        raise StorageProblem("The workspace database is damaged (a list cannot be read); restore a backup.") from error


def _added(parts: Iterable[_Part]) -> _Sum:
    total = _Sum()
    for part in parts:
        total.add(part.points, part.actions, part.remaining)
    return total


def _key_actions(session: Session, condition: Condition, count: int) -> tuple[ActionRow, ...]:
    best = organisations_own().where(condition, GAIN > 0).order_by(GAIN.desc(), col(ActionState.public_id))
    return read_rows(session, best.limit(count))


def _solutions(parts: Iterable[_Part]) -> tuple[SolutionShare, ...]:
    sums: defaultdict[str, _Sum] = defaultdict(_Sum)
    for part in parts:
        if part.managed_by is ManagedBy.ORGANISATION:
            for solution in part.solutions:
                sums[solution].add(part.points, part.actions, part.remaining)
    shares = (SolutionShare(name, one.points, one.remaining, one.actions) for name, one in sums.items())
    return tuple(sorted(shares, key=lambda one: (_lacking(one.points), one.solution)))


def _categories(parts: Iterable[_Part]) -> tuple[Share, ...]:
    sums: defaultdict[Category, _Sum] = defaultdict(_Sum)
    yours: defaultdict[Category, _Sum] = defaultdict(_Sum)
    for part in parts:
        ours = part.managed_by is ManagedBy.ORGANISATION
        sums[part.category].add(part.points, part.actions * ours, part.remaining * ours)
        if ours:
            yours[part.category].add(part.points, part.actions, part.remaining)
    return _sorted(
        Share(str(name), one.points, one.actions, one.remaining, yours[name].points) for name, one in sums.items()
    )


def _assessments(
    session: Session, condition: Condition, of_assessments: Condition, *, all_of_them: bool
) -> tuple[Share, ...]:
    counted = col(AssessmentAction.assessment_id)
    statement = (
        joined(counted, ACHIEVED, POSSIBLE, _OURS, _REMAINING, *_OUR_POINTS)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .where(_COUNTS, condition)
        .group_by(counted)
    )
    sums = {
        key: (Points(int(won), int(worth)), int(ours), int(rest), Points(int(our_won), int(our_worth)))
        for key, won, worth, ours, rest, our_won, our_worth in session.execute(statement)
    }
    named = session.exec(select(Assessment.id, Assessment.name).where(of_assessments)).all()
    nothing = (Points(0, 0), 0, 0, Points(0, 0))
    return _sorted(Share(name, *sums.get(key, nothing)) for key, name in named if all_of_them or key in sums)


def _sorted(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(sorted(shares, key=lambda one: (_lacking(one.points), one.name)))


def _lacking(points: Points) -> int:
    """Millionths that are achieved too much; the largest gain is the smallest."""
    return points.achieved - points.possible
