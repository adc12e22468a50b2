"""A list in columns under one heading, its lines in groups: assessments, controls, regulations, solutions.

For some hundred lines; the actions, which are many more, are in `widgets.table`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import INK, MUTED
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.status import Tone
from cm_tui.widgets.table.columns import GAP, Cell, Column, Placed, layout
from cm_tui.widgets.text import fit, show

T = TypeVar("T")
_SCROLL_BAR = 1
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Inked(Cell):
    """A cell of several pieces, each in a tone of its own, such as a bar; `text` is not drawn then."""

    pieces: tuple[tuple[str, Tone], ...] = ()


@dataclass(frozen=True)
class Lines(Generic[T]):
    """Lines below a title of their own; without a title they stand alone.

    `facts` stand behind the title in quieter letters: as many of them, between ` · `, as there is room for whole ones.
    """

    title: str
    rows: Sequence[T]
    facts: str = ""


class _Rows(FoldingList, inherit_bindings=False):
    """The lines; what enter does with one is the list's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Show the line under the cursor, and the title above it where it is the first below one."""
        super().scroll_to_highlight(top)
        at = self.highlighted
        if at and self.is_mounted and self.options[at - 1].disabled:
            y = self._index_to_line.get(at - 1)
            if y is not None and y < self.scroll_offset.y:
                self.scroll_to(y=y, animate=False, immediate=True, force=True)


class ColumnList(Vertical, Generic[T]):
    """Lines in columns, of which the least important go where space is short; enter or a click posts the key of one."""

    DEFAULT_CSS = """
    ColumnList { height: 1fr; }
    ColumnList _Rows { height: 1fr; scrollbar-gutter: stable; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="lines.open", tooltip="Open the line under the cursor"),
    ]

    @dataclass
    class Opened(Message):
        """The line under the cursor is to be opened."""

        lines: Widget
        key: str

        @property
        def control(self) -> Widget:
            """The list."""
            return self.lines

    @dataclass
    class Highlighted(Message):
        """The cursor is on another line; None in an empty list."""

        lines: Widget
        key: str | None

        @property
        def control(self) -> Widget:
            """The list."""
            return self.lines

    def __init__(
        self,
        columns: Sequence[Column[T]],
        key: Callable[[T], str],
        *,
        empty: str = "Nothing here.",
        id: str | None = None,
    ) -> None:
        """Make a list.

        Args:
            columns: What is drawn of a line; the first column takes the room that the others leave.
            key: What a line is known by.
            empty: The sentence of a list without lines.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._columns, self._key, self._empty = tuple(columns), key, empty
        self._ordered: str | None = None
        self._sign = ""
        self.heading, self.rows = Folded(self._heading), _Rows()

    def compose(self) -> ComposeResult:
        """The heading, and the lines."""
        yield self.heading
        yield self.rows

    def show_columns(self, columns: Sequence[Column[T]], ordered: str | None = None, sign: str = "") -> None:
        """Draw these columns from the next `put` on; the sign stands behind the heading of the one that is the order."""
        self._columns = tuple(columns)
        self._ordered, self._sign = ordered, sign
        self.heading.put(self._heading)

    @property
    def shown_columns(self) -> list[Column[T]]:
        """The columns that there is room for."""
        placed = layout(self._columns, max(1, self.rows.scrollable_content_region.width))
        return [one.column for one in placed]

    def put(self, groups: Sequence[Lines[T]], current: str | None = None) -> None:
        """Show these lines, with the cursor on one of them, else where it was, else on the first."""
        lines: list[ListLine] = []
        for at, group in enumerate(groups):
            if group.title:
                lines.append(ListLine(f"\x00{at}", partial(_title, group), enabled=False))
            lines += [ListLine(self._key(row), partial(self._line, row)) for row in group.rows]
        if not any(line.enabled for line in lines):
            lines = [ListLine("\x00", lambda width: [Content.styled(show(self._empty), MUTED)], enabled=False)]
        self.rows.put_lines(lines, current or self.current)

    @property
    def current(self) -> str | None:
        """The key of the line under the cursor; None in an empty list."""
        key = self.rows.current
        return None if key is None or key.startswith("\x00") else key

    def action_open(self) -> None:
        """Open the line under the cursor."""
        if self.current is not None:
            self.post_message(self.Opened(self, self.current))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.post_message(self.Highlighted(self, self.current))

    def _heading(self, width: int) -> list[Content]:
        placed = layout(self._columns, max(1, width - _SCROLL_BAR))
        return [Content.styled((" " * GAP).join(self._head(one) for one in placed).rstrip(), MUTED)]

    def _head(self, one: Placed[T]) -> str:
        """The heading of a column; the sign of the order stays where the heading is cropped for it."""
        title, right = one.column.heading or one.column.title, one.column.align == "right"
        if one.column.key != self._ordered:
            return fit(title, one.width, right=right)
        gap = " " if cell_len(title) + 2 <= one.width else ""
        room = max(0, one.width - cell_len(f"{gap}{self._sign}"))
        return fit(f"{fit(title, room).rstrip()}{gap}{self._sign}", one.width, right=right)

    def _line(self, row: T, width: int) -> list[Content]:
        placed = layout(self._columns, width)
        cells = (_drawn(one.column.render(row), one.width, right=one.column.align == "right") for one in placed)
        return [Content(" " * GAP).join(cells)]


def _title(group: Lines[T], width: int) -> list[Content]:
    facts = show(group.facts).split(_BETWEEN)
    for count in range(len(facts), -1, -1):
        known = _BETWEEN.join(facts[:count])
        title = Content.assemble((show(group.title), "bold $text-primary"), "  ", (known, MUTED)).rstrip()
        if title.cell_length <= width:
            break
    return [title.truncate(width, ellipsis=True)]


def _drawn(cell: Cell, width: int, *, right: bool) -> Content:
    if isinstance(cell, Inked):
        pieces = Content.assemble(*((show(text), INK[tone]) for text, tone in cell.pieces))
        return pieces.truncate(width, ellipsis=True).pad_right(max(0, width - pieces.cell_length))
    lead = f"{cell.lead} " if cell.lead else ""
    text = show(cell.text)
    tail = next(
        (one for one in cell.tails if len(text) + len(one) + len(lead) <= width), cell.tails[-1] if cell.tails else ""
    )
    body = fit(text, max(0, width - len(lead) - len(tail)), right=right)
    body = body if right or not tail else body.rstrip() + tail
    ink = INK[cell.tone]
    return Content.assemble((lead, ink), (fit(body, max(0, width - len(lead)), right=right), "" if lead else ink))
