"""The filter of the overview: a text of the filter language with five keys, its chips, and the filters behind its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cm_tui.model.filters import (
    ANY,
    ActionFilter,
    Compare,
    Conjunction,
    Match,
    describe,
    parse_typing,
    replace_values,
    values_of,
)
from cm_tui.model.views.actions import Facets
from cm_tui.screens.flyouts.criteria import Criterion, chosen_values, criteria
from cm_tui.screens.flyouts.overview_filters import OVERVIEW_CRITERIA
from cm_tui.widgets.chips import Chip

_NAMES = {"type": "action type"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A filter whose values all exist: its text and its chips; `gone` are values that it named and that exist no more."""

    text: str
    chips: tuple[Chip, ...]
    gone: tuple[str, ...]

    @property
    def farewell(self) -> str:
        """The sentence about the values that exist no more; empty where there are none."""
        if not self.gone:
            return ""
        verb, them = ("names", "it") if len(self.gone) == 1 else ("name", "them")
        return f"{', '.join(self.gone)} {verb} nothing here any more; the overview is no longer filtered by {them}."


def narrowing(text: str, facets: Facets, today: date) -> Narrowing:
    """What a text means where these values occur; what is none of the overview's criteria is left out."""
    matches: list[Match] = []
    chips: list[Chip] = []
    gone: list[str] = []
    for criterion in _offered(facets):
        written = values_of(text, criterion.key, today)
        values = chosen_values(criterion, written)
        labels = dict(criterion.values)
        name = _NAMES.get(criterion.key, criterion.key)
        chips += [Chip(criterion.key, value, f"{name} {labels[value]}") for value in values]
        gone += [f"{name} {one}" for one in written if not chosen_values(criterion, [one])]
        if values:
            matches.append(Match(criterion.key, values))
    return Narrowing(describe(Conjunction(tuple(matches))), tuple(chips), tuple(gone))


def without(text: str, chip: Chip, today: date) -> str:
    """The text without a chip's value."""
    rest = [value for value in values_of(text, chip.key, today) if value != chip.value]
    return replace_values(text, chip.key, rest, today).strip()


def read(text: str, today: date) -> ActionFilter:
    """The filter of a text."""
    return parse_typing(text, today)


def behind(text: str, today: date, *terms: Match, everything: bool) -> str:
    """The filter of the actions behind a number: with `everything` all of them, passed ones too, else what can still gain."""
    wanted = parse_typing(text, today)
    own = wanted.terms if isinstance(wanted, Conjunction) else (wanted,)
    gain = () if everything else (Compare("gain", ">", Decimal(0)),)
    return describe(Conjunction((Match("test", (ANY,)), *gain, *terms, *own)))


def counts_whole_assessments(text: str, today: date) -> bool:
    """Whether every assessment that a filter lists is counted whole: it chooses groups and regulations alone."""
    wanted = parse_typing(text, today)
    terms = wanted.terms if isinstance(wanted, Conjunction) else (wanted,)
    return all(isinstance(term, Match) and term.key in ("group", "regulation") for term in terms)


def _offered(facets: Facets) -> tuple[Criterion, ...]:
    by_key = {criterion.key: criterion for criterion in criteria(facets)}
    return tuple(by_key[key] for key in OVERVIEW_CRITERIA)
