"""The history: append-only events, each carrying the hash of the one before (safety 4)."""

from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table


class Event(Table, table=True):
    """One event. `at` is ISO 8601 in UTC; people and accounts appear by their random keys only."""

    __tablename__ = "event"
    __table_args__ = STRICT
    seq: int = Field(primary_key=True)
    at: str
    user_key: str
    account_key: str
    host: str
    event: str
    entity: str | None = Field(default=None, index=True)
    payload: str
    prev: str = Field(unique=True)
    hash: str = Field(unique=True)
