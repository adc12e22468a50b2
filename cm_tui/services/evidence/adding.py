"""What adding evidence to an action amounts to: rows, events, the end of automatic testing, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.rules.evidence import (
    why_action_takes_no_evidence,
    why_automation_is_turned_off,
    why_dates_are_refused,
    why_link_name_is_refused,
    why_url_is_refused,
)
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.evidence import EvidenceAdded
from cm_tui.model.vocabulary import Field, TestingType
from cm_tui.services.actions.record import Record, find_record
from cm_tui.services.actions.saving import Saving
from cm_tui.services.clock import Actor
from cm_tui.services.evidence.recording import Piece, Recording
from cm_tui.services.evidence.rows import evidence_view
from cm_tui.services.history.chain import Ledger


@dataclass
class Adding:
    """Adds evidence inside one writing unit, as one actor."""

    session: Session
    ledger: Ledger
    actor: Actor
    at: datetime

    def add(self, action: str, pieces: Sequence[Piece]) -> EvidenceAdded:
        """Add all of the pieces to an action. Raises NotFound and NotAllowed."""
        record = receiving_record(self.session, action)
        notices = list(self._same_bytes(record, pieces))
        recording = Recording(self.session, self.ledger, self.actor, self.at)
        added = [recording.add(record.state, piece) for piece in pieces]
        person = self.session.get(Person, self.actor.person_key)
        notices += self._turn_automation_off(record)
        return EvidenceAdded(tuple(evidence_view(one, action, person) for one in added), tuple(notices))

    def _same_bytes(self, record: Record, pieces: Sequence[Piece]) -> Iterator[str]:
        digests = {piece.sha256: piece.name for piece in pieces if piece.sha256 is not None}
        statement = select(Evidence).where(
            Evidence.state_id == record.state.id, col(Evidence.sha256).in_(sorted(digests))
        )
        for one in self.session.exec(statement.order_by(col(Evidence.added_at))):
            yield f"{digests[one.sha256 or '']} holds the same bytes as {one.id} ({one.name}); they are stored once."

    def _turn_automation_off(self, record: Record) -> tuple[str, ...]:
        state = record.state
        reason = why_automation_is_turned_off(state.testing_type, record.definition.eligible_source)
        if reason is None:
            return ()
        draft = ActionDraft(state.public_id, state.version, {Field.TESTING_TYPE: TestingType.MANUAL})
        outcome = Saving(self.session, self.ledger, self.actor, self.at).save(draft, strict=True)
        return (reason, *outcome.notices)


def receiving_record(session: Session, action: str) -> Record:
    """The record of an action that evidence may be added to. Raises NotFound and NotAllowed."""
    record = find_record(session, action)
    refuse_not_receiving(record)
    return record


def refuse_not_receiving(record: Record) -> None:
    """Refuse an action that evidence may not be added to. Raises NotAllowed."""
    if reason := why_action_takes_no_evidence(record.action.managed_by, retired=record.state.retired):
        raise NotAllowed(f"{record.state.public_id}: {reason}")


def link_piece(name: str, url: str, effective_date: date | None = None, expires_on: date | None = None) -> Piece:
    """A link as it is to be added. Raises InvalidInput."""
    name, url = name.strip(), url.strip()
    reasons = (why_link_name_is_refused(name), why_url_is_refused(url))
    for reason in (*reasons, why_dates_are_refused(effective_date, expires_on)):
        if reason:
            raise InvalidInput(reason)
    return Piece(name, url=url, effective_date=effective_date, expires_on=expires_on)
