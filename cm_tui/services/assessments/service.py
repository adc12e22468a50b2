"""Assessments and groups as people list them (spec 11.2, 11.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotFound
from cm_tui.model.rules.control_status import assessment_status
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.controls import Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentDetails, AssessmentView, ControlView, GroupView
from cm_tui.model.vocabulary import ControlStatus, ManagedBy, TestStatus
from cm_tui.services.actions.rows import OWN
from cm_tui.services.assessments.controls import ControlTally, tally_controls
from cm_tui.services.assessments.placing import binding
from cm_tui.services.assessments.score import assessment_points
from cm_tui.services.clock import Actor
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class AssessmentService:
    """What the organisation is assessed against."""

    store: Store
    actor: Actor

    def assessments(self) -> tuple[AssessmentView, ...]:
        """Every assessment, by group and name."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return _views(session)

    def details(self, name: str) -> AssessmentDetails:
        """One assessment with its controls, by name in any case. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            for view in _views(session):
                if view.name.casefold() == name.strip().casefold():
                    return AssessmentDetails(view, _controls(session, view))
            names = ", ".join(session.exec(select(Assessment.name).order_by(Assessment.name)))
            raise NotFound(f"There is no assessment {name!r}; there are: {names}.")

    def groups(self) -> tuple[GroupView, ...]:
        """Every group with its assessments, by name."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            names: dict[int, list[str]] = defaultdict(list)
            for assessment in session.exec(select(Assessment).order_by(Assessment.name)):
                names[assessment.group_id].append(assessment.name)
            groups = session.exec(select(Group).order_by(Group.name))
            return tuple(GroupView(group.name, group.slug, tuple(names[group.id or 0])) for group in groups)


@dataclass(frozen=True, slots=True)
class _Members:
    yours: int
    yours_passed: int
    microsoft: int


def _views(session: Session) -> tuple[AssessmentView, ...]:
    tallies, points, members = tally_controls(session), assessment_points(session), _members(session)
    updates = _updates(session)
    statement = (
        select(Assessment, Group)
        .join(Group, col(Group.id) == col(Assessment.group_id))
        .order_by(col(Group.name), col(Assessment.name))
    )
    return tuple(
        _view(
            assessment,
            group,
            tallies.get(assessment.id or 0, {}),
            points.get(assessment.id or 0, Points(0, 0)),
            members.get(assessment.id or 0, _Members(0, 0, 0)),
            updates.get(assessment.id or 0, ()),
        )
        for assessment, group in session.exec(statement)
    )


def _view(
    assessment: Assessment,
    group: Group,
    tallies: dict[int, ControlTally],
    points: Points,
    members: _Members,
    updates: Iterable[str],
) -> AssessmentView:
    statuses = [tally.status for tally in tallies.values()]
    return AssessmentView(
        name=assessment.name,
        group=group.name,
        regulation=assessment.regulation_key,
        services=tuple(assessment.services),
        status=assessment_status(statuses),
        points=points,
        controls_passed=statuses.count(ControlStatus.PASSED),
        controls=len(statuses),
        your_actions=members.yours,
        your_actions_passed=members.yours_passed,
        microsoft_actions=members.microsoft,
        updates=tuple(updates),
    )


def _members(session: Session) -> dict[int, _Members]:
    statement = (
        select(AssessmentAction.assessment_id, Action.managed_by, ActionState.test_status)
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for key, managed, test in session.exec(statement):
        found[key].append((managed, test))
    return {
        key: _Members(
            yours=sum(managed == ManagedBy.ORGANISATION for managed, _ in rows),
            yours_passed=sum(row == (ManagedBy.ORGANISATION, TestStatus.PASSED) for row in rows),
            microsoft=sum(managed == ManagedBy.MICROSOFT for managed, _ in rows),
        )
        for key, rows in found.items()
    }


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


def _controls(session: Session, view: AssessmentView) -> tuple[ControlView, ...]:
    key = session.exec(select(Assessment.id).where(Assessment.name == view.name)).one()
    tallies = tally_controls(session, key).get(key or 0, {})
    statement = select(Control).where(Control.regulation_key == view.regulation, binding())
    controls = session.exec(statement.order_by(col(Control.position)))
    return tuple(control_view(control, tallies[control.id]) for control in controls if control.id in tallies)


def control_view(control: Control, tally: ControlTally | None, actions: tuple[str, ...] = ()) -> ControlView:
    """A control as people see it; with the status and points of a tally where there is one."""
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
        actions=tuple(tally.actions) if tally else actions,
        status=tally.status if tally else None,
        points=tally.points if tally else None,
    )
