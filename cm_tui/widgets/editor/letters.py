"""How the characters of a text that is edited look, and where a line of them is folded.

Every character keeps its place: one that could drive the terminal is drawn as an escape of several cells, and stays one
character for the cursor and in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from rich.cells import cell_len

from cm_tui.model.text import COMBINING, FORBIDDEN, MOST_MARKS, visible

TAB = 4
"""Cells from one tab stop to the next."""
REACH = MOST_MARKS + 2
"""Characters behind a change that can look different because of it."""
_PLAIN = re.compile("[ -~¡-\u00ac\u00ae-\u024f‐-‧Ѐ-ҁҊ-ԯ]*")
"""Characters of one cell each that are shown as they are, and that change nothing about their neighbours."""
_WIDER = "\ufe0f"
"""Makes the symbol before it as wide as a picture."""
_MARK, _STOP = -1, -2
"""Sizes that depend on what stands before: of a combining mark, of a tab."""


class _Sizes(dict[str, int]):
    """The cells that a character takes, or that it is one of those whose size depends on what stands before."""

    _MOST = 4096
    """Sizes remembered: enough for any script, too few to fill the memory with a hostile text."""

    def __missing__(self, char: str) -> int:
        kind = category(char)
        size = len(visible(char)) if kind in FORBIDDEN else _MARK if kind in COMBINING else cell_len(char)
        if len(self) < self._MOST:
            self[char] = size
        return size


_SIZES = _Sizes({"\t": _STOP})


@lru_cache(maxsize=1024)
def _escape_size(char: str) -> int:
    return len(visible(char))


@dataclass(frozen=True, slots=True)
class Letter:
    """A character as it is drawn, the cells that it takes, and whether an escape stands for it."""

    text: str
    cells: int
    escaped: bool = False


def sizes(line: str, start: int, end: int) -> Iterator[int]:
    """The cells of each character of a part of a line that is drawn from its own left edge."""
    marks, x, size = _marks_before(line, start), 0, 0
    for char in line[start:end]:
        before, size = size, _SIZES[char]
        if size == _MARK:
            marks += 1
            size = _escape_size(char) if marks > MOST_MARKS else int(char == _WIDER and before == 1)
        else:
            marks = 0
            if size == _STOP:
                size = TAB - x % TAB
        x += size
        yield size


def letters(line: str, start: int, end: int) -> Iterator[Letter]:
    """The characters of a part of a line as they are drawn."""
    for char, size in zip(line[start:end], sizes(line, start, end), strict=True):
        known = _SIZES[char]
        if known == _STOP:
            yield Letter(" " * size, size)
        elif category(char) in FORBIDDEN or (known == _MARK and size > 1):
            yield Letter(visible(char), size, escaped=True)
        else:
            yield Letter(char, size)


def next_fold(line: str, start: int, width: int) -> int:
    """Where the part of a line ends that begins at `start` and fits a width in cells, at least 2; after a blank if there is one.

    A blank that would be the first character of the next part may stand in the cell behind the last one: the cursor's.
    """
    stop = start + width + 1
    if not _PLAIN.fullmatch(line, start, stop):
        return _next_fold(line, start, width)
    if len(line) < stop:
        return len(line)
    blank = line.rfind(" ", start, stop - (len(line) == stop))
    return blank + 1 if blank >= start else stop - 1


def _next_fold(line: str, start: int, width: int) -> int:
    x, blank, stop = 0, start, min(len(line), start + _most_characters(width))
    for at, size in enumerate(sizes(line, start, stop), start):
        x += size
        if x > width:
            if line[at] == " " and x == width + 1 and at + 1 < len(line):
                return at + 1
            return blank if blank > start else max(at, start + 1)
        if line[at] in " \t":
            blank = at + 1
    return stop


def _most_characters(width: int) -> int:
    """The characters of a width are fewer: each base takes a cell, and an escape takes more than one."""
    return (width + 2) * (MOST_MARKS + 1)


def _marks_before(line: str, start: int) -> int:
    marks = 0
    while marks <= MOST_MARKS and start > marks and _SIZES[line[start - marks - 1]] == _MARK:
        marks += 1
    return marks
