"""Changing an assessment: its name and its services, nothing else (spec 11.3)."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from cm_tui.model.drafts import AssessmentEdit, AssessmentForm
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.assessments import why_name_is_taken
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.model.views.assessments import AssessmentPreview
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.comparing import Counted, form_of, preview_of
from cm_tui.services.assessments.creating import refuse_empty
from cm_tui.services.assessments.finding import (
    checked_name,
    checked_services,
    find_assessment,
    find_regulation,
    named_services,
)
from cm_tui.services.assessments.foreign import find_seen, refuse_conflicts
from cm_tui.services.assessments.membership import Cause, begin_new_in, settle_places
from cm_tui.services.history.assessments import ASSESSMENT_CHANGED, NAME, SERVICES
from cm_tui.services.history.chain import Json


def edit_assessment(saving: Saving, edit: AssessmentEdit) -> AssessmentPreview:
    """Change an assessment in this unit, with one event; none where nothing changes. What came of it.

    Raises NotFound, InvalidInput for a name or services that cannot be, and StaleAssessment where somebody else changed the same
    since it was seen.
    """
    session = saving.session
    seen = edit.seen is not None
    assessment, group = find_seen(session, edit) if seen else find_assessment(session, edit.assessment)
    now, wanted = form_of(assessment), _wanted(session, assessment, edit)
    if edit.seen is not None:
        refuse_conflicts(session, now, edit.seen, wanted)
    before, changes = Counted.before_change(session, assessment, group), _changes(now, wanted)
    if changes:
        added = _store(saving, assessment, group, wanted, changes)
        told: dict[str, Json] = {NAME: now.name, "changes": changes, "added": added}
        saving.ledger.append(saving.actor, saving.at, ASSESSMENT_CHANGED, None, told)
        saving.ledger.flush()
    return preview_of(session, assessment, group, before)


def _wanted(session: Session, assessment: Assessment, edit: AssessmentEdit) -> AssessmentForm:
    """The name and the services that an assessment is to have; what is to stay is as it is. Raises InvalidInput."""
    return AssessmentForm(_name(session, assessment, edit), _services(session, assessment, edit))


def _changes(before: AssessmentForm, wanted: AssessmentForm) -> dict[str, Json]:
    changes: dict[str, Json] = {}
    if wanted.name != before.name:
        changes[NAME] = [before.name, wanted.name]
    if set(wanted.services) != set(before.services):
        changes[SERVICES] = [list(before.services), list(wanted.services)]
    return changes


def _store(
    saving: Saving, assessment: Assessment, group: Group, wanted: AssessmentForm, changes: Collection[str]
) -> dict[str, Json]:
    """Store a name and services, and let actions join and leave; what began, as its event tells it."""
    assessment.name = wanted.name
    if SERVICES in changes:
        assessment.services = list(wanted.services)
    saving.session.add(assessment)
    saving.session.flush()
    return _settle(saving, assessment, group) if SERVICES in changes else {}


def _name(session: Session, assessment: Assessment, edit: AssessmentEdit) -> str:
    if edit.name is None or (edit.seen is not None and edit.name == edit.seen.name):
        return assessment.name
    name = checked_name(edit.name)
    others = session.exec(select(Assessment.name).where(col(Assessment.id) != assessment.id)).all()
    if reason := why_name_is_taken(name, others):
        raise InvalidInput(reason)
    return name


def _services(session: Session, assessment: Assessment, edit: AssessmentEdit) -> tuple[str, ...]:
    """The services that it has then: those that it has, or had when it was seen, may stay, whatever newer definitions name."""
    seen = edit.seen.services if edit.seen is not None else None
    if edit.services is None or (seen is not None and set(edit.services) == set(seen)):
        return tuple(assessment.services)
    known = {*named_services(session, assessment.regulation_key), *assessment.services, *(seen or ())}
    return checked_services(edit.services, sorted(known))


def _settle(saving: Saving, assessment: Assessment, group: Group) -> dict[str, Json]:
    """Let actions join and leave; what began is returned as its event tells it."""
    parts = saving.session, saving.ledger, saving.actor, saving.at
    cause = Cause(ASSESSMENT_CHANGED, assessment.name)
    settle_places(*parts, assessment, cause)
    saving.ledger.flush()
    added = begin_new_in(*parts, assessment, group, cause)
    refuse_empty(saving.session, assessment, find_regulation(saving.session, assessment.regulation_key).short_title)
    return added
