"""Controls: their status inside each assessment, and the actions that serve them (spec 11.4, 11.6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session, col

from cm_tui.model.rules.control_status import assessment_status, control_status
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import AssessmentStatus, ControlStatus, LegalStatus, TestStatus


@dataclass
class ControlTally:
    """What a control's actions add up to in one assessment."""

    tests: list[TestStatus] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    achieved: int = 0
    possible: int = 0

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
            col(Control.legal_status) == LegalStatus.IN_FORCE,
        )
        .order_by(col(ActionState.public_id))
    )
    if assessment is not None:
        statement = statement.where(col(AssessmentAction.assessment_id) == assessment)
    found: dict[int, dict[int, ControlTally]] = defaultdict(lambda: defaultdict(ControlTally))
    for key, control, action, test, in_scope, achieved, possible in session.execute(statement):
        tally = found[key][control]
        tally.tests.append(TestStatus.OUT_OF_SCOPE if not in_scope else test)
        tally.actions.append(action)
        tally.achieved += achieved if in_scope else 0
        tally.possible += possible if in_scope else 0
    return found


def assessment_statuses(session: Session) -> dict[int, AssessmentStatus]:
    """The status of every assessment from its controls (spec 11.4)."""
    tallies = tally_controls(session)
    keys = session.execute(select(col(Assessment.id))).scalars().all()
    return {
        key: assessment_status([tally.status for tally in tallies.get(key, {}).values()])
        for key in keys
        if key is not None
    }
