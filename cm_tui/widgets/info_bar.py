"""The information bar: labels with their keys, and below each its value; folds where the width is short (spec 2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import ActionRow, Points
from cm_tui.model.vocabulary import Field, TestingSource
from cm_tui.widgets.folding import INK, MUTED, OFF
from cm_tui.widgets.status import Look, look
from cm_tui.widgets.text import show

PENDING = "⟳ Pending"
NOBODY = "—"
STAGED = "●"
"""Marks a value that is not saved yet."""
_GAP = 2


@dataclass(frozen=True, slots=True)
class InfoField:
    """One entry: its name for messages, its label in full and short, and its value; the value may come from outside."""

    name: str
    label: str
    short: str
    value: str
    brief: str = ""
    """The value where room is short; empty for the same."""
    look: Look | None = None
    key: str = ""
    """The key that changes it, as people write it; empty where none does."""
    enabled: bool = True
    """Whether that key can act."""
    staged: bool = False
    wide_only: bool = False
    """Whether it goes where room is short, because another entry then says the same."""


class InfoBar(Widget):
    """Two lines of entries beside each other; on a narrow screen short labels, and two more lines where they need them."""

    DEFAULT_CSS = """
    InfoBar { height: auto; padding: 0 1; background: $surface; }
    """
    ALLOW_SELECT = False

    @dataclass
    class Chosen(Message):
        """An entry that has a key was clicked."""

        name: str

    def __init__(self, fields: Sequence[InfoField] = ()) -> None:
        super().__init__()
        self._fields = tuple(fields)

    def put(self, fields: Sequence[InfoField]) -> None:
        """Show these entries; the screen is laid out anew only where the number of lines changes."""
        fields = tuple(fields)
        if fields == self._fields:
            return
        width = self.content_size.width
        before, self._fields = len(arrange(self._fields, width)), fields
        self.refresh(layout=before != len(arrange(fields, width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Two lines for each row of entries."""
        return 2 * max(1, len(arrange(self._fields, width)))

    def render(self) -> Content:
        """The entries, folded to the width."""
        lines: list[Content] = []
        for row in arrange(self._fields, self.content_size.width):
            lines.append(Content("").join(_padded(_label(place), place.width) for place in row))
            lines.append(Content("").join(_padded(_value(place), place.width) for place in row))
        return Content("\n").join([line.rstrip().truncate(self.content_size.width, ellipsis=True) for line in lines])

    def on_click(self, event: events.Click) -> None:
        """Find the entry under the pointer."""
        spot = event.get_content_offset(self)
        if spot is None:
            return
        x = spot.x
        for place in arrange(self._fields, self.content_size.width)[spot.y // 2]:
            if 0 <= x < place.width and place.field.key:
                self.post_message(self.Chosen(place.field.name))
            x -= place.width


@dataclass(frozen=True, slots=True)
class Place:
    """An entry as it is drawn: whether briefly, and on how many cells."""

    field: InfoField
    brief: bool
    width: int


def arrange(fields: Sequence[InfoField], width: int) -> tuple[tuple[Place, ...], ...]:
    """The rows of entries: one row in full if it fits a width in cells, else one brief row, else several brief ones."""
    full = tuple(_place(field, False) for field in fields)
    if sum(place.width for place in full) - _GAP <= width:
        return (full,)
    rows: list[list[Place]] = [[]]
    room = width + _GAP
    for place in (_place(field, True) for field in fields if not field.wide_only):
        if rows[-1] and sum(other.width for other in rows[-1]) + place.width > room:
            rows.append([])
        rows[-1].append(place)
    return tuple(tuple(row) for row in rows)


def _place(field: InfoField, brief: bool) -> Place:
    bare = Place(field, brief, 0)
    return Place(field, brief, max(_label(bare).cell_length, _value(bare).cell_length) + _GAP)


def _label(place: Place) -> Content:
    field = place.field
    name = field.short if place.brief else field.label
    key = (f" [{field.key}]", "$text-accent" if field.enabled else OFF) if field.key else ""
    mark = (f" {STAGED}", "$text-warning") if field.staged else ""
    return Content.assemble((name, MUTED), key, mark)


def _value(place: Place) -> Content:
    field = place.field
    text = show(field.brief if place.brief and field.brief else field.value)
    arrow = " ▾" if field.key and field.enabled and not place.brief else ""
    if field.look is None:
        return Content.assemble((text, "bold"), (arrow, MUTED))
    return Content.assemble((field.look.glyph, INK[field.look.tone]), " ", (text, "bold"), (arrow, MUTED))


def _padded(content: Content, width: int) -> Content:
    return content + " " * max(0, width - content.cell_length)


def row_fields(row: ActionRow, when_saved: Points | None = None) -> tuple[InfoField, ...]:
    """The entries of an action, without keys.

    Args:
        row: The action; statuses and dates may be staged, the points are the stored ones.
        when_saved: What it will earn and be worth once the draft is saved, where that is something else.
    """
    entries = [_points(row, when_saved), *_statuses(row), *_testing(row)]
    entries.append(InfoField(Field.OWNER, "Owner", "Owner", row.owner_name or row.owner or NOBODY))
    if row.pending_update:
        entries.append(InfoField("pending_update", "Update", "Update", PENDING))
    return tuple(entries)


def _points(row: ActionRow, when_saved: Points | None) -> InfoField:
    full, brief = points_texts(row, when_saved)
    return InfoField("points", "Points", "Points", full, brief)


def _statuses(row: ActionRow) -> tuple[InfoField, InfoField]:
    implementation = _dated(row.implementation_status, row.implementation_date)
    test = _dated(row.test_status, row.test_date)
    return (
        InfoField(Field.IMPLEMENTATION_STATUS, "Implementation status", "Implementation", implementation),
        InfoField(Field.TEST_STATUS, "Test status", "Test status", test, look=look(row.test_status)),
    )


def _testing(row: ActionRow) -> tuple[InfoField, InfoField]:
    """Type and source; briefly one of them says both."""
    manual = row.testing_source is TestingSource.MANUAL
    both = row.testing_type.value if manual else f"{row.testing_type}, {row.testing_source}"
    return (
        InfoField(Field.TESTING_TYPE, "Testing type", "Testing", row.testing_type, both),
        InfoField("testing_source", "Testing source", "", row.testing_source, wide_only=True),
    )


def points_texts(row: ActionRow, when_saved: Points | None = None) -> tuple[str, str]:
    """The points of an action as they stand large, and briefly: `0 of 27`, `0 → 27 of 27 when saved`, `out of scope`.

    What no assessment counts is not out of scope: nobody took it out.
    """
    possible = show_points(row.points.possible)
    outside = "out of scope" if row.assessments else "not counted"
    now = show_points(row.points.achieved) if row.in_scope else outside
    if when_saved is None:
        text = f"{now} of {possible}" if row.in_scope else now
        return text, text
    if not when_saved.possible:
        return f"{now} → out of scope when saved", f"{now} → out of scope"
    change = f"{now} → {show_points(when_saved.achieved)} of {possible}"
    return f"{change} when saved", change


def _dated(status: str, day: object) -> str:
    return f"{status} {day}" if day is not None else str(status)
