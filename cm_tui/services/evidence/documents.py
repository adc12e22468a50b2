"""A stored document, read: its bytes are compared with its digest whenever it is opened (safety 1, promise 4)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cm_tui.model.errors import StorageProblem
from cm_tui.model.rules.contents import TEXT_TYPES, text_of
from cm_tui.model.rules.evidence import base_name, file_type
from cm_tui.model.views.evidence import EvidenceText
from cm_tui.services.effort import CHUNK, Effort
from cm_tui.services.evidence.copying import copy
from cm_tui.services.evidence.faults import reason_of
from cm_tui.services.evidence.folder import EvidenceFolder, write
from cm_tui.services.storage.new_file import new_file, place_faults, refuse_place


@dataclass(frozen=True)
class Document:
    """A document of the workspace, under the name that it was handed in with. Raises StorageProblem where it is damaged."""

    folder: EvidenceFolder
    id: str
    name: str
    sha256: str
    size: int

    def text(self, limit: int) -> EvidenceText | None:
        """Its text, of the first `limit` bytes at most; None where it is none."""
        if file_type(self.name) not in TEXT_TYPES:
            return None
        with self._reading(), os.fdopen(self.folder.open_object(self.sha256), "rb", buffering=0) as file:
            head = file.read(limit)
            digest = hashlib.sha256(head)
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        self._refuse_damaged(digest.hexdigest())
        whole = self.size <= limit
        text = text_of(head, cut=not whole)
        return None if text is None else EvidenceText(text, whole)

    def save_as(self, target: Path, effort: Effort, *, overwrite: bool) -> Path:
        """Write it to a file, or into a folder under its own name; checked, for nobody else to read. Returns the file's path.

        Raises AlreadyThere without consent to replace a file, InvalidInput for a place that cannot be, and Cancelled; nothing is
        left behind then.
        """
        with place_faults(target):
            place = target / base_name(self.name, self.id) if target.is_dir() else target
        refuse_place(place, overwrite=overwrite)
        with self._reading():
            source = self.folder.open_object(self.sha256)
        try:
            with new_file(place, overwrite=overwrite) as file:
                written = file.fileno()
                copied = copy(
                    lambda buffer: self._read(source, buffer),
                    lambda chunk: write(written, chunk, effort),
                    self.size,
                )
                self._refuse_damaged(copied.sha256)
        finally:
            os.close(source)
        return place

    def _read(self, descriptor: int, buffer: bytearray) -> int:
        with self._reading():
            return os.readv(descriptor, [buffer])

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageProblem(
                f"{self.id} ({self.name}) cannot be read from the workspace: {reason_of(error)}; restore a backup."
            ) from error

    def _refuse_damaged(self, sha256: str) -> None:
        if sha256 != self.sha256:
            raise StorageProblem(
                f"{self.id} ({self.name}) is damaged: its bytes are not those that were added; restore a backup."
            )
