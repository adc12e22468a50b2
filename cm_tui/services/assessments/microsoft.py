"""What Microsoft does for an assessment, to be read only (spec 11.7)."""

from __future__ import annotations

from collections import defaultdict

from sqlmodel import Session, col, select

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.assessments import MicrosoftAction
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.actions.record import counted
from cm_tui.services.assessments.binding import binding


def microsoft_actions_of(session: Session, assessment: Assessment) -> tuple[MicrosoftAction, ...]:
    """Microsoft's actions that an assessment counts, in the order of their ids, with the controls of it that they serve."""
    statement = (
        select(ActionState, ActionVersion)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(AssessmentAction.assessment_id == assessment.id, Action.managed_by == ManagedBy.MICROSOFT)
        .order_by(ActionState.public_id)
    )
    found = session.exec(statement).all()
    controls = _controls(session, assessment, [version.id or 0 for _, version in found])
    return tuple(_view(state, version, tuple(controls[version.id or 0])) for state, version in found)


def _controls(session: Session, assessment: Assessment, versions: list[int]) -> dict[int, list[str]]:
    """By version, the controls in force that it serves, in the regulation's order; Microsoft's actions are a handful."""
    statement = (
        select(ActionControl.version_id, Control.control_id)
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(
            Control.regulation_key == assessment.regulation_key, binding(), col(ActionControl.version_id).in_(versions)
        )
        .order_by(col(Control.position))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for version, control in session.exec(statement):
        found[version].append(control)
    return found


def _view(state: ActionState, version: ActionVersion, controls: tuple[str, ...]) -> MicrosoftAction:
    return MicrosoftAction(
        id=state.public_id,
        name=version.title,
        description=version.description,
        guidance=version.guidance,
        services=tuple(version.services),
        points=counted(state),
        implementation_status=state.implementation_status,
        test_status=state.test_status,
        test_date=state.test_date,
        controls=controls,
    )
