"""Controls: their status inside each assessment, and the actions that serve them (spec 11.4, 11.6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlmodel import Session, col

from cm_tui.model.rules.control_status import assessment_status, control_status
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import AssessmentStatus, ControlStatus, TestStatus
from cm_tui.services.assessments.placing import binding


@dataclass
class ControlTally:
    """What a control's actions add up to in one assessment."""

    tests: list[TestStatus] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    achieved: int = 0
    possible: int = 0

    def count(self, action: str, test: TestStatus, in_scope: bool, achieved: int, possible: int) -> None:
        """Add an action; one that is out of scope adds no points."""
        self.tests.append(test if in_scope else TestStatus.OUT_OF_SCOPE)
        self.actions.append(action)
        self.achieved += achieved if in_scope else 0
        self.possible += possible if in_scope else 0

    @property
    def status(self) -> ControlStatus:
        """The control's status (spec 11.6)."""
        return control_status(self.tests)

    @property
    def points(self) -> Points:
        """The plain sum of its actions' points (spec 5.6)."""
        return Points(self.achieved, self.possible)


def tally_controls(session: Session, assessment: int | None = None) -> dict[int, dict[int, ControlTally]]:
    """By assessment, by control: the tally of its actions. A control without an action in it is left out."""
    found: dict[int, dict[int, ControlTally]] = defaultdict(lambda: defaultdict(ControlTally))
    for key, control, *counted in session.execute(_serving_actions(assessment)):
        found[key][control].count(*counted)
    return found


def _serving_actions(assessment: int | None) -> Select[int, int, str, TestStatus, bool, int, int]:
    """Of one assessment or all: each control in force with each action that serves it, and how that stands."""
    statement = (
        select(
            col(AssessmentAction.assessment_id),
            col(ActionControl.control_id),
            col(ActionState.public_id),
            col(ActionState.test_status),
            col(ActionState.in_scope),
            col(ActionState.points_achieved),
            col(ActionState.points_possible),
        )
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(ActionControl, col(ActionControl.version_id) == col(ActionState.accepted_version_id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
        .where(
            col(Control.regulation_key) == col(Assessment.regulation_key),
            binding(),
        )
        .order_by(col(ActionState.public_id))
    )
    return statement if assessment is None else statement.where(col(AssessmentAction.assessment_id) == assessment)


def assessment_statuses(session: Session) -> dict[int, AssessmentStatus]:
    """The status of every assessment from its controls (spec 11.4)."""
    tallies = tally_controls(session)
    keys = session.execute(select(col(Assessment.id))).scalars().all()
    return {
        key: assessment_status([tally.status for tally in tallies.get(key, {}).values()])
        for key in keys
        if key is not None
    }
