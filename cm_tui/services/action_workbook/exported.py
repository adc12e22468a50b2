"""What fields were when a workbook was exported, replayed from the history for many actions at once (architecture 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Person
from cm_tui.model.vocabulary import (
    NOTES_FIELDS,
    Field,
    FieldValue,
    ImplementationStatus,
    Term,
    TestingType,
    TestStatus,
)
from cm_tui.services.actions.foreign import Touch, name_of
from cm_tui.services.actions.rows import chunks
from cm_tui.services.history.chain import changes_of, damaged, moment_of, payload_of
from cm_tui.services.history.notes import note_texts

_TERMS: Mapping[Field, type[Term]] = {
    Field.IMPLEMENTATION_STATUS: ImplementationStatus,
    Field.TEST_STATUS: TestStatus,
    Field.TESTING_TYPE: TestingType,
}
_DATES = frozenset({Field.IMPLEMENTATION_DATE, Field.TEST_DATE})


class Lost:
    """The place of a value that nobody can tell any more: a note that is not kept, a person who was removed."""


LOST = Lost()


@dataclass(slots=True)
class Moved:
    """What happened to one action since a version: who touched it last, and by field the value before and who changed it last."""

    last: Touch
    before: dict[Field, FieldValue | Lost] = field(default_factory=dict)
    touched: dict[Field, Touch] = field(default_factory=dict)


def moved_since(session: Session, seen: Mapping[str, int]) -> dict[str, Moved]:
    """By action what was stored after the version that was seen, in the order of the history; nothing for those that did not move.

    A question for every few hundred actions, however many events they have. Raises StorageProblem for a damaged history.
    """
    people = {key: (email, name) for key, email, name in session.execute(_PEOPLE)}
    names = {key: name for key, (_, name) in people.items()}
    found: dict[str, Moved] = {}
    olds: dict[str, dict[Field, tuple[object, Event]]] = {}
    for event in _events(session, seen):
        payload, action = payload_of(event), str(event.entity)
        reached = payload.get("version")
        if not isinstance(reached, int) or reached <= seen[action]:
            continue
        touch = Touch(name_of(event.user_key, names), moment_of(event))
        moved = found.setdefault(action, Moved(touch))
        moved.last = touch
        for name, (old, _) in changes_of(event, payload).items():
            if (one := Field.lookup(name)) is not None:
                moved.touched[one] = touch
                olds.setdefault(action, {}).setdefault(one, (old, event))
    digests = {str(old) for some in olds.values() for one, (old, _) in some.items() if one in NOTES_FIELDS}
    texts = note_texts(session, digests)
    emails = {key: email for key, (email, _) in people.items()}
    for action, some in olds.items():
        found[action].before = {one: _value(one, old, event, texts, emails) for one, (old, event) in some.items()}
    return found


_PEOPLE = select(col(Person.key), col(Person.email), col(Person.name))


def _events(session: Session, seen: Mapping[str, int]) -> list[Event]:
    statement = select(Event).order_by(col(Event.seq))
    return [
        event
        for chunk in chunks(sorted(seen))
        for event in session.execute(statement.where(col(Event.entity).in_(chunk))).scalars()
    ]


def _value(
    one: Field, old: object, event: Event, texts: Mapping[str, str], emails: Mapping[str, str]
) -> FieldValue | Lost:
    if one in NOTES_FIELDS:
        return texts.get(str(old or ""), LOST)
    if old is None:
        return None
    try:
        if one in _TERMS:
            term: FieldValue = _TERMS[one](str(old))
            return term
        if one in _DATES:
            return date.fromisoformat(str(old))
    except ValueError as error:
        raise damaged(event) from error
    return emails.get(str(old), LOST)
