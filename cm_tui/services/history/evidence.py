"""How the history writes evidence down, and the present evidence as its consequence (safety 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Organisation, Person
from cm_tui.services.history.chain import PERSON_REASSIGNED, Json, damaged, moment_of

EVIDENCE_ADDED = "evidence.added"
EVIDENCE_DELETED = "evidence.deleted"


def told(one: Evidence) -> dict[str, Json]:
    """A piece of evidence as an event tells of it; who added it, when, and to which action, are the event's own."""
    return {
        "id": one.id,
        "kind": one.kind.value,
        "name": one.name,
        "sha256": one.sha256,
        "size": one.size,
        "url": one.url,
        "effective_date": None if one.effective_date is None else one.effective_date.isoformat(),
        "expires_on": None if one.expires_on is None else one.expires_on.isoformat(),
    }


def evidence_in(event: Event, payload: Mapping[str, object]) -> dict[str, object] | None:
    """The piece that an event tells of; None for events about anything else. Raises StorageProblem where it cannot be read."""
    if event.event not in (EVIDENCE_ADDED, EVIDENCE_DELETED):
        return None
    piece = payload.get("evidence")
    if not isinstance(piece, dict) or not all(isinstance(piece.get(name), str) for name in ("id", "name")):
        raise damaged(event)
    return piece


@dataclass
class EvidenceReplay:
    """The evidence that the events lead to, by its id, and the last event that touched each piece."""

    present: dict[str, dict[str, object]] = field(default_factory=dict)
    adders: dict[str, str] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def apply(self, event: Event, payload: Mapping[str, object]) -> str | None:
        """Follow one event; says what is wrong with it. Raises StorageProblem where it cannot be read."""
        if event.event == PERSON_REASSIGNED:
            self._forget_adder(event, payload.get("evidence"))
        piece = evidence_in(event, payload)
        if piece is None:
            return None
        key = str(piece["id"])
        if event.event == EVIDENCE_ADDED:
            if key in self.last:
                return f"edited: {key} was added before"
            self.present[key] = {**piece, "action": event.entity, "added_at": moment_of(event)}
            self.adders[key] = event.user_key
        else:
            before = self.present.pop(key, {})
            if not piece.items() <= before.items() or before.get("action") != event.entity:
                return f"missing: a change of {key} before it"
        self.last[key] = event.seq
        return None

    def _forget_adder(self, event: Event, pieces: object) -> None:
        if not isinstance(pieces, list):
            raise damaged(event)
        for key in pieces:
            self.adders.pop(str(key), None)
            self.last[str(key)] = event.seq

    def fault(self, session: Session) -> tuple[int, str] | None:
        """The event from which the present evidence does not follow, and what is wrong; None where all of it does."""
        found = _present(session)
        people = set(session.exec(select(Person.key)))
        for key in sorted(self.present.keys() | found.keys()):
            piece, adder = found.get(key, ({}, None))
            removed = adder is None and self.adders.get(key) not in people
            if self.present.get(key) != piece or not (removed or adder == self.adders.get(key)):
                return self.last.get(key, 1), f"the present evidence {key} does not follow from it"
        if session.exec(select(Organisation.evidence_number)).one() != len(self.last):
            return max(self.last.values(), default=1), "the present number of evidence does not follow from it"
        return None


def _present(session: Session) -> dict[str, tuple[dict[str, object], str | None]]:
    """The stored evidence as the history would tell of it, by id, and who added it."""
    statement = select(Evidence, ActionState.public_id).join(ActionState, col(ActionState.id) == col(Evidence.state_id))
    return {
        one.id: ({**told(one), "action": action, "added_at": one.added_at}, one.added_by_key)
        for one, action in session.exec(statement)
    }
