"""The folder `evidence/` of a workspace: documents by the digest of their bytes, and what is on its way in or out.

`objects/ab/SHA256` are the documents. `incoming/upload-…` holds the bytes of one upload and is locked while its program lives.
`incoming/SHA256.…` marks a document that comes or goes: it is made inside the writing unit that adds or removes the row, before
anything happens to the document, and taken away only when row and document agree again (`sweeping`).
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cm_tui.services.effort import Effort
from cm_tui.services.evidence.copying import copy
from cm_tui.services.evidence.sources import Source
from cm_tui.services.storage.paths import EVIDENCE, INCOMING, Modes, modes_of, sync_folder

_UPLOAD = "upload-"
_MARKER = re.compile(r"([0-9a-f]{64})\.[0-9a-f]+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_GIVEN_UP = 24 * 3600
"""Seconds after which an upload is dead where the file system knows no locks."""


@dataclass(frozen=True, slots=True)
class Received:
    """A document whose bytes are on this disk, but not in their place."""

    name: str
    sha256: str
    size: int
    part: Path


@dataclass(frozen=True)
class EvidenceFolder:
    """The documents of one workspace. Raises OSError where the disk refuses."""

    workspace: Path

    @property
    def objects(self) -> Path:
        """Where the documents lie."""
        return self.workspace / EVIDENCE / "objects"

    @property
    def incoming(self) -> Path:
        """Where whatever is on its way lies."""
        return self.workspace / EVIDENCE / INCOMING

    def object(self, digest: str) -> Path:
        """Where the document with a digest lies."""
        return self.objects / digest[:2] / digest

    def open_object(self, digest: str) -> int:
        """A descriptor to read a document from."""
        return os.open(self.object(digest), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)

    @contextmanager
    def upload(self) -> Iterator[Upload]:
        """A place for the bytes of one upload; whatever was not placed is gone at the end."""
        folder, lock = self._new_upload()
        try:
            yield Upload(self, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)

    @property
    def modes(self) -> Modes:
        """The permissions of what is made here."""
        return modes_of(self.workspace)

    def make(self, folder: Path) -> None:
        """Make a folder below the workspace where it is missing, durably, and those around it."""
        if folder.parent != self.workspace:
            self.make(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(0o700)
            folder.chmod(self.modes.folder)
            sync_folder(folder.parent)

    def mark(self, digests: Iterable[str]) -> None:
        """Mark documents as coming or going; to be called inside the writing unit, before anything else happens."""
        self.make(self.incoming)
        for digest in digests:
            marker = self.incoming / f"{digest}.{secrets.token_hex(8)}"
            os.close(os.open(marker, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, self.modes.file))
        sync_folder(self.incoming)

    def marked(self) -> dict[Path, str]:
        """The digests of the documents that are coming or going, by their markers."""
        found = ((path, _MARKER.fullmatch(path.name)) for path in _inside(self.incoming))
        return {path: parts[1] for path, parts in found if parts is not None}

    def settle(self, marker: Path, digest: str, wanted: bool) -> None:
        """Make a marked document agree with the rows, under the write lock; then take the marker away."""
        if not wanted and (document := self.object(digest)).exists():
            document.unlink()
            sync_folder(document.parent)
        marker.unlink(missing_ok=True)

    def remove_dead_uploads(self) -> None:
        """Remove the bytes of uploads whose programs are gone."""
        for folder in _inside(self.incoming):
            if folder.name.startswith(_UPLOAD):
                with suppress(OSError):
                    _remove_if_dead(folder)

    def contents(self) -> Iterator[tuple[Path, str | None]]:
        """Everything that lies here at rest: its path, and its digest where its place says that it is a document."""
        for path in _inside(self.workspace / EVIDENCE):
            if path not in (self.objects, self.incoming):
                yield path, None
        for outer in _inside(self.objects):
            for path in _inside(outer) if outer.is_dir() else [outer]:
                is_document = _DIGEST.fullmatch(path.name) and path == self.object(path.name)
                yield path, path.name if is_document else None

    def _new_upload(self) -> tuple[Path, int]:
        while True:
            folder = self.incoming / f"{_UPLOAD}{secrets.token_hex(8)}"
            self.make(folder)
            with suppress(FileNotFoundError):
                lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                with suppress(OSError):
                    fcntl.flock(lock, fcntl.LOCK_EX)
                if folder.exists():
                    return folder, lock
                os.close(lock)  # another program took it for a dead one in this moment


@dataclass
class Upload:
    """The bytes of one upload on their way in. Raises OSError where the disk refuses."""

    evidence: EvidenceFolder
    folder: Path
    _count: int = 0

    def receive(self, source: Source, effort: Effort) -> Received:
        """Copy a file's bytes to this disk. Raises InvalidInput where the file changes meanwhile, and Cancelled."""
        with self._part() as (part, descriptor):
            copied = copy(source.read_into, lambda chunk: write(descriptor, chunk, effort), source.status.st_size)
            source.refuse_changed()
            return Received(source.name, copied.sha256, copied.size, part)

    def take(self, name: str, content: bytes) -> Received:
        """Put a document on this disk whose content is at hand."""
        with self._part() as (part, descriptor):
            write(descriptor, memoryview(content), Effort(len(content)))
            return Received(name, sha256(content).hexdigest(), len(content), part)

    def place(self, received: Iterable[Received]) -> None:
        """Put documents in their places, durably; to be called inside the writing unit that writes their rows.

        What lies in a place already is replaced: it has the same bytes, or was damaged.
        """
        parts = {one.sha256: one.part for one in received}
        self.evidence.mark(parts)
        for digest, part in parts.items():
            place = self.evidence.object(digest)
            self.evidence.make(place.parent)
            os.replace(part, place)
        for folder in {self.evidence.object(digest).parent for digest in parts}:
            sync_folder(folder)

    @contextmanager
    def _part(self) -> Iterator[tuple[Path, int]]:
        """A new file of this upload, open for writing; synced at the end."""
        self._count += 1
        part, mode = self.folder / f"{self._count}.part", self.evidence.modes.file
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        try:
            os.fchmod(descriptor, mode)
            yield part, descriptor
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write(descriptor: int, chunk: memoryview, effort: Effort) -> None:
    """Write all of a chunk, and let the disk begin with it now: little is left to wait for at the end."""
    written = 0
    while written < len(chunk):
        written += os.write(descriptor, chunk[written:])
    if hasattr(os, "posix_fadvise"):
        end = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.posix_fadvise(descriptor, end - written, written, os.POSIX_FADV_DONTNEED)
    effort.step(written)


def _inside(folder: Path) -> list[Path]:
    """What lies in a folder, in order; nothing where there is no such folder."""
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


def _remove_if_dead(folder: Path) -> None:
    """Remove an upload whose lock nobody holds; where there are no locks, one that nobody touched for a day."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        except OSError:
            if time.time() - os.fstat(descriptor).st_mtime < _GIVEN_UP:
                return
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)
