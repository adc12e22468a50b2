"""How the lines of a table are drawn: rows become strips, one segment per run of equal style."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cm_tui.widgets.table.columns import GAP, Cell, Column, Placed, layout, offsets
from cm_tui.widgets.table.pages import Row
from cm_tui.widgets.text import fit, show

T = TypeVar("T", bound=Row)
Runs = list[tuple[str, str]]
"""Texts, each with the name of its style: empty for the row's own, a tone, or `mark`."""

BOX = 2
"""Cells of the mark box and the blank after it."""
MARGIN = 1
"""Blank cells at the right end of every line, outside the cursor band; they never change, and are never repainted.

Textual repaints the neighbour of every region that reaches it, here a cell of the scroll bar: 32 bytes for each line.
"""
UNMARKED, MARKED, HELD = "☐", "☑", "·"
RANGING = "V"
"""What the header shows for a box while a range is being marked."""
ASCENDING, DESCENDING = "▴", "▾"
MORE_LEFT, MORE_RIGHT = "‹", "›"
_COLOURED = ("good", "warning", "bad", "accent", "mark")
"""What gets a colour of its own; the rest, muted glyphs too, is the row's colour: each change of style costs 75 bytes."""


Cursor = Literal["", "cursor", "cursor-dim"]
"""Whether the cursor is on a row, and whether the table has the focus; names the component class of the band."""


class State(NamedTuple):
    """What a row looks like apart from its contents."""

    cursor: Cursor
    marked: bool
    held: bool


class Sort(NamedTuple):
    """The column that the rows are sorted by, and the direction."""

    key: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Palette:
    """The styles a table draws with; muted, held and the tones are only ink, without a background."""

    grounds: dict[Cursor, Style]
    header: Style
    muted: Style
    held: Style
    tones: dict[str, Style]

    @classmethod
    def read(cls, base: Style, component: Callable[[str], Style]) -> Palette:
        """The palette of a widget, from its own style and a function that gives the style of a component class."""
        tones = {name: _ink(component(f"table--{name}")) for name in _COLOURED}
        held, muted = _ink(component("table--held")), _ink(component("table--muted"))
        grounds: dict[Cursor, Style] = {
            "": base,
            "cursor": component("table--cursor"),
            "cursor-dim": component("table--cursor-dim"),
        }
        return cls(grounds, component("table--header"), muted, held, tones)

    def style(self, name: str, state: State) -> Style:
        """The style of a run in a row of this state."""
        ground = self.grounds[state.cursor]
        if state.held:
            ground += self.held
        return ground + self.tones[name] if name in self.tones else ground


def _ink(style: Style) -> Style:
    return Style(color=style.color, bold=style.bold, dim=style.dim, italic=style.italic, underline=style.underline)


