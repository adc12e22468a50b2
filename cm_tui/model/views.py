"""What the screens and the command line receive: frozen, complete, detached from the database.

Points are integer millionths of a point everywhere (spec, decisions); `model.rules.points` shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cm_tui.model.vocabulary import (
    ActionType,
    AssessmentStatus,
    Category,
    ControlStatus,
    Field,
    FieldValue,
    Function,
    ImplementationStatus,
    LegalStatus,
    ManagedBy,
    Obligation,
    Requirement,
    Role,
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


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """The organisation that a workspace belongs to."""

    organisation: str
    cloud: str
    is_demo: bool
    path: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A user of the workspace; `login` is the operating-system account."""

    email: str
    name: str
    role: Role
    login: str | None


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
    definition_version: int
    newest_version: int


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


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One changed field of one event; rows of one event share `seq`. Texts of notes are never in it."""

    seq: int
    at: datetime
    user: str
    account: str
    event: str
    action: str | None
    field: str | None
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The result of verifying the history; `fault` names what is wrong at `first_invalid`."""

    events: int
    valid: bool
    first_invalid: int | None
    fault: str | None
    digest: str


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
        return Points(self.yours.achieved + self.microsoft.achieved, self.yours.possible + self.microsoft.possible)


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
class AssessmentView:
    """An assessment as the listing shows it (spec 11.4)."""

    name: str
    group: str
    regulation: str
    services: tuple[str, ...]
    status: AssessmentStatus
    points: Points
    controls_passed: int
    controls: int
    your_actions: int
    your_actions_passed: int
    microsoft_actions: int


@dataclass(frozen=True, slots=True)
class ControlView:
    """A control inside an assessment or a regulation; `status` and points are those of the assessment asked for."""

    control_id: str
    title: str
    family: str
    summary: str
    legal_status: LegalStatus
    obligation: Obligation | None
    unverified: bool
    source_url: str
    actions: tuple[str, ...]
    status: ControlStatus | None
    points: Points | None


@dataclass(frozen=True, slots=True)
class AssessmentDetails:
    """An assessment with its controls."""

    assessment: AssessmentView
    controls: tuple[ControlView, ...]


@dataclass(frozen=True, slots=True)
class RegulationView:
    """A regulation of the catalogue; `active` where an assessment uses it. `maximum_points` in millionths."""

    key: str
    title: str
    short_title: str
    version: str
    jurisdiction: str
    source_url: str
    controls: int
    actions: int
    maximum_points: int
    active: bool


@dataclass(frozen=True, slots=True)
class RegulationDetails:
    """A regulation with its controls."""

    regulation: RegulationView
    controls: tuple[ControlView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with the names of its assessments."""

    name: str
    slug: str
    assessments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` found: nothing, or a sentence for each problem."""

    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the workspace is sound."""
        return not self.problems
