"""The history and its verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cm_tui.model.vocabulary import TestingSource, TestingType, TestStatus


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
    assessment: str | None = None
    """The name of the assessment that an event about one concerns, as it was before it."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The newest rows that a filter selects, newest event first, and whether there are older ones."""

    rows: tuple[HistoryRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class NewsItem:
    """What somebody else did to an action in one event."""

    action: str
    action_name: str
    rows: tuple[HistoryRow, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What others did to the actions somebody owns or sent, the newest first; `total` may be more than is listed.

    `head` is the number of the history's last event: whoever has read this has seen everything up to it.
    """

    items: tuple[NewsItem, ...]
    total: int
    head: int


@dataclass(frozen=True, slots=True)
class TestingRecord:
    """One change of a test status: of an action, or of one of its subscriptions, whose name stands there then.

    `old` is None where a subscription was reported for the first time. Type, source, date and note are those that stood after
    the change; `note` is None where its text is no longer kept.
    """

    __test__ = False

    seq: int
    at: datetime
    old: TestStatus | None
    new: TestStatus
    testing_type: TestingType
    testing_source: TestingSource
    changed_by: str
    account: str
    subscription: str | None
    test_date: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The result of verifying the history; `fault` names what is wrong at `first_invalid`."""

    events: int
    valid: bool
    first_invalid: int | None
    fault: str | None
    digest: str
