"""Sums of the points of states: each state once, out of scope on neither side (spec 5.5, 5.6). One statement each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, and_, case, cast, func, literal, select
from sqlmodel import Session, col

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action
from cm_tui.model.tables.columns import choice
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


def totals(session: Session, stands: Stands = STORED) -> tuple[Points, Points]:
    """The sums of what the organisation manages itself, and of what Microsoft does.

    Microsoft's few are found by their actions and taken from the sum of all, so that no state has to look up its action.
    """
    theirs = select(col(Action.id)).where(col(Action.managed_by) == ManagedBy.MICROSOFT)
    every = _points(session, stands)
    microsoft = _points(session, stands, col(ActionState.action_id).in_(theirs))
    return every - microsoft, microsoft


def _points(session: Session, stands: Stands, *conditions: ColumnElement[bool]) -> Points:
    sums = (func.coalesce(func.sum(one), 0) for one in (stands.achieved, col(ActionState.points_possible)))
    earned, possible = session.execute(select(*sums).where(col(ActionState.in_scope), *conditions)).one()
    return Points(int(earned), int(possible))
