"""Everything that can be asked of one workspace, as one person."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.views import PersonView, WorkspaceView
from cm_tui.services.actions.listing import ListingService
from cm_tui.services.actions.service import ActionService
from cm_tui.services.assessments.regulations import RegulationService
from cm_tui.services.assessments.score import ScoreService
from cm_tui.services.assessments.service import AssessmentService
from cm_tui.services.check import CheckService
from cm_tui.services.clock import Clock
from cm_tui.services.history.service import HistoryService
from cm_tui.services.people.service import PeopleService
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class Services:
    """Everything a screen or a command may ask for, acting as one person on one workspace."""

    workspace: WorkspaceView
    person: PersonView
    clock: Clock
    actions: ActionService
    listing: ListingService
    score: ScoreService
    assessments: AssessmentService
    regulations: RegulationService
    history: HistoryService
    people: PeopleService
    check: CheckService
    store: Store

    def close(self) -> None:
        """Give the database back."""
        self.store.close()
