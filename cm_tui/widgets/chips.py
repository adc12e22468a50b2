"""What narrows a page, as chips on a line: each is taken away by keys or by a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from cm_tui.widgets.folding import MUTED, stacked
from cm_tui.widgets.text import fit, show

_GAP = " · "


@dataclass(frozen=True, slots=True)
class Chip:
    """One value that narrows: its criterion, how it is written in the filter, and how it is read."""

    key: str
    value: str
    label: str

    def text(self, width: int) -> str:
        """The chip as it is drawn, on at most so many cells."""
        label = show(self.label)
        return f"{label if cell_len(label) + 2 <= width else fit(label, max(1, width - 2)).rstrip()} ✕"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a chip is drawn: its line, its first cell, the first cell after it."""

    line: int
    start: int
    end: int


class Chips(Widget, can_focus=True):
    """Chips beside each other, on further lines where they do not fit; without any, a sentence."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"chips--cursor"}
    DEFAULT_CSS = """
    Chips {
        height: auto; padding: 0 1;
        & .chips--cursor { background: $primary 35%; color: $text; }
        &:nocolor .chips--cursor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "delete,x,enter,backspace",
            "remove",
            "Take away",
            id="chips.remove",
            tooltip="Take the filter under the cursor away",
        ),
        Binding("right,l", "step(1)", "Next", show=False, id="chips.next", tooltip="Move to the next filter"),
        Binding("left,h", "step(-1)", "Previous", show=False, id="chips.previous", tooltip="Move to the filter before"),
        Binding(
            "down,j", "app.focus_next", "Down", show=False, id="chips.leave", tooltip="Go to what the filters narrow"
        ),
    ]

    at: reactive[int] = reactive(0)
    """The place of the cursor."""

    @dataclass
    class Removed(Message):
        """A chip is to be taken away."""

        chips: Chips
        chip: Chip

        @property
        def control(self) -> Chips:
            """The line."""
            return self.chips

    def __init__(self, empty: str, *, id: str | None = None) -> None:
        """Make a line.

        Args:
            empty: What it says without chips.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._empty = empty
        self.chips: tuple[Chip, ...] = ()
        self.can_focus = False

    def put(self, chips: Sequence[Chip]) -> None:
        """Show these chips."""
        if tuple(chips) != self.chips:
            self.chips = tuple(chips)
            self.at = max(0, min(self.at, len(self.chips) - 1))
            self.can_focus = bool(self.chips)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the chips take."""
        return max((place.line for place in self._placed(width)), default=0) + 1

    def render(self) -> Content:
        """The chips."""
        width = self.content_size.width
        if not self.chips:
            return Content.styled(show(self._empty), MUTED).truncate(width, ellipsis=True)
        lines: list[Content] = []
        for at, (chip, place) in enumerate(zip(self.chips, self._placed(width), strict=True)):
            drawn = Content.styled(chip.text(width), "$text-accent")
            if at == self.at and self.has_focus:
                drawn = drawn.stylize(self.get_visual_style("chips--cursor", partial=True))
            if place.line == len(lines):
                lines.append(drawn)
            else:
                lines[-1] = Content.assemble(lines[-1], (_GAP, MUTED), drawn)
        return stacked(lines)

    def _placed(self, width: int) -> list[_Place]:
        places: list[_Place] = []
        line, x = 0, 0
        for chip in self.chips:
            cells = cell_len(chip.text(max(1, width)))
            start = x + len(_GAP) if x else 0
            if x and start + cells > width:
                line, start = line + 1, 0
            x = start + cells
            places.append(_Place(line, start, x))
        return places

    def action_step(self, step: int) -> None:
        """Move to the next chip or the one before."""
        self.at = max(0, min(len(self.chips) - 1, self.at + step))

    def action_remove(self) -> None:
        """Take the chip under the cursor away."""
        if self.chips:
            self.post_message(self.Removed(self, self.chips[self.at]))

    def on_click(self, event: events.Click) -> None:
        """Take the chip under the pointer away, by its cross; elsewhere only move to it."""
        place = event.get_content_offset(self)
        for at, one in enumerate(self._placed(self.content_size.width)):
            if place is not None and place.y == one.line and one.start <= place.x < one.end:
                self.at = at
                if place.x >= one.end - 2:
                    self.action_remove()
