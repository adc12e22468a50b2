"""Changing an assessment: its name and its services, nothing else (spec 11.3)."""

from __future__ import annotations

from sqlmodel import Session, col, select

from cm_tui.model.drafts import AssessmentEdit
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.assessments import why_name_is_taken
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.model.views.assessments import AssessmentPreview
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.comparing import Standing, preview_of
from cm_tui.services.assessments.creating import refuse_empty
from cm_tui.services.assessments.finding import (
    checked_name,
    checked_services,
    find_assessment,
    find_regulation,
    named_services,
)
from cm_tui.services.assessments.membership import begin_new_in, settle_places
from cm_tui.services.history.assessments import ASSESSMENT_CHANGED, NAME, SERVICES
from cm_tui.services.history.chain import Json


def edit_assessment(saving: Saving, edit: AssessmentEdit) -> AssessmentPreview:
    """Change an assessment in this unit, with one event; none where nothing changes. What came of it.

    Raises NotFound, and InvalidInput for a name or services that cannot be.
    """
    session = saving.session
    assessment, group = find_assessment(session, edit.assessment)
    before, known_as = Standing.read(session, assessment), assessment.name
    changes = _changes(session, assessment, edit)
    added: dict[str, Json] = {}
    if changes:
        if SERVICES in changes:
            assessment.services = list(_services(session, assessment, edit))
        assessment.name = _name(session, assessment, edit)
        session.add(assessment)
        session.flush()
    if SERVICES in changes:
        added = _settle(saving, assessment, group)
    if changes:
        told: dict[str, Json] = {NAME: known_as, "changes": changes, "added": added}
        saving.ledger.append(saving.actor, saving.at, ASSESSMENT_CHANGED, None, told)
        saving.ledger.flush()
    return preview_of(session, assessment, group, before)


def _changes(session: Session, assessment: Assessment, edit: AssessmentEdit) -> dict[str, Json]:
    name, services = _name(session, assessment, edit), _services(session, assessment, edit)
    changes: dict[str, Json] = {}
    if name != assessment.name:
        changes[NAME] = [assessment.name, name]
    if set(services) != set(assessment.services):
        changes[SERVICES] = [list(assessment.services), list(services)]
    return changes


def _name(session: Session, assessment: Assessment, edit: AssessmentEdit) -> str:
    """The name that the assessment has then. Raises InvalidInput."""
    if edit.name is None:
        return assessment.name
    name = checked_name(edit.name)
    others = session.exec(select(Assessment.name).where(col(Assessment.id) != assessment.id)).all()
    if reason := why_name_is_taken(name, others):
        raise InvalidInput(reason)
    return name


def _services(session: Session, assessment: Assessment, edit: AssessmentEdit) -> tuple[str, ...]:
    """The services that it has then: those that it has may stay, whatever newer definitions name. Raises InvalidInput."""
    if edit.services is None:
        return tuple(assessment.services)
    known = {*named_services(session, assessment.regulation_key), *assessment.services}
    return checked_services(edit.services, sorted(known))


def _settle(saving: Saving, assessment: Assessment, group: Group) -> dict[str, Json]:
    """Let actions join and leave; what began is returned as its event tells it."""
    parts = saving.session, saving.ledger, saving.actor, saving.at
    settle_places(*parts, assessment)
    saving.ledger.flush()
    added = begin_new_in(*parts, assessment, group)
    refuse_empty(saving.session, assessment, find_regulation(saving.session, assessment.regulation_key).short_title)
    return added
