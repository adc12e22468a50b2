"""The texts of notes beside the history, which knows only their digests: an undo and the testing history read them here."""

from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table


class Note(Table, table=True):
    """A text that some note was at some time, by its digest; it can be erased without breaking the history."""

    __table_args__ = STRICT
    digest: str = Field(primary_key=True)
    text: str
