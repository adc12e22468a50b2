"""Text as a cell of a workbook can hold it, so that it is read as it was written and never taken for anything else (safety 5)."""

from __future__ import annotations

import re

LONGEST = 32_767
"""The most characters that a cell holds, counted as Excel counts them: in units of UTF-16."""
PART = 16_000
"""Characters of a part of a longer text; however they are written down, they fit a cell."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def cell_text(text: str) -> str:
    """A text as it stands in the file: what XML cannot hold is a visible escape such as `\\x1b`, and `_x0041_` stays what it is."""
    return _LOOKS_ESCAPED.sub("_x005F_", possible_text(text))


def possible_text(text: str) -> str:
    """A text without what XML cannot hold: such characters become visible escapes, line ends newlines."""
    return _IMPOSSIBLE.sub(lambda found: _visible(found[0]), text.replace("\r\n", "\n"))


def fits(text: str) -> bool:
    """Whether a text fits one cell, however it is counted."""
    if len(text) <= PART:
        return True
    written = cell_text(text)
    return len(written) <= LONGEST and len(written.encode("utf-16-le")) // 2 <= LONGEST


def parts(text: str) -> list[str]:
    """A text in pieces that each fit a cell; together they are the text."""
    possible = possible_text(text)
    return [possible[start : start + PART] for start in range(0, len(possible), PART)]


def _visible(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
