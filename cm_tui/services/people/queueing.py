"""Putting notices into the queue and taking them out again, inside the unit that assigns an action (spec 14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from cm_tui.model.rules.handover import notice_reason, queues_notices
from cm_tui.model.tables.notices import Notice
from cm_tui.model.tables.organisation import Organisation
from cm_tui.services.actions.rows import chunks
from cm_tui.services.history.people import last_sendings

_NOTICES = Notice.metadata.tables[str(Notice.__tablename__)]


@dataclass(frozen=True, slots=True)
class Assigning:
    """An action that is given to somebody: its state and id, the owner's key, and whether it was sent for assessment."""

    state: int
    action: str
    owner: str
    sent: bool


def withdraw_notices(session: Session, states: Sequence[int]) -> None:
    """Take back what waits to be told about actions."""
    for chunk in chunks(states):
        waiting = delete(Notice).where(col(Notice.state_id).in_(chunk), col(Notice.delivered_at).is_(None))
        session.execute(waiting, execution_options={"synchronize_session": False})


def tell_new_owners(session: Session, assigned: Sequence[Assigning], by: str, at: datetime) -> None:
    """Queue a notice to each new owner of an action.

    Args:
        session: The writing unit.
        assigned: The actions and their owners; what waits for the owners before is withdrawn already.
        by: The key of the person who assigns.
        at: The present moment.
    """
    if not assigned or not queues_notices(session.exec(select(Organisation)).one().cloud):
        return
    senders = last_sendings(session, [one.action for one in assigned if not one.sent])
    rows = [
        {
            "at": at,
            "recipient_key": one.owner,
            "state_id": one.state,
            "reason": notice_reason(one.sent, one.action in senders and one.owner == senders[one.action].sender),
            "by_key": by,
        }
        for one in assigned
    ]
    session.connection().execute(_NOTICES.insert(), rows)
