"""The queue of notices, read: as everybody may see it; delivery comes later (spec 14)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.notices import Notice
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.notices import NoticeView
from cm_tui.services.actions.foreign import name_of, person_names
from cm_tui.services.clock import Actor
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class NoticeService:
    """Reads the queue; what assigns actions fills it through `queueing`."""

    store: Store
    actor: Actor

    def waiting(self) -> tuple[NoticeView, ...]:
        """Every notice that is not delivered yet, the newest first; of what no assessment counts any more nobody is told."""
        statement = (
            select(Notice, Person, ActionState.public_id, ActionVersion.title)
            .join(Person, col(Person.key) == col(Notice.recipient_key))
            .join(ActionState, col(ActionState.id) == col(Notice.state_id))
            .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
            .where(col(Notice.delivered_at).is_(None), ~col(ActionState.retired))
            .order_by(col(Notice.at).desc(), col(Notice.id).desc())
        )
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            names = person_names(session)
            return tuple(
                _view(notice, recipient, action, title, name_of(notice.by_key or "", names))
                for notice, recipient, action, title in session.exec(statement)
            )


def _view(notice: Notice, recipient: Person, action: str, title: str, by_name: str) -> NoticeView:
    return NoticeView(
        id=notice.id or 0,
        at=notice.at,
        recipient=recipient.email,
        recipient_name=recipient.name,
        action=action,
        action_name=title,
        reason=notice.reason,
        by_name=by_name,
        command=f"cm-tui open {action}",
    )
