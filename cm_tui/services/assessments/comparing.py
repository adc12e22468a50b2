"""What an assessment brings: how things stand before and after it, inside one unit (spec 11.1, 11.3)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.drafts import AssessmentForm
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentPreview
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.actions.rows import OWN
from cm_tui.services.assessments.membership import within
from cm_tui.services.assessments.standings import NOWHERE, assessment_standings
from cm_tui.services.score.sums import NOTHING, totals


@dataclass(frozen=True, slots=True)
class Counted:
    """How things stood before an assessment came or changed.

    `anywhere` are the ids of your actions that counted in any assessment, of those that it can count at all: its group's and
    the organisation's; `here` of those that it counted itself, `resting` of those with work that none counted. `overall` are the
    points of all assessments together.
    """

    anywhere: frozenset[str]
    resting: frozenset[str]
    here: frozenset[str]
    overall: Points
    was: AssessmentForm | None = None

    @classmethod
    def before_new(cls, session: Session, group: Group | None) -> Counted:
        """How things stand in this unit before an assessment begins in a group, which may be a new one."""
        return cls(_anywhere(session, group), _resting(session, group), frozenset(), _overall(session))

    @classmethod
    def before_change(cls, session: Session, assessment: Assessment, group: Group) -> Counted:
        """How things stand in this unit before an assessment changes."""
        anywhere, resting, here = _anywhere(session, group), _resting(session, group), _members(session, assessment)
        return cls(anywhere, resting, here, _overall(session), form_of(assessment))


def form_of(assessment: Assessment) -> AssessmentForm:
    """What of an assessment can be edited, as it is."""
    return AssessmentForm(assessment.name, tuple(assessment.services))


def preview_of(session: Session, assessment: Assessment, group: Group, before: Counted) -> AssessmentPreview:
    """What came of an assessment since `before`."""
    members, anywhere = _members(session, assessment), _anywhere(session, group)
    joined, gone = members - before.here, before.here - members
    standing = assessment_standings(session, assessment.id).get(assessment.id or 0, NOWHERE)
    return AssessmentPreview(
        name=assessment.name,
        group=group.name,
        regulation=assessment.regulation_key,
        services=tuple(assessment.services),
        controls=standing.controls,
        microsoft_actions=standing.microsoft_actions,
        begun=tuple(sorted(joined - before.anywhere - before.resting)),
        returned=tuple(sorted(joined & before.resting)),
        shared=tuple(sorted(joined & before.anywhere)),
        leaving=tuple(sorted(gone & anywhere)),
        left=tuple(sorted(gone - anywhere)),
        points=standing.points,
        before=before.overall,
        after=_overall(session),
        was=before.was,
    )


def _members(session: Session, assessment: Assessment) -> frozenset[str]:
    """The ids of your actions that an assessment counts."""
    statement = (
        select(ActionState.public_id)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .where(AssessmentAction.assessment_id == assessment.id, OWN)
    )
    return frozenset(session.exec(statement))


def _anywhere(session: Session, group: Group | None) -> frozenset[str]:
    """The ids of your actions that count in any assessment, of a group and of the whole organisation."""
    statement = select(ActionState.public_id).join(Action, col(Action.id) == col(ActionState.action_id))
    return frozenset(session.exec(statement.where(OWN, within(group))))


def _resting(session: Session, group: Group | None) -> frozenset[str]:
    """The ids of your actions that no assessment counts any more, of a group and of the whole organisation."""
    statement = select(ActionState.public_id).join(Action, col(Action.id) == col(ActionState.action_id))
    yours = col(Action.managed_by) == ManagedBy.ORGANISATION
    return frozenset(session.exec(statement.where(yours, col(ActionState.retired), within(group))))


def _overall(session: Session) -> Points:
    return sum(totals(session), NOTHING)
