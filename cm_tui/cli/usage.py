"""A command line that does not fit, and a request for help: what ends a command before it begins."""

from __future__ import annotations

PROGRAM = "cm-tui"
GLOBAL = ("--workspace", "--as")
"""The options that stand before the command."""


class UsageError(Exception):
    """An unknown command or option, or a missing argument; `str(error)` is the line to show."""


class HelpRequested(Exception):
    """Somebody asked for help; `str(error)` is the text."""


def usage_error(message: str, command: str = "") -> UsageError:
    """The error for a command line that does not fit `command`: what is wrong, where, and the help to see."""
    place = f"{command}: " if command else ""
    see = f"{PROGRAM} {command} --help" if command else f"{PROGRAM} --help"
    return UsageError(f"{place}{message.rstrip('.')}; see `{see}`.")
