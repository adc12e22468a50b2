"""Checking a workbook: from its rows to a review, by the rules of a save, while nothing is stored (spec 3.6, 3.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, select

from cm_tui.model.rules.workbook import brief
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.action_workbook import ActionsReview, Choices, RowReview
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import Field
from cm_tui.services.action_workbook.checked import Checked, Upload
from cm_tui.services.action_workbook.deciding import Decided, decide
from cm_tui.services.action_workbook.exported import Moved, moved_since
from cm_tui.services.action_workbook.faults import MOST_FAULTS, Faults
from cm_tui.services.action_workbook.proposing import Proposed, Proposing
from cm_tui.services.action_workbook.rows import RowEdit, Rows
from cm_tui.services.action_workbook.values import People, Wrong
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import counted, find_records
from cm_tui.services.actions.rows import assessment_links, chunks
from cm_tui.services.clock import Actor
from cm_tui.services.effort import Effort
from cm_tui.services.score.sums import totals

_PORTION = 25
"""Rows between two questions whether to go on."""
_FEW = 5
_NO_VERSIONS = (
    "This workbook does not say at which versions it was exported, as Purview's own do not: whether somebody changed an "
    "action since cannot be told. Look at every change."
)


@dataclass
class Checking:
    """One check of one workbook, in a reading unit."""

    session: Session
    actor: Actor
    upload: Upload
    choices: Choices
    names_confirmed: bool
    effort: Effort

    def run(self) -> Checked:
        """Check everything and find every fault. Raises Cancelled."""
        head = self.session.exec(select(func.max(Event.seq))).one() or 0
        names = dict(self.session.exec(select(Person.email, Person.name)).all())
        faults = Faults(self.upload.columns)
        rows = Rows(self.session, self.upload, People.of(names), faults, self.effort)
        edits = rows.edits()
        found = tuple(self._reviewed(edits, self._moved(edits), faults))
        sound = [(row, plan) for row, plan in found if row.row not in faults.rows]
        plans = () if faults.found else tuple(plan for _, plan in sound if plan is not None)
        states = {one.id: one.stored.state_id for one in edits}
        review = self._review(tuple(row for row, _ in sound), plans, rows, names, states)
        links = {row.id: row.links for row, plan in sound if row.links and plan is not None and not faults.found}
        return Checked(review, plans, links, head, self.names_confirmed, self.upload, self.choices)

    def _moved(self, edits: Sequence[RowEdit]) -> Mapping[str, Moved]:
        stale = {one.id: one.seen for one in edits if one.seen is not None and one.seen < one.stored.row.version}
        return moved_since(self.session, stale) if stale else {}

    def _reviewed(
        self, edits: Sequence[RowEdit], moved: Mapping[str, Moved], faults: Faults
    ) -> Iterator[tuple[RowReview, Plan | None]]:
        """Every row that changes something or is in conflict, with its plan where it changes something."""
        proposing = Proposing(Planner(self.session, self.actor), faults)
        for portion in chunks(edits):
            records = find_records(self.session, [one.id for one in portion])
            for number, edit in enumerate(portion, start=1):
                decided = decide(edit, moved.get(edit.id), self.choices, faults)
                proposed = Proposed(None) if _is_unclear(edit) else proposing.propose(edit, decided, records[edit.id])
                row = _row(edit, decided, proposed)
                if row.changes_something or row.conflicts:
                    yield row, proposed.plan if row.changes_something else None
                if number % _PORTION == 0:
                    self.effort.step(_PORTION)
            self.effort.step(len(portion) % _PORTION)

    def _review(
        self,
        found: tuple[RowReview, ...],
        plans: Sequence[Plan],
        rows: Rows,
        names: Mapping[str, str],
        states: Mapping[str, int],
    ) -> ActionsReview:
        faults, upload = rows.faults, self.upload
        numbers = {number for number, _ in upload.rows}
        before = sum(totals(self.session), Points(0, 0))
        gained = (counted(plan.state_after) - counted(plan.record.state) for plan in plans)
        return ActionsReview(
            file=upload.file,
            read=len(upload.rows),
            rows=found,
            unchanged=len(upload.rows) - len(found) - len(faults.rows & numbers),
            faults=faults.all,
            notices=tuple(_notices(upload, rows)),
            has_versions=upload.columns.has_versions,
            assessments=self._assessments([states[one.id] for one in found if one.changes_something]),
            before=before,
            after=sum(gained, before),
            names=names,
        )

    def _assessments(self, states: Sequence[int]) -> tuple[str, ...]:
        """The names of the assessments that count any of these actions."""
        links = assessment_links(self.session, states)
        return tuple(sorted({one.name for some in links.values() for one in some}))


def _is_unclear(edit: RowEdit) -> bool:
    """Whether nobody can tell what the rules would say of a row: what the other cells have to fit is at fault itself."""
    return any(isinstance(edit.typed.get(one), Wrong) for one in (Field.IMPLEMENTATION_STATUS, Field.TESTING_TYPE))


def _row(edit: RowEdit, decided: Decided, proposed: Proposed) -> RowReview:
    plan = proposed.plan
    return RowReview(
        row=edit.number,
        id=edit.id,
        name=edit.stored.row.name,
        seen=edit.seen,
        version=edit.stored.row.version,
        changes=() if plan is None else plan.field_changes,
        links=edit.links,
        conflicts=decided.conflicts,
        open=(*decided.open, *proposed.waiting),
        notices=(*decided.said, *proposed.notices),
        named=edit.named,
        depending=proposed.depending,
        stale=decided.stale,
    )


def _notices(upload: Upload, rows: Rows) -> Iterator[str]:
    """What is to be known of the whole workbook."""
    if rows.faults.is_too_much:
        yield f"There are more than {MOST_FAULTS:,} faults; mend these first."
    if not upload.columns.has_versions:
        yield _NO_VERSIONS
    elif rows.versionless:
        which = "1 row does" if rows.versionless == 1 else f"{rows.versionless} rows do"
        yield f"{which} not say at which version it was exported, so that others' changes since cannot be told."
    if rows.kept:
        which = "1 row names" if rows.kept == 1 else f"{rows.kept} rows name"
        yield f"{which} less evidence than there is: all of it stays, because a workbook never deletes evidence."
    if rows.renamed:
        yield f"Found by their names, with nothing to change: {_few(rows.renamed)}."
    if upload.columns.ignored:
        named = _few([f"“{brief(one)}”" for one in upload.columns.ignored])
        yield f"Columns that mean nothing here were not read: {named}."


def _few(named: Sequence[str]) -> str:
    more = len(named) - _FEW
    return ", ".join(named[:_FEW]) + (f" and {more} more" if more > 0 else "")
