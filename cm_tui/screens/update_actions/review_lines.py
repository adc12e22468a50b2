"""What is walked in the review: faults, conflicts and changes as lines of a table (spec 3.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cm_tui.model.views.action_workbook import RowReview
from cm_tui.model.views.workbooks import CellFault
from cm_tui.model.vocabulary import Field
from cm_tui.screens.update_actions.decisions import Decisions, Kind
from cm_tui.widgets.status import Tone
from cm_tui.widgets.table import Cell, Column
from cm_tui.widgets.text import show

LINKS = "links"
EMPTY = "(empty)"


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A line of the table: a fault, or a row, how many of its fields wait for a choice, whether it is refused as decided."""

    id: str
    row: RowReview | None = None
    waiting: int = 0
    refused: bool = False
    decided: bool = False
    """Whether somebody decided it; in the other rows without a choice that waits there was nothing to decide."""
    fault: CellFault | None = None
    action: tuple[str, str] = ("", "")
    """Of a fault: the id and the name that stand in its row."""


def ids_of(decisions: Decisions, kind: Kind) -> tuple[str, ...]:
    """The ids of all lines of a kind: those of the actions, or the numbers of the faults."""
    if kind is Kind.FAULTS:
        return tuple(str(at) for at in range(len(decisions.review.faults)))
    return tuple(row.id for row in decisions.rows_of(kind))


def line_of(decisions: Decisions, kind: Kind, identity: str) -> ReviewLine:
    """The line with an id; made when it comes into sight."""
    if kind is Kind.FAULTS:
        fault = decisions.review.faults[int(identity)]
        return ReviewLine(identity, fault=fault, action=decisions.action_of(fault))
    row = decisions.rows[identity]
    return ReviewLine(
        identity, row, decisions.waiting_in(row), decisions.is_refused(row), decisions.needed_a_choice(row)
    )


def fields_of(row: RowReview) -> list[str]:
    """The names of the fields that a row is about, each once, in the order in which they are shown."""
    changed = {one.field for one in (*row.changes, *row.depending)}
    named = changed | {one.field for one in row.conflicts}
    return [field.label for field in Field if field in named] + ([LINKS] if row.links else [])


def _of_row(line: ReviewLine) -> RowReview:
    assert line.row is not None
    return line.row


def _of_fault(line: ReviewLine) -> CellFault:
    assert line.fault is not None
    return line.fault


def _name(line: ReviewLine) -> Cell:
    row = _of_row(line)
    return Cell(row.name, tails=(f" · named {show(row.named) or 'without id'}",) if row.named is not None else ())


def _what(line: ReviewLine) -> Cell:
    names = fields_of(_of_row(line))
    return Cell(f"{len(names)}: {', '.join(names)}" if names else "kept as stored", "" if names else "muted")


def _choice(line: ReviewLine) -> Cell:
    if line.waiting:
        return Cell(f"{line.waiting} to choose", "warning", "!")
    if line.refused:
        return Cell("refused so", "bad", "✗")
    return Cell("decided", "good", "✓") if line.decided else Cell("none needed", "muted", "·")


def _value(fault: CellFault) -> tuple[str, Tone]:
    return (fault.value, "") if fault.value else (EMPTY, "muted")


_ROW: Column[ReviewLine] = Column("row", "Row", 6, 60, lambda line: Cell(str(_of_row(line).row)), "right")
_ID: Column[ReviewLine] = Column("id", "Id", 20, 70, lambda line: Cell(line.id))
_FIELDS: Column[ReviewLine] = Column("what", "Fields", 30, 90, _what)
COLUMNS: Mapping[Kind, Sequence[Column[ReviewLine]]] = {
    Kind.FAULTS: (
        Column("message", "What is wrong", 30, 100, lambda line: Cell(_of_fault(line).message, "bad", "✗")),
        Column("row", "Row", 6, 90, lambda line: Cell(str(_of_fault(line).row)), "right"),
        Column("column", "Column", 21, 80, lambda line: Cell(_of_fault(line).column)),
        Column("action", "Id", 14, 75, lambda line: Cell(line.action[0])),
        Column("value", "Value", 20, 70, lambda line: Cell(*_value(_of_fault(line)))),
        Column("name", "Improvement action", 26, 65, lambda line: Cell(line.action[1])),
    ),
    Kind.CONFLICTS: (
        Column("name", "Improvement action", 26, 100, _name),
        Column("choice", "Choice", 14, 95, _choice),
        *(_ROW, _ID, _FIELDS),
    ),
    Kind.CHANGES: (Column("name", "Improvement action", 26, 100, _name), _ROW, _ID, _FIELDS),
}
"""What is read of each kind; where room is short the row goes first, then the id."""
