"""Assessments and their controls as people see them (spec 11.4, 11.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.controls import Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.model.views.assessments import AssessmentView, ControlView
from cm_tui.services.actions.rows import OWN
from cm_tui.services.assessments.controls import ControlTally, serving_actions
from cm_tui.services.assessments.placing import binding
from cm_tui.services.score.standings import AssessmentStanding, Standing


def assessment_views(session: Session, standing: Standing, only: str | None = None) -> tuple[AssessmentView, ...]:
    """Every assessment by group and name, or the one of a name."""
    updates = _updates(session)
    statement = (
        select(Assessment, Group)
        .join(Group, col(Group.id) == col(Assessment.group_id))
        .order_by(col(Group.name), col(Assessment.name))
    )
    found = session.exec(statement if only is None else statement.where(Assessment.name == only))
    return tuple(
        _view(assessment, group, standing.assessment(assessment.id), updates.get(assessment.id or 0, ()))
        for assessment, group in found
    )


def _view(assessment: Assessment, group: Group, standing: AssessmentStanding, updates: Iterable[str]) -> AssessmentView:
    return AssessmentView(
        name=assessment.name,
        group=group.name,
        regulation=assessment.regulation_key,
        services=tuple(assessment.services),
        status=standing.status,
        points=standing.sums.points,
        controls_passed=standing.controls_passed,
        controls=len(standing.controls),
        your_actions=standing.sums.your_actions,
        your_actions_passed=standing.sums.your_actions_passed,
        microsoft_actions=standing.sums.microsoft_actions,
        updates=tuple(updates),
    )


def _updates(session: Session) -> dict[int, list[str]]:
    """By assessment, its actions whose newest definition is not accepted yet."""
    statement = (
        select(AssessmentAction.assessment_id, ActionState.public_id)
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(OWN, ~col(ActionVersion.is_newest))
        .order_by(ActionState.public_id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for key, action in session.exec(statement):
        found[key].append(action)
    return found


def control_views(session: Session, standing: Standing, assessment: Assessment) -> tuple[ControlView, ...]:
    """The controls of an assessment that actions serve, in the regulation's order."""
    tallies = standing.assessment(assessment.id).controls
    serving = serving_actions(session, assessment.id or 0)
    statement = select(Control).where(Control.regulation_key == assessment.regulation_key, binding())
    controls = session.exec(statement.order_by(col(Control.position)))
    served = ((control, control.id) for control in controls if control.id is not None and control.id in tallies)
    return tuple(control_view(one, tallies[key], serving[key].actions, serving[key].services) for one, key in served)


def control_view(
    control: Control, tally: ControlTally | None, actions: tuple[str, ...], services: tuple[str, ...] = ()
) -> ControlView:
    """A control as people see it; with the status, points and numbers of a tally where there is one."""
    return ControlView(
        control_id=control.control_id,
        title=control.title,
        family=control.family,
        summary=control.summary,
        legal_status=control.legal_status,
        obligation=control.obligation,
        unverified=control.unverified,
        no_action=control.no_action,
        source_url=control.source_url,
        actions=actions,
        status=tally.status if tally else None,
        points=tally.points if tally else None,
        your_actions=tally.your_actions if tally else 0,
        your_actions_passed=tally.your_actions_passed if tally else 0,
        microsoft_actions=tally.microsoft_actions if tally else 0,
        services=services,
    )
