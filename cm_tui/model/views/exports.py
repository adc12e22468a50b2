"""What was written for people to take away: workbooks, backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Exported:
    """A workbook that was written, and how many rows its table has."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class BackupView:
    """What is in a backup: whose workspace, as it stood when, and the digest line of its history. `size` in bytes."""

    organisation: str
    made_at: datetime
    documents: int
    events: int
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and what `check` finds in it that was so before the backup already."""

    backup: BackupView
    problems: tuple[str, ...]
