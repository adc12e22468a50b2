"""Edits that are not yet saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cm_tui.model.vocabulary import Field, FieldValue


@dataclass(frozen=True, slots=True)
class ActionDraft:
    """The changed fields of one improvement action and the version they were made against."""

    action: str
    """The action's id, with its group's slug."""

    seen: int
    """The version of the record that the person looked at."""

    changes: Mapping[Field, FieldValue] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def changed(self, changes: Mapping[Field, FieldValue]) -> ActionDraft:
        """This draft with some fields changed further."""
        return replace(self, changes={**self.changes, **changes})

    def without(self, *fields: Field) -> ActionDraft:
        """This draft with some fields left as they are stored."""
        return replace(self, changes={name: value for name, value in self.changes.items() if name not in fields})


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What would be lost with the program: a draft, and the name of its action."""

    name: str
    draft: ActionDraft


@dataclass(frozen=True, slots=True)
class AssessmentDraft:
    """An assessment to create (spec 11.1): no service named means all of them.

    A group that does not exist yet begins with it, and then may copy what another group did about its nontechnical actions:
    implementation and testing details, evidence, or both (spec 11.2). `new_group` is what its author was shown: whether the
    group begins with it, and whether it exists; None for one who was shown nothing.
    """

    name: str
    group: str
    regulation: str
    services: tuple[str, ...] = ()
    copy_from: str | None = None
    copy_details: bool = False
    copy_evidence: bool = False
    new_group: bool | None = None


@dataclass(frozen=True, slots=True)
class AssessmentForm:
    """What of an assessment can be edited, as it was at some time; no services mean all of them."""

    name: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AssessmentEdit:
    """What of an assessment is to be otherwise (spec 11.3); None leaves it as it is, no services mean all of them.

    `seen` is how its author found the assessment, None for one who only states what is to be. Then `group` and `regulation`, which
    never change, say which one is meant, whatever it is called by now.
    """

    assessment: str
    name: str | None = None
    services: tuple[str, ...] | None = None
    seen: AssessmentForm | None = None
    group: str = ""
    regulation: str = ""
