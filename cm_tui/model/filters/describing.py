"""From a filter back to its text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cm_tui.model.filters.nodes import ActionFilter, Compare, Conjunction, Disjunction, Match, Negation, Word
from cm_tui.model.filters.scanner import BLANKS, QUOTE, quoted, starts_with_sign
from cm_tui.model.filters.terms import key_part

_ENDS_A_TERM = BLANKS | {QUOTE, "(", ")"}


def describe(filter_: ActionFilter) -> str:
    """The canonical text of a filter: full labels, quotes where needed; `parse` reads the same filter from it."""
    match filter_:
        case Word(text=text):
            return _word(text)
        case Match(key=key, values=values):
            return f"{key}:{','.join(_value(value) for value in values)}"
        case Compare(key=key, operator=operator, value=value):
            return f"{key}{operator}{_number_or_date(value)}"
        case Negation(term=term):
            return "-" + _inside(term, Conjunction, Disjunction)
        case Conjunction(terms=terms):
            return " ".join(_inside(term, Conjunction, Disjunction) for term in terms)
        case Disjunction(terms=terms):
            return " OR ".join(_inside(term, Disjunction) for term in terms)


def id_advice(ids: Sequence[str]) -> str:
    """What to write instead where words of a filter are ids of actions; nothing where none is."""
    return f"Words are not looked for in ids; write {describe(Match('id', tuple(ids)))}." if ids else ""


def _inside(term: ActionFilter, *grouped: type[Conjunction | Disjunction]) -> str:
    text = describe(term)
    return f"({text})" if isinstance(term, grouped) else text


def _word(text: str) -> str:
    plain = not _ENDS_A_TERM.intersection(text) and not starts_with_sign(text) and key_part(text) is None
    return text if plain and text else quoted(text)


def _value(text: str) -> str:
    plain = not _ENDS_A_TERM.intersection(text) and "," not in text and not text.startswith("//")
    return text if plain and text else quoted(text)


def _number_or_date(value: Decimal | date) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value.isoformat()
