"""How assessments and their controls stand: read from what is tallied, or counted as it would be (spec 11.4, 11.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from cm_tui.model.rules.control_status import assessment_status
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.model.tables.tallies import ControlTally
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import AssessmentStatus, ControlStatus
from cm_tui.services.assessments.counting import (
    ASSESSMENT,
    MEMBERS,
    OF_STATUS,
    count_assessments,
    count_controls,
    count_statuses,
    judged,
)
from cm_tui.services.assessments.tallying import ASSESSMENTS, settle
from cm_tui.services.score.sums import NOTHING, Stands


class Named(NamedTuple):
    """An assessment as it is named."""

    key: int
    name: str
    group: str
    regulation: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ControlStanding:
    """What a control's actions add up to in one assessment; an action that is out of scope adds no points."""

    status: ControlStatus
    points: Points
    your_actions: int
    your_actions_passed: int
    microsoft_actions: int


@dataclass(frozen=True)
class AssessmentStanding:
    """What an assessment's actions add up to, and how many of its controls have each status."""

    points: Points = NOTHING
    your_actions: int = 0
    your_actions_passed: int = 0
    microsoft_actions: int = 0
    statuses: Mapping[ControlStatus, int] = field(default_factory=dict)

    @cached_property
    def status(self) -> AssessmentStatus:
        """The status that follows from the controls (spec 11.4)."""
        return assessment_status({status for status, number in self.statuses.items() if number})

    @property
    def controls(self) -> int:
        """How many controls an action serves."""
        return sum(self.statuses.values())

    @property
    def controls_passed(self) -> int:
        """How many controls are passed."""
        return self.statuses.get(ControlStatus.PASSED, 0)


NOWHERE = AssessmentStanding()
"""How an assessment stands that counts no action."""


def named_assessments(session: Session, only: int | None = None) -> list[Named]:
    """Every assessment by group and name, or one; columns alone, because a large organisation has hundreds."""
    columns = (col(Assessment.id), col(Assessment.name), col(Group.name), col(Assessment.regulation_key))
    statement = select(*columns, col(Assessment.services)).join(Group, col(Group.id) == col(Assessment.group_id))
    if only is not None:
        statement = statement.where(col(Assessment.id) == only)
    found = session.execute(statement.order_by(col(Group.name), col(Assessment.name)))
    return [
        Named(key or 0, name, group, regulation, tuple(services)) for key, name, group, regulation, services in found
    ]


def assessment_standings(session: Session, only: int | None = None) -> dict[int, AssessmentStanding]:
    """How every assessment, or one, stands in this unit, by key; one that counts no action is left out."""
    settle(session)
    numbers = [ASSESSMENTS.c[name] for name in (*MEMBERS, *OF_STATUS.values())]
    statement = select(ASSESSMENTS.c.assessment_id, *numbers)
    if only is not None:
        statement = statement.where(ASSESSMENTS.c.assessment_id == only)
    return {
        key: _standing(members, dict(zip(OF_STATUS, members[len(MEMBERS) :], strict=True)))
        for key, *members in session.execute(statement)
    }


def standings_as_if(session: Session, stands: Stands, only: Collection[int]) -> dict[int, AssessmentStanding]:
    """How some assessments would stand; nothing of it is stored."""
    here = ASSESSMENT.in_(only)
    statuses: dict[int, dict[ControlStatus, int]] = defaultdict(dict)
    for key, status, number in session.execute(count_statuses(judged(count_controls(stands, here)).subquery())):
        statuses[key][status] = number
    counted = session.execute(count_assessments(stands, here))
    return {key: _standing(members, statuses[key]) for key, *members in counted}


def assessment_points(session: Session) -> dict[int, Points]:
    """Points of each assessment: each of its actions once, however many controls name it (spec 5.6)."""
    settle(session)
    columns = (ASSESSMENTS.c[name] for name in ("assessment_id", "points_achieved", "points_possible"))
    return {key: Points(achieved, possible) for key, achieved, possible in session.execute(select(*columns))}


def control_standings(session: Session, assessment: int) -> dict[int, ControlStanding]:
    """How the controls of an assessment stand that an action serves, by key."""
    settle(session)
    tallies = session.exec(select_rows(ControlTally).where(col(ControlTally.assessment_id) == assessment))
    return {one.control_id: _control_standing(one) for one in tallies}


def _control_standing(tally: ControlTally) -> ControlStanding:
    return ControlStanding(
        tally.status,
        Points(tally.points_achieved, tally.points_possible),
        tally.your_actions,
        tally.your_actions_passed,
        tally.microsoft_actions,
    )


def _standing(members: Sequence[int], statuses: Mapping[ControlStatus, int]) -> AssessmentStanding:
    """A standing from the numbers of `MEMBERS`."""
    own, passed, microsoft, achieved, possible = members[: len(MEMBERS)]
    return AssessmentStanding(Points(int(achieved), int(possible)), own, passed, microsoft, statuses)
