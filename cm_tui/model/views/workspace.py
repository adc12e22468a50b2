"""Who works where, and whether all is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cm_tui.model.vocabulary import Cloud, Role


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """The organisation that a workspace belongs to."""

    organisation: str
    cloud: str
    is_demo: bool
    path: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A user of the workspace; `login` is the operating-system account, `owned` the number of their actions in a list of users."""

    email: str
    name: str
    role: Role
    login: str | None
    owned: int = 0
    kept: int = 0
    """In a list of users, the number of actions of theirs that no assessment counts any more; they are not among `owned`."""
    notices: tuple[str, ...] = field(default=(), compare=False)
    """What a change of the user brings with it."""


@dataclass(frozen=True, slots=True)
class PersonOptions:
    """Why the person at work may not do something with a user, or with a new one; None where they may."""

    roles: Mapping[Role, str | None]
    """Of giving each role."""
    account: str | None
    """Of giving another account."""
    removal: str | None


@dataclass(frozen=True, slots=True)
class Reassignment:
    """What went from one user to another: the ids of the actions, and what is to be said about it."""

    before: str
    after: str
    actions: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsView:
    """What holds for everybody in the workspace, defaults included."""

    organisation: str
    cloud: Cloud
    four_eyes: bool
    """Whether a pass by whoever recorded the implementation is refused."""
    evidence_types: tuple[str, ...]
    """The file types that documents may have, such as `.pdf`."""
    evidence_limit: int
    """The most bytes that a document may have."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `check` found: nothing, or a sentence for each problem."""

    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the workspace is sound."""
        return not self.problems
