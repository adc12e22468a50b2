"""Text as a cell of a workbook can hold it, so that it is read as it was written and never taken for anything else (safety 5)."""

from __future__ import annotations

import re
from hashlib import sha256

LONGEST = 32_767
"""The most characters that a cell holds, counted as Excel counts them: in units of UTF-16."""
PART = 16_000
"""Characters of a part of a longer text; however they are written down, they fit a cell."""
LONG_TEXTS = "Long texts"
"""The sheet with the whole of every text that is too long for its cell."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MARK = 12


def cell_text(text: str) -> str:
    """A text as it stands in the file: what XML cannot hold is a visible escape such as `\\x1b`, and `_x0041_` stays what it is."""
    possible = possible_text(text)
    return _LOOKS_ESCAPED.sub("_x005F_", possible) if "_x" in possible else possible


def possible_text(text: str) -> str:
    """A text without what XML cannot hold: such characters become visible escapes, line ends newlines."""
    # most texts are one line of letters, which is found out much faster
    return text if text.isprintable() else _IMPOSSIBLE.sub(lambda found: _visible(found[0]), text.replace("\r\n", "\n"))


def fits(text: str) -> bool:
    """Whether a text fits one cell, however it is counted."""
    if len(text) <= PART // 4:
        return True
    written = cell_text(text)
    return len(written) <= LONGEST and len(written.encode("utf-16-le")) // 2 <= LONGEST


def parts(text: str) -> list[str]:
    """A text in pieces that each fit a cell; together they are the text."""
    possible = possible_text(text)
    return [possible[start : start + PART] for start in range(0, len(possible), PART)]


def mark_of(text: str) -> str:
    """A short name of a long text: the same text has the same one in every workbook."""
    return sha256(possible_text(text).encode()).hexdigest()[:_MARK]


def shortened(text: str) -> str:
    """The beginning of a text that is too long for its cell, and the mark under which the whole of it stands elsewhere."""
    return f"{parts(text)[0]}\n[… the whole text stands on the sheet “{LONG_TEXTS}”, mark {mark_of(text)}]"


def standing(text: str) -> str:
    """What whoever reads a workbook finds in the cell of a text whose column moves with its rows."""
    return possible_text(text) if fits(text) else shortened(text)


def _visible(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
