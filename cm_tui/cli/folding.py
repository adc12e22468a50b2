"""Lines of text fitted to the terminal: what is too long goes on below, under the beginning of its last part."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

_NARROW = 20
"""Cells below which nothing is folded, and the least that a part gets beside its margin."""


def folded(lines: Iterable[str], cells: int | None) -> Iterator[str]:
    """Each line in at most so many cells; as it is where `cells` is None.

    Parts of a line stand two blanks apart: `direct  CA-001  Require …` goes on below its title.
    """
    for line in lines:
        if cells is None or cells < _NARROW or len(line) <= cells:
            yield line
        else:
            yield from _fold(line, cells)


def _fold(line: str, cells: int) -> list[str]:
    margin = line.rfind("  ") + 2 if "  " in line.strip() else len(line) - len(line.lstrip()) + 2
    if cells - margin < _NARROW:
        margin = len(line) - len(line.lstrip()) + 4
    wrapper = textwrap.TextWrapper(
        cells, subsequent_indent=" " * margin, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
    return wrapper.wrap(line)
