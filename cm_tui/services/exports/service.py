"""Exports: what the workspace knows, as workbooks (spec 4). Everybody who may read may export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from cm_tui import __version__
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.organisation import Organisation, Person
from cm_tui.model.views.exports import Exported
from cm_tui.model.views.history import TestingRecord
from cm_tui.services.actions.record import find_record
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import IsCancelled, Progress
from cm_tui.services.exports.action_reading import ActionReading
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

    def actions(
        self,
        target: Path,
        ids: Sequence[str] | None = None,
        *,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Exported:
        """Write the bulk workbook of the organisation's actions, or of those with these ids in their order (interface 6).

        The digest is that of the history when the export begins; each row is as it stands when it is read, with its version. Raises
        NotFound, InvalidInput for an action that is not the organisation's, and what `write_workbook` raises.
        """
        from cm_tui.services.exports.actions_book import actions_book

        reading = ActionReading(self.store, self.actor)
        found = reading.ids(ids)
        with self.store.reading() as session:
            statement = select(Person.email, Person.name).order_by(col(Person.email))
            people = tuple((email, name) for email, name in session.exec(statement))
            facts = [("Actions", len(found)), *self._facts(session)]
        book = actions_book(reading, found, people, facts)
        write_workbook(target, book, (), overwrite=overwrite, progress=progress, cancelled=cancelled)
        return Exported(target, len(found))

    def shown(
        self,
        target: Path,
        ids: Sequence[str],
        columns: Sequence[tuple[str, str]],
        *,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Exported:
        """Write a table of actions with these columns, each a heading and a name of `SORT_COLUMNS`, in this order.

        Raises as `actions` does, and InvalidInput for a column that does not exist.
        """
        from cm_tui.services.exports.report_table import shown_sheet

        reading = ActionReading(self.store, self.actor)
        found = reading.ids(ids)
        with self.store.reading() as session:
            facts = [("Actions", len(found)), *self._facts(session)]
        sheet = shown_sheet(reading.rows(found), columns, len(found))
        write_workbook(target, [sheet], facts, overwrite=overwrite, progress=progress, cancelled=cancelled)
        return Exported(target, len(found))

    def assessment(
        self,
        name: str,
        target: Path,
        *,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Exported:
        """Write the report of an assessment as it stands now, by its name in any case; counted are its controls (spec 4).

        Raises NotFound, and what `write_workbook` raises.
        """
        from cm_tui.services.exports.assessment_report import report_sheets

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            sheets, controls = report_sheets(session, name, self._facts(session))
        write_workbook(target, sheets, (), overwrite=overwrite, progress=progress, cancelled=cancelled)
        return Exported(target, controls)

    def regulation(
        self,
        key: str,
        target: Path,
        *,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Exported:
        """Write a regulation as a template of four tabs, by its key or short title; counted are its controls (spec 11.9).

        Raises NotFound, InvalidInput for a text that no cell can hold, and what `write_workbook` raises.
        """
        from cm_tui.services.exports.regulation_template import template_sheets

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            sheets, controls = template_sheets(session, key)
        write_workbook(target, sheets, (), overwrite=overwrite, progress=progress, cancelled=cancelled)
        return Exported(target, controls)

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
