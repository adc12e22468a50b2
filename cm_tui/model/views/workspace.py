"""Who works where, and whether all is well."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.vocabulary import (
    Role,
)


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
class CheckReport:
    """What `check` found: nothing, or a sentence for each problem."""

    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the workspace is sound."""
        return not self.problems
