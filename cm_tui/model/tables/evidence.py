"""What proves the work: documents, kept by the digest of their bytes, and links (safety 6)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from cm_tui.model.tables.columns import STRICT, Table, choice
from cm_tui.model.vocabulary import EvidenceKind


class Evidence(Table, table=True):
    """One piece of evidence of an action; `id` is `EV-NUMBER`. A document's bytes lie at `evidence/objects/`, by their digest."""

    __table_args__ = (
        CheckConstraint(
            "(kind = 'document') = (sha256 IS NOT NULL AND size IS NOT NULL) AND (kind = 'link') = (url IS NOT NULL)",
            name="content",
        ),
        CheckConstraint("size IS NULL OR size > 0", name="size"),
        STRICT,
    )
    id: str = Field(primary_key=True)
    state_id: int = Field(foreign_key="action_state.id", index=True)
    kind: EvidenceKind = Field(sa_type=choice(EvidenceKind))
    name: str
    url: str | None = None
    sha256: str | None = Field(default=None, index=True)
    size: int | None = None
    added_by_key: str | None = Field(default=None, foreign_key="person.key")
    """Nobody once the user was removed."""
    added_at: datetime
    effective_date: date | None = None
    expires_on: date | None = None
