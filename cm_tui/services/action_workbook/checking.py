"""Checking a workbook by the rules of a save, while nothing is stored: all of it, or what was decided anew (spec 3.6, 3.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, select

from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.action_workbook import Choices, RowReview
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import Field
from cm_tui.services.action_workbook.checked import Checked, Upload
from cm_tui.services.action_workbook.deciding import Decided, decide
from cm_tui.services.action_workbook.exported import Moved, moved_since
from cm_tui.services.action_workbook.faults import Faults
from cm_tui.services.action_workbook.looking import Basis, Look, notices_of, review_of
from cm_tui.services.action_workbook.proposing import Proposed, Proposing
from cm_tui.services.action_workbook.rows import RowEdit, Rows
from cm_tui.services.action_workbook.values import People, Wrong
from cm_tui.services.actions.planning import Planner
from cm_tui.services.actions.record import Record, counted
from cm_tui.services.actions.rows import assessment_links, chunks
from cm_tui.services.clock import Actor
from cm_tui.services.effort import Effort
from cm_tui.services.score.sums import NOTHING, totals

_PORTION = 25
"""Rows between two questions whether to go on."""


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
        basis = self._basis()
        return self._checked(head, basis, dict(self._looks(basis, tuple(basis.edits.values()))))

    def again(self, checked: Checked) -> Checked:
        """What `run` would find, from an earlier check since which nothing was written. Raises Cancelled."""
        differing = {action for (action, _), _ in self.choices.items() ^ checked.choices.items()}
        edits = [edit for action, edit in checked.basis.edits.items() if action in differing]
        looks = {**checked.looks, **dict(self._looks(checked.basis, edits))}
        return self._checked(checked.head, checked.basis, looks)

    def _checked(self, head: int, basis: Basis, looks: Mapping[str, Look]) -> Checked:
        review, plans, links = review_of(self.upload, basis, looks)
        return Checked(review, plans, links, head, self.names_confirmed, self.upload, self.choices, basis, looks)

    def _basis(self) -> Basis:
        names = dict(self.session.exec(select(Person.email, Person.name)).all())
        faults = Faults(self.upload.columns)
        rows = Rows(self.session, self.upload, People.of(names), faults, self.effort)
        edits = rows.edits()
        links = assessment_links(self.session, [one.stored.state_id for one in edits])
        return Basis(
            edits={one.id: one for one in edits},
            moved=self._moved(edits),
            faults=faults,
            notices=tuple(notices_of(self.upload, rows)),
            assessments={one.id: [link.name for link in links.get(one.stored.state_id, ())] for one in edits},
            before=sum(totals(self.session), Points(0, 0)),
            names=names,
        )

    def _moved(self, edits: Sequence[RowEdit]) -> Mapping[str, Moved]:
        stale = {one.id: one.seen for one in edits if one.seen is not None and one.seen < one.stored.row.version}
        return moved_since(self.session, stale) if stale else {}

    def _looks(self, basis: Basis, edits: Sequence[RowEdit]) -> Iterator[tuple[str, Look]]:
        planner = Planner(self.session, self.actor)
        for portion in chunks(edits):
            records = planner.records([one.id for one in portion])
            for number, edit in enumerate(portion, start=1):
                yield edit.id, self._look(edit, basis.moved.get(edit.id), planner, records[edit.id])
                if number % _PORTION == 0:
                    self.effort.step(_PORTION)
            self.effort.step(len(portion) % _PORTION)

    def _look(self, edit: RowEdit, moved: Moved | None, planner: Planner, record: Record) -> Look:
        faults = Faults(self.upload.columns)
        decided = decide(edit, moved, self.choices, faults)
        proposed = Proposed(None) if _is_unclear(edit) else Proposing(planner, faults).propose(edit, decided, record)
        row = _row(edit, decided, proposed)
        plan = proposed.plan if row.changes_something else None
        gained = NOTHING if plan is None else counted(plan.state_after) - counted(record.state)
        return Look(row, plan, gained, faults if faults.rows else None)


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
