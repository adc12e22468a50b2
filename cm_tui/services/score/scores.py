"""A standing as people see it: the score of the organisation and of each assessment."""

from __future__ import annotations

from sqlmodel import Session, col, select

from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.model.views.score import AssessmentScore, Score
from cm_tui.services.score.standings import Standing


def score_of(session: Session, standing: Standing) -> Score:
    """The overall score, and the assessments by group and name."""
    statement = (
        select(Assessment, Group)
        .join(Group, col(Group.id) == col(Assessment.group_id))
        .order_by(col(Group.name), col(Assessment.name))
    )
    assessments = tuple(
        AssessmentScore(
            assessment.name,
            group.name,
            assessment.regulation_key,
            standing.assessment(assessment.id).sums.points,
            standing.assessment(assessment.id).status,
        )
        for assessment, group in session.exec(statement)
    )
    return Score(standing.overall.yours, standing.overall.microsoft, assessments)
