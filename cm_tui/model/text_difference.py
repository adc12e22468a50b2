"""How two texts differ, word by word: lines are aligned first, then the words inside a line that changed.

The time is bounded whatever the texts are: what is compared is the cheaper the more often its words recur.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby, islice, zip_longest

_LEAD = re.compile(r"\s*(?P<mark>\d{1,3}[.)]|[-*•])\s+(?=\S)")
"""The number or the dash that a step begins with."""
_WIDE = "\u2e80-\u2fff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no blanks between words: each of their characters counts as a word."""
_APART = rf"\x00-\xbf\u2010-\u2027\u2030-\u205e\u2190-\u2bff\u3000-\u303f\uff00-\uffef{_WIDE}"
_INSIDE = rf"(?:(?![{_WIDE}])\w|(?![{_APART}])[^\w\s])"
"""A letter or a digit, or what clings to one, such as a combining mark."""
_WORD = re.compile(rf"(?:{_INSIDE}+(?:[.'’/@:\-]{_INSIDE}+)*|\S)")
_MOST_PAIRS = 200_000
"""Pairs of equal words that are weighed; beyond that only words that occur once in each text."""
_MOST_LINES = 5_000
"""Lines that are told apart; the rest of a longer text counts as one more line."""
_MOST_MEETINGS = 200_000
"""Words that are counted to find lines that are alike; beyond that lines are only compared side by side."""
_ALIKE = 0.4
"""The share of words that two lines have in common at least, where one is read as a change of the other."""
_ISLAND = 2
"""Words that changed on both sides swallow what is kept between them up to this number: fewer marks are read more easily."""


