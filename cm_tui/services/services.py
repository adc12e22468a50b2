"""Everything that can be asked of one workspace, as one person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.model.views.workspace import PersonView, WorkspaceView
from cm_tui.services.actions.listing import ListingService
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.people.identity import identify, system_account
from cm_tui.services.storage.store import Store

if TYPE_CHECKING:
    from cm_tui.services.action_workbook.service import ActionWorkbookService
    from cm_tui.services.actions.assessing import AssessingService
    from cm_tui.services.actions.bulk import BulkService
    from cm_tui.services.actions.service import ActionService
    from cm_tui.services.assessments.regulations import RegulationService
    from cm_tui.services.assessments.service import AssessmentService
    from cm_tui.services.automation import AutomationService
    from cm_tui.services.backups.service import BackupService
    from cm_tui.services.catalogue.service import CatalogueService
    from cm_tui.services.checking.service import CheckService
    from cm_tui.services.evidence.service import EvidenceService
    from cm_tui.services.exports.service import ExportService
    from cm_tui.services.history.news import NewsService
    from cm_tui.services.history.service import HistoryService
    from cm_tui.services.history.testing import TestingHistoryService
    from cm_tui.services.overview import OverviewService
    from cm_tui.services.people.notices import NoticeService
    from cm_tui.services.people.service import PeopleService
    from cm_tui.services.score.service import ScoreService
    from cm_tui.services.settings import SettingsService
    from cm_tui.services.subscriptions import SubscriptionService
    from cm_tui.services.templates.service import TemplateService
    from cm_tui.services.updates.service import UpdateService


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
    def assessing(self) -> AssessingService:
        """The queue of what is ready for assessment, sending to an assessor, and verdicts."""
        from cm_tui.services.actions.assessing import AssessingService

        return AssessingService(self.store, self.clock, self.actor)

    @cached_property
    def bulk(self) -> BulkService:
        """Changing many actions at once, and undoing it."""
        from cm_tui.services.actions.bulk import BulkService

        return BulkService(self.store, self.clock, self.actor)

    @cached_property
    def action_workbooks(self) -> ActionWorkbookService:
        """The bulk workbook of actions, coming back in."""
        from cm_tui.services.action_workbook.service import ActionWorkbookService

        return ActionWorkbookService(self.store, self.clock, self.actor)

    @cached_property
    def updates(self) -> UpdateService:
        """Updates of actions: reviewing and accepting them."""
        from cm_tui.services.updates.service import UpdateService

        return UpdateService(self.store, self.clock, self.actor)

    @cached_property
    def listing(self) -> ListingService:
        """The list of actions."""
        return ListingService(self.store, self.actor)

    @cached_property
    def score(self) -> ScoreService:
        """The score."""
        from cm_tui.services.score.service import ScoreService

        return ScoreService(self.store, self.clock, self.actor)

    @cached_property
    def overview(self) -> OverviewService:
        """The score with what is behind it."""
        from cm_tui.services.overview import OverviewService

        return OverviewService(self.store, self.actor)

    @cached_property
    def assessments(self) -> AssessmentService:
        """Assessments and groups."""
        from cm_tui.services.assessments.service import AssessmentService

        return AssessmentService(self.store, self.clock, self.actor)

    @cached_property
    def regulations(self) -> RegulationService:
        """The catalogue's regulations."""
        from cm_tui.services.assessments.regulations import RegulationService

        return RegulationService(self.store, self.actor)

    @cached_property
    def catalogue(self) -> CatalogueService:
        """Bringing a newer catalogue into the workspace."""
        from cm_tui.services.catalogue.service import CatalogueService

        return CatalogueService(self.store, self.clock, self.actor)

    @cached_property
    def templates(self) -> TemplateService:
        """Importing own regulations, and modifications of the catalogue's."""
        from cm_tui.services.templates.service import TemplateService

        return TemplateService(self.store, self.clock, self.actor)

    @cached_property
    def evidence(self) -> EvidenceService:
        """The documents and links that prove the work."""
        from cm_tui.services.evidence.service import EvidenceService

        return EvidenceService(self.store, self.clock, self.actor, Path(self.workspace.path))

    @cached_property
    def history(self) -> HistoryService:
        """The history and its verification."""
        from cm_tui.services.history.service import HistoryService

        return HistoryService(self.store, self.actor)

    @cached_property
    def news(self) -> NewsService:
        """What changed since somebody last looked."""
        from cm_tui.services.history.news import NewsService

        return NewsService(self.store, self.actor)

    @cached_property
    def testing_history(self) -> TestingHistoryService:
        """How the tests of actions went."""
        from cm_tui.services.history.testing import TestingHistoryService

        return TestingHistoryService(self.store, self.actor)

    @cached_property
    def exports(self) -> ExportService:
        """Workbooks to take away."""
        from cm_tui.services.exports.service import ExportService

        return ExportService(self.store, self.clock, self.actor)

    @cached_property
    def people(self) -> PeopleService:
        """The users."""
        from cm_tui.services.people.service import PeopleService

        return PeopleService(self.store, self.clock, self.actor)

    @cached_property
    def notices(self) -> NoticeService:
        """Who waits to be told of what."""
        from cm_tui.services.people.notices import NoticeService

        return NoticeService(self.store, self.actor)

    @cached_property
    def settings(self) -> SettingsService:
        """What holds for everybody: four eyes, and what evidence may be."""
        from cm_tui.services.settings import SettingsService

        return SettingsService(self.store, self.clock, self.actor)

    @cached_property
    def subscriptions(self) -> SubscriptionService:
        """The subscriptions of Defender for Cloud actions."""
        from cm_tui.services.subscriptions import SubscriptionService

        return SubscriptionService(self.store, self.clock, self.actor)

    @cached_property
    def automation(self) -> AutomationService:
        """What automatic testing reports."""
        from cm_tui.services.automation import AutomationService

        return AutomationService(self.store, self.clock, self.actor)

    @cached_property
    def check(self) -> CheckService:
        """Whether the workspace is sound."""
        from cm_tui.services.checking.service import CheckService

        return CheckService(self.store, self.actor, Path(self.workspace.path))

    @cached_property
    def backups(self) -> BackupService:
        """Backing the workspace up."""
        from cm_tui.services.backups.service import BackupService

        return BackupService(self.store, self.clock, self.actor, Path(self.workspace.path))

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
