"""Who did something to an action, read from its history."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from cm_tui.model.rules.status import IMPLEMENTED
from cm_tui.model.tables.history import Event
from cm_tui.model.vocabulary import Field
from cm_tui.services.actions.rows import chunks
from cm_tui.services.history.chain import UNDOES, UNDONE, changes_of, moment_of, payload_of

_IMPLEMENTED = {status.value for status in IMPLEMENTED}


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sent an action to its assessor, by their key, and when."""

    sender: str
    at: datetime


def implementers_of(
    session: Session, public_ids: Sequence[str], without: Collection[int] = ()
) -> dict[str, frozenset[str]]:
    """By action the keys of those who recorded its implementation: since it was last not implemented.

    One question is asked for a few hundred actions. `without` are events that are about to be undone, as if they had never been.
    """
    found: dict[str, frozenset[str]] = dict.fromkeys(public_ids, frozenset())
    for event, (_, new) in _changes(session, public_ids, Field.IMPLEMENTATION_STATUS):
        if event.seq in without:
            continue
        action = str(event.entity)
        found[action] = found[action] | {event.user_key} if new in _IMPLEMENTED else frozenset()
    return found


def last_sender(session: Session, public_id: str) -> str | None:
    """The key of the person who sent an action to its assessor last; None where nobody did."""
    last = last_sendings(session, [public_id]).get(public_id)
    return last.sender if last is not None else None


def last_sendings(session: Session, public_ids: Sequence[str]) -> dict[str, Sending]:
    """Who sent each of several actions last, and when; actions that nobody ever sent are left out."""
    return {
        str(event.entity): Sending(str(new), moment_of(event))
        for event, (_, new) in _changes(session, public_ids, Field.SENT_BY)
        if new is not None
    }


def _changes(
    session: Session, public_ids: Sequence[str], field: Field
) -> Iterator[tuple[Event, tuple[object, object]]]:
    """The events that changed a field of some actions, each with the old and the new value, in their order."""
    for chunk in chunks(public_ids):
        told = col(Event.payload).contains(f'"{field.value}":', autoescape=True)
        statement = select(Event).where(col(Event.entity).in_(chunk), told).order_by(col(Event.seq))
        yield from _standing(session.exec(statement).all(), field)


def _standing(events: Sequence[Event], field: Field) -> Iterator[tuple[Event, tuple[object, object]]]:
    """The events that changed a field, without those that were undone: it is as if they had never been."""
    payloads = {event.seq: payload_of(event) for event in events}
    undone = {payload.get(UNDOES) for payload in payloads.values()}
    for event in events:
        change = changes_of(event, payloads[event.seq]).get(field.value)
        if change is not None and event.event != UNDONE and event.seq not in undone:
            yield event, change
