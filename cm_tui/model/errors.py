"""The errors a service raises: each carries one sentence that can be shown, and says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cm_tui.model.drafts import AssessmentForm
    from cm_tui.model.views.actions import FieldConflict


class ServiceError(Exception):
    """Something was refused; `str(error)` is the sentence for the user. Nothing was changed."""


class NotAllowed(ServiceError):
    """The actor's role, or a rule, forbids it."""


class NotFound(ServiceError):
    """There is no such thing."""


class InvalidInput(ServiceError):
    """A value cannot be what it has to be."""


class Cancelled(ServiceError):
    """Whoever asked for it broke it off; nothing of it stays."""


class AlreadyThere(InvalidInput):
    """A file that would be written exists; it is replaced by consent only."""


class StorageProblem(ServiceError):
    """The workspace is missing, foreign, damaged, read-only, newer or full."""


class StaleEdit(ServiceError):
    """Somebody else changed the same fields meanwhile; `conflicts` says who, when and both values."""

    def __init__(self, message: str, conflicts: Sequence[FieldConflict] = (), version: int | None = None) -> None:
        super().__init__(message)
        self.conflicts = tuple(conflicts)
        self.version = version


class StaleAssessment(StaleEdit):
    """Somebody else changed the same of an assessment meanwhile; `now` is how it is by now."""

    def __init__(self, message: str, now: AssessmentForm) -> None:
        super().__init__(message)
        self.now = now


class StaleGroup(StaleEdit):
    """A group began meanwhile that an assessment was to begin with, or the group that it was to join is not there."""
