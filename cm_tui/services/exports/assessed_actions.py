"""The actions of an assessment for its report: each with its record and evidence, the controls it serves, its subscriptions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from cm_tui.model.rules.points import MILLION
from cm_tui.model.rules.testing import testing_source
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group, Person
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState
from cm_tui.model.vocabulary import Strength
from cm_tui.services.actions.record import counted
from cm_tui.services.assessments.binding import binding
from cm_tui.services.workbooks.writing import Column, Value

ACTIONS = (
    Column("Action ID", 18, kind="line"),
    Column("Improvement action", 50),
    Column("Managed by", 18, kind="line"),
    Column("Group", 18),
    Column("Type", 14, kind="line"),
    Column("Category", 24),
    Column("Implementation status", 24),
    Column("Implementation date", 14, kind="day"),
    Column("Implementation notes", 50),
    Column("Test status", 22),
    Column("Test date", 12, kind="day"),
    Column("Test notes", 50),
    Column("Testing type", 12, kind="line"),
    Column("Testing source", 24),
    Column("Owner", 30),
    Column("Points achieved", 12, kind="number"),
    Column("Points possible", 12, kind="number"),
    Column("Services", 28),
    Column("Evidence", 40),
    Column("Controls", 40),
)
MAPPING = (
    Column("Control ID", 24, kind="line"),
    Column("Control", 44),
    Column("Action ID", 18, kind="line"),
    Column("Improvement action", 50),
    Column("Managed by", 18, kind="line"),
    Column("Strength", 14, kind="line"),
    Column("Test status", 22),
)
SUBSCRIPTIONS = (
    Column("Action ID", 18, kind="line"),
    Column("Subscription", 30),
    Column("Service", 24),
    Column("Test status", 22),
    Column("Resources complete", 12, kind="number"),
    Column("Resources", 12, kind="number"),
    Column("Test date", 12, kind="day"),
    Column("Test notes", 50),
)


@dataclass(frozen=True, slots=True)
class Assessed:
    """The rows of the three tables, actions in the order of their ids, controls in the regulation's."""

    actions: list[tuple[Value, ...]]
    mapping: list[tuple[Value, ...]]
    subscriptions: list[tuple[Value, ...]]


class _Member(NamedTuple):
    """An action that an assessment counts; of the organisation's where `group` is None."""

    state: ActionState
    action: Action
    version: ActionVersion
    group: str | None
    owner: str | None


class _Served(NamedTuple):
    """A control in force that a version serves."""

    control_id: str
    title: str
    version: int
    strength: Strength


def assessed(session: Session, assessment: Assessment) -> Assessed:
    """What the report says of the actions that an assessment counts, yours and Microsoft's."""
    members = _members(session, assessment)
    serving = _serving(session, assessment)
    controls: dict[int, list[str]] = defaultdict(list)
    for one in serving:
        controls[one.version].append(one.control_id)
    evidence = _evidence(session, assessment)
    return Assessed(
        [_row(one, evidence[one.state.id or 0], controls[one.version.id or 0]) for one in members],
        _mapping(members, serving),
        _subscriptions(session, assessment),
    )


def amount(millionths: int) -> int | float:
    """Points as a number in a cell: whole, or with up to six decimals, exactly."""
    points = Fraction(millionths, MILLION)
    return int(points) if points.denominator == 1 else float(points)


def _members(session: Session, assessment: Assessment) -> list[_Member]:
    statement = (
        select_columns(ActionState, Action, ActionVersion, col(Group.name), col(Person.email))
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .outerjoin(Group, col(Group.id) == col(ActionState.group_id))
        .outerjoin(Person, col(Person.key) == col(ActionState.owner_key))
        .where(col(AssessmentAction.assessment_id) == assessment.id)
        .order_by(col(ActionState.public_id))
    )
    return [_Member(*row) for row in session.execute(statement)]


def _row(one: _Member, evidence: list[str], controls: list[str]) -> tuple[Value, ...]:
    state, points = one.state, counted(one.state)
    return (
        state.public_id,
        one.version.title,
        one.action.managed_by.value,
        one.group,
        one.action.action_type.value,
        one.action.category.value,
        state.implementation_status.value,
        state.implementation_date,
        state.implementation_notes,
        state.test_status.value,
        state.test_date,
        state.test_notes,
        state.testing_type.value,
        testing_source(one.version.eligible_source, state.testing_type).value,
        one.owner,
        amount(points.achieved),
        amount(points.possible),
        ", ".join(one.version.services),
        "\n".join(evidence),
        ", ".join(controls),
    )


def _serving(session: Session, assessment: Assessment) -> list[_Served]:
    """Which versions serve which control in force, in the regulation's order."""
    accepted = (
        select(ActionState.accepted_version_id)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .where(AssessmentAction.assessment_id == assessment.id)
    )
    statement = (
        select(Control.control_id, Control.title, ActionControl.version_id, ActionControl.strength)
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(
            Control.regulation_key == assessment.regulation_key,
            binding(),
            col(ActionControl.version_id).in_(accepted),
        )
        .order_by(col(Control.position))
    )
    return [_Served(*row) for row in session.execute(statement)]


def _mapping(members: list[_Member], serving: list[_Served]) -> list[tuple[Value, ...]]:
    """A row for each control and action that serves it."""
    by_version: dict[int, list[_Member]] = defaultdict(list)
    for one in members:
        by_version[one.version.id or 0].append(one)
    rows = [(served, one) for served in serving for one in by_version[served.version]]
    places = {served.control_id: place for place, served in reversed(list(enumerate(serving)))}
    rows.sort(key=lambda row: (places[row[0].control_id], row[1].state.public_id))
    return [
        (
            served.control_id,
            served.title,
            one.state.public_id,
            one.version.title,
            one.action.managed_by.value,
            served.strength.value,
            one.state.test_status.value,
        )
        for served, one in rows
    ]


def _evidence(session: Session, assessment: Assessment) -> dict[int, list[str]]:
    """By state, the names of its documents, and of its links with their addresses."""
    statement = (
        select(Evidence)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(Evidence.state_id))
        .where(AssessmentAction.assessment_id == assessment.id)
        .order_by(col(Evidence.added_at), Evidence.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for one in session.exec(statement):
        found[one.state_id].append(f"{one.name} ({one.url})" if one.url else one.name)
    return found


def _subscriptions(session: Session, assessment: Assessment) -> list[tuple[Value, ...]]:
    statement = (
        select(ActionState.public_id, Subscription, SubscriptionState)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(SubscriptionState, col(SubscriptionState.state_id) == col(ActionState.id))
        .join(Subscription, col(Subscription.id) == col(SubscriptionState.subscription_id))
        .where(AssessmentAction.assessment_id == assessment.id)
        .order_by(ActionState.public_id, Subscription.name)
    )
    return [
        (
            action,
            subscription.name,
            subscription.service,
            one.test_status.value,
            one.completed,
            one.applicable,
            one.test_date,
            one.test_notes,
        )
        for action, subscription, one in session.exec(statement)
    ]
