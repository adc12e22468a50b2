"""What others changed since a version: read from the history (architecture 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Person
from cm_tui.model.vocabulary import Field
from cm_tui.services.history.chain import AUTOMATION_KEY, DEFINITION, changes_of, moment_of, payload_of

CHANGED = "action.changed"
UNKNOWN_PERSON = "User removed"
AUTOMATION_NAME = "Automatic testing"


@dataclass(frozen=True, slots=True)
class Touch:
    """Who changed a field last, and when."""

    who: str
    at: datetime


def touched_since(session: Session, public_id: str, version: int) -> Mapping[Field, Touch]:
    """The fields of an action that were changed after a version of its record, each with its last change."""
    statement = select(Event).where(Event.entity == public_id).order_by(col(Event.seq))
    names = person_names(session)
    touched: dict[Field, Touch] = {}
    for event in session.exec(statement):
        payload = payload_of(event)
        reached = payload.get("version")
        if not isinstance(reached, int) or reached <= version:
            continue
        for name in changes_of(event, payload):
            if (field := Field.lookup(name)) is not None:
                touched[field] = Touch(name_of(event.user_key, names), moment_of(event))
    return touched


def accepted_since(session: Session, public_id: str, version: int) -> Touch | None:
    """Who gave an action another definition after a version of its record, and when; None where nobody did."""
    statement = select(Event).where(Event.entity == public_id).order_by(col(Event.seq).desc())
    for event in session.exec(statement):
        payload = payload_of(event)
        reached = payload.get("version")
        if isinstance(reached, int) and reached > version and DEFINITION in changes_of(event, payload):
            return Touch(name_of(event.user_key, person_names(session)), moment_of(event))
    return None


def person_names(session: Session) -> Mapping[str, str]:
    """The names of the people who still have one, by key."""
    return dict(session.exec(select(Person.key, Person.name)).all())


def name_of(key: str, names: Mapping[str, str]) -> str:
    """The name behind a key of the history."""
    if key == AUTOMATION_KEY:
        return AUTOMATION_NAME
    return names.get(key, UNKNOWN_PERSON)
