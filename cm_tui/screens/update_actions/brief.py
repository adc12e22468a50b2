"""The line under the cursor of the review in some words: what is wrong with a cell, or what happens to an action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from textual.content import Content

from cm_tui.model.views.action_workbook import RowReview
from cm_tui.model.views.workbooks import CellFault
from cm_tui.model.vocabulary import Field, FieldValue
from cm_tui.screens.dialogs.values import brief_value
from cm_tui.screens.update_actions.decisions import Decisions
from cm_tui.screens.update_actions.review_lines import EMPTY, ReviewLine
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

DEPENDING = "(if the workbook's value is taken)"
MORE = "  … enter shows all of it"
_MOST_ALLOWED = 12
_WARNS = Content.styled("! ", "$text-warning")


def brief_lines(decisions: Decisions, line: ReviewLine | None, width: int) -> list[Content]:
    """A line in some words, what matters most first; nothing for none."""
    if line is not None and line.fault is not None:
        return _fault_lines(line.fault, line.action, width)
    return _row_lines(decisions, line.row, width) if line is not None and line.row is not None else []


def _fault_lines(fault: CellFault, action: tuple[str, str], width: int) -> list[Content]:
    """A fault: where, what stands there, what is wrong, what could stand there, of which action."""
    where = Content.assemble(
        (f"Row {fault.row}, {show(fault.column)}", "bold"), (": ", MUTED), show(fault.value) or (EMPTY, MUTED)
    )
    lines = hanging(Content.styled("✗ ", "$text-error"), where, width)
    lines += hanging(Content("  "), Content(show(fault.message)), width)
    if fault.allowed:
        more = len(fault.allowed) - _MOST_ALLOWED
        allowed = ", ".join(fault.allowed[:_MOST_ALLOWED]) + (f" and {more} more" if more > 0 else "")
        lines += hanging(Content.styled("  Allowed: ", MUTED), Content(show(allowed)), width)
    if any(action):
        lines += hanging(Content("  "), Content.styled(show("  ".join(filter(None, action))), MUTED), width)
    return lines


def _row_lines(decisions: Decisions, row: RowReview, width: int) -> list[Content]:
    """A row: where it stands, what waits for a choice, what is to be known, what changes."""
    head = Content.assemble((show(row.id), "bold"), (f"  {facts_text(row)}", MUTED))
    lines = hanging(Content.styled("▸ ", "bold $text-accent"), head, width)
    for choice in _choices(decisions, row):
        lines += hanging(Content("  "), Content(show(choice)), width)
    if decisions.is_refused(row):
        return lines + refusal_lines(decisions, row, width)
    for notice in row.notices:
        lines += hanging(_WARNS, Content(show(notice)), width)
    changes = " · ".join(_changes(decisions.review.names, row))
    nothing = "" if row.conflicts or row.notices else "stays as it is stored"
    return lines + (hanging(Content("  "), Content(show(changes or nothing)), width) if changes or nothing else [])


def _choices(decisions: Decisions, row: RowReview) -> Iterator[str]:
    """Every field in conflict with both values, with who stored the one and when; first what waits for a choice."""
    names = decisions.review.names
    for one in sorted(row.conflicts, key=lambda one: not decisions.waits(row, one.field)):
        chosen = decisions.chosen(row, one)
        stored = f"{_named(names, one.field, one.stored)} stored by {one.who}, {local(one.at)}"
        if chosen is None:
            yield f"{one.field.label}: {stored}; {_named(names, one.field, one.yours)} in the workbook"
        elif not chosen:
            yield f"{one.field.label}: {stored}, stays"


def _changes(names: Mapping[str, str], row: RowReview) -> Iterator[str]:
    for change in row.changes:
        yield _changed(names, change.field, change.old, change.new)
    for change in row.depending:
        yield f"{_changed(names, change.field, change.old, change.new)} {DEPENDING}"
    yield from (f"link: {one.name}" for one in row.links)


def _changed(names: Mapping[str, str], field: Field, old: FieldValue, new: FieldValue) -> str:
    return f"{field.label}: {_named(names, field, old)} → {_named(names, field, new)}"


def refusal_lines(decisions: Decisions, row: RowReview, width: int) -> list[Content]:
    """Why a row is refused as it is decided; nothing for a sound one."""
    if not decisions.is_refused(row):
        return []
    found = (one for one in decisions.review.faults if one.row == row.row)
    said = " ".join(f"{one.column}: {one.message}" for one in found)
    return hanging(Content.styled("✗ ", "$text-error"), Content(show(f"Refused as it is decided. {said}")), width)


def notice_lines(row: RowReview, width: int) -> list[Content]:
    """What is to be known of a row."""
    return [line for one in row.notices for line in hanging(_WARNS, Content(show(one)), width)]


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
