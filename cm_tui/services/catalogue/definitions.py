"""What the catalogue's files say, as frozen definitions (docs/catalogue.md)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from cm_tui.model.definition import Definition
from cm_tui.model.vocabulary import ActionType, Category, LegalStatus, ManagedBy, Obligation


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
class VersionDefinition(Definition):
    """One version of an action, with its number and the release that it came with."""

    number: int
    release: str


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

    @property
    def digest(self) -> str:
        """A fingerprint of everything that the files say."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
