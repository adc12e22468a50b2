"""Which instances of actions an assessment consists of, and how new ones begin (spec 1.9, 5.6, 9.4, 11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, insert, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from cm_tui.model.rules.scope import counts_in, instance_id, organisation_wide
from cm_tui.model.rules.testing import initial_test_status, initial_testing_type
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group, Organisation
from cm_tui.model.vocabulary import ImplementationStatus, ManagedBy, TestingType, TestStatus
from cm_tui.services.actions.measured import NOTHING, Measured
from cm_tui.services.actions.planning import Plan, plan_definition
from cm_tui.services.actions.record import derived_points, find_records
from cm_tui.services.actions.rows import chunks
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.binding import binding
from cm_tui.services.assessments.placing import Places, links_of, relink
from cm_tui.services.assessments.subscriptions import relate_subscriptions
from cm_tui.services.clock import Actor
from cm_tui.services.history.assessments import ASSESSMENT_CREATED
from cm_tui.services.history.chain import Json, Ledger

RETIRED_EVENT = "action.retired"
"""The event of an action that no assessment counts any more: a control, an assessment or one of its services is gone."""
CAME_BACK = "action.came_back"
"""The event of an action that an assessment counts again."""
ASSESSMENT, CAUSE = "assessment", "cause"
"""What such an event tells of whatever let it happen: the assessment's name, and the name of its event."""
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


@dataclass(frozen=True, slots=True)
class Cause:
    """What let actions leave every assessment, or come back: an event, and the assessment that it is about."""

    event: str
    assessment: str


def within(group: Group | None) -> ColumnElement[bool]:
    """The states that an assessment of a group can count: its own and the organisation's; for no group these alone."""
    key = col(ActionState.group_id)
    return key.is_(None) if group is None else or_(key.is_(None), key == group.id)


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
    added = _begin_in(session, ledger, actor, at, assessment, new, Cause(ASSESSMENT_CREATED, new.name))
    details: dict[str, Json] = {
        "name": new.name,
        "group": new.group.name,
        "regulation": new.regulation,
        "services": list(new.services),
        "added": added,
    }
    ledger.append(actor, at, ASSESSMENT_CREATED, None, details)
    return assessment


def begin_new_actions(session: Session, ledger: Ledger, actor: Actor, at: datetime) -> dict[str, Json]:
    """Begin in every assessment the actions that serve it and have no instance there yet; what the event tells of them.

    An instance that no assessment counted any more comes back with its work; with the newest definition where the one that it
    accepted does not serve.
    """
    added: dict[str, Json] = {}
    statement = (
        select(Assessment, Group).join(Group, col(Group.id) == col(Assessment.group_id)).order_by(Assessment.name)
    )
    for assessment, group in session.exec(statement).all():
        added |= begin_new_in(session, ledger, actor, at, assessment, group)
    return added


def begin_new_in(
    session: Session,
    ledger: Ledger,
    actor: Actor,
    at: datetime,
    assessment: Assessment,
    group: Group,
    cause: Cause | None = None,
) -> dict[str, Json]:
    """Begin in one assessment what has no instance there yet, or give it back; what the event tells of what began."""
    same = NewAssessment(assessment.name, group, assessment.regulation_key, tuple(assessment.services))
    return _begin_in(session, ledger, actor, at, assessment, same, cause)


def _begin_in(
    session: Session,
    ledger: Ledger,
    actor: Actor,
    at: datetime,
    assessment: Assessment,
    new: NewAssessment,
    cause: Cause | None,
) -> dict[str, Json]:
    counted = set(session.exec(_counted_in(assessment)))
    members = [one for one in _candidates(session, new) if one[0] not in counted]
    begun = _begin_missing(session, members, new.group, at)
    added = _told_of(begun, relate_subscriptions(session, begun))
    returned = _come_back(Saving(session, ledger, actor, at), new.group, members, cause)
    _count_in(session, assessment, [public_id for public_id, _, _ in members if public_id not in returned])
    return added


def settle_places(
    session: Session,
    ledger: Ledger,
    actor: Actor,
    at: datetime,
    assessment: Assessment | None = None,
    cause: Cause | None = None,
) -> None:
    """Count every instance, or those of one assessment, where its accepted definition serves by now, whatever became of it.

    What no assessment counts any more is retired, with its event: neither listed nor scored, its work kept.
    """
    statement = select(ActionState, ActionVersion).join(
        ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id)
    )
    if assessment is not None:
        members = select(AssessmentAction.state_id).where(AssessmentAction.assessment_id == assessment.id)
        statement = statement.where(col(ActionState.id).in_(members))
    found = session.exec(statement).all()
    places = Places.read(session, {version.id or 0 for _, version in found})
    links = links_of(session, [state.id or 0 for state, _ in found])
    retiring = []
    for state, version in found:
        before, after = links[state.id or 0], places.of(version, state.group_id)
        if before != after and not state.retired:
            relink(session, state.id or 0, before, after)
            retiring += [] if after else [state.public_id]
    retire(Saving(session, ledger, actor, at), retiring, cause)


