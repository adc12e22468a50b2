"""Updates that wait for somebody to accept them: what they change, and what accepting them brings about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cm_tui.model.definition import DefinitionChange, UpdateKind
from cm_tui.model.rules.updates import kinds
from cm_tui.model.views.actions import ActionRow, FieldChange, Points


@dataclass(frozen=True, slots=True)
class Promise:
    """What a review says that accepting does; acceptance stores exactly that or nothing.

    `before` and `after` are what the action counts for in the score, both nothing where it is out of scope; `record` is what else
    changes in it, `joins` and `leaves` are the assessments that count it from then on, or no longer.
    """

    id: str
    from_version: int
    to_version: int
    record: tuple[FieldChange, ...]
    before: Points
    after: Points
    joins: tuple[str, ...]
    leaves: tuple[str, ...]
    retires: bool = False
    """Whether no assessment counts the action from then on: it leaves the list and the score, its work is kept."""


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """An update that waits, as the listing shows it; `worth_…` is what the action is worth, in millionths."""

    name: str
    group: str | None
    worth_before: int
    worth_after: int
    changes: tuple[DefinitionChange, ...]
    verdict: str | None
    """What becomes of a verdict that was given on the earlier version; None where there is nothing to say of one."""
    promise: Promise

    @property
    def id(self) -> str:
        """The action's instance."""
        return self.promise.id

    @property
    def kinds(self) -> tuple[UpdateKind, ...]:
        """What changes, in a word each."""
        return kinds(self.changes)


@dataclass(frozen=True, slots=True)
class AssessmentEffect:
    """What accepting does to an assessment: its points before and after; `joining` and `leaving` are numbers of actions."""

    name: str
    group: str
    regulation: str
    before: Points
    after: Points
    joining: int
    leaving: int


@dataclass(frozen=True, slots=True)
class ScoreEffect:
    """What accepting does to the overall score, and to each assessment that counts what changes."""

    before: Points
    after: Points
    assessments: tuple[AssessmentEffect, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of these assessments."""
        return tuple(dict.fromkeys(one.group for one in self.assessments))


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release that brought a version; `day` is None where the workspace does not know it."""

    id: str
    day: date | None


@dataclass(frozen=True, slots=True)
class UpdateReview:
    """Everything that somebody needs to decide on one update (spec 12.1).

    `elsewhere` are the other groups in which it still waits afterwards; the sentences come from `rules.updates`.
    """

    update: UpdateRow
    row: ActionRow
    releases: tuple[ReleaseView, ...]
    effect: ScoreEffect
    elsewhere: tuple[str, ...]
    reach: str
    automation: str
    why_accept: str
    why_wait: str


@dataclass(frozen=True, slots=True)
class AllUpdates:
    """Every update that waits, and what accepting all of them does together (spec 12.2)."""

    updates: tuple[UpdateRow, ...]
    effect: ScoreEffect

    @property
    def promises(self) -> tuple[Promise, ...]:
        """What accepting all of them shall do."""
        return tuple(one.promise for one in self.updates)


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """Who accepted the latest update of an action, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting did: the updates accepted, those that were accepted already with who did it, and the score as it is now."""

    updates: tuple[UpdateRow, ...]
    unchanged: tuple[tuple[str, LastUpdate | None], ...]
    score: Points

    @property
    def ids(self) -> frozenset[str]:
        """The actions that changed."""
        return frozenset(one.id for one in self.updates)

    @property
    def score_before(self) -> Points:
        """The score as it was: exact, because points are plain sums."""
        return sum((one.promise.before - one.promise.after for one in self.updates), self.score)
