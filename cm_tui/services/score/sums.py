"""Sums of the points of states: each state once, out of scope on neither side (spec 5.5, 5.6). One grouping statement each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, Select, SQLColumnExpression, and_, case, cast, func, literal, select
from sqlmodel import Session, col

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action
from cm_tui.model.tables.columns import choice
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import ManagedBy, TestStatus

NOTHING = Points(0, 0)
_COUNTED = cast(col(ActionState.in_scope), Integer)


@dataclass(frozen=True, slots=True)
class Stands:
    """How states stand, as columns of their table: what is stored, or what would be."""

    test: SQLColumnExpression[TestStatus]
    achieved: SQLColumnExpression[int]

    @property
    def sums(self) -> tuple[ColumnElement[int], ColumnElement[int]]:
        """Points achieved and possible together, in millionths."""
        return (
            func.coalesce(func.sum(self.achieved * _COUNTED), 0),
            func.coalesce(func.sum(col(ActionState.points_possible) * _COUNTED), 0),
        )

    @property
    def members(self) -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
        """How many are the organisation's own, how many of these passed, and how many are Microsoft's."""
        own = col(Action.managed_by) == ManagedBy.ORGANISATION
        return (
            func.count().filter(own),
            func.count().filter(own, self.test == TestStatus.PASSED),
            func.count().filter(col(Action.managed_by) == ManagedBy.MICROSOFT),
        )


STORED = Stands(col(ActionState.test_status), col(ActionState.points_achieved))
ACHIEVED, POSSIBLE = STORED.sums


def as_if_passed(which: ColumnElement[bool]) -> Stands:
    """How states stand as if some of them were implemented and had passed; those out of scope stay out."""
    passes = and_(which, col(ActionState.in_scope))
    return Stands(
        case((passes, literal(TestStatus.PASSED, choice(TestStatus))), else_=col(ActionState.test_status)),
        case((passes, col(ActionState.points_possible)), else_=col(ActionState.points_achieved)),
    )


@dataclass(frozen=True, slots=True)
class Shares:
    """What a part of the organisation's states adds to the overall score: the organisation's own, and Microsoft's."""

    yours: Points = NOTHING
    microsoft: Points = NOTHING


@dataclass(frozen=True, slots=True)
class AssessmentSums:
    """The points and the numbers of the actions of one assessment, each once however many controls it serves."""

    points: Points = NOTHING
    your_actions: int = 0
    your_actions_passed: int = 0
    microsoft_actions: int = 0


def totals(session: Session) -> tuple[Points, Points]:
    """The sums of what the organisation manages itself, and of what Microsoft does."""
    parts = shares(session).values()
    return sum((one.yours for one in parts), NOTHING), sum((one.microsoft for one in parts), NOTHING)


def shares(session: Session, stands: Stands = STORED) -> dict[int | None, Shares]:
    """The overall score in parts: what each group's own states add, and under None those of the whole organisation."""
    statement = _by_group(stands).select_from(ActionState).join(Action, col(Action.id) == col(ActionState.action_id))
    return _shares(session, statement)


def shares_of_groups(session: Session, groups: Collection[int]) -> dict[int | None, Shares]:
    """The parts of some groups, found by their assessments: a state that no assessment counts adds nothing."""
    linked = (
        select(col(AssessmentAction.state_id))
        .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
        .where(col(Assessment.group_id).in_(groups))
    )
    statement = _by_group(STORED).select_from(ActionState).join(Action, col(Action.id) == col(ActionState.action_id))
    return _shares(session, statement.where(col(ActionState.id).in_(linked), col(ActionState.group_id).is_not(None)))


def shares_of_all(session: Session) -> Shares:
    """The part of the states that hold for the whole organisation: these bear the ids of their actions."""
    own = and_(col(ActionState.public_id) == col(Action.id), col(ActionState.group_id).is_(None))
    statement = _by_group(STORED).select_from(Action).join(ActionState, own)
    return _shares(session, statement).get(None, Shares())


def assessment_points(session: Session) -> dict[int, Points]:
    """Points of each assessment: each of its actions once, however many controls name it (spec 5.6)."""
    return {key: one.points for key, one in assessment_sums(session).items()}


def assessment_sums(
    session: Session, stands: Stands = STORED, only: Collection[int] | None = None
) -> dict[int, AssessmentSums]:
    """Points and numbers of each assessment, or of some; one that counts no action is left out."""
    statement = (
        select(col(AssessmentAction.assessment_id), *stands.sums, *stands.members)
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .group_by(col(AssessmentAction.assessment_id))
    )
    if only is not None:
        statement = statement.where(col(AssessmentAction.assessment_id).in_(only))
    return {
        key: AssessmentSums(Points(int(earned), int(possible)), own, passed, microsoft)
        for key, earned, possible, own, passed, microsoft in session.execute(statement)
    }


def _by_group(stands: Stands) -> Select[int | None, ManagedBy, int, int]:
    columns = (col(ActionState.group_id), col(Action.managed_by))
    return select(*columns, *stands.sums).group_by(*columns)


def _shares(session: Session, statement: Select[int | None, ManagedBy, int, int]) -> dict[int | None, Shares]:
    found: dict[int | None, dict[ManagedBy, Points]] = {}
    for group, managed, earned, possible in session.execute(statement):
        found.setdefault(group, {})[managed] = Points(int(earned), int(possible))
    return {
        group: Shares(one.get(ManagedBy.ORGANISATION, NOTHING), one.get(ManagedBy.MICROSOFT, NOTHING))
        for group, one in found.items()
    }


def overall(parts: Mapping[int | None, Shares]) -> Shares:
    """The parts together."""
    return Shares(
        sum((one.yours for one in parts.values()), NOTHING), sum((one.microsoft for one in parts.values()), NOTHING)
    )