def retire(saving: Saving, public_ids: Sequence[str], cause: Cause | None) -> None:
    """Keep instances that no assessment counts any more, with their work, and tell of it."""
    told = _told_of_cause(cause)
    for record in find_records(saving.session, public_ids).values():
        saving.store(Plan(record, {}, measured=told, retired=True), RETIRED_EVENT)


def _told_of_cause(cause: Cause | None) -> Measured:
    """What the event of each action tells of what let it happen."""
    return NOTHING if cause is None else Measured(told={ASSESSMENT: cause.assessment, CAUSE: cause.event})


def _counted_in(assessment: Assessment) -> SelectOfScalar[str]:
    return (
        select(ActionState.public_id)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .where(AssessmentAction.assessment_id == assessment.id)
    )


def _candidates(session: Session, new: NewAssessment) -> Iterable[Member]:
    """Each instance that belongs to the assessment by its accepted, else its first, definition; nothing withdrawn begins.

    One that no assessment counted any more keeps the definition that it accepted as long as that serves.
    """
    serving = (
        select(ActionControl.version_id)
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(Control.regulation_key == new.regulation, binding())
    )
    mapped = select(Action, ActionVersion).join(ActionVersion, col(ActionVersion.action_id) == col(Action.id))
    stored = select(ActionState.public_id, ActionState.accepted_version_id).where(within(new.group))
    accepted = dict(session.exec(stored.where(~col(ActionState.retired))).all())
    left = stored.where(col(ActionState.retired), col(ActionState.accepted_version_id).in_(serving))
    resting = dict(session.exec(left).all())
    for action, version in session.exec(mapped.where(col(ActionVersion.id).in_(serving)).order_by(Action.id)):
        wide = organisation_wide(action.action_type, action.managed_by)
        public_id = instance_id(action.id, None if wide else new.group.slug)
        if public_id in accepted:
            chosen = accepted[public_id] == version.id
        elif public_id in resting:
            chosen = resting[public_id] == version.id and action.withdrawn_in is None
        elif new.versions is not None and action.id in new.versions:
            chosen = new.versions[action.id] == version.number
        else:
            chosen = version.is_newest and action.withdrawn_in is None
        served = {new.regulation}
        if chosen and counts_in(new.regulation, new.services, served=served, services=version.services):
            yield public_id, action, version


def _begin_missing(session: Session, members: Iterable[Member], group: Group, at: datetime) -> list[Begun]:
    """Store the instances that no other assessment has yet, each with its definition."""
    stored = set(session.exec(select(ActionState.public_id).where(within(group))))
    connected = session.exec(select(Organisation)).one().signals_connected
    begun = [
        (_initial_state(public_id, action, version, group, at, connected), version)
        for public_id, action, version in members
        if public_id not in stored
    ]
    session.add_all([state for state, _ in begun])
    session.flush()
    return begun


def _come_back(saving: Saving, group: Group, members: Iterable[Member], cause: Cause | None) -> set[str]:
    """Count the instances again that no assessment counted any more, with their work, by the definition of the member.

    They count wherever that serves, which may be in other assessments too. Returns their ids.
    """
    session = saving.session
    chosen = {public_id: version for public_id, _, version in members}
    retired = session.exec(select(ActionState.public_id).where(col(ActionState.retired), within(group))).all()
    records = find_records(session, [one for one in retired if one in chosen])
    if not records:
        return set()
    places = Places.read(session, {chosen[one].id or 0 for one in records})
    for public_id, record in records.items():
        version = chosen[public_id]
        is_same = record.definition.id == version.id
        plan = Plan(record, {}, retired=False) if is_same else plan_definition(record, version, counted=True)
        saving.store(replace(plan, measured=_told_of_cause(cause)), CAME_BACK)
        relink(session, record.state.id or 0, (), places.of(version, record.state.group_id))
    return set(records)


def _count_in(session: Session, assessment: Assessment, members: Sequence[str]) -> None:
    stored: dict[str, int | None] = {}
    for chunk in chunks(members):
        wanted = select(ActionState.public_id, ActionState.id).where(col(ActionState.public_id).in_(chunk))
        stored |= dict(session.exec(wanted).all())
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
