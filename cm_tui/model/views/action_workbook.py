"""The bulk workbook of improvement actions on its way in: what it would change, what stands against it (spec 3.6, 3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from cm_tui.model.views.actions import FieldChange, Points
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.views.workbooks import CellFault
from cm_tui.model.vocabulary import Field, FieldValue

Choices: TypeAlias = Mapping[tuple[str, Field], bool]
"""By action and field in conflict: True takes the workbook's value, False keeps the stored one."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """An entry of the column Documents that the action does not have yet: a link's name and address."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class CellConflict:
    """A field whose stored value is no longer the one that was exported, and that the workbook has otherwise.

    `yours` is what the workbook says, `exported` what was stored then, `stored` what is stored now, by whom and since when.
    `edited` says whether the workbook's author changed it; where not, only the stored value moved on, and it stays unless
    somebody chooses otherwise.
    """

    field: Field
    exported: FieldValue
    stored: FieldValue
    yours: FieldValue
    who: str
    at: datetime
    edited: bool


@dataclass(frozen=True, slots=True)
class RowReview:
    """A row that would change an action, or that is in conflict with what others stored since the export.

    `changes` is all that storing the row would change, with what the rules bring about besides; `open` names the fields in conflict
    that nobody has decided yet.
    """

    row: int
    id: str
    name: str
    seen: int | None
    """The version that was exported; None where the workbook does not say."""
    version: int
    changes: tuple[FieldChange, ...] = ()
    links: tuple[NewLink, ...] = ()
    conflicts: tuple[CellConflict, ...] = ()
    open: tuple[Field, ...] = ()
    notices: tuple[str, ...] = ()
    named: str | None = None
    """The id that stands in the workbook, where the action was found by its name and group instead."""
    depending: tuple[FieldChange, ...] = ()
    """What the row would change besides if in every conflict that waits for a choice the workbook's value were taken."""
    stale: bool = False
    """Whether the stored record is newer than the exported one, be it in other fields than those that the workbook changes."""

    @property
    def is_conflicting(self) -> bool:
        """Whether the record was changed since the export, and the workbook says otherwise."""
        return self.stale or bool(self.conflicts)

    @property
    def changes_something(self) -> bool:
        """Whether storing the row, as it is decided now, would change anything."""
        return bool(self.changes or self.links)


@dataclass(frozen=True, slots=True)
class ActionsReview:
    """What a workbook would do (spec 3.6): its rows, the assessments that it touches, the overall score before and after.

    `rows` are those that change something or are in conflict, in the workbook's order; `unchanged` counts the others. With faults
    nothing can be applied, and the score after is the one before.
    """

    file: Path
    read: int
    rows: tuple[RowReview, ...]
    unchanged: int
    faults: tuple[CellFault, ...]
    notices: tuple[str, ...]
    """What is to be known of the whole workbook, such as that it carries no versions."""
    has_versions: bool
    assessments: tuple[str, ...]
    before: Points
    after: Points
    names: Mapping[str, str]
    """The names of users, by e-mail."""
    faulty: int = 0
    """How many of the rows read have a fault, those included whose faults are not told."""
    faulty_beside: int = 0
    """How many other rows have one: the headings, rows below the last action."""
    has_more_faults: bool = False
    """Whether there are more faults than `faults` tells."""

    @property
    def faults_told(self) -> str:
        """How many faults there are, as it is read: `3`, `more than 1,000`."""
        return f"{'more than ' if self.has_more_faults else ''}{len(self.faults):,}"

    @property
    def changed(self) -> tuple[RowReview, ...]:
        """The rows that change something and are in no conflict."""
        return tuple(one for one in self.rows if not one.is_conflicting)

    @property
    def conflicting(self) -> tuple[RowReview, ...]:
        """The rows whose record was changed since the export."""
        return tuple(one for one in self.rows if one.is_conflicting)

    @property
    def found_by_name(self) -> tuple[RowReview, ...]:
        """The rows whose id is unknown, and whose name and group are those of one action."""
        return tuple(one for one in self.rows if one.named is not None)

    @property
    def undecided(self) -> int:
        """How many fields in conflict wait for a choice."""
        return sum(len(one.open) for one in self.rows)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a workbook did: the actions that it changed, the overall score before and after, and the step that takes it back."""

    actions: tuple[str, ...]
    links: int
    before: Points
    after: Points
    step: UndoStep
