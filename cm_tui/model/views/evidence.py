"""What proves an action, as people see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cm_tui.model.vocabulary import EvidenceKind


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A document or a link; `size` in bytes. `added_by` is an e-mail; that and the name are None once the user was removed."""

    id: str
    action: str
    name: str
    kind: EvidenceKind
    url: str | None
    sha256: str | None
    size: int | None
    added_by: str | None
    added_by_name: str | None
    added_at: datetime
    effective_date: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    """What adding evidence to an action did: the new pieces in the order given, and what else came of it, as sentences."""

    evidence: tuple[EvidenceView, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """The text of a document; `whole` is False where only its beginning was read."""

    text: str
    whole: bool
