"""Automatic testing: the way in for results of every source, and the simulated daily refresh of demo workspaces (spec 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotAllowed
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.signals import Signal
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Organisation
from cm_tui.model.views.automation import Refresh
from cm_tui.services.actions.signals import Reporting
from cm_tui.services.catalogue.loader import data_folder
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.demo.refresh import read_rounds, signals_of
from cm_tui.services.history.chain import Ledger, payload_of
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

REPORTED, REFRESHED = "automation.reported", "automation.refreshed"
"""The events that say who brought results in; what these changed is told by events of automatic testing."""


@dataclass(frozen=True)
class AutomationService:
    """Takes over what sources report; the history names automatic testing as the one who changed something."""

    store: Store
    clock: Clock
    actor: Actor

    def report(self, signals: Sequence[Signal]) -> tuple[str, ...]:
        """Take over results, all or none; the ids of the actions that they changed.

        What is tested by hand or out of scope stays as it is, and so does what an unchanged result is about.
        Raises InvalidInput for a result that no source can report.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            ledger = Ledger(session)
            at = self.clock()
            changed = Reporting(session, ledger, self.actor.host, at).report(signals)
            if changed:
                ledger.append(self.actor, at, REPORTED, None, {"actions": len(changed)})
            ledger.flush()
            return changed

    def simulate(self, folder: Path | None = None) -> Refresh:
        """Replay the next prepared round of results, after the last one the first again; in demo workspaces only.

        `folder` holds the rounds, where it is not the shipped data. Raises NotAllowed elsewhere.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            if not session.exec(select(Organisation.is_demo)).one():
                raise NotAllowed(
                    "Prepared results are replayed in demo workspaces only; here, sources report their own."
                )
            rounds = read_rounds(folder or data_folder())
            number = _last_round(session) % len(rounds) + 1
            at, ledger = self.clock(), Ledger(session)
            reporting = Reporting(session, ledger, self.actor.host, at)
            changed = reporting.report(signals_of(session, rounds[number - 1]))
            ledger.append(self.actor, at, REFRESHED, None, {"round": number, "actions": len(changed)})
            ledger.flush()
            return Refresh(number, changed)


def _last_round(session: Session) -> int:
    """The number of the round that was replayed last; 0 before the first."""
    last = session.exec(select(Event).where(Event.event == REFRESHED).order_by(col(Event.seq).desc()).limit(1)).first()
    number = payload_of(last).get("round") if last is not None else 0
    return number if isinstance(number, int) else 0
