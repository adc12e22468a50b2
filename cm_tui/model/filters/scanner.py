"""From a text to tokens: parentheses, `OR`, `-` at the start of a term, and terms with their quotes still on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

BLANKS = frozenset(" \t\n\r\u00a0\u1680\u202f\u205f\u3000") | {chr(code) for code in range(0x2000, 0x200B)}
"""What separates terms: spaces of any width, tabs and line ends. Other control characters are text."""

QUOTE = '"'


class Kind(Enum):
    """The kinds of token."""

    OPEN = auto()
    CLOSE = auto()
    ALTERNATIVE = auto()
    MINUS = auto()
    TERM = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text, from `start` up to but not including `end`."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The tokens of a text, and where a quote opens that nothing closes (None where all are closed)."""

    tokens: tuple[Token, ...]
    unclosed: int | None


def scan(text: str) -> Scan:
    """Cuts a text into tokens; never fails: an unclosed quote reaches to the end of the text."""
    inner = _inner_parentheses(text)
    tokens: list[Token] = []
    unclosed: int | None = None
    place = 0
    while place < len(text):
        if text[place] in BLANKS:
            place += 1
            continue
        token = _sign_at(text, place)
        if token is None:
            end, unclosed = _end_of_term(text, place, inner)
            token = Token(Kind.TERM, place, end)
        tokens.append(token)
        place = token.end
    return Scan(tuple(tokens), unclosed)


def trimmed(text: str) -> str:
    """The text without blanks at its ends."""
    return text.strip("".join(BLANKS))


def is_blank(text: str) -> bool:
    """Whether there is nothing but blanks."""
    return not trimmed(text)


def starts_with_sign(word: str) -> bool:
    """Whether a word at the start of a term would be read as `-`, `OR` or a parenthesis."""
    return bool(word) and _sign_at(word, 0) is not None


def unquoted(raw: str) -> str:
    """The text of a term without its quotes; a doubled quote inside quotes is one quotation mark."""
    parts: list[str] = []
    place = 0
    while (start := raw.find(QUOTE, place)) >= 0:
        end = _end_of_quote(raw, start)
        inside = raw[start + 1 :] if end is None else raw[start + 1 : end - 1]
        parts += (raw[place:start], inside.replace(QUOTE * 2, QUOTE))
        place = len(raw) if end is None else end
    return "".join([*parts, raw[place:]])


def quoted(text: str) -> str:
    """The text in quotes, so that `unquoted` gives it back."""
    return QUOTE + text.replace(QUOTE, QUOTE * 2) + QUOTE


def split_at_commas(raw: str) -> list[tuple[int, str]]:
    """The parts between the commas that stand outside quotes, each with its place in `raw`; quotes stay on."""
    parts: list[tuple[int, str]] = []
    start = place = 0
    while place < len(raw):
        if raw[place] == QUOTE:
            place = _end_of_quote(raw, place) or len(raw)
            continue
        if raw[place] == ",":
            parts.append((start, raw[start:place]))
            start = place + 1
        place += 1
    return [*parts, (start, raw[start:])]


def _sign_at(text: str, place: int) -> Token | None:
    signs = {"(": Kind.OPEN, ")": Kind.CLOSE, "-": Kind.MINUS}
    if kind := signs.get(text[place]):
        return Token(kind, place, place + 1)
    after = text[place + 2 : place + 3]
    if text.startswith("OR", place) and (not after or after in BLANKS or after in "()"):
        return Token(Kind.ALTERNATIVE, place, place + 2)
    return None


def _end_of_term(text: str, place: int, inner: dict[int, int]) -> tuple[int, int | None]:
    """Where the term ends that starts at `place`, and where its unclosed quote is, if it has one."""
    while place < len(text) and text[place] not in BLANKS and text[place] != ")":
        if text[place] == QUOTE:
            end = _end_of_quote(text, place)
            if end is None:
                return len(text), place
            place = end
        elif text[place] == "(":
            if place not in inner:
                break
            place = inner[place] + 1
        else:
            place += 1
    return place, None


def _end_of_quote(text: str, start: int) -> int | None:
    """The place after the quote that closes the one at `start`."""
    place = start + 1
    while (place := text.find(QUOTE, place)) >= 0:
        if not text.startswith(QUOTE, place + 1):
            return place + 1
        place += 2
    return None


def _inner_parentheses(text: str) -> dict[int, int]:
    """Opening parentheses that are closed before the next blank or quote, with the place of the closing one."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for place, character in enumerate(text):
        if character in BLANKS or character == QUOTE:
            opened.clear()
        elif character == "(":
            opened.append(place)
        elif character == ")" and opened:
            pairs[opened.pop()] = place
    return pairs
