"""Reading a backup that anybody may have made: nothing in it is believed before it was checked (safety 5)."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.services.backups.manifest import MANIFEST, Manifest, Member, read_manifest
from cm_tui.services.effort import CHUNK, Effort
from cm_tui.services.storage.examine import SCHEMA

_BEGINNING = b"PK\x03\x04"
_MOST_DIRECTORY = 64 * 1024 * 1024
"""Bytes that the list of members may have: enough for half a million documents."""
_MOST_MANIFEST = 64 * 1024 * 1024
_RATIO, _SMALL = 200, 64 * 1024 * 1024
"""How much smaller than itself a member may be packed; what is small may be packed as tightly as it likes."""
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
    KeyError,
    struct.error,
    OSError,
)
"""What the library for zip files raises where a file is not what it says."""


@dataclass(frozen=True)
class Backup:
    """A backup that is open: its members are just those of its manifest, and none is larger than that says."""

    path: Path
    archive: zipfile.ZipFile
    manifest: Manifest
    size: int

    def extract(self, member: Member, target: Path, effort: Effort) -> None:
        """Write a member into a new private file, verified. Raises StorageProblem for a damaged one, Cancelled, and OSError."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
            digest, size = hashlib.sha256(), 0
            for chunk in self._chunks(member):
                size += len(chunk)
                digest.update(chunk)
                file.write(chunk)
                effort.step(len(chunk))
            if (size, digest.hexdigest()) != (member.size, member.sha256):
                raise damaged(self.path, f"{member.name} is not what the manifest says")
            file.flush()
            os.fsync(file.fileno())

    def _chunks(self, member: Member) -> Iterator[bytes]:
        left = member.size + 1
        with _faults(self.path):
            source = self.archive.open(member.name)
        with source:
            while left > 0:
                with _faults(self.path):
                    chunk = source.read(min(CHUNK, left))
                if not chunk:
                    return
                left -= len(chunk)
                yield chunk


@contextmanager
def opened_backup(path: Path) -> Iterator[Backup]:
    """Open a backup. Raises InvalidInput for what is none, StorageProblem for one that is damaged or of a newer program."""
    with _regular_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        with _faults(path):
            _refuse_long_directory(file, size)
            archive = zipfile.ZipFile(file)
        with archive:
            with _faults(path):
                entries = _entries(archive)
                manifest = read_manifest(_head(archive, entries))
                _refuse_strangers(entries, manifest)
            if manifest.schema > SCHEMA:
                raise StorageProblem(
                    f"{path} was made by a newer cm-tui ({manifest.program}, schema {manifest.schema}; this program knows "
                    f"{SCHEMA}); upgrade cm-tui."
                )
            yield Backup(path, archive, manifest, size)


def damaged(path: Path, reason: str) -> StorageProblem:
    """The error for a backup that cannot be restored."""
    return StorageProblem(f"{path} is damaged, or no backup: {reason.rstrip('.')}. Nothing was restored.")


@contextmanager
def _regular_file(path: Path) -> Iterator[BinaryIO]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise InvalidInput(f"The backup {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise InvalidInput(f"{str(path)!r} cannot be the name of a file.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InvalidInput(f"{path} is no regular file; a backup is a file that `cm-tui backup` wrote.")
    with os.fdopen(descriptor, "rb") as file:
        if file.read(len(_BEGINNING)) != _BEGINNING:
            raise InvalidInput(f"{path} is no backup; one is a file that `cm-tui backup` wrote.")
        yield file


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise damaged(path, str(error).splitlines()[0] if str(error) else "it cannot be read") from error


def _refuse_long_directory(file: BinaryIO, size: int) -> None:
    """Refuse a list of members that would fill the memory, before it is read. Our backups carry no comment behind it."""
    file.seek(max(0, size - 42))
    tail = file.read(42)
    length = int.from_bytes(tail[-10:-6], "little")
    if tail[-22:-18] != b"PK\x05\x06":
        raise ValueError("its end is missing")
    if tail[:4] == b"PK\x06\x07":
        file.seek(int.from_bytes(tail[8:16], "little"))
        length = int.from_bytes(file.read(48)[40:48], "little")
    if length > _MOST_DIRECTORY:
        raise ValueError("its list of members is too long")
    file.seek(0)


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if entry.filename in entries:
            raise ValueError(f"it holds {entry.filename} twice")
        if entry.is_dir() or kind not in (0, stat.S_IFREG):
            raise ValueError(f"{entry.filename} is no regular file")
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError(f"{entry.filename} is packed in a way that no backup is")
        if entry.file_size > max(_SMALL, entry.compress_size * _RATIO):
            raise ValueError(f"{entry.filename} is packed too tightly to be true")
        entries[entry.filename] = entry
    return entries


def _head(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> bytes:
    entry = entries.get(MANIFEST)
    if entry is None:
        raise ValueError("it has no manifest")
    with archive.open(entry) as source:
        content = source.read(_MOST_MANIFEST + 1)
    if len(content) > _MOST_MANIFEST:
        raise ValueError("its manifest is too long")
    return content


def _refuse_strangers(entries: dict[str, zipfile.ZipInfo], manifest: Manifest) -> None:
    named = {MANIFEST, *(member.name for member in manifest.members)}
    if stranger := min(entries.keys() ^ named, default=None):
        raise ValueError(f"{stranger} is {'missing' if stranger in named else 'not in its manifest'}")
    for member in manifest.members:
        if entries[member.name].file_size != member.size:
            raise ValueError(f"{member.name} has not the size that its manifest says")
