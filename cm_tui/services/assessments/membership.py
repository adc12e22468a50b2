"""Which instances of actions an assessment consists of, and how new ones begin (spec 1.9, 5.6, 9.4, 11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import insert
from sqlmodel import Session, col, select

from cm_tui.model.rules.scope import instance_id, organisation_wide
from cm_tui.model.rules.testing import initial_test_status, initial_testing_type
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group, Organisation
from cm_tui.model.vocabulary import ImplementationStatus, LegalStatus, ManagedBy, TestingType, TestStatus
from cm_tui.services.actions.record import derived_points
from cm_tui.services.assessments.subscriptions import relate_subscriptions
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import Json, Ledger

CREATED = "assessment.created"
Member: TypeAlias = tuple[str, Action, ActionVersion]
"""The id of an instance, its action and its definition."""
Begun: TypeAlias = tuple[ActionState, ActionVersion]
"""A new instance and the definition that it accepts."""


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """What an assessment is created from; no service named means all of them."""

    name: str
    group: Group
    regulation: str
    services: tuple[str, ...] = ()
    versions: Mapping[str, int] | None = None
    """The version of an action that new instances accept, where it is not the newest."""


def add_assessment(session: Session, ledger: Ledger, actor: Actor, at: datetime, new: NewAssessment) -> Assessment:
    """Create an assessment with its instances of actions, and its event."""
    assessment = Assessment(
        name=new.name,
        group_id=new.group.id or 0,
        regulation_key=new.regulation,
        services=list(new.services),
        created_at=at,
    )
    session.add(assessment)
    session.flush()
    members = list(_candidates(session, new))
    begun = _begin_missing(session, members, new.group, at)
    added = _told_of(begun, relate_subscriptions(session, begun))
    _count_in(session, assessment, [public_id for public_id, _, _ in members])
    details: dict[str, Json] = {
        "name": new.name,
        "group": new.group.name,
        "regulation": new.regulation,
        "services": list(new.services),
        "added": added,
    }
    ledger.append(actor, at, CREATED, None, details)
    return assessment


def instances_of(session: Session, assessment: NewAssessment) -> Iterable[str]:
    """The ids of the instances that an assessment consists of, by the definitions that they accepted."""
    return (public_id for public_id, _, _ in _candidates(session, assessment))


def _candidates(session: Session, new: NewAssessment) -> Iterable[Member]:
    """Each instance that belongs to the assessment by its accepted, else its first, definition."""
    serving = (
        select(ActionControl.version_id)
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(Control.regulation_key == new.regulation, Control.legal_status == LegalStatus.IN_FORCE)
    )
    mapped = select(Action, ActionVersion).join(ActionVersion, col(ActionVersion.action_id) == col(Action.id))
    accepted = dict(session.exec(select(ActionState.public_id, ActionState.accepted_version_id)).all())
    for action, version in session.exec(mapped.where(col(ActionVersion.id).in_(serving)).order_by(Action.id)):
        wide = organisation_wide(action.action_type, action.managed_by)
        public_id = instance_id(action.id, None if wide else new.group.slug)
        if public_id in accepted:
            chosen = accepted[public_id] == version.id
        elif new.versions is not None and action.id in new.versions:
            chosen = new.versions[action.id] == version.number
        else:
            chosen = version.is_newest
        if chosen and (not new.services or set(new.services) & set(version.services)):
            yield public_id, action, version


def _begin_missing(session: Session, members: Iterable[Member], group: Group, at: datetime) -> list[Begun]:
    """Store the instances that no other assessment has yet, each with its definition."""
    stored = set(session.exec(select(ActionState.public_id)))
    connected = session.exec(select(Organisation)).one().signals_connected
    begun = [
        (_initial_state(public_id, action, version, group, at, connected), version)
        for public_id, action, version in members
        if public_id not in stored
    ]
    session.add_all([state for state, _ in begun])
    session.flush()
    return begun


def _count_in(session: Session, assessment: Assessment, members: Iterable[str]) -> None:
    stored = dict(session.exec(select(ActionState.public_id, ActionState.id)).all())
    links = [{"assessment_id": assessment.id, "state_id": stored[public_id]} for public_id in members]
    if links:
        session.execute(insert(AssessmentAction), links)


def _told_of(begun: Iterable[Begun], related: Mapping[str, Mapping[str, Json]]) -> dict[str, Json]:
    """The beginnings of instances as the event tells them, with what they bring in subscriptions."""
    return {
        state.public_id: {**_initial_form(state, definition), **related.get(state.public_id, {})}
        for state, definition in begun
    }


def _initial_state(
    public_id: str, action: Action, version: ActionVersion, group: Group, at: datetime, connected: bool
) -> ActionState:
    microsoft = action.managed_by is ManagedBy.MICROSOFT
    testing_type = initial_testing_type(version.eligible_source, action.action_type, connected)
    state = ActionState(
        public_id=public_id,
        action_id=action.id,
        group_id=None if organisation_wide(action.action_type, action.managed_by) else group.id,
        accepted_version_id=version.id or 0,
        implementation_status=ImplementationStatus.IMPLEMENTED if microsoft else ImplementationStatus.NOT_IMPLEMENTED,
        test_status=TestStatus.PASSED if microsoft else initial_test_status(testing_type),
        testing_type=TestingType.MANUAL if microsoft else testing_type,
        points_achieved=0,
        points_possible=0,
        in_scope=True,
        changed_at=at,
    )
    state.points_achieved, state.points_possible, state.in_scope = derived_points(state, version, ())
    return state


def _initial_form(state: ActionState, definition: ActionVersion) -> dict[str, Json]:
    return {
        "definition": definition.number,
        "implementation_status": state.implementation_status.value,
        "test_status": state.test_status.value,
        "testing_type": state.testing_type.value,
    }
