"""Improvement actions: rows of the table, the details page, what a save did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from cm_tui.model.views.evidence import EvidenceView
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    Field,
    FieldValue,
    Function,
    ImplementationStatus,
    LegalStatus,
    ManagedBy,
    Obligation,
    Requirement,
    Stage,
    Strength,
    TestingSource,
    TestingType,
    TestStatus,
)


@dataclass(frozen=True, slots=True)
class Points:
    """Points in millionths: what is earned, and what the action or the sum of actions is worth."""

    achieved: int
    possible: int

    def __add__(self, other: Points) -> Points:
        return Points(self.achieved + other.achieved, self.possible + other.possible)

    def __sub__(self, other: Points) -> Points:
        return Points(self.achieved - other.achieved, self.possible - other.possible)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One row of the actions table: one instance of an improvement action (spec 1.2, 1.9).

    `points.possible` is the action's worth whatever its status; `in_scope` says whether it counts (spec 5.5).
    `regulations` are keys, `regulation_titles` the short titles in the same order.
    """

    id: str
    name: str
    group: str | None
    category: Category
    action_type: ActionType
    solutions: tuple[str, ...]
    services: tuple[str, ...]
    regulations: tuple[str, ...]
    regulation_titles: tuple[str, ...]
    assessments: tuple[str, ...]
    points: Points
    in_scope: bool
    implementation_status: ImplementationStatus
    implementation_date: date | None
    test_status: TestStatus
    test_date: date | None
    testing_type: TestingType
    testing_source: TestingSource
    owner: str | None
    owner_name: str | None
    pending_update: bool
    version: int

    @property
    def gain(self) -> int:
        """Millionths of a point still to gain; nothing where the action is out of scope."""
        return self.points.possible - self.points.achieved if self.in_scope else 0


@dataclass(frozen=True, slots=True)
class ControlLink:
    """A control that an action serves."""

    regulation: str
    regulation_title: str
    control_id: str
    title: str
    family: str
    summary: str
    strength: Strength
    legal_status: LegalStatus
    obligation: Obligation | None
    unverified: bool
    source_url: str


@dataclass(frozen=True, slots=True)
class AssessmentLink:
    """An assessment that an action's state counts in."""

    name: str
    group: str
    regulation: str


@dataclass(frozen=True, slots=True)
class SubscriptionResult:
    """How an action stands in one subscription of a cloud service (spec 2.9)."""

    name: str
    service: str
    kind: str
    test_status: TestStatus
    test_date: date | None
    test_notes: str
    resources_completed: int
    resources_applicable: int
    points: Points


@dataclass(frozen=True, slots=True)
class ActionDetails:
    """Everything the details page shows of one action."""

    row: ActionRow
    description: str
    guidance: str
    shown_by: str
    launch_url: str | None
    implementation_notes: str
    test_notes: str
    other_notes: str
    controls: tuple[ControlLink, ...]
    assessment_links: tuple[AssessmentLink, ...]
    subscriptions: tuple[SubscriptionResult, ...]
    managed_by: ManagedBy
    requirement: Requirement
    function: Function
    stage: Stage
    eligible_source: TestingSource | None
    privacy_framework: tuple[str, ...]
    sp800_53: tuple[str, ...]
    measured: Fraction | None
    """The share that automation measured, 0 to 1; None where it measured nothing."""
    sent_by: str | None
    """The e-mail of whoever sent the action to its owner for assessment; None where it does not wait for one."""
    sent_by_name: str | None
    evidence: tuple[EvidenceView, ...]
    signals_connected: bool
    """Whether a source of automatic results is connected to the workspace."""
    definition_version: int
    newest_version: int
    four_eyes: bool = False
    """Whether the organisation refuses a pass by whoever recorded the implementation."""
    why_not_pass: str | None = None
    """The reason why whoever asked cannot pass the action as it is stored, where four eyes are asked for."""
    withdrawn_in: str | None = None
    """The release that withdrew the action, so that no more updates of it come; None where it is in the catalogue."""
    retired: bool = False
    """Whether no assessment counts the action any more, so that its work is only kept."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one action from an old to a new value."""

    field: Field
    old: FieldValue
    new: FieldValue


@dataclass(frozen=True, slots=True)
class ForeignChange:
    """A field that somebody else changed since a draft was begun."""

    field: Field
    value: FieldValue
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that two people changed: what is stored now, by whom and when, and what was refused."""

    field: Field
    theirs: FieldValue
    yours: FieldValue
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What a save did to one action: the changes stored, those of others that stand beside them, the new version."""

    action: str
    changes: tuple[FieldChange, ...]
    merged: tuple[ForeignChange, ...]
    notices: tuple[str, ...]
    version: int
    points: Points
    event: int | None = None
    """The number of the event that the history tells of it; None where nothing changed."""


@dataclass(frozen=True, slots=True)
class ListCounts:
    """What the table's header says: rows shown, rows in all, passed rows hidden, updates pending among all rows."""

    shown: int
    total: int
    passed_hidden: int
    pending: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The ids that a query selects, in its order, with the counts."""

    ids: tuple[str, ...]
    counts: ListCounts


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that the filters flyout offers, each list in the order in which it is shown."""

    regulations: tuple[tuple[str, str], ...]
    """Key and short title."""
    groups: tuple[str, ...]
    assessments: tuple[str, ...]
    solutions: tuple[str, ...]
    services: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]
    """E-mail and name."""
