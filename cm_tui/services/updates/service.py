"""Updates of improvement actions: listing, reviewing and accepting them (spec 12.1, 12.2, 12.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotFound, StaleEdit
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.history import Event
from cm_tui.model.views.updates import Accepted, AllUpdates, LastUpdate, Promise, UpdateReview, UpdateRow
from cm_tui.services.actions.foreign import name_of, person_names
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.placing import relink
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import Effort, IsCancelled, Progress
from cm_tui.services.history.chain import Ledger, moment_of
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store
from cm_tui.services.updates.effects import effect_of, overall
from cm_tui.services.updates.pending import PendingUpdate, PendingUpdates, pending_ids, read_pending
from cm_tui.services.updates.reviewing import review_of

ACCEPTED = "update.accepted"
"""The event of an accepted update; its changes are the definition, and what that brings about in the record."""


@dataclass(frozen=True)
class UpdateService:
    """What waits to be accepted; accepting is permanent, and keeps everything that people recorded."""

    store: Store
    clock: Clock
    actor: Actor

    def updates(self) -> tuple[UpdateRow, ...]:
        """Every update that waits, in the order of the ids."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return tuple(one.row for one in _all(session).updates.values())

    def review(self, action: str) -> UpdateReview:
        """Everything about the update of one action. Raises NotFound for an unknown action, and where no update waits."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            pending = read_pending(session, [action])
            if action not in pending.updates:
                raise NotFound(f"{action}: {_nothing_waits(_last_update(session, action))}")
            return review_of(session, pending, pending.updates[action])

    def review_all(self) -> AllUpdates:
        """Every update that waits, and what accepting all of them does to the score together."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            pending = _all(session)
            rows = tuple(one.row for one in pending.updates.values())
            return AllUpdates(rows, effect_of(session, pending.updates.values(), pending.places))

    def accept(
        self,
        promises: Sequence[Promise],
        progress: Progress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> Accepted:
        """Accept what was reviewed, exactly as promised: all of it in one transaction, or nothing.

        Raises NotAllowed, NotFound, Cancelled, and StaleEdit where somebody accepted one of them meanwhile or changed what its
        promise rests on.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            pending = read_pending(session, [one.id for one in promises])
            for promise in promises:
                _refuse_stale(session, promise, pending)
            return self._accepted(
                session, list(pending.updates.values()), Effort(len(promises), progress, is_cancelled)
            )

    def accept_ids(self, ids: Sequence[str] | None = None) -> Accepted:
        """Accept the updates of actions, of all where none are named: all of it in one transaction, or nothing.

        What was accepted already stays as it is and is told. Raises NotAllowed and NotFound.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            wanted = pending_ids(session) if ids is None else tuple(dict.fromkeys(ids))
            pending = read_pending(session, wanted)
            rest = tuple((one, _last_update(session, one)) for one in wanted if one not in pending.updates)
            return self._accepted(session, list(pending.updates.values()), Effort(len(wanted)), rest)

    def _accepted(
        self,
        session: Session,
        updates: Iterable[PendingUpdate],
        effort: Effort,
        unchanged: tuple[tuple[str, LastUpdate | None], ...] = (),
    ) -> Accepted:
        ledger = Ledger(session)
        saving = Saving(session, ledger, self.actor, self.clock())
        rows = []
        for one in updates:
            effort.step(1)
            saving.store(one.plan, ACCEPTED)
            relink(session, one.plan.record.state.id or 0, one.before, one.after)
            rows.append(one.row)
        ledger.flush()
        return Accepted(tuple(rows), unchanged, overall(session))


def _all(session: Session) -> PendingUpdates:
    return read_pending(session, pending_ids(session))


def _refuse_stale(session: Session, promise: Promise, pending: PendingUpdates) -> None:
    """Refuse where the promise of a review cannot be kept any more. Raises StaleEdit."""
    found = pending.updates.get(promise.id)
    if found is None:
        sentence = _nothing_waits(_last_update(session, promise.id))
        raise StaleEdit(f"{promise.id}: {sentence} Nothing was changed.")
    if found.row.promise != promise:
        raise StaleEdit(f"{promise.id} was changed meanwhile; look at the review again. Nothing was accepted.")


def _nothing_waits(last: LastUpdate | None) -> str:
    if last is None:
        return "no update waits to be accepted."
    return f"{last.who} accepted the update at {last.at.astimezone():%Y-%m-%d %H:%M}; no other waits."


def _last_update(session: Session, action: str) -> LastUpdate | None:
    statement = select(Event).where(Event.entity == action, Event.event == ACCEPTED).order_by(col(Event.seq).desc())
    event = session.exec(statement.limit(1)).first()
    return LastUpdate(name_of(event.user_key, person_names(session)), moment_of(event)) if event is not None else None
