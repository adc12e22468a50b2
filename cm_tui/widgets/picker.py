"""Lists whose lines fold with the width: statuses with their explanations, controls with their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from textual import events
from textual._widget_navigation import Direction
from textual.content import Content
from textual.widgets.option_list import Option

from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.folding import INK, MUTED, OFF, hanging, stacked
from cm_tui.widgets.status import Look
from cm_tui.widgets.text import show

_BESIDE = 72
"""From this width on an explanation stands beside its status; below it, under it."""
_LABEL = 28
_INDENT = 4
_BEFORE_LAYOUT = 80
"""The width that lines are folded to before there is a layout; on a narrow one they would be many, to be drawn for nothing."""
CURRENT = "▸ "
"""Marks what is chosen, wherever the focus is."""
NOW = "now · "
"""Stands before the explanation of the status that the action has now."""
Draw = Callable[[int], Sequence[Content]]
"""How something is drawn on a width in cells."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a list: its key, how it is drawn, whether it can be chosen, and how it is drawn while it is."""

    key: str
    draw: Draw
    enabled: bool = True
    chosen: Draw | None = None


class FoldingList(ChoiceList):
    """A list of choices that are drawn anew when the width changes; the cursor stays on its choice."""

    DEFAULT_CSS = """
    FoldingList:focus:nocolor > .option-list--option-highlighted { text-style: bold underline; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._folding: tuple[ListLine, ...] = ()
        self._wanted: str | None = None
        self._drawn_for = 0
        self._marked: int | None = None

    def put_lines(self, lines: Sequence[ListLine], current: str | None = None) -> None:
        """Show these lines, with the cursor on one of them, else on the first that can be chosen."""
        self._folding, self._wanted = tuple(lines), current
        if self.is_mounted:
            self._draw(current)

    def on_resize(self, event: events.Resize) -> None:
        """Fold anew where the width changed."""
        if self._width != self._drawn_for:
            self._draw(self.current)

    def on_mount(self) -> None:
        """Draw what was put before; the first keys may come before the first layout."""
        if self._folding:
            self._draw(self._wanted)

    def _move_page(self, direction: Direction) -> None:
        """Move a page; Textual raises KeyError where a key comes before the options are laid out."""
        with suppress(KeyError):
            super()._move_page(direction)

    def watch_highlighted(self, highlighted: int | None) -> None:
        """The choice has its mark also while the focus is elsewhere."""
        before, self._marked = self._marked, highlighted
        for at in {before, highlighted} - {None}:
            self._mark(at or 0)
        super().watch_highlighted(highlighted)

    def _mark(self, at: int) -> None:
        line = self._folding[at] if at < min(len(self._folding), self.option_count) else None
        if line is not None and line.chosen is not None:
            draw = line.chosen if at == self.highlighted else line.draw
            self.replace_option_prompt_at_index(at, stacked(draw(self._drawn_for)))

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width or _BEFORE_LAYOUT

    def _draw(self, current: str | None) -> None:
        self._drawn_for = self._width
        options = [
            Option(stacked(line.draw(self._drawn_for)), id=line.key, disabled=not line.enabled)
            for line in self._folding
        ]
        at = [index for index, line in enumerate(self._folding) if line.enabled and line.key == current]
        at = at or [index for index, line in enumerate(self._folding) if line.enabled]
        self.clear_options()
        self.add_options(options)
        self.highlighted = at[0] if at else None


@dataclass(frozen=True, slots=True)
class Status:
    """A status to choose: its label, what it means in one line, its look, and why it cannot be chosen."""

    label: str
    help: str
    look: Look | None = None
    reason: str | None = None
    current: bool = False

    @property
    def line(self) -> ListLine:
        """The status as a line of a list; the label is the key."""
        return ListLine(self.label, self.draw, self.reason is None, partial(self.draw, chosen=True))

    def draw(self, width: int, *, chosen: bool = False) -> list[Content]:
        """The status and its explanation, or the reason why it cannot be chosen."""
        off = self.reason is not None
        mark = (CURRENT if chosen else " " * len(CURRENT), "bold $text-accent")
        glyph = (f"{self.look.glyph} ", OFF if off else INK[self.look.tone]) if self.look else ""
        label = Content.assemble(mark, glyph, (show(self.label), OFF if off else "bold"))
        help = Content.styled(show(self.reason or self.help), OFF if off else MUTED)
        meaning = Content.assemble((NOW, "bold"), help) if self.current else help
        if width >= _BESIDE:
            return hanging(label.pad_right(_LABEL + 4 - label.cell_length), meaning, width)
        return [label, *hanging(Content(" " * _INDENT), meaning, width)]
