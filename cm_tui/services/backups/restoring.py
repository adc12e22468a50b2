"""Restoring a backup into a new workspace: beside its place, and put there when everything in it was proven."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import select

from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.rules.evidence import shown_size
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.history import Event
from cm_tui.model.views.exports import Restored
from cm_tui.services.backups.reading import Backup, damaged, opened_backup
from cm_tui.services.checking.service import damage_of
from cm_tui.services.effort import Effort, IsCancelled, Progress
from cm_tui.services.evidence.folder import EvidenceFolder
from cm_tui.services.history.verifying import digest_line
from cm_tui.services.permit import permit
from cm_tui.services.services import Services
from cm_tui.services.storage.new_file import UNFINISHED, place_faults
from cm_tui.services.storage.paths import DATABASE, EVIDENCE, sync_folder

Open = Callable[[Path], Services]
"""Opens the services on a workspace, as whoever restores it."""


def restore(
    file: Path,
    target: Path,
    open_services: Open,
    *,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Restored:
    """Restore a backup into a directory that does not exist yet; whoever does it has to be allowed to in that workspace.

    Raises InvalidInput for a file that is no backup and a place that cannot be, NotAllowed, StorageProblem for a damaged or
    newer backup and for a full disk, and Cancelled. Nothing is left behind then.
    """
    _refuse_place(target)
    with opened_backup(file) as backup, place_faults(target):
        _refuse_too_large(backup, target)
        with _unfinished(target) as folder, _called(folder, target):
            effort = Effort(backup.manifest.total, progress, cancelled)
            problems = _fill(folder, backup, open_services, effort)
            os.rename(folder, target)
            sync_folder(target.absolute().parent)
        return Restored(backup.manifest.view(backup.size), problems)


def _fill(folder: Path, backup: Backup, open_services: Open, effort: Effort) -> tuple[str, ...]:
    """Make a folder the workspace that a backup holds; gives what `check` says of it."""
    backup.extract(backup.manifest.database, folder / DATABASE, effort)
    services = open_services(folder)
    try:
        _prove(backup, services)
        _extract_documents(backup, folder, effort)
        return services.check.run().problems
    finally:
        services.close()
        sync_folder(folder)


def _refuse_place(target: Path) -> None:
    if not str(target).strip():
        raise InvalidInput("A directory cannot be called by blanks alone; name the new one that is restored into.")
    with place_faults(target):
        if os.path.lexists(target):
            raise InvalidInput(f"{target} exists already; a backup is restored into a new directory.")
        if not target.absolute().parent.is_dir():
            raise InvalidInput(f"There is no directory {target.absolute().parent}; make it first, or name another one.")


def _refuse_too_large(backup: Backup, target: Path) -> None:
    free, wanted = shutil.disk_usage(target.absolute().parent).free, backup.manifest.total
    if wanted > free:
        raise StorageProblem(
            f"{backup.path} needs {shown_size(wanted)} and {target.absolute().parent} has {shown_size(free)} left; "
            "nothing was restored."
        )


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A private folder beside a target; whatever did not take the target's name is gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=target.absolute().parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _called(folder: Path, target: Path) -> Iterator[None]:
    """Let sentences name the place that people asked for, not the one where the work is done."""
    try:
        yield
    except StorageProblem as error:
        raise StorageProblem(str(error).replace(str(folder), str(target))) from error


def _prove(backup: Backup, services: Services) -> None:
    """Refuse a database that is not sound, or not the one that the manifest speaks of, or whose owner would not allow it."""
    with services.store.reading() as session:
        permit(session, services.actor, Permission.BACK_UP)
        if problems := damage_of(session):
            raise damaged(backup.path, problems[0])
        last = session.get(Event, backup.manifest.events)
        if last is None or digest_line(last.seq, last.hash) != backup.manifest.digest:
            raise damaged(backup.path, "its history is not the one that its manifest names")
        named = {one for one in session.exec(select(Evidence.sha256)) if one is not None}
    if named != {member.sha256 for member in backup.manifest.documents}:
        raise damaged(backup.path, "its documents are not those that its database names")


def _extract_documents(backup: Backup, folder: Path, effort: Effort) -> None:
    evidence = EvidenceFolder(folder)
    evidence.make(folder / EVIDENCE)
    for member in backup.manifest.documents:
        place = evidence.object(member.sha256)
        evidence.make(place.parent)
        backup.extract(member, place, effort)
    for folder in {evidence.object(member.sha256).parent for member in backup.manifest.documents}:
        sync_folder(folder)
