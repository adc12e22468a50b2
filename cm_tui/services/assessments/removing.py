"""Deleting an assessment, and what goes with it (spec 11.3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from cm_tui.model.errors import NotAllowed, StaleEdit
from cm_tui.model.rules.assessments import why_assessment_stays
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentRemoval, Disappearing
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.record import counted
from cm_tui.services.actions.rows import chunks
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.finding import find_assessment
from cm_tui.services.assessments.membership import Cause, retire
from cm_tui.services.assessments.placing import links_of
from cm_tui.services.assessments.tallying import TOLD
from cm_tui.services.history.assessments import ASSESSMENT_DELETED, GROUP, NAME, REGULATION, SERVICES
from cm_tui.services.history.chain import AUTOMATION_KEY, COPIED, UNDONE, Json
from cm_tui.services.history.evidence import EVIDENCE_ADDED, EVIDENCE_DELETED
from cm_tui.services.score.sums import totals

_WORK = (CHANGED, COPIED, UNDONE, EVIDENCE_ADDED, EVIDENCE_DELETED)
"""The events of people who work on an action."""


@dataclass(frozen=True, slots=True)
class _Member:
    state: ActionState
    title: str
    managed_by: ManagedBy


def removal_of(session: Session, name: str) -> AssessmentRemoval:
    """What deleting an assessment takes away. Raises NotFound, and NotAllowed for the last one."""
    assessment, group = find_assessment(session, name)
    if reason := why_assessment_stays(session.exec(select(func.count(col(Assessment.id)))).one()):
        raise NotAllowed(reason)
    members, alone = _members(session, assessment)
    worked_on = _worked_on(session, alone)
    before = sum(totals(session), Points(0, 0))
    going = {one.state.id for one in alone}
    return AssessmentRemoval(
        name=assessment.name,
        group=group.name,
        disappearing=tuple(
            Disappearing(one.state.public_id, one.title, one.state.public_id in worked_on)
            for one in alone
            if one.managed_by is ManagedBy.ORGANISATION
        ),
        microsoft_actions=sum(one.managed_by is ManagedBy.MICROSOFT for one in alone),
        remaining=len(members) - len(alone),
        before=before,
        after=before - sum((counted(one.state) for one in alone), Points(0, 0)),
        remaining_microsoft=sum(one.managed_by is ManagedBy.MICROSOFT and one.state.id not in going for one in members),
    )


def delete_assessment(saving: Saving, name: str, expected: AssessmentRemoval | None) -> AssessmentRemoval:
    """Delete an assessment in this unit; what only it counted is kept with its work, neither listed nor scored.

    Raises what `removal_of` raises, and StaleEdit where something else would go than what somebody was shown.
    """
    session = saving.session
    found = removal_of(session, name)
    if expected is not None and replace(expected, before=found.before, after=found.after) != found:
        raise StaleEdit(f"What {found.name} counts changed since you looked; look again. Nothing was deleted.")
    assessment, group = find_assessment(session, name)
    _, alone = _members(session, assessment)
    going = [one.state.public_id for one in alone]
    saving.ledger.append(saving.actor, saving.at, ASSESSMENT_DELETED, None, _told(assessment, group))
    links = delete(AssessmentAction).where(col(AssessmentAction.assessment_id) == assessment.id)
    session.execute(links, execution_options=TOLD)  # its tallies go with it
    session.delete(assessment)
    session.flush()
    retire(saving, going, Cause(ASSESSMENT_DELETED, found.name))
    saving.ledger.flush()
    return found


def _told(assessment: Assessment, group: Group) -> dict[str, Json]:
    return {
        NAME: assessment.name,
        GROUP: group.name,
        REGULATION: assessment.regulation_key,
        SERVICES: list(assessment.services),
    }


def _members(session: Session, assessment: Assessment) -> tuple[list[_Member], list[_Member]]:
    """The actions that an assessment counts, in the order of their ids; and those of them that no other one counts."""
    statement = (
        select(ActionState, ActionVersion.title, Action)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .where(AssessmentAction.assessment_id == assessment.id)
        .order_by(ActionState.public_id)
    )
    members = [_Member(state, title, action.managed_by) for state, title, action in session.exec(statement)]
    links = links_of(session, [one.state.id or 0 for one in members])
    return members, [one for one in members if len(links[one.state.id or 0]) == 1]


def _worked_on(session: Session, members: Collection[_Member]) -> set[str]:
    """The ids of the actions that somebody changed or proved; what automation did, or what came by an update, is nobody's work."""
    found: set[str] = set()
    for chunk in chunks([one.state.public_id for one in members]):
        by_somebody = col(Event.event).in_(_WORK), col(Event.user_key) != AUTOMATION_KEY
        touched = session.exec(select(col(Event.entity)).where(col(Event.entity).in_(chunk), *by_somebody))
        found |= {str(one) for one in touched}
    return found
