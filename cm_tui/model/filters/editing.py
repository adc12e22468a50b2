"""Editing the text of a filter: what the filters flyout does to the line in the search box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cm_tui.model.filters.describing import describe
from cm_tui.model.filters.nodes import FilterError, Match
from cm_tui.model.filters.parser import read_typing
from cm_tui.model.filters.scanner import BLANKS, Kind, Token, trimmed
from cm_tui.model.filters.terms import canonical_key, key_part, read_term


def replace_values(text: str, key: str, values: Sequence[str], today: date) -> str:
    """The text with one term `key:values` outside all parentheses; without values, with none.

    The first such term is replaced where it stands, further ones are removed, a new one is added at the end; everything
    else stays as typed, negated terms too. A text with `OR` outside parentheses is put in parentheses first. Where
    quotes or parentheses are open the canonical text takes the typed one's place. Raises ValueError for an unknown key.
    """
    wanted = _known(key)
    text, tokens = _well_formed(text, today)
    term = describe(Match(wanted, tuple(values))) if values else ""
    if _has_alternatives(tokens):
        return f"({trimmed(text)}) {term}" if term else text
    places = list(_terms_of(wanted, text, tokens))
    if places:
        return _put(text, places, term)
    gap = "" if not text or text[-1] in BLANKS else " "
    return text + gap + term if term else text


def values_of(text: str, key: str, today: date) -> tuple[str, ...]:
    """The values of the key's terms that `replace_values` would replace, in the text's order; canonical labels."""
    wanted = _known(key)
    text, tokens = _well_formed(text, today)
    if _has_alternatives(tokens):
        return ()
    values: list[str] = []
    for token in _terms_of(wanted, text, tokens):
        try:
            term = read_term(text[token.start : token.end], token.start, today)
        except FilterError:
            continue
        if isinstance(term, Match):
            values.extend(term.values)
    return tuple(dict.fromkeys(values))


def _known(key: str) -> str:
    known = canonical_key(key)
    if known is None:
        raise ValueError(f"{key!r} is no key of the filter.")
    return known


def _well_formed(text: str, today: date) -> tuple[str, tuple[Token, ...]]:
    """The text as typed if its quotes, parentheses, `OR` and `-` are complete, else as it is understood."""
    reading = read_typing(text, today)
    if not reading.repaired:
        return text, reading.tokens
    text = describe(reading.filter)
    return text, read_typing(text, today).tokens


def _outside(tokens: Sequence[Token]) -> Iterator[tuple[Token, bool]]:
    """The tokens outside parentheses, each with whether a `-` stands right before it."""
    depth = 0
    before: Token | None = None
    for token in tokens:
        depth -= token.kind is Kind.CLOSE
        if depth == 0:
            yield token, before is not None and before.kind is Kind.MINUS
        depth += token.kind is Kind.OPEN
        before = token


def _has_alternatives(tokens: Sequence[Token]) -> bool:
    return any(token.kind is Kind.ALTERNATIVE for token, _ in _outside(tokens))


def _terms_of(key: str, text: str, tokens: Sequence[Token]) -> Iterator[Token]:
    for token, is_negated in _outside(tokens):
        if token.kind is Kind.TERM and not is_negated:
            part = key_part(text[token.start : token.end])
            if part is not None and part.key == key:
                yield token


def _put(text: str, places: Sequence[Token], term: str) -> str:
    """The text with the term in the first place, and nothing in the others."""
    result = ""
    last = 0
    for token in places:
        result += text[last : token.start]
        last = token.end
        if term and token is places[0]:
            result += term
        else:
            while last < len(text) and text[last] in BLANKS:
                last += 1
    rest = text[last:]
    return result + rest if rest else trimmed(result)
