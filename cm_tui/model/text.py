"""Text from outside, made safe to look at wherever it is shown: on the screen, in a pipe, in a log (safety 2)."""

from __future__ import annotations

from unicodedata import category, normalize

FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that never reach the terminal as they are."""
COMBINING = frozenset({"Mn", "Me"})
MOST_MARKS = 4
"""Combining marks allowed on one base; more would climb over the neighbouring lines."""
_NEWLINE = "⏎"


def show(s: str, *, one_line: bool = True) -> str:
    """A text as it may be shown: what could drive the terminal becomes a visible escape such as `\\x1b` or `\\u202e`.

    Args:
        s: Any text, however hostile.
        one_line: Whether newlines become `⏎`; else they stay, and a tab becomes a blank.
    """
    if s.isascii() and s.isprintable():
        return s
    pieces: list[str] = []
    marks = 0
    for char in s.replace("\r\n", "\n"):
        kind = category(char)
        marks = marks + 1 if kind in COMBINING else 0
        if kind in FORBIDDEN:
            pieces.append(_escape(char, one_line))
        else:
            pieces.append(char if marks <= MOST_MARKS else visible(char))
    return "".join(pieces)


def without_piles(text: str) -> str:
    """A text whose characters carry no more combining marks than one base can bear; for what people type and paste."""
    if text.isascii():
        return text
    pieces: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if category(char) in COMBINING else 0
        if marks <= MOST_MARKS:
            pieces.append(char)
    return "".join(pieces)


def _escape(char: str, one_line: bool) -> str:
    if char == "\n":
        return _NEWLINE if one_line else char
    return " " if char == "\t" and not one_line else visible(char)


def visible(char: str) -> str:
    """The escape that stands for a character that cannot be shown as it is."""
    return char.encode("unicode_escape").decode("ascii")


def fold(text: str) -> str:
    """A text for comparison regardless of case and of how accents are composed."""
    return normalize("NFC", text).casefold()
