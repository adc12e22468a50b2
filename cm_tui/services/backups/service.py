"""Making a backup of the workspace that is open."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cm_tui.model.rules.permissions import Permission
from cm_tui.model.views.exports import BackupView
from cm_tui.services.backups.manifest import Manifest
from cm_tui.services.backups.writing import Vanished, copied_contents, write_backup
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import Effort, IsCancelled, Progress
from cm_tui.services.evidence.folder import EvidenceFolder
from cm_tui.services.permit import permit
from cm_tui.services.storage.new_file import new_file
from cm_tui.services.storage.store import Store, storage_problem

_ATTEMPTS = 3
"""How often a backup begins anew because a document that it was to hold was deleted meanwhile."""


@dataclass(frozen=True)
class BackupService:
    """Backs the workspace up; restoring is `restoring.restore`, which needs no workspace."""

    store: Store
    clock: Clock
    actor: Actor
    workspace: Path

    def create(
        self,
        target: Path,
        *,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> BackupView:
        """Write the whole workspace as it stands at one moment into one file; others may go on working.

        Raises what `new_file` raises, StorageProblem for a damaged workspace, naming what is damaged, and Cancelled.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.BACK_UP)
        with new_file(target, overwrite=overwrite) as file:
            manifest = self._write(file, target, progress, cancelled)
            return manifest.view(file.seek(0, os.SEEK_END))

    def _write(
        self, file: BinaryIO, target: Path, progress: Progress | None, cancelled: IsCancelled | None
    ) -> Manifest:
        """Write the backup; where a document was deleted after the database was copied, begin anew with a fresh copy."""
        for attempt in range(1, _ATTEMPTS + 1):
            file.seek(0)
            file.truncate()
            try:
                with copied_contents(self.workspace, target, self.clock()) as contents:
                    effort = Effort(contents.manifest.total, progress, cancelled)
                    write_backup(file, contents, EvidenceFolder(self.workspace), effort)
                    return contents.manifest
            except Vanished:
                if attempt == _ATTEMPTS:
                    raise
            except sqlite3.Error as error:
                raise storage_problem(error, self.store.name) from error
        raise AssertionError("The last attempt returns or raises.")
