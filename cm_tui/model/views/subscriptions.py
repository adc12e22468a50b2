"""One subscription of an action: its result, its virtual resources, and what saving a result did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cm_tui.model.views.actions import AssessmentLink, FieldChange, Points, SubscriptionResult
from cm_tui.model.vocabulary import ImplementationStatus, ResourceStatus, TestingType, TestStatus


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A virtual resource, such as a machine or a disk, and how it stands in Defender for Cloud."""

    name: str
    kind: str
    status: ResourceStatus


@dataclass(frozen=True, slots=True)
class SubscriptionDetails:
    """Everything about an action in one subscription (spec 2.9)."""

    action: str
    action_name: str
    version: int
    """The version of the action's record; a result is recorded against it."""
    result: SubscriptionResult
    testing_type: TestingType
    implementation_status: ImplementationStatus
    implementation_date: date | None
    implementation_notes: str
    resources: tuple[ResourceView, ...]
    """Those that are not complete first, then by name."""
    assessments: tuple[AssessmentLink, ...]
    launch_url: str | None
    locked: str | None
    """The reason why whoever asked cannot record a result here, or None."""


@dataclass(frozen=True, slots=True)
class SubscriptionOutcome:
    """What recording a result did: the changes of the subscription, and how the action stands now."""

    action: str
    subscription: str
    changes: tuple[FieldChange, ...]
    notices: tuple[str, ...]
    test_status: TestStatus
    version: int
    points: Points
    in_scope: bool
    event: int | None
    """The number of the event that the history tells of it; None where nothing changed."""
