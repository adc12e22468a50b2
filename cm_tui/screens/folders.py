"""Looking into the folders of the machine that the program runs on, for typing paths; every function may block."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path

from cm_tui.model.rules.evidence import base_name, why_name_is_refused, why_size_is_refused
from cm_tui.widgets.paths import Match, Matches

_MOST_READ = 20_000
"""Entries of a folder that are looked at."""
_MOST_SHOWN = 200
"""Entries that are given back."""
_NAMELESS = "evidence"
"""What a file is called where the name of a document amounts to none."""


def path_of(text: str) -> Path:
    """The absolute path that a typed text means; `~` is the home of the user, a name alone lies in the current folder."""
    try:
        return Path(os.path.abspath(Path(text).expanduser()))
    except (RuntimeError, OSError):
        return Path(text)


def matches_of(text: str, ending: str = "") -> Matches:
    """What a typed path could go on to be; hidden entries only where their point was typed.

    With an ending, such as `.xlsx`, only folders and the files whose names end so.
    """
    if text.startswith("~") and "/" not in text:
        return Matches((Match("~", f"{text}/", is_folder=True),), f"{text}/")
    folder, slash, beginning = text.rpartition("/")
    try:
        with os.scandir(Path(f"{folder}{slash}" or ".").expanduser()) as entries:
            fitting = [entry for entry in islice(entries, _MOST_READ) if _fits(entry, beginning, ending)]
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "There is no such folder"
        return Matches(problem=f"{reason}: {folder or slash or '.'}")
    if ending and beginning and not fitting and _is_file(text):
        return Matches(problem=f"{beginning} does not end in {ending}")
    fitting.sort(key=lambda entry: (entry.name.casefold(), entry.name))
    found = tuple(_match(f"{folder}{slash}", entry) for entry in fitting[:_MOST_SHOWN])
    common = _common([entry.name for entry in fitting])
    return Matches(found, f"{folder}{slash}{common}", len(fitting) - len(found))


def _fits(entry: os.DirEntry[str], beginning: str, ending: str) -> bool:
    """Whether a name goes on as typed; a hidden one only where its point was typed."""
    name = entry.name
    if not name.startswith(beginning) or (name.startswith(".") and not beginning.startswith(".")):
        return False
    return name.casefold().endswith(ending) or _is_folder(entry)


def _common(names: Sequence[str]) -> str:
    """What all names begin with, up to the first character that a field cannot show."""
    pairs = zip(min(names, default=""), max(names, default=""), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1] and pair[0].isprintable(), pairs))


def _match(folder: str, entry: os.DirEntry[str]) -> Match:
    is_folder = _is_folder(entry)
    return Match(entry.name, f"{folder}{entry.name}{'/' if is_folder else ''}", is_folder)


def _is_file(text: str) -> bool:
    try:
        return path_of(text).is_file()
    except (OSError, ValueError):
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def examine(path: Path, types: Collection[str], limit: int) -> int | str:
    """The size in bytes of a file that could become evidence, or the sentence that refuses it; its content is not read."""
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:
        return f"{path}: {error.strerror if isinstance(error, OSError) else 'There is no such file'}."
    if not stat.S_ISREG(found.st_mode):
        return f"{path} is {_what(found.st_mode)}; name an ordinary file."
    refused = why_name_is_refused(path.name, types) or why_size_is_refused(path.name, found.st_size, limit)
    return refused or found.st_size


def _what(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a symbolic link" if stat.S_ISLNK(mode) else "no file"


@dataclass(frozen=True, slots=True)
class Target:
    """A file that is to be written, and whether one lies there already."""

    path: Path
    exists: bool


def default_target(name: str) -> str:
    """The path that a download is offered: the current folder and the document's name, which is data and never leads away."""
    try:
        folder = os.getcwd()
    except OSError:
        folder = "~"
    return f"{folder.rstrip('/')}/{base_name(name, _NAMELESS)}"


def where_to(text: str, name: str) -> Target | str:
    """The file that a typed path means for a document, or the sentence that refuses it; a folder takes it under its name."""
    if not text:
        return "Name the file that the document is written to."
    path = path_of(text)
    if text.endswith("/") or path.is_dir():
        path = path / base_name(name, _NAMELESS)
    if not path.parent.is_dir():
        return f"There is no folder {path.parent}."
    exists = os.path.lexists(path)
    if exists and (path.is_symlink() or not path.is_file()):
        return f"{path} is no ordinary file; name another one."
    return Target(path, exists)
