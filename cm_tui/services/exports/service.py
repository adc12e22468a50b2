"""Exports: what the workspace knows, as workbooks (spec 4). Everybody who may read may export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from cm_tui import __version__
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.organisation import Organisation, Person
from cm_tui.model.views.exports import Exported
from cm_tui.model.views.history import TestingRecord
from cm_tui.services.actions.record import find_record
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import IsCancelled, Progress
from cm_tui.services.history.testing import testing_history
from cm_tui.services.history.verifying import present_digest
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store
from cm_tui.services.workbooks.writing import Column, Sheet, Value, write_workbook

NO_LONGER_KEPT = "(no longer kept)"
TESTING_HISTORY = (
    Column("When", 24),
    Column("From", 24),
    Column("To", 24),
    Column("Testing type", 14),
    Column("Testing source", 24),
    Column("Changed by", 24),
    Column("Subscription", 26),
    Column("Test date", 12),
    Column("Note", 70),
)
"""The columns of spec 4."""


@dataclass(frozen=True)
class ExportService:
    """Writes workbooks."""

    store: Store
    clock: Clock
    actor: Actor

    def testing_history(
        self,
        action: str,
        target: Path,
        *,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Exported:
        """Write every change of an action's test status into a workbook. Raises NotFound, and what `write_workbook` raises."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            record = find_record(session, action)
            records = testing_history(session, record)
            facts: list[tuple[str, Value]] = [
                ("Testing history of", f"{record.state.public_id} {record.definition.title}"),
                ("Changes", len(records)),
                *self._facts(session),
            ]
        sheet = Sheet("Testing history", TESTING_HISTORY, [_row(one) for one in records])
        write_workbook(target, [sheet], facts, overwrite=overwrite, progress=progress, cancelled=cancelled)
        return Exported(target, len(records))

    def _facts(self, session: Session) -> list[tuple[str, Value]]:
        """What every export says of itself; the digest proves later which history it was taken from (safety 4)."""
        organisation = session.exec(select(Organisation.name)).one()
        person = session.exec(select(Person.name).where(Person.key == self.actor.person_key)).one()
        digest = present_digest(session)
        return [
            ("Organisation", organisation),
            ("Exported at", self.clock()),
            ("Exported by", f"{person} ({self.actor.email})"),
            ("Exported with", f"cm-tui {__version__}"),
            ("History digest", digest),
            ("To prove the history", f"cm-tui history verify --against {digest}"),
        ]


def _row(record: TestingRecord) -> Sequence[Value]:
    return (
        record.at,
        record.old,
        record.new,
        record.testing_type,
        record.testing_source,
        record.changed_by,
        record.subscription,
        record.test_date,
        NO_LONGER_KEPT if record.note is None else record.note,
    )
