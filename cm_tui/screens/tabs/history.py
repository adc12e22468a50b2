"""The History tab: every change of the action, the newest first; of notes it says that they changed, never their text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from textual.content import Content

from cm_tui.model.views.history import HistoryRow
from cm_tui.model.vocabulary import NOTES_FIELDS, Field
from cm_tui.screens.tabs.read import ReadTab
from cm_tui.widgets.folded import Fold
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

_UNDONE = "took back an earlier change"
_HOW = {
    "action.undone": _UNDONE,
    "update.accepted": "accepted an update",
    "update.applied": "brought an update of Microsoft's",
    "action.retired": "brought a catalogue: no assessment counts the action any more",
    "action.came_back": "brought it back: an assessment counts the action again",
}
"""What is said of an event beside who it was and what it changed."""
_EVENTS = {
    "action.changed": "changed",
    "action.signal": "a signal of automatic testing",
    "evidence.added": "evidence added",
    "evidence.deleted": "evidence deleted",
}
"""What is said of an event that changed no field, or something that is none."""
_FIELD = 24
NOTHING = "Nothing of this action was changed yet."


class HistoryTab(ReadTab):
    """Reads the history of an action."""

    def read(self, action_id: str) -> Fold:
        """The history of an action."""
        rows = self.services.history.rows(action_id)
        return lambda width: history_lines(rows, width)


def history_lines(rows: Sequence[HistoryRow], width: int) -> list[Content]:
    """The events, each with when and who, and below it every field from what to what."""
    lines: list[Content] = []
    for _, group in groupby(rows, key=lambda row: row.seq):
        event = list(group)
        first = event[0]
        how = f"  {_HOW[first.event]}" if first.event in _HOW else ""
        who = Content.assemble((show(first.user), "bold"), how, (f"  {show(first.account)}", MUTED))
        lines += hanging(Content(f"{first.at.astimezone():%Y-%m-%d %H:%M}  "), who, width)
        for row in event:
            lines += _change(row, width)
    return lines or [Content.styled(NOTHING, MUTED)]


def _change(row: HistoryRow, width: int) -> list[Content]:
    if row.field is None:
        return hanging(Content("    "), Content(show(_EVENTS.get(row.event, row.event))), width)
    if row.field == "evidence":
        lead = Content(f"    {_EVENTS.get(row.event, row.event).ljust(_FIELD)}")
        return hanging(lead, Content(show(row.new or row.old or "")), width)
    field = Field.lookup(row.field)
    label = field.label if field is not None else show(row.field)
    if field in NOTES_FIELDS:
        return hanging(Content("    "), Content(f"{label} changed"), width)
    lead = Content(f"    {label}  " if len(label) + 2 > _FIELD else f"    {label.ljust(_FIELD)}")
    return hanging(lead, Content(f"{_shown(row.old)} → {_shown(row.new)}"), width)


def _shown(value: str | None) -> str:
    return show(value) if value is not None else "—"
