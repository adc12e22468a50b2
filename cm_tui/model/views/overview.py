"""The overview: the score with what is behind it, for everything or for what a filter selects (spec 13)."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.views.actions import ActionRow, Points


@dataclass(frozen=True, slots=True)
class SolutionShare:
    """A solution that affects the score; an action counts at each solution that it names.

    `remaining` is how many of your actions still have points to gain, of `actions`.
    """

    solution: str
    points: Points
    remaining: int
    actions: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the score: a category or an assessment, your actions and Microsoft's."""

    name: str
    points: Points
    actions: int
    """How many of them are yours."""
    remaining: int
    """How many of yours still have points to gain."""
    yours: Points
    """The part of the points that your actions have; the rest is Microsoft's."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the overview; each part counts what the filter selects."""

    yours: Points
    microsoft: Points
    your_actions: int
    remaining: int
    """How many of yours still have points to gain."""
    microsoft_actions: int
    key_actions: tuple[ActionRow, ...]
    """Your actions with the largest gain, the largest first."""
    solutions: tuple[SolutionShare, ...]
    """Those of your actions; the solution with the most to gain first, as in the two breakdowns."""
    categories: tuple[Share, ...]
    assessments: tuple[Share, ...]
    """Without a filter every assessment, else those of its groups and regulations that count something it selects."""

    @property
    def total(self) -> Points:
        """All points together."""
        return self.yours + self.microsoft
