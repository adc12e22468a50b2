"""Text from outside, made safe for a terminal, a pipe or a log (safety 2); the screens' twin is `widgets.text`."""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width

_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_COMBINING = frozenset({"Mn", "Me"})
_MOST_MARKS = 4
"""Combining marks allowed on one base."""
_NEWLINE = "⏎"
_ELLIPSIS = "…"


def visible(text: str, *, one_line: bool = True) -> str:
    """A text in which whatever could drive a terminal stands as a visible escape such as `\\x1b` or `\\u202e`.

    With `one_line` newlines become `⏎`; else they stay, and a tab becomes a blank.
    """
    if text.isascii() and text.isprintable():
        return text
    pieces: list[str] = []
    marks = 0
    for char in text.replace("\r\n", "\n"):
        kind = category(char)
        marks = marks + 1 if kind in _COMBINING else 0
        pieces.append(_escape(char, one_line) if kind in _FORBIDDEN or marks > _MOST_MARKS else char)
    return "".join(pieces)


def visible_json(text: str, *, ascii_only: bool) -> str:
    """A JSON document whose strings hold no control or bidi character as such: they become `\\uXXXX`, which means the same."""
    pattern = r"[^\n\x20-\x7e]" if ascii_only else r"[^\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]"
    return re.sub(pattern, lambda found: _json_escape(found[0], ascii_only), text)


def width(text: str) -> int:
    """The terminal cells that a visible text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def crop(text: str, cells: int) -> str:
    """A visible text of at most so many cells, ended with `…` where something is left out."""
    if width(text) <= cells:
        return text
    used = 0
    for index, char in enumerate(text):
        used += _cells(char)
        if used > cells - 1:
            return text[:index] + _ELLIPSIS
    return text


def _escape(char: str, one_line: bool) -> str:
    if char == "\n":
        return _NEWLINE if one_line else char
    if char == "\t" and not one_line:
        return " "
    return char.encode("unicode_escape").decode("ascii")


def _json_escape(char: str, ascii_only: bool) -> str:
    if not ascii_only and category(char) not in _FORBIDDEN:
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[start]:02x}{units[start + 1]:02x}" for start in range(0, len(units), 2))


def _cells(char: str) -> int:
    if combining(char) or category(char) in _COMBINING:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
