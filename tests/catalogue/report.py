"""`make catalogue`: what the shipped catalogue holds, where it is thin, and which of its actions are most alike."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from cm_tui.model.errors import InvalidInput
from cm_tui.model.vocabulary import ActionType, Category, Function, Requirement
from cm_tui.services.catalogue.definitions import RegulationDefinition

try:
    from shipped import CATALOGUE, MICROSOFT, OWN, actions_for, directly, newest, paragraphs, served_by
    from similarity import Pair, by_texts, by_titles
except InvalidInput as fault:
    if __name__ != "__main__":
        raise
    sys.exit(str(fault))

CLOSEST = 100
"""How many pairs of each kind of likeness are printed."""


def completeness() -> Iterator[str]:
    """By regulation: how many paragraphs have an action, how many a reason instead, and how sure the facts are."""
    served = served_by(CATALOGUE.actions)
    direct = set[str]().union(*map(directly, CATALOGUE.actions))
    heads = ("controls", "paragraphs", "served", "directly", "reasons", "open", "unverified")
    yield f"{'regulation':14}" + "".join(f"{head:>12}" for head in heads)
    for one in CATALOGUE.regulations:
        ends = paragraphs(one)
        found = (
            len(one.controls),
            len(ends),
            sum(control.id in served for control in ends),
            sum(control.id in direct for control in ends),
            sum(control.no_action is not None for control in ends),
            sum(control.id not in served and control.no_action is None for control in ends),
            sum(control.unverified for control in one.controls),
        )
        yield f"{one.key:14}" + "".join(f"{number:>12}" for number in found)


def selections() -> Iterator[str]:
    """How many actions an organisation gets for each regulation alone, each pair, and all of them."""
    yield f"{'selection':32}{'yours':>8}{'Microsoft':>11}"
    for chosen in chosen_regulations():
        name = " + ".join(one.key for one in chosen)
        yield f"{name:32}{len(actions_for(chosen, OWN)):>8}{len(actions_for(chosen, MICROSOFT)):>11}"


def chosen_regulations() -> Iterator[tuple[RegulationDefinition, ...]]:
    """Each regulation alone, each pair, and all four."""
    for size in (1, 2, len(CATALOGUE.regulations)):
        yield from combinations(CATALOGUE.regulations, size)


def distribution() -> Iterator[str]:
    """The organisation's own actions by category and type, and by the six kinds of points."""
    yield f"{'category':26}" + "".join(f"{one.value:>15}" for one in ActionType) + f"{'all':>6}"
    for category in Category:
        types = Counter(action.action_type for action in OWN if action.category is category)
        yield f"{category.value:26}" + "".join(f"{types[one]:>15}" for one in ActionType) + f"{types.total():>6}"
    types = Counter(action.action_type for action in OWN)
    shares = "".join(f"{types[one]:>8} {100 * types[one] / len(OWN):4.1f} %" for one in ActionType)
    yield f"{'':26}{shares}{len(OWN):>6}"
    kinds = Counter((newest(action).requirement, newest(action).function) for action in OWN)
    for requirement in Requirement:
        for function in Function:
            yield f"{requirement.value} {function.value}: {kinds[requirement, function]}"


def likeness(pairs: list[Pair]) -> Iterator[str]:
    """The closest pairs with their titles."""
    titles = {action.id: newest(action).title for action in CATALOGUE.actions}
    for score, one, other in pairs[:CLOSEST]:
        yield f"{score:.2f}  {one} {titles[one]}  |  {other} {titles[other]}"


def without_action() -> Iterator[str]:
    """The paragraphs that have neither an action nor a reason."""
    served = served_by(CATALOGUE.actions)
    for one in CATALOGUE.regulations:
        for control in paragraphs(one):
            if control.id not in served and not control.no_action:
                yield f"{control.id}  {control.title}"


if __name__ == "__main__":
    parts = {
        "Completeness": completeness(),
        "Paragraphs with neither an action nor a reason": without_action(),
        "Actions by selection of regulations": selections(),
        "Distribution": distribution(),
        "Titles most alike": likeness(by_titles(CATALOGUE.actions)),
        "Texts most alike": likeness(by_texts(CATALOGUE.actions)),
    }
    for title, lines in parts.items():
        print(f"\n{title}\n")
        print("\n".join(lines))
