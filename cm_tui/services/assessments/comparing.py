"""What an assessment brings: how things stand before and after it, inside one unit (spec 11.1, 11.3)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentPreview
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.actions.rows import OWN
from cm_tui.services.assessments.copying import NOTHING_COPIED, Copied
from cm_tui.services.assessments.placing import binding
from cm_tui.services.score.sums import assessment_points, totals


@dataclass(frozen=True, slots=True)
class Standing:
    """The ids of your actions that count anywhere, of those that one assessment counts, and the overall points."""

    counted: frozenset[str]
    members: frozenset[str]
    overall: Points

    @classmethod
    def read(cls, session: Session, assessment: Assessment | None = None) -> Standing:
        """How things stand in this unit now."""
        own = select(ActionState.public_id).join(Action, col(Action.id) == col(ActionState.action_id)).where(OWN)
        counted = frozenset(session.exec(own))
        members = frozenset(members_of(session, assessment, ManagedBy.ORGANISATION)) if assessment else frozenset()
        return cls(counted, members, sum(totals(session), Points(0, 0)))


def members_of(session: Session, assessment: Assessment, managed_by: ManagedBy) -> tuple[str, ...]:
    """The ids of the actions that an assessment counts, of those that somebody manages, in their order."""
    statement = (
        select(ActionState.public_id)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .where(AssessmentAction.assessment_id == assessment.id, Action.managed_by == managed_by)
        .order_by(ActionState.public_id)
    )
    return tuple(session.exec(statement))


def preview_of(
    session: Session,
    assessment: Assessment,
    group: Group,
    before: Standing,
    *,
    new_group: bool = False,
    copied: Copied = NOTHING_COPIED,
) -> AssessmentPreview:
    """What came of an assessment since `before`."""
    after = Standing.read(session, assessment)
    joined = after.members - before.members
    return AssessmentPreview(
        name=assessment.name,
        group=group.name,
        regulation=assessment.regulation_key,
        services=tuple(assessment.services),
        new_group=new_group,
        controls=_controls(session, assessment),
        microsoft_actions=len(members_of(session, assessment, ManagedBy.MICROSOFT)),
        begun=tuple(sorted(joined - before.counted)),
        shared=tuple(sorted(joined & before.counted)),
        left=tuple(sorted(before.counted - after.counted)),
        copied=copied.actions,
        documents=copied.pieces,
        points=assessment_points(session).get(assessment.id or 0, Points(0, 0)),
        before=before.overall,
        after=after.overall,
    )


def _controls(session: Session, assessment: Assessment) -> int:
    """The controls of an assessment that an action serves."""
    statement = (
        select(func.count(func.distinct(col(ActionControl.control_id))))
        .join(ActionState, col(ActionState.accepted_version_id) == col(ActionControl.version_id))
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(
            AssessmentAction.assessment_id == assessment.id,
            Control.regulation_key == assessment.regulation_key,
            binding(),
        )
    )
    return session.exec(statement).one()
