"""Putting right what a killed program left: afterwards every document has a row, and every row its document (safety 1)."""

from __future__ import annotations

from contextlib import suppress

from sqlmodel import select

from cm_tui.model.errors import StorageProblem
from cm_tui.model.tables.evidence import Evidence
from cm_tui.services.evidence.folder import EvidenceFolder
from cm_tui.services.storage.store import Store


def sweep(store: Store, folder: EvidenceFolder) -> None:
    """Remove the bytes of dead uploads, and each marked document that no row names; the rows are what counts.

    Markers stand only while a writing unit is open or after its program died, and they are judged under the write lock: whoever
    gets it can settle them all. What cannot be settled now (a full disk, a busy database) waits for the next time.
    """
    with suppress(OSError, StorageProblem):
        folder.remove_dead_uploads()
        if folder.marked():
            with store.writing() as session:
                for marker, sha256 in folder.marked().items():
                    row = session.exec(select(Evidence.id).where(Evidence.sha256 == sha256).limit(1)).first()
                    folder.settle(marker, sha256, wanted=row is not None)
