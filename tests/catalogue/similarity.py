"""How alike two improvement actions are: by their titles and by the words of their texts, 0 to 1."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from shipped import newest

from cm_tui.services.catalogue.definitions import ActionDefinition

_EMPTY = frozenset({
    "before", "every", "from", "have", "into", "that", "their", "them", "they", "this",
    "which", "whose", "with", "after", "where", "when", "than", "only", "each", "more",
})  # fmt: skip
Pair = tuple[float, str, str]


def by_titles(actions: Sequence[ActionDefinition]) -> list[Pair]:
    """All pairs by the share of words that their titles have in common, the closest first."""
    sets = {action.id: frozenset(_words(newest(action).title)) for action in actions}
    pairs = (
        (len(sets[one] & sets[other]) / len(sets[one] | sets[other]), one, other) for one, other in _pairs(actions)
    )
    return sorted(pairs, reverse=True)


def by_texts(actions: Sequence[ActionDefinition]) -> list[Pair]:
    """All pairs by the cosine of their rare words (tf-idf over title, description, guidance and evidence), the closest first."""
    vectors = _vectors(actions)
    found: dict[tuple[str, str], float] = defaultdict(float)
    places: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for action in actions:
        for word, weight in vectors[action.id].items():
            for other, its in places[word]:
                found[other, action.id] += weight * its
            places[word].append((action.id, weight))
    return sorted(((score, one, other) for (one, other), score in found.items()), reverse=True)


def _vectors(actions: Sequence[ActionDefinition]) -> dict[str, dict[str, float]]:
    counts = {action.id: Counter(_words(_everything(action))) for action in actions}
    spread = Counter(word for count in counts.values() for word in count)
    vectors = {}
    for name, count in counts.items():
        weights = {word: number * math.log(len(actions) / spread[word]) for word, number in count.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        vectors[name] = {word: weight / length for word, weight in weights.items() if weight}
    return vectors


def _everything(action: ActionDefinition) -> str:
    version = newest(action)
    return " ".join((version.title, version.title, version.description, version.guidance, version.shown_by))


def _words(text: str) -> Iterator[str]:
    for word in re.findall(r"[^\W\d_]{4,}", text.casefold()):
        if word not in _EMPTY:
            yield word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _pairs(actions: Sequence[ActionDefinition]) -> Iterator[tuple[str, str]]:
    return combinations((action.id for action in actions), 2)
