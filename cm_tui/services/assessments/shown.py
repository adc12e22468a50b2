"""Assessments and their controls as people see them (spec 11.4, 11.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.controls import Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.assessments import AssessmentView, ControlView
from cm_tui.services.actions.rows import OWN
from cm_tui.services.assessments.binding import binding
from cm_tui.services.assessments.controls import serving_actions
from cm_tui.services.assessments.standings import (
    NOWHERE,
    AssessmentStanding,
    ControlStanding,
    Named,
    assessment_standings,
    control_standings,
    named_assessments,
)


def assessment_views(session: Session, only: Assessment | None = None) -> tuple[AssessmentView, ...]:
    """Every assessment by group and name, or one."""
    key = only.id if only is not None else None
    updates, standings = _updates(session, key), assessment_standings(session, key)
    return tuple(
        _view(named, standings.get(named.key, NOWHERE), updates.get(named.key, ()))
        for named in named_assessments(session, key)
    )


def _view(named: Named, standing: AssessmentStanding, updates: Iterable[str]) -> AssessmentView:
    return AssessmentView(
        name=named.name,
        group=named.group,
        regulation=named.regulation,
        services=named.services,
        status=standing.status,
        points=standing.points,
        controls_passed=standing.controls_passed,
        controls=standing.controls,
        your_actions=standing.your_actions,
        your_actions_passed=standing.your_actions_passed,
        microsoft_actions=standing.microsoft_actions,
        updates=tuple(updates),
    )


def _updates(session: Session, only: int | None) -> dict[int, list[str]]:
    """By assessment, or of one, its actions whose newest definition is not accepted yet.

    Found by the few definitions that are not the newest: most states accept the newest one.
    """
    earlier = select(ActionVersion.action_id).where(~col(ActionVersion.is_newest))
    statement = (
        select(AssessmentAction.assessment_id, ActionState.public_id)
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(col(ActionState.action_id).in_(earlier), OWN, ~col(ActionVersion.is_newest))
        .order_by(ActionState.public_id)
    )
    if only is not None:
        statement = statement.where(AssessmentAction.assessment_id == only)
    found: dict[int, list[str]] = defaultdict(list)
    for key, action in session.exec(statement):
        found[key].append(action)
    return found


def control_views(session: Session, assessment: Assessment) -> tuple[ControlView, ...]:
    """The controls of an assessment that actions serve, in the regulation's order."""
    standings = control_standings(session, assessment.id or 0)
    serving = serving_actions(session, assessment.id or 0)
    statement = select(Control).where(Control.regulation_key == assessment.regulation_key, binding())
    controls = session.exec(statement.order_by(col(Control.position)))
    served = ((control, control.id) for control in controls if control.id is not None and control.id in standings)
    return tuple(control_view(one, standings[key], serving[key].actions, serving[key].services) for one, key in served)


def control_view(
    control: Control, standing: ControlStanding | None, actions: tuple[str, ...], services: tuple[str, ...] = ()
) -> ControlView:
    """A control as people see it; with how it stands where it is assessed."""
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
        status=standing.status if standing else None,
        points=standing.points if standing else None,
        your_actions=standing.your_actions if standing else 0,
        your_actions_passed=standing.your_actions_passed if standing else 0,
        microsoft_actions=standing.microsoft_actions if standing else 0,
        services=services,
    )
