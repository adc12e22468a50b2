"""Lists to choose from: one of several, or any number with a tick; texts may come from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from cm_tui.widgets.text import show

TICKED, UNTICKED = "☑", "☐"


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, show=False, id=f"choices.{name}", tooltip=tooltip)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its key, what is read, a hint in quieter letters, and whether it is ticked."""

    key: str
    label: str
    hint: str = ""
    ticked: bool = False


class ChoiceList(OptionList, inherit_bindings=False):
    """A list with a cursor; enter chooses and posts OptionList's own message, whose option id is the choice's key."""

    DEFAULT_CSS = """
    ChoiceList {
        border: none; padding: 0; background: transparent; height: 1fr; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
        &:focus { border: none; background-tint: 0%; }
        & > .option-list--option-highlighted { background: $primary 15%; color: $text; text-style: none; }
        &:focus > .option-list--option-highlighted { background: $primary 35%; color: $text; text-style: none; }
        &:nocolor > .option-list--option-highlighted { text-style: underline; }
        &:focus:nocolor > .option-list--option-highlighted { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("down,j", "cursor_down", "down", "Down", "Move to the next line"),
        _key("up,k", "cursor_up", "up", "Up", "Move to the line before"),
        _key("home,g", "first", "home", "First", "Move to the first line"),
        _key("end,G", "last", "end", "Last", "Move to the last line"),
        _key("pagedown,ctrl+d", "page_down", "page_down", "Page down", "Move a page down"),
        _key("pageup,ctrl+u", "page_up", "page_up", "Page up", "Move a page up"),
        _key("enter", "select", "choose", "Choose", "Choose the line under the cursor"),
    ]

    def put(self, choices: Sequence[Choice]) -> None:
        """Show these choices; the cursor goes to the first."""
        self.clear_options()
        self.add_options([Option(drawn(choice), id=choice.key) for choice in choices])
        self.highlighted = 0 if choices else None

    @property
    def current(self) -> str | None:
        """The key of the choice under the cursor."""
        option = self.highlighted_option
        return option.id if option is not None else None


def drawn(choice: Choice, box: str = "") -> Content:
    """A choice as it is shown, with a box before it where it can be ticked."""
    label = f"{box} {show(choice.label)}" if box else show(choice.label)
    if not choice.hint:
        return Content(label)
    return Content.assemble(label, "  ", (show(choice.hint), "$text-muted"))


class TickList(ChoiceList):
    """A list of which any number is ticked by space or enter, and whose order can be changed where that is wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("space,enter", "select", "tick", "Tick", "Tick or untick the line under the cursor"),
    ]

    @dataclass
    class Ticked(Message):
        """A tick was set or taken away, or the order changed."""

        ticks: TickList

        @property
        def control(self) -> TickList:
            """The list."""
            return self.ticks

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices: list[Choice] = []

    def put(self, choices: Sequence[Choice]) -> None:
        """Show these choices; the cursor goes to the first."""
        self._choices = list(choices)
        self.clear_options()
        self.add_options([Option(_ticked(choice), id=choice.key) for choice in choices])
        self.highlighted = 0 if choices else None

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of what is ticked, in their order."""
        return tuple(choice.key for choice in self._choices if choice.ticked)

    def move(self, step: int) -> None:
        """Move the line under the cursor by a step; at an end it stays."""
        index = self.highlighted
        if index is None or not 0 <= index + step < len(self._choices):
            return
        self._choices.insert(index + step, self._choices.pop(index))
        for at in (index, index + step):
            self._redraw(at)
        self.highlighted = index + step
        self.post_message(self.Ticked(self))

    @on(OptionList.OptionSelected)
    def _tick(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        index = event.option_index
        self._choices[index] = replace(self._choices[index], ticked=not self._choices[index].ticked)
        self._redraw(index)
        self.post_message(self.Ticked(self))

    def _redraw(self, index: int) -> None:
        self.replace_option_prompt_at_index(index, _ticked(self._choices[index]))


def _ticked(choice: Choice) -> Content:
    return drawn(choice, TICKED if choice.ticked else UNTICKED)
