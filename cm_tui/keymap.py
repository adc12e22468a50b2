"""The user's own keys: which bindings there are, and which wishes for keys can be kept."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Mapping

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from cm_tui.model.errors import InvalidInput
from cm_tui.settings import Settings
from cm_tui.themes import theme_names

_UNDELIVERABLE = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+[": "escape",
    "ctrl+left_square_bracket": "escape",
    "alt+enter": "enter",
    "alt+f": "ctrl+right",
    "alt+b": "ctrl+left",
}
"""Keys that terminals deliver as another key."""
_EVERYWHERE = frozenset({"app", "section"})
_TOGETHER = (
    frozenset({"list", "table", "focus", *_EVERYWHERE}),
    frozenset({"search", "focus", *_EVERYWHERE}),
    frozenset({"details", "reading", "focus", *_EVERYWHERE}),
    frozenset({"details", "evidence", "focus", *_EVERYWHERE}),
    *(
        frozenset({tab, "settings", "choices", "focus", *_EVERYWHERE})
        for tab in ("users", "organisation", "notices", "catalogue")
    ),
    frozenset({"verdict", "ready", "table", "focus", *_EVERYWHERE}),
    frozenset({"verdict", "details", "reading", "focus", *_EVERYWHERE}),
    frozenset({"flyout", "people"}),
    frozenset({"flyout", "choices", "filters"}),
    frozenset({"flyout", "choices", "columns"}),
    frozenset({"flyout", "choices", "wizard", "services", "chooser", "stepper", "reading", "firststart"}),
    frozenset({"flyout", "choices", "assessmentedit", "services"}),
    frozenset({"assessments", "assessment", "lines", "choices", "focus", *_EVERYWHERE}),
    frozenset({"requirements", "assessment", "lines", "choices", "focus", *_EVERYWHERE}),
    frozenset({"assessment", "table", "focus", *_EVERYWHERE}),
    frozenset({"requirement", "lines", "choices"}),
)
"""First parts of ids whose keys are active at the same time."""
_NAMED = frozenset(key.value for key in Keys if not key.value.startswith("<"))


def all_bindings() -> list[tuple[type, Binding]]:
    """Every binding of our own, with the class that declares it. Imports every screen and widget."""
    found: list[tuple[type, Binding]] = []
    for package in ("screens", "widgets"):
        root = importlib.import_module(f"cm_tui.{package}")
        for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            found += _bindings_of(module.name)
    return found + _bindings_of("cm_tui.app")


def _bindings_of(module: str) -> list[tuple[type, Binding]]:
    classes = [one for _, one in inspect.getmembers(importlib.import_module(module), inspect.isclass)]
    own = [one for one in classes if one.__module__ == module and "BINDINGS" in vars(one)]
    return [(one, binding) for one in own for binding in vars(one)["BINDINGS"] if isinstance(binding, Binding)]


def check(settings: Settings) -> None:
    """Refuse settings whose theme or keys cannot be kept: InvalidInput names value, place and what is allowed."""
    if settings.theme is not None and settings.theme not in theme_names():
        names = ", ".join(theme_names())
        raise InvalidInput(f"config.toml: [appearance] theme {settings.theme!r} does not exist; allowed: {names}.")
    if settings.keys:
        check_keys(settings.keys, (binding for _, binding in all_bindings()))


def check_keys(wishes: Mapping[str, str], bindings: Iterable[Binding]) -> None:
    """Refuse wishes that cannot be kept: unknown ids, keys that terminals do not deliver, two bindings on one key."""
    usual = {binding.id: normalised(binding.key) for binding in bindings if binding.id is not None}
    for name, wish in wishes.items():
        if name not in usual:
            raise InvalidInput(
                f"config.toml: [keys] {name!r} is no key binding; there are: {', '.join(sorted(usual))}."
            )
        for key in normalised(wish):
            if reason := why_undeliverable(key):
                raise InvalidInput(f"config.toml: [keys] {name}: {reason}")
    present = {**usual, **{name: normalised(wish) for name, wish in wishes.items()}}
    for name in wishes:
        for other, keys in present.items():
            both = set(keys) & set(present[name])
            if other != name and both and _active_together(name, other):
                raise InvalidInput(f"config.toml: [keys] {name}: {sorted(both)[0]} is the key of {other} already.")


def normalised(keys: str) -> tuple[str, ...]:
    """Keys as Textual names them: `?` is `question_mark`."""
    return tuple(_name(key.strip()) for key in keys.split(","))


def _name(key: str) -> str:
    if len(key) != 1 or key.isalnum():
        return key
    import unicodedata

    name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


def why_undeliverable(key: str) -> str | None:
    """Why a key cannot be used, or None."""
    if key in _UNDELIVERABLE:
        return f"terminals deliver {key} as {_UNDELIVERABLE[key]}; choose another key."
    modifier, plus, base = key.rpartition("+")
    if modifier == "shift" and len(base) == 1:
        return f"terminals deliver {key} as {base.upper()}; write {base.upper()}."
    known = key in _NAMED or key in KEY_NAME_REPLACEMENTS.values() or key_to_character(key) is not None
    if known or (plus and modifier in ("alt", "ctrl") and len(base) == 1):
        return None
    return f"{key!r} is no key; write a character, or a name such as f2, pagedown, ctrl+k, shift+left."


def _active_together(one: str, other: str) -> bool:
    first, second = one.partition(".")[0], other.partition(".")[0]
    return first == second or any({first, second} <= rooms for rooms in _TOGETHER)
