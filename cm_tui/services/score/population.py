"""Whose score is told: everything that there ever was, an assessment's actions, or what a filter selects."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.actions import Points
from cm_tui.services.actions.filter_sql import FilterSql
from cm_tui.services.actions.rows import joined
from cm_tui.services.assessments.finding import find_assessment
from cm_tui.services.assessments.standings import NOWHERE, assessment_standings
from cm_tui.services.clock import Actor
from cm_tui.services.score.sums import totals


@dataclass(frozen=True, slots=True)
class Population:
    """Actions whose score is told.

    `of` is the name of the assessment that is told of, None without one; `among` are the ids, retired and Microsoft's ones
    too, None for whatever there ever was; `present` is what they count for together as stored.
    """

    of: str | None
    among: frozenset[str] | None
    present: Points


def population(session: Session, actor: Actor, assessment: str | None, wanted: ActionFilter) -> Population:
    """What an assessment counts now, a filter selects now, or both; without either everything.

    Raises NotFound for an unknown assessment, InvalidInput for values of the filter that name nothing.
    """
    found = None if assessment is None else find_assessment(session, assessment)[0]
    if found is None and wanted == EVERYTHING:
        yours, microsoft = totals(session)
        return Population(None, None, yours + microsoft)
    conditions = () if found is None else (counted_by(found),)
    rows = _states(session, *conditions, *selected_by(session, actor, wanted))
    present = _standing(session, found) if found is not None and wanted == EVERYTHING else _sum(rows)
    return Population(None if found is None else found.name, frozenset(one for one, _ in rows), present)


def counted_by(assessment: Assessment) -> ColumnElement[bool]:
    """The condition of the states that an assessment counts."""
    members = select(col(AssessmentAction.state_id)).where(col(AssessmentAction.assessment_id) == assessment.id)
    return col(ActionState.id).in_(members)


def selected_by(session: Session, actor: Actor, wanted: ActionFilter) -> tuple[ColumnElement[bool], ...]:
    """The condition of the states that a filter selects; none where it selects everything. Raises InvalidInput."""
    if wanted == EVERYTHING:
        return ()
    condition = FilterSql(session, actor).condition(wanted)
    return (col(ActionState.id).in_(joined(col(ActionState.id)).where(condition)),)


def _states(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[str, Points]]:
    """The ids of states, and what each counts for."""
    columns = (ActionState.public_id, ActionState.in_scope, ActionState.points_achieved, ActionState.points_possible)
    rows = session.execute(select(*map(col, columns)).where(*conditions))
    nothing = Points(0, 0)
    return [(key, Points(won, worth) if counts else nothing) for key, counts, won, worth in rows]


def _sum(rows: list[tuple[str, Points]]) -> Points:
    return Points(sum(one.achieved for _, one in rows), sum(one.possible for _, one in rows))


def _standing(session: Session, assessment: Assessment) -> Points:
    """The points that the assessment shows, which its tally keeps."""
    key = assessment.id or 0
    return assessment_standings(session, key).get(key, NOWHERE).points
