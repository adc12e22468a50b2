"""A regulation template on its way in: what it would make of the workspace (spec 11.9, 11.10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cm_tui.model.views.actions import Points
from cm_tui.model.views.workbooks import CellFault


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of something a template adds, changes and removes."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def told(self, in_all: int) -> str:
        """In words, with how many there are afterwards: `2 added, 1 changed, 0 removed; 7 in all`."""
        return f"{self.added} added, {self.changed} changed, {self.removed} removed; {in_all} in all"


class PartKind(StrEnum):
    """What a template changes parts of."""

    CONTROL = "control"
    ACTION = "action"


class PartChange(StrEnum):
    """What becomes of a part, as seen from the regulation."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A control or an action that a template adds to the regulation, changes in it, or removes from it."""

    kind: PartKind
    change: PartChange
    id: str
    title: str
    note: str = ""
    """What that means, in a few words; empty where nothing is to be said."""


@dataclass(frozen=True, slots=True)
class TemplateReview:
    """What importing a template would do: a new regulation, or a modification of one (`is_new`).

    `controls_in_all` and `actions_in_all` are the numbers of the regulation afterwards, `maximum_points` its maximum score in
    millionths. `ends_inheritance` says that a regulation of the catalogue is changed or loses controls, and that newer catalogues
    leave it alone from then on. With faults nothing can be imported.
    """

    file: Path
    key: str
    title: str
    product: str
    is_new: bool
    ends_inheritance: bool
    controls: Counts
    actions: Counts
    controls_in_all: int
    actions_in_all: int
    maximum_points: int
    new_actions: tuple[tuple[str, str], ...]
    """Ids and titles of the organisation's own actions that begin with it."""
    assessments: tuple[str, ...]
    """The assessments that use the regulation, and so change with it."""
    before: Points
    after: Points
    faults: tuple[CellFault, ...]
    notices: tuple[str, ...] = ()
    template_changes: bool = False
    """Whether services, own columns or the order of controls change."""
    parts: tuple[ChangedPart, ...] = ()
    """Every control that changes, then every action: those added, changed, removed."""
    maximum_before: int = 0
    """The maximum score of the regulation before, in millionths; 0 for a new one."""
    more_faults: bool = False
    """Whether there are more faults than these; with so many nobody looks for the rest."""

    @property
    def what(self) -> str:
        """`new`, `modified` or `unchanged`."""
        return "unchanged" if self.is_nothing else "new" if self.is_new else "modified"

    def those(self, kind: PartKind, change: PartChange) -> tuple[ChangedPart, ...]:
        """The controls or actions of which the same becomes."""
        return tuple(one for one in self.parts if one.kind is kind and one.change is change)

    @property
    def is_nothing(self) -> bool:
        """Whether the workspace is as the file says already."""
        same = self.controls == self.actions == Counts()
        return same and not (self.is_new or self.template_changes or self.faults)

    def does_what(self, other: TemplateReview) -> bool:
        """Whether importing does the same in both, whatever the score is: others work meanwhile."""
        return replace(self, before=other.before, after=other.after) == other
