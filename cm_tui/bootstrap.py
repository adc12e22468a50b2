"""The one composition root: from a path to services that act as somebody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlmodel import select

from cm_tui.model.tables import Organisation
from cm_tui.model.views import PersonView, WorkspaceView
from cm_tui.services.actions.listing import ListingService
from cm_tui.services.actions.service import ActionService
from cm_tui.services.assessments.regulations import RegulationService
from cm_tui.services.assessments.score import ScoreService
from cm_tui.services.assessments.service import AssessmentService
from cm_tui.services.catalogue.loader import data_folder, load_catalogue
from cm_tui.services.check import CheckService
from cm_tui.services.clock import Clock, system_clock
from cm_tui.services.creation import NewWorkspace, checked_name, create_organisation
from cm_tui.services.demo.build import create_demo_organisation
from cm_tui.services.demo.script import read_script
from cm_tui.services.history.service import HistoryService
from cm_tui.services.people.identity import identify, system_account
from cm_tui.services.people.service import PeopleService
from cm_tui.services.services import Services
from cm_tui.services.storage.paths import PRIVATE, SHARED
from cm_tui.services.storage.workspace import open_store

__all__ = ["NewWorkspace", "Services", "create_demo", "create_workspace", "open_services"]


def open_services(path: Path, as_email: str | None = None, clock: Clock = system_clock) -> Services:
    """Open a workspace as the present account, or as another user of a demo workspace.

    Raises StorageProblem for a workspace that cannot be opened, NotAllowed for an account that nobody let in.
    """
    store = open_store(path)
    actor, person = identify(store, system_account(), as_email)
    with store.reading() as session:
        organisation = session.exec(select(Organisation)).one()
    return Services(
        workspace=WorkspaceView(organisation.name, organisation.cloud.value, organisation.is_demo, str(path)),
        person=PersonView(person.email, person.name, person.role, person.login),
        clock=clock,
        actions=ActionService(store, clock, actor),
        listing=ListingService(store, actor),
        score=ScoreService(store, actor),
        assessments=AssessmentService(store, actor),
        regulations=RegulationService(store, actor),
        history=HistoryService(store, actor),
        people=PeopleService(store, clock, actor),
        check=CheckService(store, actor),
        store=store,
    )


def create_workspace(path: Path, request: NewWorkspace, clock: Clock = system_clock) -> None:
    """Create a workspace from the shipped catalogue. Raises InvalidInput and StorageProblem."""
    create_organisation(path, request, load_catalogue(data_folder()), system_account(), clock)


def create_demo(path: Path, clock: Clock = system_clock, organisation: str | None = None, shared: bool = False) -> None:
    """Create a fresh demo workspace: Contoso, or an organisation of another name, half a year into its work.

    Raises InvalidInput and StorageProblem.
    """
    folder = data_folder()
    script = read_script(folder)
    if organisation is not None:
        script = replace(script, organisation=checked_name("--organisation", organisation))
    modes = SHARED if shared else PRIVATE
    create_demo_organisation(path, script, load_catalogue(folder), system_account(), clock, modes)
