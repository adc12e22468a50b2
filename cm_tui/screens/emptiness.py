"""Why a list is empty, and how to widen it; in lines that fit the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING

from cm_tui.model.filters import Conjunction, FilterError, describe, id_advice, parse
from cm_tui.model.listing import ListQuery

if TYPE_CHECKING:
    from cm_tui.model.views.actions import ListCounts
    from cm_tui.services.services import Services

NOTHING = "No improvement action matches."
CLEAR = "In the table F clears the filter."
_MOST_TERMS = 6
"""Terms that are left out one by one to see which of them is in the way; each costs a question."""


def explain(services: Services, text: str, query: ListQuery, counts: ListCounts, today: date) -> str:
    """The sentences for a list without rows. Asks the service once for each term; raises ServiceError."""
    if not counts.total:
        return "There are no improvement actions: the workspace has no assessment."
    if not text.strip():
        return f"Every action has passed. test:any shows them: {counts.total} match."
    lines = [NOTHING]
    if unread := _why_unread(text, today):
        lines.append(unread)
    if advice := id_advice(services.listing.meant_ids(query.filter)):
        lines.append(f"{advice} ctrl+p opens an action by its id.")
    if counts.passed_hidden:
        lines.append(f"test:any shows passed ones too: {counts.passed_hidden} more match.")
    lines += _widened(services, query)
    return "\n".join([*lines, CLEAR])


def refused(sentence: str) -> str:
    """The sentences for a filter that the service refuses."""
    return f"{sentence}\n{CLEAR}"


def wrapped(sentences: str, width: int) -> str:
    """The sentences broken to a width in cells."""
    lines: Iterable[list[str]] = (wrap(line, max(20, width - 4)) for line in sentences.split("\n"))
    return "\n".join(part for line in lines for part in line)


def _why_unread(text: str, today: date) -> str | None:
    try:
        parse(text, today)
    except FilterError as error:
        return f"It was searched for as text: {error}"
    return None


def _widened(services: Services, query: ListQuery) -> list[str]:
    """What would match without each of the terms."""
    terms = query.filter.terms if isinstance(query.filter, Conjunction) else ()
    lines: list[str] = []
    for index, term in enumerate(terms[:_MOST_TERMS]):
        rest = Conjunction(terms[:index] + terms[index + 1 :])
        count = services.listing.listing(replace(query, filter=rest)).counts.shown
        if count:
            lines.append(f"Without {describe(term)}: {count} match{'es' if count == 1 else ''}.")
    return lines
