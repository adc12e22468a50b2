"""The queue of notices to people; delivery comes later (spec 14)."""

from datetime import datetime

from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import NoticeReason


class Notice(Table, table=True):
    """Somebody is to be told that an action is theirs now; `by_key` is nobody once that user was removed."""

    __table_args__ = STRICT
    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    recipient_key: str = Field(foreign_key="person.key")
    state_id: int = Field(foreign_key="action_state.id", index=True)
    reason: NoticeReason = Field(sa_type=choice(NoticeReason))
    by_key: str | None = Field(default=None, foreign_key="person.key")
    delivered_at: datetime | None = None
