"""The queue of actions that are ready for assessment, and what a verdict did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cm_tui.model.views.actions import Points, SaveOutcome
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestStatus


@dataclass(frozen=True, slots=True)
class ReadyAction:
    """An action that waits for a verdict, as whoever asked sees it."""

    id: str
    name: str
    group: str | None
    owner: str | None
    owner_name: str | None
    sender: str | None
    """The e-mail of whoever sent it to its owner for assessment; None where it is implemented and nobody sent it."""
    sender_name: str | None
    sent_at: datetime | None
    is_mine: bool
    """Whether it was sent to whoever asked."""
    implementation_status: ImplementationStatus
    implementation_date: date | None
    test_status: TestStatus
    points: Points
    in_scope: bool
    evidence: int
    """How many documents and links prove it."""
    why_locked: str | None
    """The reason why no verdict can be recorded by hand as the action stands, or None."""
    why_not_pass: str | None
    """The reason why whoever asked cannot pass it where four eyes are asked for, or None."""
    version: int

    @property
    def gain(self) -> int:
        """Millionths of a point that a pass would bring."""
        return self.points.possible - self.points.achieved if self.in_scope else 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verdict changed, and who sent the action last: None where nobody did, or that user was removed."""

    outcome: SaveOutcome
    sender: PersonView | None

    @property
    def ended_the_wait(self) -> bool:
        """Whether the action waited for an assessor until now."""
        return any(change.field is Field.SENT_BY for change in self.outcome.changes)
