"""Everything that can be asked of one workspace, as one person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cm_tui.model.views.workspace import PersonView, WorkspaceView
from cm_tui.services.actions.listing import ListingService
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.people.identity import identify, system_account
from cm_tui.services.storage.store import Store

if TYPE_CHECKING:
    from cm_tui.services.actions.service import ActionService
    from cm_tui.services.assessments.regulations import RegulationService
    from cm_tui.services.assessments.score import ScoreService
    from cm_tui.services.assessments.service import AssessmentService
    from cm_tui.services.check import CheckService
    from cm_tui.services.history.service import HistoryService
    from cm_tui.services.people.service import PeopleService


@dataclass(frozen=True)
class Services:
    """All services on one workspace, acting as one person; what the first rows do not need is imported on first use."""

    workspace: WorkspaceView
    person: PersonView
    clock: Clock
    actor: Actor
    store: Store

    @cached_property
    def actions(self) -> ActionService:
        """Reading and saving one action."""
        from cm_tui.services.actions.service import ActionService

        return ActionService(self.store, self.clock, self.actor)

    @cached_property
    def listing(self) -> ListingService:
        """The list of actions."""
        return ListingService(self.store, self.actor)

    @cached_property
    def score(self) -> ScoreService:
        """The score."""
        from cm_tui.services.assessments.score import ScoreService

        return ScoreService(self.store, self.actor)

    @cached_property
    def assessments(self) -> AssessmentService:
        """Assessments and groups."""
        from cm_tui.services.assessments.service import AssessmentService

        return AssessmentService(self.store, self.actor)

    @cached_property
    def regulations(self) -> RegulationService:
        """The catalogue's regulations."""
        from cm_tui.services.assessments.regulations import RegulationService

        return RegulationService(self.store, self.actor)

    @cached_property
    def history(self) -> HistoryService:
        """The history and its verification."""
        from cm_tui.services.history.service import HistoryService

        return HistoryService(self.store, self.actor)

    @cached_property
    def people(self) -> PeopleService:
        """The users."""
        from cm_tui.services.people.service import PeopleService

        return PeopleService(self.store, self.clock, self.actor)

    @cached_property
    def check(self) -> CheckService:
        """Whether the workspace is sound."""
        from cm_tui.services.check import CheckService

        return CheckService(self.store, self.actor)

    def acting_as(self, email: str) -> Services:
        """The same workspace as another of its users, in demo workspaces only (interface 2).

        Raises NotAllowed elsewhere, InvalidInput for somebody unknown.
        """
        actor, person = identify(self.store, system_account(), email)
        view = PersonView(person.email, person.name, person.role, person.login)
        return Services(self.workspace, view, self.clock, actor, self.store)

    def close(self) -> None:
        """Give the database back."""
        self.store.close()
