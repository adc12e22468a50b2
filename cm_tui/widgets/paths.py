"""Paths as people type and paste them, and what a typed path could go on to be."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from cm_tui.model.text import show

_QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of a folder whose name begins as it was typed; `text` is what a field holds once it is taken."""

    name: str
    text: str
    is_folder: bool

    @property
    def can_be_typed(self) -> bool:
        """Whether a field shows the text as it is; a name with control characters can be chosen, but not edited."""
        return show(self.text) == self.text


@dataclass(frozen=True, slots=True)
class Matches:
    """What a typed path could go on to be.

    `common` is the text that all of them begin with, as far as a field can show it; `more` counts those that are left out
    of `found`; `problem` says why the folder cannot be read.
    """

    found: tuple[Match, ...] = ()
    common: str = ""
    more: int = 0
    problem: str | None = None

    def completed(self, text: str) -> str | None:
        """A typed text taken as far as it is clear; None where it cannot be taken further."""
        only = self.found[0] if len(self.found) == 1 and not self.more else None
        further = only.text if only is not None and only.can_be_typed else self.common
        return further if further.startswith(text) and len(further) > len(text) else None


def paths_in(text: str) -> tuple[str, ...]:
    """The paths of a text: one a line, or several quoted ones in a line, as terminals paste files that are dropped on them.

    Quotes and backslashes are read as a shell reads them; a line without them is one path, blanks included.
    """
    return tuple(path for line in text.splitlines() for path in _paths_of(line.strip()))


def _paths_of(line: str) -> list[str]:
    if not line:
        return []
    if line.startswith(_QUOTES) or "\\ " in line:
        try:
            return shlex.split(line)
        except ValueError:
            return [line]
    return [line]
