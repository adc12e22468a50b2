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
from cm_tui.services.storage.paths import evidence_is_on_its_way
from cm_tui.services.storage.workspace import open_store

if TYPE_CHECKING:
    from cm_tui.model.views.exports import Restored
    from cm_tui.services.creation import NewWorkspace
    from cm_tui.services.effort import Progress
    from cm_tui.services.storage.store import Store


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
    if evidence_is_on_its_way(path):
        _settle_evidence(store, path)
    return Services(
        workspace=WorkspaceView(organisation.name, organisation.cloud.value, organisation.is_demo, str(path)),
        person=PersonView(person.email, person.name, person.role, person.login),
        clock=clock,
        actor=actor,
        store=store,
    )


def _settle_evidence(store: Store, path: Path) -> None:
    """Put right what a killed program left of evidence; before it is looked at, and only where there is something."""
    from cm_tui.services.evidence.folder import EvidenceFolder
    from cm_tui.services.evidence.sweeping import sweep

    sweep(store, EvidenceFolder(path))


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


def restore_workspace(
    file: Path,
    target: Path,
    as_email: str | None = None,
    clock: Clock = system_clock,
    progress: Progress | None = None,
) -> Restored:
    """Restore a backup into a new directory, as the present account or another user of a demo. Raises what `restore` raises."""
    from cm_tui.services.backups.restoring import restore

    return restore(file, target, lambda folder: open_services(folder, as_email, clock), progress=progress)
