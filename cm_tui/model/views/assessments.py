"""Assessments, groups, regulations and the score."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import (
    AssessmentStatus,
    ControlStatus,
    LegalStatus,
    ManagedBy,
    Obligation,
    Strength,
)


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
        return self.yours + self.microsoft


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
    updates: tuple[str, ...]
    """The ids of its actions whose updates wait to be accepted."""


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
    no_action: str | None
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
class ServingAction:
    """An improvement action whose newest definition serves a control."""

    id: str
    title: str
    managed_by: ManagedBy
    strength: Strength


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
