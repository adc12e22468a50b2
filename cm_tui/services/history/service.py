"""Reading the history: rows for people, and proof that nobody changed it (safety 4, interface 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlmodel import Session, select

from cm_tui.model.errors import NotFound
from cm_tui.model.history_filter import EVERYTHING, HistoryFilter
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.history import Event
from cm_tui.model.views.history import ChainReport, HistoryPage, HistoryRow
from cm_tui.services.clock import Actor
from cm_tui.services.history.searching import matching_rows
from cm_tui.services.history.verifying import verify_chain
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class HistoryService:
    """The history of the workspace. Texts of notes are never in it."""

    store: Store
    actor: Actor

    def rows(
        self,
        action: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
        wanted: HistoryFilter = EVERYTHING,
    ) -> tuple[HistoryRow, ...]:
        """The newest `limit` rows that a filter selects, newest event first; of one action, since a moment. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            statement = select(Event)
            if action is not None:
                _refuse_unknown(session, action)
                statement = statement.where(Event.entity == action)
            if since is not None:
                statement = statement.where(Event.at >= since.astimezone(UTC).isoformat(timespec="microseconds"))
            return tuple(islice(matching_rows(session, statement, wanted, self.actor), limit))

    def search(self, wanted: HistoryFilter, limit: int) -> HistoryPage:
        """The newest `limit` rows that a filter selects, newest event first, and whether there are older ones."""
        found = self.rows(limit=limit + 1, wanted=wanted)
        return HistoryPage(found[:limit], len(found) > limit)

    def verify(self, against: str | None = None) -> ChainReport:
        """Check every event's hash and place, and that the present values follow from them.

        `against` is a digest line kept elsewhere; it finds a cut tail. Raises InvalidInput for one that is malformed.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return verify_chain(session, against)


def _refuse_unknown(session: Session, action: str) -> None:
    if session.exec(select(ActionState.id).where(ActionState.public_id == action)).first() is None:
        raise NotFound(f"There is no action {action!r}; `cm-tui actions list` shows the ids.")
