"""The columns of the queue of what is ready for assessment, and its counts."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cm_tui.model.rules.points import show_points
from cm_tui.model.views.assessing import ReadyAction
from cm_tui.widgets.status import look
from cm_tui.widgets.table import Cell, Column
from cm_tui.widgets.text import fit, show

NO_EVIDENCE = "no evidence"
NOTHING = "—"
_TAG = 10
"""Cells that a group's name may take behind the name of its action."""


def _name(action: ReadyAction) -> Cell:
    """The name; the group follows it, because each group has its own row of a nontechnical action."""
    return Cell(action.name, tails=(f" · {fit(show(action.group), _TAG).rstrip()}",) if action.group else ())


def _sender(action: ReadyAction) -> Cell:
    return Cell(action.sender_name or NOTHING, "accent" if action.is_mine else "")


def _sent_at(action: ReadyAction) -> Cell:
    return Cell(f"{action.sent_at.astimezone():%Y-%m-%d}" if action.sent_at else NOTHING)


def _evidence(action: ReadyAction) -> Cell:
    return Cell(str(action.evidence)) if action.evidence else Cell(NO_EVIDENCE, "warning")


def _implemented(action: ReadyAction) -> Cell:
    day = action.implementation_date
    return Cell(day.isoformat() if day is not None else NOTHING)


def _test_status(action: ReadyAction) -> Cell:
    status = look(action.test_status)
    return Cell(action.test_status.value, status.tone, status.glyph)


def _points(action: ReadyAction) -> Cell:
    return Cell(f"{show_points(action.points.achieved)}/{show_points(action.points.possible)}")


_OTHERS: tuple[Column[ReadyAction], ...] = (
    Column("sender", "Sent by", 12, 90, _sender),
    Column("evidence", "Evidence", 11, 85, _evidence),
    Column("implemented", "Implemented on", 10, 80, _implemented, heading="Implem. on"),
    Column("test_status", "Test status", 17, 75, _test_status),
    Column("sent_at", "Sent on", 10, 50, _sent_at),
    Column("points", "Points achieved", 8, 70, _points, "right", heading="Points"),
    Column("owner", "Assigned to", 14, 40, lambda action: Cell(action.owner_name or action.owner or NOTHING)),
    Column("status", "Implementation", 24, 30, lambda action: Cell(action.implementation_status.value)),
    Column("id", "Id", 24, 20, lambda action: Cell(action.id)),
)
_NARROW, _WIDE = 23, 46
"""Cells that the name keeps beside the other columns: at 80 columns sender, evidence, date and status come first."""


def ready_columns(wide: bool) -> tuple[Column[ReadyAction], ...]:
    """The columns from the left; where room is short the least important ones go first."""
    return (Column("name", "Improvement action", _WIDE if wide else _NARROW, 100, _name), *_OTHERS)


def ready_counts(actions: Sequence[ReadyAction], shown: int) -> tuple[list[Content], list[Content]]:
    """How many wait, for whom, and how many have no evidence; from the fullest wording to the shortest."""
    mine = sum(action.is_mine for action in actions)
    sent = sum(action.sender is not None for action in actions)
    bare = sum(not action.evidence for action in actions)
    full = f"{len(actions)} ready · {mine} sent to you · {sent - mine} sent to others · {bare} without evidence"
    brief = f"{len(actions)} ready · {mine} sent to you · {bare} without evidence"
    which = f"{shown} of {len(actions)} shown" if shown != len(actions) else "all shown"
    return [Content(text) for text in (full, brief, f"{len(actions)} ready · {mine} mine")], [Content(which)]