class Painter(Generic[T]):
    """Draws the lines of a table of one width, and remembers the rows it drew.

    A remembered row is keyed by its id and state and is good as long as the very same row object is asked for.
    """

    REMEMBERED = 1000
    """Strips kept; the one used longest ago goes first."""

    def __init__(self, box: int = BOX) -> None:
        """Make a painter; `box` is the cells of the mark box and the blank after it, 0 where nothing can be marked."""
        self.box = box
        self._placed: tuple[Placed[T], ...] = ()
        self._offsets: tuple[int, ...] = (0,)
        self._first = 0
        self._palette: Palette | None = None
        self._arrangement: tuple[Sequence[Column[T]], int, int] | None = None
        self._width = 0
        self._strips: dict[tuple[str, State], tuple[T, Strip]] = {}

    def arrange(self, columns: Sequence[Column[T]], width: int, first_visible: int) -> None:
        """Lay the columns out on a width in cells, unless they already are; see `columns.layout`."""
        arrangement = (columns, width, first_visible)
        if arrangement != self._arrangement:
            self._arrangement = arrangement
            self._width = max(0, width - MARGIN)
            room = max(0, self._width - self.box)
            self._offsets = offsets(columns, room)
            self._first = max(offset for offset in self._offsets if offset <= first_visible)
            self._placed = layout(columns, room, self._first)
            self._strips.clear()

    def dress(self, palette: Palette) -> None:
        """Draw with these styles from now on."""
        if palette != self._palette:
            self._palette = palette
            self._strips.clear()

    def offset(self, step: int) -> int:
        """The first visible column that lies some steps to the right of the present one, as far as there are any."""
        index = self._offsets.index(self._first) + step
        return self._offsets[max(0, min(index, len(self._offsets) - 1))]

    def column_at(self, x: int) -> Column[T] | None:
        """The column under a cell of a line; None in the mark box."""
        under = [placed.column for placed in self._placed if self.box + placed.x <= x]
        return under[-1] if under else None

    def header(self, sort: Sort | None, box: str) -> Strip:
        """The header line, with the arrow of the sort, and marks where columns are out of sight at its ends."""
        lead = f"{box} " if self.box else ""
        text = lead + (" " * GAP).join(_heading(placed, sort) for placed in self._placed)
        if self._first > 0:
            at = self.box + self._placed[0].width
            text = text[:at] + MORE_LEFT + text[at + 1 :]
        if self._first != self._offsets[-1] and text.endswith(" "):
            text = text[:-1] + MORE_RIGHT
        return self._plain_line(text, self._dressed.header)

    def row(self, row: T, state: State) -> Strip:
        """The line of a row."""
        key = (row.id, state)
        known = self._strips.pop(key, None)
        if known is None or known[0] is not row:
            known = (row, self._draw(row, state))
            if len(self._strips) >= self.REMEMBERED:
                del self._strips[next(iter(self._strips))]
        self._strips[key] = known
        return known[1]

    def placeholder(self, state: State) -> Strip:
        """The line of a row that has not arrived."""
        return self._plain_line(
            f"{_box(state)} …" if self.box else "…", self._dressed.style("", state) + self._dressed.muted
        )

    def message(self, text: str) -> Strip:
        """A centred line, as an empty table shows; blank for an empty text."""
        return self._plain_line(" " * max(0, (self._width - cell_len(text)) // 2) + text, self._dressed.grounds[""])

    @property
    def _dressed(self) -> Palette:
        if self._palette is None:
            raise RuntimeError("A painter needs a palette before it draws.")
        return self._palette

    def _draw(self, row: T, state: State) -> Strip:
        runs: Runs = [(_box(state), "mark" if state.marked else ""), (" ", "")] if self.box else []
        for index, placed in enumerate(self._placed):
            if index:
                runs.append((" " * GAP, ""))
            runs += cell_runs(placed.column.render(row), placed.width, right=placed.column.align == "right")
        return self._line([Segment(text, self._dressed.style(name, state)) for text, name in _joined(runs)])

    def _plain_line(self, text: str, style: Style) -> Strip:
        return self._line([Segment(fit(text, self._width), style)])

    def _line(self, segments: list[Segment]) -> Strip:
        return Strip([*segments, Segment(" " * MARGIN, self._dressed.grounds[""])], self._width + MARGIN).simplify()


def _box(state: State) -> str:
    return MARKED if state.marked else HELD if state.held else UNMARKED


def _heading(placed: Placed[T], sort: Sort | None) -> str:
    column = placed.column
    text = column.heading or column.title
    arrow = ""
    if sort is not None and sort.key == column.key:
        arrow = f" {DESCENDING if sort.descending else ASCENDING}"
        text = text if cell_len(text + arrow) <= placed.width else fit(text, placed.width - len(arrow))
    return fit(text + arrow, placed.width, right=column.align == "right")


def cell_runs(drawn: Cell, width: int, *, right: bool) -> Runs:
    """A cell as runs that fill the width exactly; the text passes `show`."""
    text = show(drawn.text)
    lead = f"{drawn.lead} " if drawn.lead else ""
    size = cell_len(lead) + cell_len(text)
    fitting = (tail for tail in drawn.tails if size + cell_len(tail) <= width)
    tail = next(fitting, drawn.tails[-1] if drawn.tails else "")
    room = max(0, width - cell_len(lead) - cell_len(tail))
    body = text if cell_len(text) <= room else fit(text, room)
    whole = fit(lead + body + tail, width, right=right)
    if drawn.lead and drawn.tone:
        return [(whole[: len(drawn.lead)], drawn.tone), (whole[len(drawn.lead) :], "")]
    return [(whole, drawn.tone)]


def _joined(runs: Runs) -> Runs:
    """Runs of equal style as one."""
    joined: Runs = []
    for text, name in runs:
        name = name if name in _COLOURED else ""
        if joined and joined[-1][1] == name:
            joined[-1] = (joined[-1][0] + text, name)
        elif text:
            joined.append((text, name))
    return joined
