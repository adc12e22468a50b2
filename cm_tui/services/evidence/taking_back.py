"""Links that a step added, found by its events, so that an undo takes them away again (issue 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotAllowed, StaleEdit
from cm_tui.model.rules.evidence import why_action_takes_no_evidence
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.history import Event
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.services.actions.record import Record
from cm_tui.services.actions.rows import chunks
from cm_tui.services.evidence.recording import Recording
from cm_tui.services.history.chain import payload_of
from cm_tui.services.history.evidence import EVIDENCE_ADDED, evidence_in


@dataclass(frozen=True, slots=True)
class AddedLink:
    """A link that is still there, the record that it proves, and the event that added it."""

    evidence: Evidence
    state: ActionState
    event: int


def is_added_link(event: Event, payload: Mapping[str, object]) -> bool:
    """Whether an event tells that a link was added. Raises StorageProblem."""
    piece = evidence_in(event, payload)
    return event.event == EVIDENCE_ADDED and piece is not None and piece.get("kind") == EvidenceKind.LINK.value


def added_links(session: Session, events: Sequence[Event], records: Mapping[str, Record]) -> tuple[AddedLink, ...]:
    """The links that events added, each still there. Raises StaleEdit, and NotAllowed where the action takes none any more."""
    ids = {event.seq: str((evidence_in(event, payload_of(event)) or {}).get("id")) for event in events}
    found: dict[str, Evidence] = {}
    for chunk in chunks(sorted(ids.values())):
        found |= {one.id: one for one in session.exec(select(Evidence).where(col(Evidence.id).in_(chunk)))}
    links: list[AddedLink] = []
    for event in events:
        record, key = records[str(event.entity)], ids[event.seq]
        if key not in found:
            raise StaleEdit(f"{key}, a link of {event.entity}, was deleted since; nothing was undone.")
        if reason := why_action_takes_no_evidence(record.action.managed_by, retired=record.state.retired):
            raise NotAllowed(f"{event.entity}: {reason}")
        links.append(AddedLink(found[key], record.state, event.seq))
    return tuple(links)


def take_away(recording: Recording, links: Iterable[AddedLink]) -> None:
    """Delete links, each with an event that names the one it takes back.

    That a status locks evidence does not stand in the way: whoever added it in this step gives the status back with it.
    """
    for one in links:
        recording.delete(one.state, one.evidence, undoes=one.event)
