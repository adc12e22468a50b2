"""A file that somebody asked for: written beside its place, and put there when it is complete (safety 1.3)."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cm_tui.model.errors import AlreadyThere, InvalidInput, ServiceError, StorageProblem
from cm_tui.services.storage.paths import DATABASE, PRIVATE, sync_folder

UNFINISHED = ".cm-tui-"
"""The beginning of the names of files and folders that are being written."""
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your quota of the disk is used up",
    errno.EIO: "the disk reports an error",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "the disk is read-only",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EFBIG: "the disk takes no file of this size",
}
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO})


@contextmanager
def new_file(target: Path, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """A file to write and read; at the end it takes its name, durably, for its owner alone. After any error nothing is left.

    Raises AlreadyThere without consent to replace a file, InvalidInput for a place that cannot be, StorageProblem for a full disk.
    """
    refuse_place(target, overwrite=overwrite)
    new = unfinished_name(target)
    with place_faults(target):
        descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE.file)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                os.fchmod(file.fileno(), PRIVATE.file)
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(new, target, overwrite)
            sync_folder(target.absolute().parent)
        finally:
            new.unlink(missing_ok=True)


def unfinished_name(target: Path) -> Path:
    """A name beside a target, for what is not complete yet."""
    return target.absolute().parent / f"{UNFINISHED}{secrets.token_hex(6)}.new"


def refuse_place(target: Path, *, overwrite: bool = False) -> None:
    """Refuse a place for a new file that cannot be one, before anything is done.

    Raises AlreadyThere without consent to replace a file, and InvalidInput.
    """
    with place_faults(target):
        if not target.absolute().parent.is_dir():
            raise InvalidInput(f"There is no directory {target.absolute().parent}; make it first, or name another one.")
        _refuse_workspace(target)
        try:
            mode = os.lstat(target).st_mode
        except FileNotFoundError:
            return
        if stat.S_ISLNK(mode):
            raise InvalidInput(f"{target} is a symbolic link; name the file itself. Nothing was written.")
        if stat.S_ISDIR(mode):
            raise InvalidInput(f"{target} is a directory; name a file in it. Nothing was written.")
        if not stat.S_ISREG(mode):
            raise InvalidInput(f"{target} is no regular file; name another one. Nothing was written.")
        if not overwrite:
            raise AlreadyThere(f"{target} exists already; nothing was written. --force replaces it.")


def _refuse_workspace(target: Path) -> None:
    """Nothing that somebody asks for lies among the files of a workspace: it could take the place of one of them."""
    folder = Path(os.path.realpath(target.absolute().parent))
    for place in (folder, *folder.parents):
        if (place / DATABASE).exists():
            raise InvalidInput(
                f"{target} lies in the workspace {place}; name a place outside of it. Nothing was written."
            )


@contextmanager
def place_faults(target: Path) -> Iterator[None]:
    """Turn what the file system says of a target into a sentence."""
    try:
        yield
    except OSError as error:
        raise _fault(target, error) from error
    except UnicodeEncodeError as error:
        raise InvalidInput(f"{str(target)!r} is not UTF-8 text; name another place.") from error
    except ValueError as error:
        if "null byte" not in str(error):
            raise
        raise InvalidInput(f"{str(target)!r} cannot be the name of a file.") from error


def _fault(target: Path, error: OSError) -> ServiceError:
    reason = _REASONS.get(error.errno or 0, error.strerror or "it failed")
    sentence = f"{target} could not be written: {reason}. Nothing is left of it."
    return StorageProblem(sentence) if error.errno in _DISK else InvalidInput(sentence)


def _put_in_place(new: Path, target: Path, overwrite: bool) -> None:
    """Give the complete file its name; without consent not over one that came meanwhile."""
    if not overwrite:
        try:
            os.link(new, target)
            return
        except FileExistsError:
            refuse_place(target)
        except OSError:
            refuse_place(target)
    os.replace(new, target)
