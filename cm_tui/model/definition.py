"""What one version of an improvement action says, and how two versions differ."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from cm_tui.model.text import fold
from cm_tui.model.vocabulary import Function, Requirement, Stage, Strength, Term, TestingSource

Said: TypeAlias = str | tuple[str, ...] | None
"""What a version says in one field: a text, several names, or nothing."""


class DefinitionField(Term):
    """What a version of an improvement action says, by its JSON names; in the order in which a review tells the differences."""

    NAME = "name"
    REQUIREMENT = "requirement"
    FUNCTION = "function"
    SCORE = "score"
    ELIGIBLE_SOURCE = "eligible_source"
    CONTROLS = "controls"
    SERVICES = "services"
    SOLUTIONS = "solutions"
    STAGE = "stage"
    DESCRIPTION = "description"
    GUIDANCE = "guidance"
    SHOWN_BY = "shown_by"
    LAUNCH_URL = "launch_url"
    PRIVACY_FRAMEWORK = "privacy_framework"
    SP800_53 = "sp800_53"

    @property
    def label(self) -> str:
        """The field's name as a heading."""
        return _DEFINITION_LABELS.get(self, self.value.replace("_", " ").capitalize())


_DEFINITION_LABELS = {
    DefinitionField.ELIGIBLE_SOURCE: "Can be tested by",
    DefinitionField.CONTROLS: "Related controls",
    DefinitionField.DESCRIPTION: "Why it matters",
    DefinitionField.SHOWN_BY: "Shows it is done",
    DefinitionField.GUIDANCE: "How to implement",
    DefinitionField.LAUNCH_URL: "Link to the solution",
    DefinitionField.PRIVACY_FRAMEWORK: "NIST Privacy Framework",
    DefinitionField.SP800_53: "NIST SP 800-53",
}


TEXT_FIELDS = frozenset(
    {DefinitionField.NAME, DefinitionField.DESCRIPTION, DefinitionField.GUIDANCE, DefinitionField.SHOWN_BY}
)
"""What people read: shown word by word where it differs."""


class UpdateKind(Term):
    """What an update changes (spec 12.1)."""

    POINTS = "points"
    GUIDANCE = "guidance"
    AUTOMATION = "automation"
    MAPPING = "mapping"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Definition:
    """The content of a version: what people read, what it is worth, who can test it, where it applies, what it serves."""

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
    """Those of catalogues; the organisation's own mappings hold for every version."""
    score: int | None = field(default=None, kw_only=True)
    """What an action of the organisation's own is worth, in whole points (spec 5.1)."""
    dimensions: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    """Further columns of such an action, by name."""

    @property
    def search_text(self) -> str:
        """What bare words of a filter look in: name, description and guidance, folded for comparison."""
        return fold(f"{self.title}\n{self.description}\n{self.guidance}\n{self.shown_by}")

    @property
    def digest(self) -> str:
        """A fingerprint of the content, whatever the order of its controls: a version that exists is never edited in place."""
        content = [getattr(self, one.name) for one in fields(Definition) if not (one.kw_only or one.name == "controls")]
        controls = sorted((control, strength.value) for control, strength in self.controls)
        own = [] if self.score is None else [self.score, sorted(self.dimensions)]
        return hashlib.sha256(json.dumps([*content, controls, *own]).encode()).hexdigest()

    def says(self, field: DefinitionField) -> Said:
        """What the version says in a field, as people read it."""
        if field is DefinitionField.CONTROLS:
            return tuple(f"{control} ({strength.value})" for control, strength in self.controls)
        value = getattr(self, "title" if field is DefinitionField.NAME else field.value)
        return value if isinstance(value, tuple) else None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """A field in which two versions differ."""

    field: DefinitionField
    before: Said
    after: Said
