"""What a newer catalogue brings to a workspace, before and after it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cm_tui.model.definition import UpdateKind
from cm_tui.model.views.updates import ReleaseView, ScoreEffect


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action that the workspace does not know yet. `worth` in millionths; `instances` are the rows that begin."""

    id: str
    title: str
    worth: int
    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedAction:
    """An action with newer versions; `instances` are the rows that get a pending update, none for Microsoft's own.

    One that was withdrawn and `returns` may have the same version as before, and no kinds then.
    """

    id: str
    title: str
    from_version: int
    to_version: int
    kinds: tuple[UpdateKind, ...]
    instances: tuple[str, ...]
    returns: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawnAction:
    """An action that the newer catalogue no longer has; the rows in use stay, with their work, and get no more updates."""

    id: str
    title: str
    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LawChange:
    """What becomes of a control or a regulation: `fields` differ, none where it is new or withdrawn."""

    id: str
    title: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LawChanges:
    """What becomes of controls, or of regulations."""

    new: tuple[LawChange, ...]
    changed: tuple[LawChange, ...]
    withdrawn: tuple[LawChange, ...]
    unchanged: int

    @property
    def is_nothing(self) -> bool:
        """Whether all of them stay as they are."""
        return not (self.new or self.changed or self.withdrawn)


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What becomes at once of the organisation's rows, by their ids.

    `begun` are new; `came_back` were counted by no assessment before; `moved_on` take the newest version without anybody's
    acceptance, being Microsoft's or because no control in force is left that their version serves; `retired` are counted by no
    assessment any more, their work is kept. `titles` are the names of all of them, as the list shows them.
    """

    begun: tuple[str, ...]
    came_back: tuple[str, ...]
    moved_on: tuple[str, ...]
    retired: tuple[str, ...]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many updates wait to be accepted once a catalogue is imported: those that did not wait before, and all of them."""

    more: int
    total: int


@dataclass(frozen=True, slots=True)
class CatalogueComparison:
    """A catalogue against the one of the workspace; `release_before` is None where that knows no release.

    `effect` is what importing does to the score at once, by what begins and by controls that bind no longer; accepting the
    updates comes later. `fingerprint` tells one catalogue's content from another's.
    """

    release: str
    release_before: str | None
    new: tuple[NewAction, ...]
    changed: tuple[ChangedAction, ...]
    withdrawn: tuple[WithdrawnAction, ...]
    unchanged: int
    controls: LawChanges
    regulations: LawChanges
    rows: RowChanges
    waiting: Waiting
    effect: ScoreEffect
    fingerprint: str
    left_alone: tuple[str, ...] = ()
    """The titles of regulations that the organisation modified, and of its own called as the catalogue's: not updated."""

    @property
    def is_nothing(self) -> bool:
        """Whether importing would change nothing."""
        laws = self.controls.is_nothing and self.regulations.is_nothing
        actions = (*self.new, *self.changed, *self.withdrawn)
        return laws and not actions and self.release == self.release_before

    @property
    def moves(self) -> frozenset[tuple[str, int, int]]:
        """The assessments that actions join or leave, with how many do."""
        return frozenset(
            (one.name, one.joining, one.leaving) for one in self.effect.assessments if one.joining or one.leaving
        )

    def does_what(self, other: CatalogueComparison) -> bool:
        """Whether importing does the same in both, whatever points there are and updates that wait: others work meanwhile."""
        same = replace(self, effect=other.effect, waiting=other.waiting) == other
        return same and self.moves == other.moves


@dataclass(frozen=True, slots=True)
class CatalogueStanding:
    """The catalogue of the workspace beside the one that came with this program.

    `release` is None where the workspace knows none, `brought` where the program's catalogue cannot be read, which `fault` says;
    `newer` is the release that could be imported, if there is one; `waiting` is the number of updates that wait to be accepted.
    """

    release: ReleaseView | None
    brought: str | None
    newer: str | None
    waiting: int
    fault: str | None = None
