"""Command lines before and after argparse: values that begin with `-`, global options, typed access."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cm_tui.model.rules.scope import spelled_id

ACTION_ID = ("ID", "the action's id, such as CA-001 or PM-001@europe")
"""The argument that names an action, and what it is."""


@dataclass(frozen=True)
class Arguments:
    """The arguments that a parser found, by name, with `_` for `-`."""

    values: Mapping[str, object]

    def maybe(self, name: str) -> str | None:
        """The value of an option, or None where it was not given."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def text(self, name: str) -> str:
        """The value of an argument that is always there, without surrounding blanks."""
        return str(self.values[name]).strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """The values of an argument that can be given several times, without surrounding blanks."""
        value = self.values.get(name)
        return tuple(str(one).strip() for one in value) if isinstance(value, list) else ()

    def action(self, name: str) -> str:
        """The value of an argument that names an action, as ids are written, whatever case it was typed in."""
        return spelled_id(self.text(name))

    def actions(self, name: str) -> tuple[str, ...]:
        """The values of an argument that names actions and can be given several times."""
        return tuple(map(spelled_id, self.texts(name)))

    def names(self, name: str) -> tuple[str, ...]:
        """The values of an argument that can be given several times, as they were typed: names of files can begin with blanks."""
        value = self.values.get(name)
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def flag(self, name: str) -> bool:
        """Whether a switch was given."""
        return self.values.get(name) is True


@dataclass(frozen=True)
class Spelling:
    """The options of one command: with a value, perhaps with one, and all of them."""

    valued: frozenset[str]
    perhaps_valued: frozenset[str]
    known: frozenset[str]

    def is_option(self, token: str) -> bool:
        """Whether a token is an option of this command (or the end of options), so no value of the one before it."""
        return token == "--" or token.split("=", 1)[0] in self.known


def arranged(tokens: Sequence[str], spelling: Spelling) -> list[str]:
    """The tokens as argparse takes them: values joined to their options (`--sort=-gain`), the words after all options."""
    options: list[str] = []
    words: list[str] = []
    waiting = list(tokens)
    while waiting:
        token = waiting.pop(0)
        if token == "--":
            words += waiting
            break
        if waiting and _takes(token, waiting[0], spelling):
            options.append(f"{token}={waiting.pop(0)}")
        elif token.startswith("-") and token != "-":
            options.append(token)
        else:
            words.append(token)
    return [*options, "--", *words] if words else options


def _takes(token: str, following: str, spelling: Spelling) -> bool:
    if token in spelling.valued:
        return not spelling.is_option(following)
    return token in spelling.perhaps_valued and not following.startswith("-")
