"""The file that somebody hands in: opened once and safely, and read only as long as it stays what it was (safety 6)."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.contents import HEAD, why_content_does_not_match
from cm_tui.model.rules.evidence import why_name_is_refused, why_size_is_refused

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_WHY_NOT_OPENED = {
    errno.ENOENT: "does not exist (any more); check the path",
    errno.ENOTDIR: "does not exist; a part of its path is a file",
    errno.EACCES: "cannot be read by you; ask whoever owns it for the permission",
    errno.EPERM: "cannot be read by you; ask whoever owns it for the permission",
    errno.ELOOP: "is a symbolic link; name the file itself",
    errno.ENXIO: "is a socket or a device; only regular files can be evidence",
}
_KINDS = (
    (stat.S_ISDIR, "is a folder; name the files in it, or pack it into an archive"),
    (stat.S_ISFIFO, "is a pipe; only regular files can be evidence"),
    (stat.S_ISSOCK, "is a socket; only regular files can be evidence"),
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What documents an organisation accepts: file types, and a most of bytes."""

    types: Collection[str]
    limit: int


@dataclass
class Source:
    """An open regular file; whatever its path leads to later, only this file is read."""

    name: str
    descriptor: int
    status: os.stat_result
    _read: int = 0

    def refuse_unacceptable(self, acceptance: Acceptance) -> None:
        """Raise InvalidInput where its size or its content cannot be evidence."""
        reason = why_size_is_refused(self.name, self.status.st_size, acceptance.limit)
        if reason := reason or why_content_does_not_match(self.name, self._head()):
            raise InvalidInput(reason)

    def read_into(self, buffer: bytearray) -> int:
        """Read the next bytes; 0 at the end. Raises InvalidInput for a fault, and where the file is growing."""
        try:
            count = os.readv(self.descriptor, [buffer])
        except OSError as error:
            raise self._unreadable(error) from error
        self._read += count
        if self._read > self.status.st_size:
            raise self._changed()
        return count

    def refuse_changed(self) -> None:
        """Raise InvalidInput where not all of it was read, or somebody wrote to it meanwhile."""
        if self._read != self.status.st_size or _marks(os.fstat(self.descriptor)) != _marks(self.status):
            raise self._changed()

    def _head(self) -> bytes:
        try:
            return os.pread(self.descriptor, HEAD, 0)
        except OSError as error:
            raise self._unreadable(error) from error

    def _changed(self) -> InvalidInput:
        return InvalidInput(f"{self.name} was changed while it was read; try again when nobody writes to it.")

    def _unreadable(self, error: OSError) -> InvalidInput:
        return InvalidInput(f"{self.name} could not be read: {error.strerror}.")


@contextmanager
def opened(path: Path, acceptance: Acceptance) -> Iterator[Source]:
    """A file that can be evidence, open. Raises InvalidInput for whatever else a path leads to."""
    if reason := why_name_is_refused(path.name, acceptance.types):
        raise InvalidInput(reason)
    descriptor = _open(path)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise InvalidInput(f"{path} {_why_not_regular(status.st_mode)}.")
        source = Source(path.name, descriptor, status)
        source.refuse_unacceptable(acceptance)
        yield source
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, _FLAGS)
    except OSError as error:
        reason = _WHY_NOT_OPENED.get(error.errno or 0, f"cannot be opened: {error.strerror}")
        raise InvalidInput(f"{path} {reason}.") from error
    except ValueError as error:
        raise InvalidInput(f"{str(path)!r} is no path of a file.") from error


def _why_not_regular(mode: int) -> str:
    return next(
        (reason for is_kind, reason in _KINDS if is_kind(mode)), "is a device; only regular files can be evidence"
    )


def _marks(status: os.stat_result) -> tuple[int, ...]:
    """What changes when somebody writes to a file."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
