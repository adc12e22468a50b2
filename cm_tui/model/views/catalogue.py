"""What a newer catalogue brings to a workspace, before and after it is imported."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.views.updates import ScoreEffect
from cm_tui.model.vocabulary import UpdateKind


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action that the workspace does not know yet. `worth` in millionths; `instances` are the rows that begin."""

    id: str
    title: str
    worth: int
    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedAction:
    """An action with newer versions; `instances` are the rows that get a pending update, none for Microsoft's own."""

    id: str
    title: str
    from_version: int
    to_version: int
    kinds: tuple[UpdateKind, ...]
    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnAction:
    """An action that the newer catalogue no longer has; the rows in use stay, with their work, and get no more updates."""

    id: str
    title: str
    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ControlChanges:
    """What becomes of controls, by their ids."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class CatalogueComparison:
    """A catalogue against the one of the workspace; `release_before` is None where that knows no release.

    `effect` is what importing does to the score at once, by what begins and by controls that bind no longer; accepting the
    updates comes later.
    """

    release: str
    release_before: str | None
    new: tuple[NewAction, ...]
    changed: tuple[ChangedAction, ...]
    withdrawn: tuple[WithdrawnAction, ...]
    unchanged: int
    controls: ControlChanges
    regulations: tuple[str, ...]
    effect: ScoreEffect

    @property
    def is_nothing(self) -> bool:
        """Whether importing would change nothing."""
        controls = self.controls
        found = (self.new, self.changed, self.withdrawn, self.regulations)
        return not any((*found, controls.new, controls.changed, controls.withdrawn)) and self.release == self.release_before
