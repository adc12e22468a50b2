"""What can be said of a workspace before anything heavy is imported, so that the app does not start on nothing."""

from __future__ import annotations

from pathlib import Path

from cm_tui.cli.command import storage_faults
from cm_tui.model.errors import StorageProblem

_MAGIC = b"SQLite format 3\x00"


def refuse_unusable(path: Path) -> None:
    """Refuse a directory that plainly holds no workspace; everything else is found when it is opened. Raises StorageProblem."""
    from cm_tui.services.storage.paths import DATABASE

    database = path / DATABASE
    with storage_faults(path):
        if not path.exists():
            raise StorageProblem(f"There is no workspace at {path}; make one with `cm-tui init`.")
        if not database.exists():
            raise StorageProblem(f"{path} holds no {DATABASE}; it is not a workspace (make one with `cm-tui init`).")
        if not database.is_file():
            raise StorageProblem(f"{database} is not a regular file; it is not a workspace.")
        with database.open("rb") as file:
            head = file.read(len(_MAGIC))
    if head != _MAGIC:
        raise StorageProblem(f"{database} is not a database: damaged, or not a workspace; restore a backup.")
