"""What the filters flyout offers: the criteria of spec 1.4 and those that people ask for, with their values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cm_tui.model.filters import ANY, matching
from cm_tui.model.views.actions import Facets
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    ImplementationStatus,
    Stage,
    Term,
    TestingSource,
    TestingType,
    TestStatus,
)

Values = tuple[tuple[str, str], ...]
"""What is written in the filter, and what is read in the list."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A key of the filter language, its name on the screen, and its values."""

    key: str
    title: str
    values: Values


def criteria(facets: Facets) -> tuple[Criterion, ...]:
    """Every criterion, in the order of the flyout."""
    people = (("me", "Me"), ("none", "Nobody"), *facets.owners)
    return (
        Criterion("test", "Test status", ((ANY, "Any, passed ones too"), *_terms(TestStatus))),
        Criterion("implementation", "Implementation status", _terms(ImplementationStatus)),
        Criterion("owner", "Owner", people),
        Criterion("regulation", "Regulations", facets.regulations),
        Criterion("solution", "Solutions", _names(facets.solutions)),
        Criterion("group", "Groups", _names(facets.groups)),
        Criterion("category", "Categories", _terms(Category)),
        Criterion("type", "Action type", _terms(ActionType)),
        Criterion("stage", "Stage", tuple((stage.value, stage.value.capitalize()) for stage in Stage)),
        Criterion("service", "Service", _names(facets.services)),
        Criterion("assessment", "Assessment", _names(facets.assessments)),
        Criterion("update", "Pending update", (("pending", "An update waits"),)),
        Criterion("eligible", "Automatic testing", (("yes", "Eligible"), ("no", "Not eligible"))),
        Criterion("testing", "Testing type", _terms(TestingType)),
        Criterion("source", "Testing source", _terms(TestingSource)),
    )


def chosen_values(criterion: Criterion, written: Sequence[str]) -> tuple[str, ...]:
    """The values of a criterion that are meant by what is written: a value itself, its label, or a word's beginning."""
    meant: set[str] = set()
    labels = [label for _, label in criterion.values]
    for text in written:
        whole = {value for value, _ in criterion.values if value.casefold() == text.casefold()}
        found = matching(text, labels)
        meant |= whole or {value for value, label in criterion.values if label in found}
    return tuple(value for value, _ in criterion.values if value in meant)


def _terms(terms: type[Term]) -> Values:
    return tuple((term.value, term.value) for term in terms)


def _names(names: Iterable[str]) -> Values:
    return tuple((name, name) for name in names)
