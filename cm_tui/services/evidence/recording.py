"""Evidence in the rows and in the history, always in one writing unit (safety 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlmodel import Session, select

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.organisation import Organisation
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import UNDOES, Json, Ledger
from cm_tui.services.history.evidence import EVIDENCE_ADDED, EVIDENCE_DELETED, told


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be added: a document by its digest and size, or a link by its address."""

    name: str
    sha256: str | None = None
    size: int | None = None
    url: str | None = None
    effective_date: date | None = None
    expires_on: date | None = None

    @property
    def kind(self) -> EvidenceKind:
        """Whether it is a document or a link."""
        return EvidenceKind.DOCUMENT if self.url is None else EvidenceKind.LINK


@dataclass
class Recording:
    """Adds and deletes evidence inside one writing unit, as one actor; the unit's commit writes it."""

    session: Session
    ledger: Ledger
    actor: Actor
    at: datetime

    def add(self, state: ActionState, piece: Piece) -> Evidence:
        """Add a piece to an action under the next number, which is never used again."""
        organisation = self._organisation
        organisation.evidence_number += 1
        one = Evidence(
            id=f"EV-{organisation.evidence_number}",
            state_id=state.id or 0,
            kind=piece.kind,
            name=piece.name,
            url=piece.url,
            sha256=piece.sha256,
            size=piece.size,
            added_by_key=self.actor.person_key,
            added_at=self.at,
            effective_date=piece.effective_date,
            expires_on=piece.expires_on,
        )
        self.session.add_all([organisation, one])
        self._tell(EVIDENCE_ADDED, state, {"evidence": told(one)})
        return one

    def delete(self, state: ActionState, one: Evidence, undoes: int | None = None) -> None:
        """Take a piece from an action; `undoes` is the event that this takes back."""
        taken_back: dict[str, Json] = {} if undoes is None else {UNDOES: undoes}
        self._tell(EVIDENCE_DELETED, state, {"evidence": told(one), **taken_back})
        self.session.delete(one)

    @cached_property
    def _organisation(self) -> Organisation:
        return self.session.exec(select(Organisation)).one()

    def _tell(self, event: str, state: ActionState, payload: Mapping[str, Json]) -> None:
        self.ledger.append(self.actor, self.at, event, state.public_id, payload)
