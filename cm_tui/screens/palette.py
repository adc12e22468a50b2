"""The command palette: an action by its id or name, a section, a theme, or anything that a key does here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList

from cm_tui.screens.base import Opened
from cm_tui.screens.help import key_rows
from cm_tui.widgets.choices import Choice, ChoiceList
from cm_tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from cm_tui.model.views.workspace import PersonView

_MOST_ACTIONS = 12


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done: what it is (`key:`, `theme:`, `as:` or `demo:` and an id), its name, and its key as a hint."""

    key: str
    name: str
    hint: str


NOTHING = Choice("", "Nothing matches.")
"""Stands for an empty list; to choose it only closes the palette."""
_MOVES = ("table.down", "table.up", "table.home", "table.end", "table.page_down", "table.page_up")
_HIDDEN = ("focus", "search", "reading")


def commands(screen: Screen[object], themes: Iterable[str]) -> list[Command]:
    """What can be done on a screen by a key, moves left out, and the themes."""
    rows = [row for row in key_rows(screen) if row.id not in _MOVES and row.id.partition(".")[0] not in _HIDDEN]
    keys = [Command(f"key:{row.id}", row.does, f"{row.name} · {' '.join(row.keys)}") for row in rows]
    return keys + [Command(f"theme:{name}", f"Theme {name}", "") for name in sorted(themes)]


def acting_commands(people: Iterable[PersonView]) -> list[Command]:
    """Becoming somebody else: offered in demo workspaces only (interface 2)."""
    return [Command(f"as:{one.email}", f"Act as {one.name}", one.role.label) for one in people]


def demo_commands() -> list[Command]:
    """What only demo workspaces offer beside becoming somebody else."""
    return [Command("demo:refresh", "Simulate the daily refresh", "replays prepared results of automatic testing")]


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    """A key that works while the text has the focus."""
    return Binding(keys, action, description, id=f"palette.{name}", tooltip=tooltip, priority=True)


class Palette(Opened, ModalScreen[str | None], inherit_bindings=False):
    """Asks what to do; gives back the key of a command, or `open:` and the id of an action."""

    CSS_PATH = "../styles/palette.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = ("palette.run", "palette.down", "palette.up", "palette.close")
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("escape,ctrl+p", "dismiss", "close", "Close", "Close the palette"),
        _key("enter", "run", "run", "Run", "Do what stands under the cursor"),
        _key("down,ctrl+n", "move('cursor_down')", "down", "Next", "Move to the next line"),
        _key("up", "move('cursor_up')", "up", "Previous", "Move to the line before"),
        _key("pagedown", "move('page_down')", "page_down", "Page down", "Move a page down"),
        _key("pageup", "move('page_up')", "page_up", "Page up", "Move a page up"),
    ]

    _input = getters.query_one(Input)
    _list = getters.query_one(ChoiceList)

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self._commands = tuple(commands)
        self._found_for = ""
        self._runs = False

    def compose(self) -> ComposeResult:
        """The text, what it finds, the keys."""
        with Vertical(id="palette-panel"):
            yield Input(placeholder="action id, words of a name, or a command", compact=True, select_on_focus=False)
            choices = ChoiceList()
            choices.can_focus = False
            yield choices
            yield KeyBar()

    def on_mount(self) -> None:
        """Begin with every command."""
        self._input.cursor_blink = False
        self._list.put(self._matching(""))

    def _matching(self, text: str) -> list[Choice]:
        words = text.casefold().split()
        found = [one for one in self._commands if all(word in f"{one.name} {one.hint}".casefold() for word in words)]
        return [Choice(command.key, command.name, command.hint) for command in found]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    @work(exclusive=True, group="palette")
    async def _search(self, text: str) -> None:
        commands = self._matching(text)
        actions: list[Choice] = []
        if text.strip() and self.app.services is not None:
            with self.notices():
                rows = await asyncio.to_thread(self.services.listing.find, text, _MOST_ACTIONS)
                actions = [Choice(f"open:{row.id}", row.name, row.id) for row in rows]
        meant = [one for one in commands if one.label.casefold().startswith(text.strip().casefold())]
        others = [one for one in commands if one not in meant]
        self._list.put([*meant, *actions, *others] or [NOTHING])
        self._found_for = text
        self._run_once_found()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id or None)

    async def action_move(self, where: str) -> None:
        """Move the cursor of the list; the focus stays in the text."""
        await self._list.run_action(where)

    def action_run(self) -> None:
        """Give back what stands under the cursor, if anything does, once it is found for what is typed."""
        self._runs = True
        self._run_once_found()

    def _run_once_found(self) -> None:
        if self._runs and self._found_for == self._input.value and self._list.current is not None:
            self.dismiss(self._list.current or None)
