"""Who did something to an action, read from its history."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from cm_tui.model.rules.status import IMPLEMENTED
from cm_tui.model.tables.history import Event
from cm_tui.model.vocabulary import Field
from cm_tui.services.history.chain import changes_of, payload_of

_IMPLEMENTED = {status.value for status in IMPLEMENTED}


def implementers(session: Session, public_id: str) -> frozenset[str]:
    """The keys of those who recorded an action's present implementation: since it was last not implemented."""
    found: set[str] = set()
    for event, changes in _changes(session, public_id):
        if Field.IMPLEMENTATION_STATUS.value in changes:
            _, new = changes[Field.IMPLEMENTATION_STATUS.value]
            found = {*found, event.user_key} if new in _IMPLEMENTED else set()
    return frozenset(found)


def last_sender(session: Session, public_id: str) -> str | None:
    """The key of the person who sent an action to its assessor last; None where nobody did."""
    sender: str | None = None
    for _, changes in _changes(session, public_id):
        new = changes.get(Field.SENT_BY.value, (None, None))[1]
        sender = str(new) if new is not None else sender
    return sender


def _changes(session: Session, public_id: str) -> Iterator[tuple[Event, dict[str, tuple[object, object]]]]:
    statement = select(Event).where(Event.entity == public_id).order_by(col(Event.seq))
    return ((event, changes_of(event, payload_of(event))) for event in session.exec(statement))
