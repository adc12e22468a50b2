"""What stands before the command: --workspace, --as, --version, --help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cm_tui.cli.usage import GLOBAL, usage_error
from cm_tui.model.errors import InvalidInput

_SWITCHES = {"--version": "version", "--help": "help", "-h": "help"}


@dataclass(frozen=True)
class GlobalOptions:
    """The global options of a command line and the words after them."""

    workspace: str | None = None
    as_email: str | None = None
    asked: str | None = None
    """`version` or `help` where it was asked for."""
    rest: tuple[str, ...] = ()


def split(tokens: Sequence[str]) -> GlobalOptions:
    """Take the global options off a command line. Raises UsageError and InvalidInput (an empty value)."""
    values: dict[str, str] = {}
    waiting = list(tokens)
    while waiting and waiting[0].startswith("-"):
        token, equals, value = waiting.pop(0).partition("=")
        if token in _SWITCHES and not equals:
            return GlobalOptions(asked=_SWITCHES[token])
        if token not in GLOBAL:
            raise usage_error(f"there is no option {token} before a command")
        if not equals:
            if not waiting or waiting[0].split("=", 1)[0] in (*GLOBAL, *_SWITCHES):
                raise usage_error(f"{token}: expected one argument")
            value = waiting.pop(0)
        if not value.strip():
            raise InvalidInput(
                f"{token}: the value is empty; name a {'directory' if token == '--workspace' else 'user'}."
            )
        values[token] = value
    return GlobalOptions(values.get("--workspace"), values.get("--as"), None, tuple(waiting))
