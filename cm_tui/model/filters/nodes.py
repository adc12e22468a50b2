"""What a filter is once it has been read: six kinds of node, and the error of a sentence that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

Operator: TypeAlias = Literal[">", ">=", "<", "<=", "="]
"""How a comparison compares; a colon has become `=` for points and `>=` for dates."""

_LONGEST_SHOWN = 60


class FilterError(ValueError):
    """A filter that cannot be read; `str(error)` is a sentence for the user.

    `position` counts from 0 in the text; the sentence counts characters from 1.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Word:
    """A text that must occur, in any case, in name, description or guidance."""

    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A key that must have one of the values.

    For the keys of the vocabulary the values are canonical labels (`("any",)` for `test:any`); for owner, regulation, group,
    assessment, control, solution and service they are the text as typed, to be resolved with `matching`, for id to be found as
    a whole; an owner is also `me` or `none`. The position is that of the key and takes no part in comparing two filters.
    """

    key: str
    values: tuple[str, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """`points` or `gain` against a number of points, or `changed` against a date. The position is the key's."""

    key: str
    operator: Operator
    value: Decimal | date
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """What the term does not select."""

    term: ActionFilter


@dataclass(frozen=True, slots=True)
class Conjunction:
    """What all terms select; without any term: everything."""

    terms: tuple[ActionFilter, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """What at least one of the terms selects."""

    terms: tuple[ActionFilter, ...]


ActionFilter: TypeAlias = Word | Match | Compare | Negation | Conjunction | Disjunction
"""Any filter of improvement actions."""

EVERYTHING = Conjunction(())
"""The filter of an empty text."""


def all_of(terms: Sequence[ActionFilter]) -> ActionFilter | None:
    """The plainest filter for «all of these»: one term stays itself, inner conjunctions dissolve, none is None."""
    flat: list[ActionFilter] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, Conjunction) else (term,))
    return Conjunction(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def any_of(terms: Sequence[ActionFilter]) -> ActionFilter | None:
    """The plainest filter for «one of these»: one term stays itself, inner disjunctions dissolve, none is None."""
    flat: list[ActionFilter] = []
    for term in terms:
        flat.extend(term.terms if isinstance(term, Disjunction) else (term,))
    return Disjunction(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def names_test_status(filter_: ActionFilter) -> bool:
    """Whether a test status is named anywhere, negated too: then the screen does not hide Passed by itself."""
    match filter_:
        case Match(key=key):
            return key == "test"
        case Negation(term=term):
            return names_test_status(term)
        case Conjunction(terms=terms) | Disjunction(terms=terms):
            return any(names_test_status(term) for term in terms)
        case _:
            return False


def words_of(filter_: ActionFilter) -> tuple[str, ...]:
    """The texts that have to occur, those of alternatives too, in their order; nothing that is negated."""
    match filter_:
        case Word(text=text):
            return (text,)
        case Conjunction(terms=terms) | Disjunction(terms=terms):
            return tuple(word for term in terms for word in words_of(term))
        case _:
            return ()


def shown(value: str) -> str:
    """A value in quotes for a message: control characters as visible escapes, at most 60 characters."""
    text = repr(value[:_LONGEST_SHOWN])
    if len(text) <= _LONGEST_SHOWN and len(value) <= _LONGEST_SHOWN:
        return text
    start = value[:_LONGEST_SHOWN]
    while len(text := repr(start + "…")) > _LONGEST_SHOWN:
        start = start[:-1]
    return text


def at(position: int) -> str:
    """A place as people count it: `at character 5` for the position 4."""
    return f"at character {position + 1}"
