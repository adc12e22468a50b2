"""What the catalogue's files say, as frozen definitions (docs/catalogue.md)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from cm_tui.model.text import fold
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    Function,
    LegalStatus,
    ManagedBy,
    Obligation,
    Requirement,
    Stage,
    Strength,
    TestingSource,
)


@dataclass(frozen=True, slots=True)
class ControlDefinition:
    """A control as its regulation's file states it."""

    id: str
    family: str
    title: str
    summary: str
    source_url: str
    valid_from: date
    legal_status: LegalStatus
    obligation: Obligation | None
    unverified: bool
    no_action: str | None


@dataclass(frozen=True, slots=True)
class RegulationDefinition:
    """A regulation with its controls in their order."""

    key: str
    short_title: str
    title: str
    version: str
    jurisdiction: str
    source_url: str
    controls: tuple[ControlDefinition, ...]


@dataclass(frozen=True, slots=True)
class VersionDefinition:
    """One version of an action's text, points, automation and mapping."""

    number: int
    release: str
    title: str
    description: str
    guidance: str
    shown_by: str
    launch_url: str | None
    requirement: Requirement
    function: Function
    stage: Stage
    eligible_source: TestingSource | None
    solutions: tuple[str, ...]
    services: tuple[str, ...]
    privacy_framework: tuple[str, ...]
    sp800_53: tuple[str, ...]
    controls: tuple[tuple[str, Strength], ...]

    @property
    def search_text(self) -> str:
        """What bare words of a filter look in: name, description and guidance, folded for comparison."""
        return fold(f"{self.title}\n{self.description}\n{self.guidance}\n{self.shown_by}")

    @property
    def digest(self) -> str:
        """A fingerprint of the content: a shipped version is never edited in place."""
        content = [getattr(self, name) for name in self.__slots__ if name != "release"]
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ActionDefinition:
    """An action with all its versions, oldest first."""

    id: str
    category: Category
    action_type: ActionType
    managed_by: ManagedBy
    versions: tuple[VersionDefinition, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that data/ holds."""

    releases: tuple[tuple[str, date], ...]
    regulations: tuple[RegulationDefinition, ...]
    actions: tuple[ActionDefinition, ...]
