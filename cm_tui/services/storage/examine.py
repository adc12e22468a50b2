"""Whether a path is a workspace that this program may open, told from the file's own header (safety 3).

Imports nothing but the standard library, so that a start can refuse before anything heavy is loaded.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cm_tui.model.errors import StorageProblem
from cm_tui.services.storage.paths import DATABASE

APPLICATION_ID = 0x636D7475
"""«cmtu»: what `PRAGMA application_id` of a workspace says."""
SCHEMA = 7
"""The schema this program writes; each migration raises it by one."""

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100


def examine(path: Path, schema: int = SCHEMA) -> int:
    """The schema of the workspace at a path, without touching it.

    Raises StorageProblem for one that is missing, foreign, damaged, read-only or newer.
    """
    database = path / DATABASE
    size = _refuse_unusable(path, database)
    head = _header(database)
    _refuse_cut_short(database, head, size)
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StorageProblem(f"{database} belongs to another program; it is not a workspace.")
    version = int.from_bytes(head[60:64], "big")
    if version > schema:
        raise StorageProblem(
            f"The workspace {path} was made by a newer cm-tui (schema {version}; this program knows {schema}); "
            "upgrade cm-tui."
        )
    if version < 1:
        raise StorageProblem(f"{database} is damaged: it holds no workspace; restore a backup.")
    return version


def _refuse_unusable(path: Path, database: Path) -> int:
    try:
        if not path.exists():
            raise StorageProblem(f"There is no workspace at {path}; make one with `cm-tui init`.")
        if not path.is_dir():
            raise StorageProblem(
                f"{path} is a file; a workspace is a directory: name one, or make one with `cm-tui init`."
            )
        status = database.stat()
    except FileNotFoundError:
        raise StorageProblem(
            f"{path} holds no {DATABASE}; it is not a workspace (make one with `cm-tui init`)."
        ) from None
    except OSError as error:
        raise StorageProblem(f"{database} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(status.st_mode):
        raise StorageProblem(f"{database} is not a regular file; it is not a workspace.")
    writable = status.st_mode & 0o222 and os.access(database, os.R_OK | os.W_OK) and os.access(path, os.W_OK)
    if not writable:
        raise StorageProblem(f"{database} is read-only; a workspace must be writable by you.")
    return status.st_size


def _header(database: Path) -> bytes:
    try:
        with database.open("rb") as file:
            head = file.read(_HEADER)
    except OSError as error:
        raise StorageProblem(f"{database} cannot be read: {error.strerror}.") from error
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        raise StorageProblem(f"{database} is not a database: damaged, or not a workspace; restore a backup.")
    return head


def _refuse_cut_short(database: Path, head: bytes, size: int) -> None:
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    counted = head[24:28] == head[92:96]
    recovering = database.with_name(f"{DATABASE}-journal").exists()
    if counted and not recovering and size < pages * (65536 if page == 1 else page):
        raise StorageProblem(f"{database} is cut short: damaged; restore a backup.")
