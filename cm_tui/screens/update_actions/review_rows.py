"""What is walked in the review: faults, conflicts and changes as lines of a table, and the one under its cursor in brief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from cm_tui.model.views.action_workbook import RowReview
from cm_tui.model.views.workbooks import CellFault
from cm_tui.model.vocabulary import Field, FieldValue
from cm_tui.screens.dialogs.values import brief_value
from cm_tui.screens.update_actions.decisions import Decisions, Kind
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.status import Tone
from cm_tui.widgets.table import Cell, Column
from cm_tui.widgets.text import show

LINKS = "links"
DEPENDING = "(if the workbook's value is taken)"
_EMPTY = "(empty)"
_MORE = "  … enter shows all of it"
_MOST_ALLOWED = 12


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A line of the table: a fault, or a row, how many of its fields wait for a choice, whether it is refused as decided."""

    id: str
    row: RowReview | None = None
    waiting: int = 0
    refused: bool = False
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
    return ReviewLine(identity, row, decisions.waiting_in(row), decisions.is_refused(row))


def fields_of(row: RowReview) -> list[str]:
    """The names of the fields that a row is about, each once, in the order in which they are shown."""
    changed = {one.field for one in (*row.changes, *row.depending)}
    named = changed | {one.field for one in row.conflicts}
    return [field.label for field in Field if field in named] + ([LINKS] if row.links else [])


# Columns


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
    return Cell("refused so", "bad", "✗") if line.refused else Cell("decided", "good", "✓")


def _value(fault: CellFault) -> tuple[str, Tone]:
    return (fault.value, "") if fault.value else (_EMPTY, "muted")


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


# The line under the cursor


def brief_lines(decisions: Decisions, line: ReviewLine | None, width: int) -> list[Content]:
    """A line in some words: what is wrong with a cell and what could stand there, or what changes in an action."""
    if line is None:
        return []
    if line.fault is not None:
        return _fault_lines(line.fault, line.action, width)
    return _row_lines(decisions, _of_row(line), width)


def in_room(lines: list[Content], room: int) -> list[Content]:
    """As many lines as there is room for; where some are left out the last one says so, and which key shows them."""
    return lines if len(lines) <= room or not room else [*lines[: room - 1], Content.styled(_MORE, MUTED)]


def _fault_lines(fault: CellFault, action: tuple[str, str], width: int) -> list[Content]:
    """A fault: where, what stands there, of which action, what is wrong, what could stand there."""
    where = Content.assemble(
        (f"Row {fault.row}, {show(fault.column)}", "bold"), (f"  {show(fault.sheet)}  ", MUTED), show(_value(fault)[0])
    )
    lines = hanging(Content.styled("✗ ", "$text-error"), where, width)
    if any(action):
        lines += hanging(Content("  "), Content.styled(show("  ".join(filter(None, action))), MUTED), width)
    lines += hanging(Content("  "), Content(show(fault.message)), width)
    if fault.allowed:
        more = len(fault.allowed) - _MOST_ALLOWED
        allowed = ", ".join(fault.allowed[:_MOST_ALLOWED]) + (f" and {more} more" if more > 0 else "")
        lines += hanging(Content.styled("  Allowed: ", MUTED), Content(show(allowed)), width)
    return lines


def _row_lines(decisions: Decisions, row: RowReview, width: int) -> list[Content]:
    head = Content.assemble((show(row.id), "bold"), (f"  {facts_text(row)}", MUTED))
    lines = hanging(Content.styled("▸ ", "bold $text-accent"), head, width)
    names = decisions.review.names
    said = [
        f"{one.field.label}: {_named(names, one.field, one.stored)} stored by {one.who}, "
        f"{_named(names, one.field, one.yours)} in the workbook"
        for one in row.conflicts
        if decisions.waits(row, one.field)
    ]
    said += [f"! {one}" for one in row.notices]
    said += [
        f"{one.field.label}: {_named(names, one.field, one.stored)} stored by {one.who}, {local(one.at)}, stays"
        for one in row.conflicts
        if not one.edited and decisions.chosen(row, one) is False
    ]
    if decisions.is_refused(row):
        return [*lines, *refusal_lines(decisions, row, width)]
    said += [
        f"{one.field.label}: {_named(names, one.field, one.old)} → {_named(names, one.field, one.new)}"
        for one in row.changes
    ]
    said += [
        f"{one.field.label}: {_named(names, one.field, one.old)} → {_named(names, one.field, one.new)} {DEPENDING}"
        for one in row.depending
    ]
    said += [f"link: {one.name}" for one in row.links]
    return [*lines, *hanging(Content("  "), Content(show(" · ".join(said) or "stays as it is stored")), width)]


def refusal_lines(decisions: Decisions, row: RowReview, width: int) -> list[Content]:
    """Why a row is refused as it is decided; nothing for a sound one."""
    if not decisions.is_refused(row):
        return []
    found = (one for one in decisions.review.faults if one.row == row.row)
    said = " ".join(f"{one.column}: {one.message}" for one in found)
    return hanging(Content.styled("✗ ", "$text-error"), Content(show(f"Refused as it is decided. {said}")), width)


def local(at: datetime) -> str:
    """A moment in the time of the person who reads it."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _named(names: Mapping[str, str], field: Field, value: FieldValue) -> str:
    text = brief_value(field, value)
    return names.get(text, text)


def facts_text(row: RowReview) -> str:
    """Where a row stands, how the action was found, which version was exported."""
    facts = [f"row {row.row}"]
    if row.named is not None:
        facts.append(f"found by its name, not by the id {show(row.named)}")
    if row.seen is None:
        facts.append("exported without a version")
    elif row.seen != row.version:
        facts.append(f"exported as version {row.seen}, now version {row.version}")
    return " · ".join(facts)
