"""Lines of text fitted to the terminal: what is too long goes on below, under the beginning of its last part."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from cm_tui.model.text import show

_WIDEST = 100
"""Prose longer than this is hard to read on a wide terminal."""
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


def prose(title: str, text: str, cells: int | None) -> Iterator[str]:
    """A heading and the lines of a text below it, safe to print; nothing where the text is blank."""
    if not text.strip():
        return
    yield from ("", title)
    for line in show(text, one_line=False).strip("\n").split("\n"):
        yield from paragraph(line, cells)


def paragraph(line: str, cells: int | None) -> list[str]:
    """A line of prose, moved in; what follows the number of a step goes on below its text."""
    if cells is None or cells < _NARROW:
        return [f"  {line}".rstrip()]
    hanging = " " * (2 + len(line) - len(line.lstrip(" -+~*0123456789.")))
    wrapper = textwrap.TextWrapper(
        min(cells, _WIDEST),
        initial_indent="  ",
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.wrap(line) or [""]
