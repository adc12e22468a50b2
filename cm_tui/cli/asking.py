"""Asking on the terminal whether something shall be done that cannot be taken back."""

from __future__ import annotations

import sys

from cm_tui.cli.output import is_terminal
from cm_tui.model.errors import NotAllowed


def refuse_unless_yes(alone: str, question: str, kept: str) -> None:
    """Ask on standard error; anything but yes is no.

    Args:
        alone: What is said where nobody can be asked.
        question: The question, safe to print; may have lines before it.
        kept: What is said after any answer but yes.

    Raises NotAllowed with one of the two.
    """
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        raise NotAllowed(alone)
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    try:
        answer = input()
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        raise NotAllowed(kept)
