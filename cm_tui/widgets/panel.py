"""Panels of a page that is read and opened line by line: a cursor goes through the lines of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from cm_tui.widgets.folding import MUTED, fold_text, stacked
from cm_tui.widgets.text import show

_TITLE = "panel--title"


@dataclass(frozen=True, slots=True)
class PanelLine:
    """What is drawn on a width in cells, and the key of what it opens; without a key it is only read."""

    draw: Callable[[int], Sequence[Content]]
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line that opens something: its key, and the first and the last but one row that it has."""

    key: str
    top: int
    bottom: int


class Panel(Widget, can_focus=True):
    """A title and lines; enter or a click opens the one under the cursor."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--cursor", _TITLE}
    DEFAULT_CSS = """
    Panel {
        height: auto;
        & .panel--title { color: $text-primary; text-style: bold; }
        & .panel--cursor { background: $primary 35%; }
        &:nocolor .panel--cursor { text-style: reverse; }
        &:nocolor .panel--title { text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="panel.open", tooltip="Open what is behind the line under the cursor"),
        Binding(
            "o",
            "open(True)",
            "All of it",
            id="panel.open_all",
            tooltip="List all actions behind the line under the cursor, passed ones too",
        ),
    ]

    at: reactive[int] = reactive(0)
    """The place of the cursor among the lines that open something."""

    @dataclass
    class Opened(Message):
        """A line is to be opened."""

        panel: Panel
        key: str
        everything: bool
        """Whether all of it is wanted, not only what is left to do."""

        @property
        def control(self) -> Panel:
            """The panel."""
            return self.panel

    def __init__(self, title: str, *, id: str | None = None) -> None:
        """Make a panel.

        Args:
            title: Its heading.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._title = title
        self._lines: tuple[PanelLine, ...] = ()
        self._folded: tuple[int, list[Content], list[_Placed]] | None = None

    def put(self, lines: Sequence[PanelLine]) -> None:
        """Show these lines; the cursor stays on what it was on, or at its place."""
        current = self.current
        self._lines, self._folded = tuple(lines), None
        keys = self.keys
        self.can_focus = bool(keys)
        self.at = keys.index(current) if current in keys else max(0, min(self.at, len(keys) - 1))
        self.refresh(layout=True)

    @property
    def keys(self) -> list[str]:
        """The keys of the lines that open something."""
        return [line.key for line in self._lines if line.key]

    @property
    def current(self) -> str | None:
        """The key under the cursor; None in a panel that opens nothing."""
        keys = self.keys
        return keys[self.at] if self.at < len(keys) else None

    def rows_of(self, at: int) -> Region:
        """Where a line that opens something is drawn, from the panel's corner; the first one with the title."""
        width = self.content_size.width
        placed = self._fold(width)[1]
        top = 0 if at == 0 else placed[at].top
        return Region(0, top, width, placed[at].bottom - top)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the width makes."""
        return len(self._fold(width)[0])

    def render(self) -> Content:
        """The rows, with a band on those under the cursor."""
        rows, placed = self._fold(self.content_size.width)
        drawn = [rows[0].stylize(self.get_visual_style(_TITLE, partial=True)), *rows[1:]]
        if self.has_focus and self.at < len(placed):
            band = self.get_visual_style("panel--cursor", partial=True)
            for row in range(placed[self.at].top, placed[self.at].bottom):
                drawn[row] = drawn[row].truncate(self.content_size.width, pad=True).stylize(band)
        return stacked(drawn)

    def _fold(self, width: int) -> tuple[list[Content], list[_Placed]]:
        if self._folded is None or self._folded[0] != width:
            rows = [Content(show(self._title)).truncate(max(1, width), ellipsis=True)]
            placed: list[_Placed] = []
            for line in self._lines:
                top = len(rows)
                rows += line.draw(max(1, width))
                if line.key:
                    placed.append(_Placed(line.key, top, len(rows)))
            self._folded = (width, rows, placed)
        return self._folded[1:]

    def action_open(self, everything: bool = False) -> None:
        """Open what is under the cursor."""
        if self.current is not None:
            self.post_message(self.Opened(self, self.current, everything))

    def on_click(self, event: events.Click) -> None:
        """Open what is under the pointer."""
        place = event.get_content_offset(self)
        y = place.y if place is not None else -1
        for at, line in enumerate(self._fold(self.content_size.width)[1]):
            if line.top <= y < line.bottom:
                self.at = at
                self.action_open()


def _move(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, show=False, id=f"panels.{name}", tooltip=tooltip)


class PanelPage(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Panels below or beside each other; the keys of a table move the cursor through all their lines, and the page follows."""

    DEFAULT_CSS = """
    PanelPage { scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _move("down,j", "step(1)", "down", "Down", "Move to the next line"),
        _move("up,k", "step(-1)", "up", "Up", "Move to the line before"),
        _move("home,g", "end(0)", "home", "First", "Move to the first line"),
        _move("end,G", "end(-1)", "end", "Last", "Move to the last line"),
        _move("pagedown,ctrl+d", "page(1)", "page_down", "Page down", "Move a page down"),
        _move("pageup,ctrl+u", "page(-1)", "page_up", "Page up", "Move a page up"),
    ]

    def action_step(self, step: int) -> None:
        """Move the cursor by a line, into the next panel at the end of one."""
        places, now = self._places(), self._now()
        if places:
            self._go(places[max(0, min(len(places) - 1, now + step))])

    def action_end(self, place: int) -> None:
        """Move the cursor to the first or the last line of the page, and show what stands around it."""
        if places := self._places():
            self._go(places[place])
            self.scroll_to(y=0 if place == 0 else self.max_scroll_y, animate=False, immediate=True)

    def action_page(self, direction: int) -> None:
        """Move the cursor by as many rows as are in sight."""
        places, now = self._places(), self._now()
        if not places:
            return
        start = self._region(*places[now]).y
        on = places[now + 1 :] if direction > 0 else places[:now][::-1]
        reach = self.scrollable_content_region.height - 2
        near = [one for one in on if 0 <= (self._region(*one).y - start) * direction <= reach]
        self._go(near[-1] if near else (on or [places[now]])[0])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the line that has the cursor."""
        self.follow()

    def follow(self) -> None:
        """Show the line that has the cursor, where it went out of sight."""
        panel = self.screen.focused
        if isinstance(panel, Panel) and panel.current is not None:
            self.scroll_to_region(self._region(panel, panel.at), animate=False, force=True, immediate=True)

    def _places(self) -> list[tuple[Panel, int]]:
        return [(panel, at) for panel in self.query(Panel) for at in range(len(panel.keys))]

    def _now(self) -> int:
        """The place of the cursor; the beginning where no panel has the focus."""
        here = self.screen.focused
        found = (n for n, (panel, at) in enumerate(self._places()) if panel is here and panel.at == at)
        return next(found, 0)

    def _go(self, place: tuple[Panel, int]) -> None:
        panel, at = place
        panel.at = at
        if panel.has_focus:
            self.follow()
        else:
            self.screen.set_focus(panel, scroll_visible=False)

    def _region(self, panel: Panel, at: int) -> Region:
        """Where a line stands on the page."""
        corner = panel.content_region.offset - self.scrollable_content_region.offset + self.scroll_offset
        return panel.rows_of(at).translate(corner)


def muted(text: str) -> Callable[[int], list[Content]]:
    """Draws a text in quiet letters, folded to the width; it may hold text from outside."""
    return lambda width: fold_text(Content.styled(show(text), MUTED), width)


def blank(width: int) -> list[Content]:
    """An empty row."""
    return [Content("")]
