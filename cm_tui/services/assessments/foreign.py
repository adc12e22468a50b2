"""What others made of an assessment since somebody saw it: read from the history (spec 11.3; architecture 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlmodel import Session, col, select

from cm_tui.model.drafts import AssessmentEdit, AssessmentForm
from cm_tui.model.errors import NotFound, StaleAssessment, StaleGroup
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.services.actions.foreign import name_of, person_names
from cm_tui.services.history.assessments import (
    ASSESSMENT_CHANGED,
    ASSESSMENT_CREATED,
    ASSESSMENT_DELETED,
    GROUP,
    NAME,
    REGULATION,
    SERVICES,
)
from cm_tui.services.history.chain import changes_of, moment_of, payload_of


class _Told(NamedTuple):
    """An event of an assessment: the name before it, the one after it, the fields that it changed."""

    event: Event
    before: str
    after: str
    fields: frozenset[str]


def find_seen(session: Session, edit: AssessmentEdit) -> tuple[Assessment, Group]:
    """The assessment that somebody saw, by its group and regulation, whatever it is called by now.

    Raises NotFound, which says who deleted it where somebody did.
    """
    statement = (
        select(Assessment, Group)
        .join(Group, col(Group.id) == col(Assessment.group_id))
        .where(Group.name == edit.group, Assessment.regulation_key == edit.regulation)
    )
    found = session.exec(statement).first()
    if found is not None:
        return found
    raise NotFound(_deleted(session, edit))


def _deleted(session: Session, edit: AssessmentEdit) -> str:
    """The sentence for an assessment that is gone: its last name, who deleted it and when, as far as the history tells."""
    for one in reversed(list(_told(session))):
        payload = payload_of(one.event)
        place = payload.get(GROUP), payload.get(REGULATION)
        if one.event.event == ASSESSMENT_DELETED and place == (edit.group, edit.regulation):
            return f"The assessment {one.before!r} was deleted by {_by(session, one.event)}."
    return f"There is no assessment {edit.assessment!r} any more."


def refuse_conflicts(session: Session, now: AssessmentForm, seen: AssessmentForm, wanted: AssessmentForm) -> None:
    """Refuse where somebody else changed, since it was seen, what is to be changed now. Raises StaleAssessment."""
    told = []
    if wanted.name != seen.name and now.name not in (seen.name, wanted.name):
        told.append(f"name {now.name!r} by {_changed_by(session, now, NAME)}, {wanted.name!r} by you")
    theirs, before, yours = (set(one.services) for one in (now, seen, wanted))
    if yours != before and theirs not in (before, yours):
        told.append(f"services {_listed(now)} by {_changed_by(session, now, SERVICES)}, {_listed(wanted)} by you")
    if told:
        raise StaleAssessment(f"{seen.name} was changed meanwhile: {'; '.join(told)}. Nothing was saved.", now)


def refuse_other_group(session: Session, name: str, group: Group | None, expected: bool | None) -> None:
    """Refuse where a group began meanwhile that was to be a new one, or is none that was to exist. Raises StaleGroup."""
    if expected is None or expected is (group is None):
        return
    if group is None:
        raise StaleGroup(f"There is no group {name!r} by now; choose another one. Nothing was created.")
    begun = select(Event).where(Event.event == ASSESSMENT_CREATED).order_by(col(Event.seq))
    events = (event for event in session.exec(begun) if payload_of(event).get(GROUP) == group.name)
    who = _by(session, next(events, None))
    raise StaleGroup(f"The group {group.name!r} was created by {who}; choose it, or another name. Nothing was created.")


def _told(session: Session) -> Iterator[_Told]:
    """The events that changed or deleted assessments, the first one first."""
    kinds = col(Event.event).in_((ASSESSMENT_CHANGED, ASSESSMENT_DELETED))
    for event in session.exec(select(Event).where(kinds).order_by(col(Event.seq))):
        payload = payload_of(event)
        changes: Mapping[str, tuple[object, object]] = changes_of(event, payload)
        before = str(payload.get(NAME))
        after = str(changes[NAME][1]) if NAME in changes else before
        yield _Told(event, before, after, frozenset(changes))


def _changed_by(session: Session, now: AssessmentForm, field: str) -> str:
    """Who changed a field of an assessment last, and when."""
    name = now.name
    for one in reversed(list(_told(session))):
        if one.event.event == ASSESSMENT_CHANGED and one.after == name:
            if field in one.fields:
                return _by(session, one.event)
            name = one.before
    return _by(session, None)


def _by(session: Session, event: Event | None) -> str:
    """Who wrote an event, and when; somebody where the history does not tell."""
    if event is None:
        return "somebody"
    who = name_of(event.user_key, person_names(session))
    return f"{who} at {moment_of(event).astimezone():%Y-%m-%d %H:%M}"


def _listed(form: AssessmentForm) -> str:
    return ", ".join(form.services) or "all"
