"""One term: a bare word, `key:value,value`, or a comparison such as `points>=9`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cm_tui.model.filters.nodes import Compare, FilterError, Match, Operator, Word, at, shown
from cm_tui.model.filters.scanner import is_blank, split_at_commas, unquoted
from cm_tui.model.filters.values import (
    ANY,
    DATE_HINT,
    NUMBER_HINT,
    allowed_values,
    has_vocabulary,
    is_dated,
    read_date,
    read_number,
    resolve,
)

KEYS = (
    "test",
    "implementation",
    "owner",
    "category",
    "type",
    "regulation",
    "group",
    "assessment",
    "control",
    "id",
    "solution",
    "service",
    "source",
    "testing",
    "points",
    "gain",
    "update",
    "evidence",
    "eligible",
    "stage",
    "changed",
)
"""The keys of the language; `status` is another word for `test`."""

_ALIASES = {"status": "test"}
_COMPARED: dict[str, Operator] = {"points": "=", "gain": "=", "changed": ">="}
"""The keys that compare, and what a colon means for each."""
_OPERATORS: dict[str, Operator] = {">": ">", ">=": ">=", "<": "<", "<=": "<=", "=": "="}
_OWNERS = ("me", "none")
_KEY = re.compile(r"([^\W\d_]+)(:|>=|<=|>|<|=)")


@dataclass(frozen=True, slots=True)
class KeyPart:
    """The start of a term up to its value: the key as meant (or the unknown word), the sign, where the value starts."""

    key: str
    written: str
    sign: str
    end: int


def canonical_key(word: str) -> str | None:
    """The key that a word means, in any case; None where it means none."""
    key = word.lower()
    key = _ALIASES.get(key, key)
    return key if key in KEYS else None


def key_part(raw: str) -> KeyPart | None:
    """How a term starts if it is no plain text.

    Letters with a colon are meant as a key unless `//` follows (`http://…`); letters with another sign only where
    they are a key. `10:30` is text.
    """
    found = _KEY.match(raw)
    if not found:
        return None
    key = canonical_key(found[1])
    is_address = raw.startswith("//", found.end())
    if (found[2] == ":" and is_address) or (found[2] != ":" and key is None):
        return None
    return KeyPart(key or found[1], found[1], found[2], found.end())


def read_term(raw: str, position: int, today: date) -> Word | Match | Compare:
    """Reads one term, quotes still on, that stands at `position`; raises FilterError."""
    part = key_part(raw)
    if part is None:
        text = unquoted(raw)
        if not text:
            raise FilterError(f"The quotes {at(position)} are empty; write what to look for between them.", position)
        return Word(text)
    if part.key not in KEYS:
        raise _unknown_key(part.written, position)
    if part.key in _COMPARED:
        return _comparison(part, raw, position, today)
    if part.sign != ":":
        raise FilterError(
            f"{shown(part.written + part.sign)} {at(position)} cannot be compared; "
            f"write {part.key}: and a value. Only {_listed(_COMPARED)} take > >= < <= and =.",
            position,
        )
    return _match(part, raw, position)


def _match(part: KeyPart, raw: str, position: int) -> Match:
    values: list[str] = []
    pieces = split_at_commas(raw[part.end :])
    for place, piece in pieces:
        value = unquoted(piece)
        if is_blank(value) and len(pieces) > 1:
            raise _no_value_at_comma(part, position + part.end, place, piece)
        if is_blank(value):
            raise _no_value(part, position)
        values.extend(_meant(part.key, value, position + part.end + place))
    if part.key == "test" and ANY in values:
        values = [ANY]
    return Match(part.key, tuple(dict.fromkeys(values)), position)


def _meant(key: str, value: str, position: int) -> tuple[str, ...]:
    if key == "owner" and value.lower() in _OWNERS:
        return (value.lower(),)
    if not has_vocabulary(key):
        return (value,)
    labels = resolve(key, value)
    if not labels:
        raise FilterError(
            f"{shown(value)} {at(position)} is no value of {key}; allowed: {_listed(allowed_values(key))}.", position
        )
    return labels


def _comparison(part: KeyPart, raw: str, position: int, today: date) -> Compare:
    text = unquoted(raw[part.end :])
    if is_blank(text):
        raise _no_value(part, position)
    value: Decimal | date | None = read_date(text, today) if part.key == "changed" else read_number(text)
    if value is None:
        place = position + part.end
        kind = "date" if part.key == "changed" else "number"
        why = ", there is no such day" if part.key == "changed" and is_dated(text) else ""
        raise FilterError(f"{shown(text)} {at(place)} is no {kind} for {part.key}{why}; {_hint(part.key)}.", place)
    sign = _OPERATORS.get(part.sign, _COMPARED[part.key])
    return Compare(part.key, sign, value, position)


def _unknown_key(word: str, position: int) -> FilterError:
    return FilterError(
        f"{shown(word)} {at(position)} is no key of the filter; the keys are {_listed(KEYS)}, "
        "and status for test. To search for the text put it in quotes.",
        position,
    )


def _no_value(part: KeyPart, position: int) -> FilterError:
    return FilterError(
        f"A value is missing in {shown(part.written + part.sign)} {at(position)}; {_hint(part.key)}.", position
    )


def _no_value_at_comma(part: KeyPart, start: int, place: int, piece: str) -> FilterError:
    """The error for a blank piece at `place` of the values that start at `start`: the comma before it, else the one after it."""
    side, comma = ("after", start + place - 1) if place else ("before", start + len(piece))
    allowed = allowed_values(part.key)
    advice = f"allowed: {_listed(allowed)}" if allowed else "write one there, or remove the comma"
    return FilterError(f"A value of {part.key} is missing {side} the comma {at(comma)}; {advice}.", comma)


def _hint(key: str) -> str:
    if key == "changed":
        return DATE_HINT
    if key in _COMPARED:
        return NUMBER_HINT
    allowed = allowed_values(key)
    return f"allowed: {_listed(allowed)}" if allowed else "write one after the colon, with quotes where it has blanks"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
