"""The score: its sums, every point explained, what moved it, and what it would be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import AssessmentStatus, ManagedBy


@dataclass(frozen=True, slots=True)
class AssessmentScore:
    """An assessment with its points and its status (spec 5.6, 11.4)."""

    name: str
    group: str
    regulation: str
    points: Points
    status: AssessmentStatus


@dataclass(frozen=True, slots=True)
class Score:
    """The overall score: yours, Microsoft's and each assessment's."""

    yours: Points
    microsoft: Points
    assessments: tuple[AssessmentScore, ...]

    @property
    def total(self) -> Points:
        """All points together."""
        return self.yours + self.microsoft


@dataclass(frozen=True, slots=True)
class ScoreEntry:
    """One line of the explained score: an action in a scope, what it earns, and the condition that says so."""

    id: str
    name: str
    scope: str
    managed_by: ManagedBy
    points: Points
    in_scope: bool
    condition: str


@dataclass(frozen=True, slots=True)
class PointsFound:
    """Every point of a score without its lines: their ids in order, what they count for together, how many do not count."""

    ids: tuple[str, ...]
    together: Points
    out: int


class SearchedPoint(NamedTuple):
    """What a line of the explained score is found by: its id, the folded texts of it; and what it counts for."""

    id: str
    texts: tuple[str, ...]
    points: Points


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """An event that moved the score: who did what to which action when, and the overall points before and after it."""

    seq: int
    at: datetime
    user: str
    event: str
    action: str
    name: str
    reason: str
    """What of the action changed, in a few words: `Test status: In progress → Passed`."""
    before: Points
    after: Points
    actions: int = 1
    """How many actions moved; `action` is empty where they are several."""

    @property
    def amount(self) -> Points:
        """How much the event moved what is achieved and what is possible; less than nothing where they shrank."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class ScoreHistory:
    """What moved the score since the beginning of a day: `start`, and one amount after the other, is exactly `end`.

    `of` is the name of the assessment that is told of; None for the overall score.
    """

    since: date
    of: str | None
    start: Points
    moves: tuple[ScoreMove, ...]
    end: Points


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """The score at one moment with what was asked of it: its points explained, and what moved it; None for what was not.

    `selected` is what the actions count for together that a filter selects, of an assessment where one is given; None without a
    filter.
    """

    score: Score
    entries: tuple[ScoreEntry, ...] | None
    history: ScoreHistory | None
    selected: Points | None = None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The score at the end of a day, or now for the last one."""

    day: date
    points: Points


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The score as it is, and as it would be if actions passed; nothing of it is stored.

    `passing` are the ids that would pass and do not have all their points yet; `out_of_scope` how many of those asked for stay out.
    """

    before: Score
    after: Score
    passing: tuple[str, ...]
    out_of_scope: int
    asked: int = 0
    """How many actions were asked for."""
