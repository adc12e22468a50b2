"""What changed since somebody last looked: what others did to the actions that this person owns or sent (issue 4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.history import Event
from cm_tui.model.views.history import News, NewsItem
from cm_tui.model.vocabulary import PERSON_FIELDS
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import changes_of, payload_of
from cm_tui.services.history.naming import Naming
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

LINES = 20
"""What is listed at most: what can be read at a glance over a slow line."""


@dataclass(frozen=True)
class NewsService:
    """Reads the history as one person's news."""

    store: Store
    actor: Actor

    def since(self, seq: int, limit: int = LINES) -> News:
        """What others did to this person's actions after an event, the newest first."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            head = session.exec(select(func.max(Event.seq))).one() or 0
            mine = _concerning(session, self.actor.person_key)
            statement = (
                select(Event)
                .where(Event.seq > seq, Event.user_key != self.actor.person_key)
                .order_by(col(Event.seq).desc())
            )
            events = [event for event in session.exec(statement) if event.entity in mine]
            names = Naming.read(session)
            items = tuple(
                NewsItem(str(event.entity), mine[str(event.entity)], tuple(names.rows(event)))
                for event in events[:limit]
            )
            return News(items, len(events), head)


def _concerning(session: Session, key: str) -> dict[str, str]:
    """The actions that somebody owns, waits for, or once owned or sent, with their titles."""
    titles = select(ActionState.public_id, ActionVersion.title).join(
        ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id)
    )
    present = titles.where(or_(col(ActionState.owner_key) == key, col(ActionState.sent_by_key) == key))
    found = dict(session.exec(present).all())
    known = _once(session, key) - found.keys()
    return {**found, **{one: title for one, title in session.exec(titles) if one in known}}


def _once(session: Session, key: str) -> set[str]:
    """The actions that were once somebody's, or that they sent: a verdict on these is news too."""
    naming = select(Event).where(col(Event.payload).contains(key, autoescape=True))
    fields = {field.value for field in PERSON_FIELDS}
    return {
        str(event.entity)
        for event in session.exec(naming)
        if any(key in pair for name, pair in changes_of(event, payload_of(event)).items() if name in fields)
    }
