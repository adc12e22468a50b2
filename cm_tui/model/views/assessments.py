"""Assessments, groups and regulations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cm_tui.model.drafts import AssessmentForm
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import (
    AssessmentStatus,
    ControlStatus,
    ImplementationStatus,
    LegalStatus,
    ManagedBy,
    Obligation,
    Origin,
    Strength,
    TestStatus,
)


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
    updates: tuple[str, ...]
    """The ids of its actions whose updates wait to be accepted."""


@dataclass(frozen=True, slots=True)
class ControlView:
    """A control inside an assessment or a regulation; what follows `actions` is of the assessment asked for."""

    control_id: str
    title: str
    family: str
    summary: str
    legal_status: LegalStatus
    obligation: Obligation | None
    unverified: bool
    no_action: str | None
    source_url: str
    actions: tuple[str, ...]
    status: ControlStatus | None
    points: Points | None
    your_actions: int = 0
    your_actions_passed: int = 0
    microsoft_actions: int = 0
    services: tuple[str, ...] = ()
    """The services that its actions name."""


@dataclass(frozen=True, slots=True)
class SubscriptionProgress:
    """How far the Defender for Cloud actions of an assessment are in one subscription: virtual resources of all of them."""

    name: str
    completed: int
    applicable: int
    actions: int


@dataclass(frozen=True, slots=True)
class ServiceProgress:
    """The points of an assessment's actions that name a service (spec 11.5); an action counts at each that it names."""

    service: str
    points: Points
    your_actions: int
    your_actions_passed: int
    microsoft_actions: int
    subscriptions: tuple[SubscriptionProgress, ...]


@dataclass(frozen=True, slots=True)
class MicrosoftAction:
    """An action that Microsoft does, as an assessment shows it: read-only (spec 11.7)."""

    id: str
    name: str
    description: str
    guidance: str
    services: tuple[str, ...]
    points: Points
    implementation_status: ImplementationStatus
    test_status: TestStatus
    test_date: date | None
    controls: tuple[str, ...]
    """The ids of the controls of the assessment that it serves."""


@dataclass(frozen=True, slots=True)
class AssessmentDetails:
    """An assessment with its controls in the regulation's order, its progress by service, and what Microsoft does for it."""

    assessment: AssessmentView
    controls: tuple[ControlView, ...]
    progress: tuple[ServiceProgress, ...]
    microsoft: tuple[MicrosoftAction, ...]

    @property
    def yours(self) -> Points:
        """The points of your actions."""
        return self.assessment.points - self.microsoft_points

    @property
    def microsoft_points(self) -> Points:
        """The points of what Microsoft does."""
        return sum((one.points for one in self.microsoft), Points(0, 0))


@dataclass(frozen=True, slots=True)
class AssessmentPreview:
    """What creating an assessment, or changing its services, would bring; nothing of it is stored.

    `begun` and `shared` are the ids of your actions that begin with it, and of those that exist already and count in it too;
    `leaving` the ids of those that leave it and still count elsewhere, `left` the ids of those that no assessment would count any
    more. `returned` are the ids of those that counted nowhere and come back with their work, `copied` of those that take over
    what the group `copied_from` did, `documents` how many pieces of evidence come with them.
    """

    name: str
    group: str
    regulation: str
    services: tuple[str, ...]
    controls: int
    microsoft_actions: int
    begun: tuple[str, ...]
    shared: tuple[str, ...]
    leaving: tuple[str, ...]
    left: tuple[str, ...]
    points: Points
    """The assessment's own."""
    before: Points
    after: Points
    """The overall ones."""
    new_group: bool = False
    returned: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    copied_from: str = ""
    documents: int = 0
    was: AssessmentForm | None = None
    """What an edit found; None for a new assessment."""


@dataclass(frozen=True, slots=True)
class Disappearing:
    """An action that goes with its last assessment; `touched` where somebody worked on it."""

    id: str
    name: str
    touched: bool


@dataclass(frozen=True, slots=True)
class AssessmentRemoval:
    """What deleting an assessment takes away: the actions that nothing else uses (spec 11.3), yours and how many of Microsoft's."""

    name: str
    group: str
    disappearing: tuple[Disappearing, ...]
    microsoft_actions: int
    remaining: int
    """How many of its actions other assessments count too."""
    before: Points
    after: Points
    """The overall ones."""
    remaining_microsoft: int = 0
    """How many of those that remain are Microsoft's."""

    @property
    def staying(self) -> str:
        """How many of whose actions remain, in words: `12 of yours and 376 of Microsoft's stay`."""
        counts = {"yours": self.remaining - self.remaining_microsoft, "Microsoft's": self.remaining_microsoft}
        parts = [f"{count} of {whose}" for whose, count in counts.items() if count]
        return f"{' and '.join(parts) or 'none'} stay{'s' if self.remaining == 1 else ''}"


@dataclass(frozen=True, slots=True)
class RegulationView:
    """A regulation of the catalogue; `active` where an assessment uses it. `maximum_points` in millionths.

    `controls` are all that its tree shows, `binding` how many of them are in force; actions and points are of those alone.
    """

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
    binding: int = 0
    assessments: tuple[str, ...] = ()
    """The names of those that use it."""
    origin: Origin = Origin.SHIPPED
    product: str = ""


@dataclass(frozen=True, slots=True)
class OtherRegulation:
    """A regulation that an action serves too: its key, its short title, and the strongest of the mappings there."""

    key: str
    title: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class ServingAction:
    """An improvement action whose newest definition serves a control."""

    id: str
    title: str
    managed_by: ManagedBy
    strength: Strength
    others: tuple[OtherRegulation, ...] = ()
    """What else it serves, in the catalogue's order."""


@dataclass(frozen=True, slots=True)
class ActionInstance:
    """What the organisation has of an action: its id, and the name of its group; None where it is the organisation's."""

    id: str
    group: str | None


@dataclass(frozen=True, slots=True)
class RegulationControl:
    """A control in its regulation's tree, `depth` levels below the top, with the actions that serve it, the strongest first."""

    control: ControlView
    depth: int
    serving: tuple[ServingAction, ...]


@dataclass(frozen=True, slots=True)
class RegulationDetails:
    """A regulation with its controls in their order; a control follows the one that it is a part of."""

    regulation: RegulationView
    controls: tuple[RegulationControl, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with the names of its assessments."""

    name: str
    slug: str
    assessments: tuple[str, ...]
