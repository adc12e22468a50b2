"""From one stored record to everything that is shown of it: what its definition says, what was recorded, what may be done."""

from __future__ import annotations

from typing import TypedDict

from sqlmodel import Session, col, select

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Organisation
from cm_tui.model.views.actions import ActionDetails, ControlLink
from cm_tui.model.vocabulary import Function, Requirement, Stage, TestingSource
from cm_tui.services.actions.planning import Planner
from cm_tui.services.actions.record import Record, measured_share
from cm_tui.services.actions.results import subscription_results
from cm_tui.services.actions.rows import any_managed, assessment_links, read_rows
from cm_tui.services.clock import Actor
from cm_tui.services.evidence.rows import evidence_of


class _Defined(TypedDict):
    """What the accepted definition says of an action."""

    description: str
    guidance: str
    shown_by: str
    launch_url: str | None
    requirement: Requirement
    function: Function
    stage: Stage
    eligible_source: TestingSource | None
    privacy_framework: tuple[str, ...]
    sp800_53: tuple[str, ...]
    definition_version: int


def details_of(session: Session, record: Record, actor: Actor) -> ActionDetails:
    """Everything about an action, as one actor may see and judge it."""
    state, definition, sender = record.state, record.definition, record.sender
    organisation = session.exec(select(Organisation)).one()
    return ActionDetails(
        row=read_rows(session, any_managed().where(col(ActionState.id) == state.id))[0],
        implementation_notes=state.implementation_notes,
        test_notes=state.test_notes,
        other_notes=state.other_notes,
        controls=_controls(session, definition),
        assessment_links=assessment_links(session, [state.id or 0]).get(state.id or 0, ()),
        subscriptions=subscription_results(session, record),
        managed_by=record.action.managed_by,
        withdrawn_in=record.action.withdrawn_in,
        retired=state.retired,
        measured=measured_share(state, record.subscriptions),
        newest_version=_newest_version(session, state),
        sent_by=sender.email if sender else None,
        sent_by_name=sender.name if sender else None,
        evidence=evidence_of(session, state),
        signals_connected=organisation.signals_connected,
        four_eyes=organisation.four_eyes,
        why_not_pass=Planner(session, actor).why_not_pass(state.public_id),
        **_defined(definition),
    )


def _defined(definition: ActionVersion) -> _Defined:
    return {
        "description": definition.description,
        "guidance": definition.guidance,
        "shown_by": definition.shown_by,
        "launch_url": definition.launch_url,
        "requirement": definition.requirement,
        "function": definition.function,
        "stage": definition.stage,
        "eligible_source": definition.eligible_source,
        "privacy_framework": tuple(definition.privacy_framework),
        "sp800_53": tuple(definition.sp800_53),
        "definition_version": definition.number,
    }


def _newest_version(session: Session, state: ActionState) -> int:
    newest = select(ActionVersion.number).where(
        ActionVersion.action_id == state.action_id, col(ActionVersion.is_newest)
    )
    return session.exec(newest).one()


def _controls(session: Session, definition: ActionVersion) -> tuple[ControlLink, ...]:
    statement = (
        select(ActionControl, Control, Regulation)
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .join(Regulation, col(Regulation.key) == col(Control.regulation_key))
        .where(ActionControl.version_id == definition.id)
        .order_by(col(Regulation.position), col(Control.position))
    )
    return tuple(_link(*found) for found in session.exec(statement))


def _link(mapping: ActionControl, control: Control, regulation: Regulation) -> ControlLink:
    return ControlLink(
        regulation=regulation.key,
        regulation_title=regulation.short_title,
        control_id=control.control_id,
        title=control.title,
        family=control.family,
        summary=control.summary,
        strength=mapping.strength,
        legal_status=control.legal_status,
        obligation=control.obligation,
        unverified=control.unverified,
        source_url=control.source_url,
    )
