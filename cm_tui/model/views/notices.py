"""What waits to be told to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cm_tui.model.vocabulary import NoticeReason


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Somebody is to be told of an action that is theirs now; `command` opens it, and is what the mail will carry."""

    id: int
    at: datetime
    recipient: str
    recipient_name: str
    action: str
    action_name: str
    reason: NoticeReason
    by_name: str
    """Who assigned it, or "User removed"."""
    command: str
