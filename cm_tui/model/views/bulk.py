"""Changes of many actions at once: what they would do, what they did, and the step that takes them back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from cm_tui.model.views.actions import FieldChange, Points, SaveOutcome
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Field, FieldValue


class Effect(Enum):
    """What a change does to one of many actions."""

    REFUSES = auto()
    CHANGES = auto()
    STAYS = auto()


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What a change would do to one action, looked at in one version: change it, nothing, or be refused with a sentence."""

    id: str
    name: str
    version: int
    changes: tuple[FieldChange, ...] = ()
    notices: tuple[str, ...] = ()
    refusal: str | None = None

    @property
    def effect(self) -> Effect:
        """What the change does to the action."""
        if self.refusal is not None:
            return Effect.REFUSES
        return Effect.CHANGES if self.changes else Effect.STAYS


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What changes would do to many actions, and the overall score before and after."""

    requested: Mapping[Field, FieldValue]
    lines: tuple[BulkLine, ...]
    before: Points
    after: Points
    names: Mapping[str, str] = field(default_factory=dict)
    """The names of users, by e-mail."""

    @property
    def counts(self) -> Mapping[Effect, int]:
        """How many actions change, refuse and stay as they are."""
        return Counter(line.effect for line in self.lines)

    @property
    def changing(self) -> tuple[BulkLine, ...]:
        """The actions that change."""
        return tuple(line for line in self.lines if line.effect is Effect.CHANGES)


@dataclass(frozen=True, slots=True)
class UndoStep:
    """What one save or one change of many actions wrote: the numbers of its events, and the actions that they changed.

    An event is a saved change of an action, or a link that was added to it.
    """

    events: tuple[int, ...] = ()
    actions: tuple[str, ...] = ()

    @classmethod
    def of(cls, *outcomes: SaveOutcome) -> UndoStep:
        """The step that takes saves back; those that changed nothing are no part of it."""
        changed = [(one.event, one.action) for one in outcomes if one.event is not None]
        return cls(tuple(seq for seq, _ in changed), tuple(action for _, action in changed))

    def __bool__(self) -> bool:
        return bool(self.events)


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What a change of many actions, or the undoing of one, did; `step` takes it back and is empty after an undo."""

    outcomes: tuple[SaveOutcome, ...]
    step: UndoStep = UndoStep()
    unlinked: tuple[str, ...] = ()
    """The action of each link that an undo took away again."""

    @property
    def ids(self) -> frozenset[str]:
        """The actions that were changed."""
        return frozenset((*(one.action for one in self.outcomes), *self.unlinked))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A person who could own an action, and why they come to mind; no reason for those who merely could."""

    person: PersonView
    reason: str = ""