class Mark(Enum):
    """What became of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a line with the blanks behind them, all of which were kept, removed or added."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A line of either text, or of both.

    `lead_before` and `lead_after` are the number or dash that it begins with, empty where it has none; None where the text has no
    such line. `moved` is the lead that the same line has elsewhere in the other text; None where it has not moved.
    """

    lead_before: str | None
    lead_after: str | None
    segments: tuple[Segment, ...]
    moved: str | None = None

    @property
    def is_step(self) -> bool:
        """Whether it is a step of a list."""
        return bool(self.lead_before or self.lead_after)

    @property
    def is_unchanged(self) -> bool:
        """Whether its words stand in both texts; its number may be another one."""
        both = self.lead_before is not None and self.lead_after is not None
        return both and bool(self.lead_before) == bool(self.lead_after) and self._is_kept

    @property
    def _is_kept(self) -> bool:
        return all(one.mark is Mark.KEPT for one in self.segments)

    @property
    def before(self) -> str:
        """The line in the earlier text, but for blanks; empty where it has none."""
        return self._text(self.lead_before, Mark.REMOVED)

    @property
    def after(self) -> str:
        """The line in the later text, but for blanks; empty where it has none."""
        return self._text(self.lead_after, Mark.ADDED)

    def _text(self, lead: str | None, other: Mark) -> str:
        words = "".join(one.text for one in self.segments if one.mark in (Mark.KEPT, other))
        return f"{lead} {words}" if lead else words


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it is compared: its lead, and its words each with the blanks behind it."""

    lead: str
    words: tuple[str, ...]
    tokens: tuple[str, ...]


def text_difference(before: str, after: str) -> tuple[DifferenceLine, ...]:
    """The lines of two texts, aligned; lines without words are left out, and blanks are not compared."""
    old, new = _lines(before), _lines(after)
    matched = [*_common([one.words for one in old], [one.words for one in new]), (len(old), len(new))]
    found: list[DifferenceLine] = []
    i = j = 0
    for at, to in matched:
        found += _between(old[i:at], new[j:to])
        if at < len(old):
            found.append(_pair(old[at], new[to]))
        i, j = at + 1, to + 1
    return _with_moves(found)


def _lines(text: str) -> list[_Line]:
    lines = text.splitlines()
    rest = ["\n".join(lines[_MOST_LINES:])]
    return [line for one in (*lines[:_MOST_LINES], *rest) if (line := _line(one)).words]


def _line(text: str) -> _Line:
    lead = _LEAD.match(text)
    body = text[lead.end() :] if lead else text.lstrip()
    starts = [*(one.start() for one in _WORD.finditer(body)), len(body)]
    tokens = tuple(body[start:end] for start, end in zip(starts, islice(starts, 1, None), strict=False))
    return _Line(lead["mark"] if lead else "", tuple(one.rstrip() for one in tokens), tokens)


# Lines


def _between(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[DifferenceLine]:
    """Lines of which none is the same in both texts: those that are alike become one, the others come and go."""
    i = j = 0
    for at, to in [*_meetings(old, new), (len(old), len(new))]:
        yield from (_single(one, Mark.REMOVED) for one in old[i:at])
        yield from (_single(one, Mark.ADDED) for one in new[j:to])
        if at < len(old):
            yield _pair(old[at], new[to])
        i, j = at + 1, to + 1


def _meetings(old: Sequence[_Line], new: Sequence[_Line]) -> list[tuple[int, int]]:
    """Places of lines that are alike, in the order of both texts, with the most in common altogether."""
    words = sum(len(one.words) for one in old) * len(new) + sum(len(one.words) for one in new) * len(old)
    if words > _MOST_MEETINGS:
        return [(at, at) for at, (one, other) in enumerate(zip(old, new, strict=False)) if _likeness(one, other)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_likeness(one, other) for other in new] for one in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    return list(_walk(best, alike))


def _walk(best: Sequence[Sequence[float]], alike: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(alike) and j < len(alike[i]):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(one: _Line, other: _Line) -> float:
    """The share of words that two lines have in common, 0 to 1; 0 below what makes them alike."""
    share = 2 * (Counter(one.words) & Counter(other.words)).total() / (len(one.words) + len(other.words))
    return share if share >= _ALIKE else 0.0


def _single(line: _Line, mark: Mark) -> DifferenceLine:
    before, after = (line.lead, None) if mark is Mark.REMOVED else (None, line.lead)
    return DifferenceLine(before, after, (Segment(mark, "".join(line.tokens)),))


def _with_moves(lines: Sequence[DifferenceLine]) -> tuple[DifferenceLine, ...]:
    """The lines; one that goes at one place and comes at another is told to have moved."""
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.lead_after is None:
            places[_words(line)].append(at)
    moved = list(lines)
    for at, line in enumerate(lines):
        if line.lead_before is None and (away := places.get(_words(line))):
            gone = away.pop(0)
            moved[at] = replace(line, moved=lines[gone].lead_before or "")
            moved[gone] = replace(lines[gone], moved=line.lead_after or "")
    return tuple(moved)


def _words(line: DifferenceLine) -> tuple[str, ...]:
    return tuple(word for one in line.segments for word in _WORD.findall(one.text))


# Words


def _pair(old: _Line, new: _Line) -> DifferenceLine:
    """A line that stands in both texts, its words compared."""
    segments: list[tuple[Mark, str]] = []
    i = j = 0
    for at, to, length in [*_runs(old, new), (len(old.words), len(new.words), 0)]:
        if i and i < at and segments:
            segments[-1] = (Mark.KEPT, old.tokens[i - 1])  # the blanks that stood before what was removed
        segments += [(Mark.REMOVED, one) for one in old.tokens[i:at]]
        segments += [(Mark.ADDED, one) for one in new.tokens[j:to]]
        segments += [(Mark.KEPT, one) for one in new.tokens[to : to + length]]
        i, j = at + length, to + length
    grouped = groupby(segments, key=lambda one: one[0])
    return DifferenceLine(
        old.lead, new.lead, tuple(Segment(mark, "".join(text for _, text in several)) for mark, several in grouped)
    )


def _runs(old: _Line, new: _Line) -> list[tuple[int, int, int]]:
    """Where words are kept: place before, place after, number; without islands between changes on both sides."""
    runs: list[tuple[int, int, int]] = []
    for at, to in _common(old.words, new.words):
        if runs and (at, to) == (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]):
            runs[-1] = (*runs[-1][:2], runs[-1][2] + 1)
        else:
            runs.append((at, to, 1))
    beside = zip([(0, 0, 0), *runs], [*runs[1:], (len(old.words), len(new.words), 0)], strict=False)
    return [one for one, (before, after) in zip(runs, beside, strict=False) if not _is_island(before, one, after)]


def _is_island(before: tuple[int, int, int], one: tuple[int, int, int], after: tuple[int, int, int]) -> bool:
    """Whether a few kept words stand between changes of both texts that are longer than they are."""
    left = (one[0] - before[0] - before[2], one[1] - before[1] - before[2])
    right = (after[0] - one[0] - one[2], after[1] - one[1] - one[2])
    return one[2] <= _ISLAND and min(*left, *right) > 0 and min(max(left), max(right)) > one[2]


# Both


def _common(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int]]:
    """Places of a longest common subsequence, in order; of a shorter one where things recur too often to weigh them all."""
    start = _equal(old, new)
    end = _equal(old[start:][::-1], new[start:][::-1])
    inner = _subsequence(old[start : len(old) - end], new[start : len(new) - end])
    return [
        *((at, at) for at in range(start)),
        *((at + start, to + start) for at, to in inner),
        *((len(old) - rest, len(new) - rest) for rest in range(end, 0, -1)),
    ]


def _equal(old: Sequence[object], new: Sequence[object]) -> int:
    """How many things are the same from the beginning."""
    return next((at for at, (one, other) in enumerate(zip_longest(old, new)) if one != other), len(old))


@dataclass(frozen=True, slots=True)
class _Chain:
    at: int
    to: int
    rest: _Chain | None


def _subsequence(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int]]:
    """The longest chain of equal pairs that goes forward in both (Hunt and Szymanski): its time follows the number of pairs."""
    counts = (Counter(old), Counter(new))
    most = None if sum(number * counts[1][one] for one, number in counts[0].items()) <= _MOST_PAIRS else 1
    places: defaultdict[object, list[int]] = defaultdict(list)
    for to, one in enumerate(new):
        if most is None or max(counts[0][one], counts[1][one]) <= most:
            places[one].append(to)
    ends: list[int] = []
    chains: list[_Chain] = []
    for at, one in enumerate(old):
        for to in reversed(places.get(one, ())):
            length = bisect_left(ends, to)
            chain = _Chain(at, to, chains[length - 1] if length else None)
            ends[length : length + 1], chains[length : length + 1] = [to], [chain]
    return list(_places(chains[-1] if chains else None))[::-1]


def _places(chain: _Chain | None) -> Iterator[tuple[int, int]]:
    while chain is not None:
        yield chain.at, chain.to
        chain = chain.rest
