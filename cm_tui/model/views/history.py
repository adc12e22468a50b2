"""The history and its verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One changed field of one event; rows of one event share `seq`. Texts of notes are never in it."""

    seq: int
    at: datetime
    user: str
    account: str
    event: str
    action: str | None
    field: str | None
    old: str | None
    new: str | None
    person: str | None = None
    """The user that an event about a user concerns: an e-mail, or "User removed"."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The result of verifying the history; `fault` names what is wrong at `first_invalid`."""

    events: int
    valid: bool
    first_invalid: int | None
    fault: str | None
    digest: str
