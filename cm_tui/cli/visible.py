"""Safe text (`model.text.show`) fitted to columns and to JSON, without the terminal library."""

from __future__ import annotations

import re
from unicodedata import category, combining, east_asian_width

from cm_tui.model.text import COMBINING, FORBIDDEN

_ELLIPSIS = "…"


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


def _json_escape(char: str, ascii_only: bool) -> str:
    if not ascii_only and category(char) not in FORBIDDEN:
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[start]:02x}{units[start + 1]:02x}" for start in range(0, len(units), 2))


def _cells(char: str) -> int:
    if combining(char) or category(char) in COMBINING:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
