"""The actions that serve the controls of an assessment (spec 11.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.services.assessments.binding import binding


@dataclass(frozen=True, slots=True)
class Serving:
    """The ids of the actions that serve a control in an assessment, and the services that they name."""

    actions: tuple[str, ...]
    services: tuple[str, ...]


def serving_actions(session: Session, assessment: int) -> Mapping[int, Serving]:
    """By control in force, the actions that serve it in one assessment, by id."""
    statement = (
        select(col(ActionControl.control_id), col(ActionState.public_id), col(ActionVersion.services))
        .select_from(AssessmentAction)
        .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .join(ActionControl, col(ActionControl.version_id) == col(ActionVersion.id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(
            col(AssessmentAction.assessment_id) == assessment,
            col(Control.regulation_key) == col(Assessment.regulation_key),
            binding(),
        )
        .order_by(col(ActionState.public_id))
    )
    actions: dict[int, list[str]] = defaultdict(list)
    services: dict[int, set[str]] = defaultdict(set)
    for control, action, named in session.execute(statement):
        actions[control].append(action)
        services[control].update(named)
    return {control: Serving(tuple(ids), tuple(sorted(services[control]))) for control, ids in actions.items()}
