"""The score as people see it: of the organisation, and of each assessment."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import AssessmentScore, Score
from cm_tui.services.assessments.standings import NOWHERE, AssessmentStanding, named_assessments


def read_score(session: Session, overall: tuple[Points, Points], standings: Mapping[int, AssessmentStanding]) -> Score:
    """The overall score, your part and Microsoft's, and how the assessments stand, by group and name."""
    assessments = ((named, standings.get(named.key, NOWHERE)) for named in named_assessments(session))
    return Score(
        *overall,
        tuple(
            AssessmentScore(named.name, named.group, named.regulation, standing.points, standing.status)
            for named, standing in assessments
        ),
    )
