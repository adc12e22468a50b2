"""The last line: the few keys that matter here, each beside its verb; dimmed where it cannot act now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.screen import Screen

from cm_tui.widgets.line import Line

HELP = "app.help"
"""The id of the binding that stands at the right end."""
_NAMES = {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "delete": "del",
    "space": "space",
    "tab": "tab",
    "slash": "/",
    "backslash": "\\",
    "underscore": "_",
    "minus": "-",
    "plus": "+",
    "at": "@",
}


@runtime_checkable
class Keyed(Protocol):
    """A screen that says which keys matter: ids of bindings, the most important first."""

    KEY_BAR: ClassVar[tuple[str, ...]]


@runtime_checkable
class Reasoning(Protocol):
    """A screen that knows which keys cannot act now."""

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The reason why a key cannot act now; None where it can."""


@runtime_checkable
class Counting(Protocol):
    """A screen that knows on how many things a key acts."""

    def count_of_key(self, binding_id: str) -> int | None:
        """How many they are; None where nobody counts."""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key of the bar: its binding, how it is pressed, what it does and to how many, whether it can act now."""

    id: str
    key: str
    verb: str
    enabled: bool = True
    count: int | None = None

    @property
    def label(self) -> str:
        """The key as people write it."""
        return key_label(self.key)


class KeyBar(Line):
    """Shows hints from the left, as many as fit, and the key of the help at the right; a click presses the key."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; background: $panel; color: $text; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[KeyHint, ...] = ()
        self._help: KeyHint | None = None

    def on_mount(self) -> None:
        """Follow the keys of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self.call_next(self._follow, self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        """Show the keys that the screen names, as far as they are active and there is something to act on."""
        hints = {hint.id: hint for hint in active_hints(screen)}
        ids = screen.KEY_BAR if isinstance(screen, Keyed) else ()
        matters = (hints[one] for one in ids if one in hints)
        wanted = (tuple(hint for hint in matters if hint.count != 0), hints.get(HELP))
        if wanted != (self._hints, self._help):
            self._hints, self._help = wanted
            self.refresh()

    def render(self) -> Content:
        """The hints that fit."""
        width = self.content_size.width
        right = _drawn(self._help) if self._help else Content("")
        left = Content("  ").join([_drawn(hint) for hint in self._fitting(width)])
        gap = " " * max(0, width - left.cell_length - right.cell_length)
        return Content.assemble(left, gap, right).truncate(width)

    def _fitting(self, width: int) -> list[KeyHint]:
        room = width - (_drawn(self._help).cell_length if self._help else 0)
        fitting: list[KeyHint] = []
        for hint in self._hints:
            room -= _drawn(hint).cell_length + 2
            if room < 0:
                break
            fitting.append(hint)
        return fitting

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        place = event.get_content_offset(self)
        if place is None:
            return
        x, width = place.x, self.content_size.width
        if self._help and x >= width - _drawn(self._help).cell_length:
            self.app.simulate_key(self._help.key)
            return
        for hint in self._fitting(width):
            cells = _drawn(hint).cell_length
            if 0 <= x < cells:
                self.app.simulate_key(hint.key)
            x -= cells + 2


def _drawn(hint: KeyHint) -> Content:
    key_style, verb_style = ("bold $text-accent", "") if hint.enabled else ("$text-disabled", "$text-disabled")
    count = f" ({hint.count})" if hint.count is not None else ""
    return Content.assemble((hint.label, key_style), " ", (f"{hint.verb}{count}", verb_style))


def key_label(key: str) -> str:
    """A key as people write it: `?` for `question_mark`, `esc` for `escape`, `ctrl+p`."""
    *modifiers, name = key.split("+")
    if not modifiers and name not in _NAMES:
        name = key_to_character(name) or name
    return "+".join([*modifiers, _NAMES.get(name, name)])


def active_hints(screen: Screen[object]) -> list[KeyHint]:
    """The keys of our own bindings that do something on a screen now; of several keys the first that is declared."""
    found: dict[str, list[ActiveBinding]] = {}
    for active in screen.active_bindings.values():
        if active.binding.id is not None and not _is_typed(screen, active.binding.key):
            found.setdefault(active.binding.id, []).append(active)
    count = screen.count_of_key if isinstance(screen, Counting) else _unsaid
    why_not = screen.why_key_cannot_act if isinstance(screen, Reasoning) else _unsaid
    return [_hint(name, several, count(name), why_not(name)) for name, several in found.items()]


def _is_typed(screen: Screen[object], key: str) -> bool:
    """Whether a key goes into the text that has the focus."""
    label = key_label(key)
    return len(label) == 1 and screen.focused is not None and screen.focused.check_consume_key(key, label)


def _unsaid(binding_id: str) -> None:
    """What a screen says of a key that it does not speak of."""


def _hint(name: str, several: list[ActiveBinding], count: int | None, why_not: str | None) -> KeyHint:
    keys = {active.binding.key: active for active in several}
    if len(keys) > 1:
        declared = (key for key in declared_keys(several[0].node, name) if key in keys)
        several = [keys[next(declared, several[0].binding.key)]]
    binding = several[0].binding
    return KeyHint(name, binding.key, binding.description, several[0].enabled and why_not is None, count)


def declared_keys(node: DOMNode, name: str) -> tuple[str, ...]:
    """The keys of a binding in the order in which the node's class lists them; none for an unknown one."""
    for base in type(node).__mro__:
        for binding in vars(base).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id == name:
                return tuple(key.strip() for key in binding.key.split(","))
    return ()


def why_not(screen: Screen[object], binding_id: str) -> str | None:
    """The reason why a key of a screen cannot act now; None where it can."""
    return screen.why_key_cannot_act(binding_id) if isinstance(screen, Reasoning) else None
