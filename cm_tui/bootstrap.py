"""The one composition root: from a path to services that act as somebody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import select

from cm_tui.model.errors import ServiceError
from cm_tui.model.tables.organisation import Organisation
from cm_tui.model.views.workspace import PersonView, WorkspaceView
from cm_tui.services.clock import Clock, system_clock
from cm_tui.services.people.identity import identify, system_account
from cm_tui.services.services import Services
from cm_tui.services.storage.workspace import open_store

if TYPE_CHECKING:
    from cm_tui.services.creation import NewWorkspace


def open_services(path: Path, as_email: str | None = None, clock: Clock = system_clock) -> Services:
    """Open a workspace as the present account, or as another user of a demo workspace.

    Raises StorageProblem for a workspace that cannot be opened, NotAllowed for an account that nobody let in.
    """
    store = open_store(path)
    try:
        actor, person = identify(store, system_account(), as_email)
        with store.reading() as session:
            organisation = session.exec(select(Organisation)).one()
    except ServiceError:
        store.close()
        raise
    return Services(
        workspace=WorkspaceView(organisation.name, organisation.cloud.value, organisation.is_demo, str(path)),
        person=PersonView(person.email, person.name, person.role, person.login),
        clock=clock,
        actor=actor,
        store=store,
    )


def create_workspace(path: Path, request: NewWorkspace, clock: Clock = system_clock) -> None:
    """Create a workspace from the shipped catalogue. Raises InvalidInput and StorageProblem."""
    from cm_tui.services.catalogue.loader import data_folder, load_catalogue
    from cm_tui.services.creation import create_organisation

    create_organisation(path, request, load_catalogue(data_folder()), system_account(), clock)


def create_demo(path: Path, clock: Clock = system_clock, organisation: str | None = None, shared: bool = False) -> None:
    """Create a fresh demo workspace: Contoso, or an organisation of another name, half a year into its work.

    Raises InvalidInput and StorageProblem.
    """
    from cm_tui.services.catalogue.loader import data_folder, load_catalogue
    from cm_tui.services.creation import checked_name
    from cm_tui.services.demo.build import create_demo_organisation
    from cm_tui.services.demo.script import read_script
    from cm_tui.services.storage.paths import PRIVATE, SHARED

    folder = data_folder()
    name = None if organisation is None else checked_name("--organisation", organisation)
    script = read_script(folder, name)
    modes = SHARED if shared else PRIVATE
    create_demo_organisation(path, script, load_catalogue(folder), system_account(), clock, modes)
