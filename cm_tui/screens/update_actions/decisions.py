"""What a workbook would do, and what was decided about it so far."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.model.views.action_workbook import ActionsReview, CellConflict, RowReview
from cm_tui.model.views.workbooks import CellFault
from cm_tui.model.vocabulary import Field

if TYPE_CHECKING:
    from cm_tui.services.action_workbook.checked import Checked, Upload

NOTHING_CHANGES = "The workbook changes nothing: every row is as it is stored, or is kept as it is."
NO_ROWS = "The workbook holds no rows, so there is nothing to update; choose a different file."
UNCHECKED = "What was decided last could not be checked; ctrl+s checks it again."


class Kind(Enum):
    """What is walked in the review; the value is its title."""

    FAULTS = "Faults"
    CONFLICTS = "Conflicts"
    CHANGES = "Changes"


class Decisions:
    """One workbook: what was read, what the last check found, and the choices of the person who reviews it."""

    def __init__(self, file: Path, upload: Upload, checked: Checked) -> None:
        self.file, self.upload = file, upload
        self.choices: dict[tuple[str, Field], bool] = {}
        self.looked_through = False
        """Whether somebody ticked that they have looked through every change."""
        self.is_applying = False
        """Whether everything is being stored, so that nothing can be chosen."""
        self.is_checking = False
        """Whether the choices are being checked, so that what is shown may not be true any more."""
        self.conflicting: tuple[RowReview, ...] = ()
        """The rows in conflict; also those that are refused as they are decided, because they can be decided otherwise."""
        self.take(checked)

    def take(self, checked: Checked) -> None:
        """Take what a check found."""
        self.checked = checked
        self.rows = {row.id: row for row in self.review.rows}
        refused = {fault.row for fault in self.review.faults}
        lost = [row for row in self.conflicting if row.id not in self.rows and row.row in refused]
        self.rows.update((row.id, row) for row in lost)
        self.conflicting = tuple(sorted((*self.review.conflicting, *lost), key=lambda row: row.row))
        self.changed = self.review.changed
        self.found_by_name = len(self.review.found_by_name)
        self._changes_something = any(row.changes_something for row in self.review.rows)
        self._refused = {row.id for row in lost}
        found = {(row.id, field) for row in self.review.rows for field in row.open}
        self._open = {one for one in found if one not in self.choices}
        self._without_version = any(row.seen is None for row in self.review.rows)

    def forget(self) -> None:
        """Let go of everything: nothing can be asked any more. Closed screens refer to this, and no collection would find it."""
        vars(self).clear()

    @property
    def review(self) -> ActionsReview:
        """What the last check found."""
        return self.checked.review

    @property
    def kinds(self) -> dict[Kind, int]:
        """What there is to walk, and how much of it; the gravest first."""
        counts = {
            Kind.FAULTS: len(self.review.faults),
            Kind.CONFLICTS: len(self.conflicting),
            Kind.CHANGES: len(self.changed),
        }
        return {kind: count for kind, count in counts.items() if count}

    def rows_of(self, kind: Kind) -> tuple[RowReview, ...]:
        """The rows of a kind; faults are no rows."""
        if kind is Kind.FAULTS:
            return ()
        return self.conflicting if kind is Kind.CONFLICTS else self.changed

    def action_of(self, fault: CellFault) -> tuple[str, str]:
        """The id and the name in the row of a fault, as they stand there; empty where there is none."""
        return self.upload.named(fault.row)

    def needed_a_choice(self, row: RowReview) -> bool:
        """Whether somebody had to decide a row, or did: in the others both sides say the same, or its author edited nothing."""
        return any(one.edited or (row.id, one.field) in self.choices for one in row.conflicts)

    def is_refused(self, row: RowReview) -> bool:
        """Whether a row in conflict has a fault as it is decided now."""
        return row.id in self._refused

    # Choosing

    @property
    def is_unchecked(self) -> bool:
        """Whether the last check saw other choices, and none is under way: what is shown is not what would be stored."""
        return not self.is_checking and self.choices != self.checked.choices

    @property
    def undecided(self) -> int:
        """How many fields wait for a choice, those that were decided a moment ago not among them."""
        return len(self._open)

    def waits(self, row: RowReview, field: Field) -> bool:
        """Whether a field of a row waits for a choice."""
        return (row.id, field) in self._open

    def waiting_in(self, row: RowReview) -> int:
        """How many fields of a row wait for a choice."""
        return sum(self.waits(row, one.field) for one in row.conflicts)

    def chosen(self, row: RowReview, conflict: CellConflict) -> bool | None:
        """Whether the workbook's value is taken; None where that is not decided. What only others changed stays unless chosen."""
        if self.waits(row, conflict.field):
            return None
        return self.choices.get((row.id, conflict.field), False)

    def choose(self, row: RowReview, fields: tuple[Field, ...], workbook: bool) -> bool:
        """Decide fields of a row; whether that changes anything."""
        wanted = {(row.id, one.field): workbook for one in row.conflicts if one.field in fields}
        return self._decide(wanted)

    def choose_all(self, workbook: bool) -> bool:
        """Decide every field that two people changed; what only others changed stays stored. Whether that changes anything."""
        wanted = {
            (row.id, one.field): workbook and (one.edited or self.waits(row, one.field))
            for row in self.conflicting
            for one in row.conflicts
            if not workbook or one.edited or self.waits(row, one.field) or (row.id, one.field) in self.choices
        }
        return self._decide(wanted)

    def _decide(self, wanted: dict[tuple[str, Field], bool]) -> bool:
        if self.is_applying:
            return False
        before = dict(self.choices)
        self.choices.update(wanted)
        self._open -= wanted.keys()
        return self.choices != before

    # Applying

    @property
    def needs_a_look(self) -> bool:
        """Whether what others changed cannot be known, or rows were found by their names, so that somebody has to look."""
        return not self.review.has_versions or self._without_version or bool(self.found_by_name)

    @property
    def asks_for_a_look(self) -> bool:
        """Whether somebody has to tick that they looked; there is nothing to tick as long as the workbook is refused."""
        return self.needs_a_look and not self.review.faults

    @property
    def why_refused(self) -> str | None:
        """That faults refuse the workbook, or None."""
        if not (count := len(self.review.faults)):
            return None
        told = self.review.faults_told
        refuse, them = ("1 fault refuses", "it") if count == 1 else (f"{told.capitalize()} faults refuse", "them")
        return f"{refuse} the whole workbook; mend {them} in Excel, or choose a different file."

    @property
    def why_not_applicable(self) -> str | None:
        """Why the actions cannot be updated now, or None."""
        if self.is_unchecked:
            return UNCHECKED
        if refused := self.why_refused:
            return refused
        if self.undecided:
            return f"{waiting(self.undecided)}."
        if not self._changes_something:
            return NOTHING_CHANGES if self.review.read else NO_ROWS
        if self.asks_for_a_look and not self.looked_through:
            return "Tick first that you have looked through every change."
        return None


def waiting(number: int) -> str:
    """`3 fields in conflict wait for a choice`."""
    return f"{number} field{' in conflict waits' if number == 1 else 's in conflict wait'} for a choice"
