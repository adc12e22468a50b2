"""Putting notices into the queue and taking them out again, inside the unit that assigns an action (spec 14)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from cm_tui.model.rules.handover import notice_reason, queues_notices
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.notices import Notice
from cm_tui.model.tables.organisation import Organisation
from cm_tui.services.history.people import last_sender


def withdraw_notices(session: Session, state: ActionState) -> None:
    """Take back what waits to be told about an action."""
    waiting = delete(Notice).where(col(Notice.state_id) == state.id, col(Notice.delivered_at).is_(None))
    session.execute(waiting, execution_options={"synchronize_session": False})


def tell_the_new_owner(
    session: Session, state: ActionState, owner: str | None, by: str, at: datetime, *, sent: bool
) -> None:
    """Queue a notice to the new owner of an action, unless it is retired; what waits for the owner before is withdrawn.

    Args:
        session: The writing unit.
        state: The action's record.
        owner: The new owner's key; None for nobody, who is told nothing.
        by: The key of the person who assigns.
        at: The present moment.
        sent: Whether the action was sent for assessment.
    """
    withdraw_notices(session, state)
    if owner is None or state.retired or not queues_notices(session.exec(select(Organisation)).one().cloud):
        return
    reason = notice_reason(sent, not sent and owner == last_sender(session, state.public_id))
    session.add(Notice(at=at, recipient_key=owner, state_id=state.id or 0, reason=reason, by_key=by))
    session.flush()
