"""A command line that does not fit, and a request for help: what ends a command before it begins."""

from __future__ import annotations

PROGRAM = "cm-tui"


class UsageError(Exception):
    """An unknown command or option, or a missing argument; `str(error)` is the line to show."""


class HelpRequested(Exception):
    """Somebody asked for help; `str(error)` is the text."""


def usage_error(message: str, command: str = "") -> UsageError:
    """The error for a command line that does not fit `command`: what is wrong, where, and the help to see."""
    for option in ("--workspace", "--as"):
        if message.startswith("unrecognized") and f" {option}" in message:
            message = f"{option} stands before the command"
    place = f"{command}: " if command else ""
    see = f"{PROGRAM} {command} --help" if command else f"{PROGRAM} --help"
    return UsageError(f"{place}{message.rstrip('.')}; see `{see}`.")
