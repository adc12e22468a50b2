"""A list in columns under one heading, its lines in groups: assessments, controls, regulations, solutions.

For some hundred lines; the actions, which are many more, are in `widgets.table`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Generic, TypeVar

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
from cm_tui.widgets.table.columns import GAP, Cell, Column, layout
from cm_tui.widgets.text import fit, show

T = TypeVar("T")
_SCROLL_BAR = 1


@dataclass(frozen=True, slots=True)
class Inked(Cell):
    """A cell of several pieces, each in a tone of its own, such as a bar; `text` is not drawn then."""

    pieces: tuple[tuple[str, Tone], ...] = ()


@dataclass(frozen=True)
class Lines(Generic[T]):
    """Lines below a title of their own; without a title they stand alone. `facts` stand behind the title in quieter letters."""

    title: str
    rows: Sequence[T]
    facts: str = ""


class _Rows(FoldingList, inherit_bindings=False):
    """The lines; what enter does with one is the list's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


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
        self.heading, self.rows = Folded(self._heading), _Rows()

    def compose(self) -> ComposeResult:
        """The heading, and the lines."""
        yield self.heading
        yield self.rows

    def show_columns(self, columns: Sequence[Column[T]]) -> None:
        """Draw these columns from the next `put` on."""
        self._columns = tuple(columns)
        self.heading.put(self._heading)

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
        texts = (
            fit(one.column.heading or one.column.title, one.width, right=one.column.align == "right") for one in placed
        )
        return [Content.styled((" " * GAP).join(texts).rstrip(), MUTED)]

    def _line(self, row: T, width: int) -> list[Content]:
        placed = layout(self._columns, width)
        cells = (_drawn(one.column.render(row), one.width, right=one.column.align == "right") for one in placed)
        return [Content(" " * GAP).join(cells)]


def _title(group: Lines[T], width: int) -> list[Content]:
    title = Content.assemble((show(group.title), "bold $text-primary"), "  ", (show(group.facts), MUTED))
    return [title.rstrip().truncate(width, ellipsis=True)]


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
