"""Opens the files of a catalogue safely: whatever a path leads to, reading it ends, and a fault is a sentence."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from cm_tui.model.errors import InvalidInput

LARGEST = 8 * 1024 * 1024
"""Bytes that a file of a catalogue may have; the largest one that is shipped has a fiftieth of that."""
MOST = 500
"""Files that a folder of a catalogue may have."""
_MOST_PARTS = 20
_ENDLESS_KEY = re.compile(rf"""(?<!["'\w-])(?:["'\w-]++\s*+\.\s*+){{{_MOST_PARTS}}}""")
"""Dotted keys that would keep the parser of the standard library busy for minutes."""
_FLAGS = os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


def read_file(path: Path) -> str:
    """The text of a regular file. Raises InvalidInput for whatever else a path leads to, and for one that is too large."""
    try:
        text = _content(path).decode("utf-8")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path} is not a TOML file: it is no UTF-8 text.") from error
    if _ENDLESS_KEY.search(text):
        raise InvalidInput(f"{path} has a key of more than {_MOST_PARTS} parts; no field of a catalogue has one.")
    return text


def toml_files(folder: Path) -> list[Path]:
    """The TOML files of a folder by name. Raises InvalidInput where there is none, or too many."""
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise InvalidInput(f"{folder} holds no .toml file; the catalogue is incomplete.")
    if len(found) > MOST:
        raise InvalidInput(f"{folder} holds {len(found)} .toml files; a catalogue has {MOST} in a folder at most.")
    return found


def _content(path: Path) -> bytes:
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | _FLAGS)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise InvalidInput(f"{path} is not a regular file; a catalogue consists of text files.")
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise InvalidInput(f"{path} has more than {LARGEST // (1024 * 1024)} MB; that is no file of a catalogue.")
    return content
