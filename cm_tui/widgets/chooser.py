"""One of several things on one line, which opens the list of them below itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static

from cm_tui.widgets.folding import INK, MUTED
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.status import Look
from cm_tui.widgets.text import show


class ChosenLine(Widget, can_focus=True):
    """Shows what is chosen; enter, space or a click ask for the list."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ChosenLine {
        height: 1; background: $panel; padding: 0 1;
        &:focus { background: $primary 25%; }
        &:focus:nocolor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Choose", id="chooser.open", tooltip="Open the list of what can be chosen"),
    ]

    class Opened(Message):
        """The list is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._value = Content("")

    def put(self, value: str, look: Look | None = None) -> None:
        """Show what is chosen, with the glyph of its look."""
        glyph = (f"{look.glyph} ", INK[look.tone]) if look else ""
        self._value = Content.assemble(glyph, (show(value), "bold"))
        self.refresh()

    def render(self) -> Content:
        """The value, and an arrow at the right."""
        room = max(0, self.content_size.width - 2)
        value = self._value.truncate(room, ellipsis=True)
        return value + " " * (room - value.cell_length) + Content.styled(" ▾", MUTED)

    def on_click(self, event: events.Click) -> None:
        """Open the list."""
        self.post_message(self.Opened())

    def action_open(self) -> None:
        """Open the list."""
        self.post_message(self.Opened())


class Chooser(Vertical):
    """A label, the line with what is chosen, and the list while it is open; esc closes it and chooses nothing."""

    DEFAULT_CSS = """
    Chooser {
        height: auto;
        .chooser-label { color: $text-muted; height: 1; }
        FoldingList { display: none; height: auto; max-height: 60vh; padding: 0 1; background: $panel 50%; }
        &.-open FoldingList { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close the list", id="chooser.close", tooltip="Close the list and choose nothing"),
    ]

    @dataclass
    class Chosen(Message):
        """Something was chosen from the list."""

        chooser: Chooser
        key: str

        @property
        def control(self) -> Chooser:
            """The chooser."""
            return self.chooser

    def __init__(self, label: str, *, id: str | None = None) -> None:
        """Make a chooser.

        Args:
            label: What is chosen.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._label = label
        self._line, self._list = ChosenLine(), FoldingList()
        self._lines: Sequence[ListLine] = ()
        self._current = ""

    def compose(self) -> ComposeResult:
        """Label, line, list."""
        yield Static(Content(show(self._label)), classes="chooser-label", markup=False)
        yield self._line
        yield self._list

    def put(self, lines: Sequence[ListLine], current: str, look: Look | None = None) -> None:
        """Offer these lines; the one whose key is given is chosen."""
        self._lines, self._current = lines, current
        self._line.put(current, look)

    @property
    def is_open(self) -> bool:
        """Whether the list is open."""
        return self.has_class("-open")

    @property
    def entry(self) -> Widget:
        """What takes the focus."""
        return self._line

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Closing is only for a list that is open; else the key is for what is around."""
        return self.is_open if action == "close" else True

    @on(ChosenLine.Opened)
    def _open(self) -> None:
        self.add_class("-open")
        self._list.put_lines(self._lines, self._current)
        self.screen.set_focus(self._list)
        self.call_after_refresh(self._list.scroll_visible, animate=False)

    def action_close(self) -> None:
        """Close the list."""
        self.remove_class("-open")
        self.screen.set_focus(self._line)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_close()
        self.post_message(self.Chosen(self, event.option.id or ""))

    @on(OptionList.OptionHighlighted)
    def _stay(self, event: OptionList.OptionHighlighted) -> None:
        """Moving in the list chooses nothing."""
        event.stop()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Close a list that is left."""
        if event.widget is self._list:
            self.remove_class("-open")
