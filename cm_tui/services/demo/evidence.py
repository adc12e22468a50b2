"""The evidence of the demo: small real documents and links on work that was done by hand, told from data/demo/evidence.toml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from string import Template

from cm_tui.model.rules.evidence import file_type
from cm_tui.model.rules.status import IMPLEMENTED
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Person
from cm_tui.model.vocabulary import ActionType, TestingType
from cm_tui.services.demo.script import Script, ScriptEvidence
from cm_tui.services.demo.stage import Stage
from cm_tui.services.evidence.folder import EvidenceFolder, Received
from cm_tui.services.evidence.recording import Piece, Recording

_PIECES_OF_AN_ACTION = 2
_EVENING = time(17, 30)
"""After the last hour at which the demo's people change anything."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A piece of evidence, when it is added, and to what."""

    at: datetime
    state: ActionState
    evidence: ScriptEvidence


def prove_work(workspace: Path, stage: Stage, script: Script, today: date) -> None:
    """Add the evidence, in the order of time: rows and events to the stage's session, documents to the workspace.

    The documents stay marked as coming until `keep_evidence` says that the workspace is there.
    """
    told = sorted(_draw(stage, script, today), key=lambda one: one.at)
    with EvidenceFolder(workspace).upload() as upload:
        documents: list[Received] = []
        for one in told:
            words = _words(stage, script, one)
            piece = _piece(one, words)
            if one.evidence.text is not None:
                documents.append(upload.take(piece.name, _content(one.evidence.text, piece.name, words)))
                piece = replace(piece, sha256=documents[-1].sha256, size=documents[-1].size)
            worker = stage.actors[_worker(stage, one.state).email]
            Recording(stage.session, stage.ledger, worker, one.at).add(one.state, piece)
        upload.place(documents)


def keep_evidence(workspace: Path) -> None:
    """The workspace is there: whatever is marked as coming has come."""
    folder = EvidenceFolder(workspace)
    for marker, digest in folder.marked().items():
        folder.settle(marker, digest, wanted=True)


def _draw(stage: Stage, script: Script, today: date) -> Iterator[_Told]:
    """Which action each piece is added to; one action of each type after the other gets a few."""
    random = Random(script.seed)
    for action_type in ActionType:
        pieces = [one for one in script.evidence if one.action_type is action_type]
        proven = [
            state for state in _done_by_hand(stage, today) if stage.actions[state.action_id].action_type is action_type
        ]
        chosen = random.sample(proven, -(-len(pieces) // _PIECES_OF_AN_ACTION))
        for place, one in enumerate(pieces):
            state = chosen[place // _PIECES_OF_AN_ACTION]
            assert state.implementation_date is not None
            at = datetime.combine(state.implementation_date, _EVENING, tzinfo=UTC) + timedelta(minutes=3 * place)
            yield _Told(at, state, one)


def _done_by_hand(stage: Stage, today: date) -> list[ActionState]:
    """What somebody implemented before today, in the order of their ids."""
    return [
        state
        for _, state in sorted(stage.states.items())
        if state.testing_type is TestingType.MANUAL
        and state.implementation_status in IMPLEMENTED
        and state.owner_key is not None
        and state.implementation_date is not None
        and state.implementation_date < today
    ]


def _piece(one: _Told, words: Mapping[str, str]) -> Piece:
    """The piece as far as the script knows it: a document's bytes are told later."""
    day, valid = one.at.date(), one.evidence.valid_days
    expires = None if valid is None else day + timedelta(days=valid)
    return Piece(
        Template(one.evidence.name).substitute(words), url=one.evidence.url, effective_date=day, expires_on=expires
    )


def _content(text: str, name: str, words: Mapping[str, str]) -> bytes:
    """The bytes of a document."""
    if file_type(name) == ".json":
        words = {word: json.dumps(value, ensure_ascii=False)[1:-1] for word, value in words.items()}
    return f"{Template(text).substitute(words)}\n".encode()


def _words(stage: Stage, script: Script, one: _Told) -> dict[str, str]:
    """What stands for the words of a script's texts."""
    return {
        "action": one.state.public_id,
        "title": stage.definition(one.state.public_id).title,
        "date": one.at.date().isoformat(),
        "owner": _worker(stage, one.state).name,
        "organisation": script.organisation,
    }


def _worker(stage: Stage, state: ActionState) -> Person:
    """Who did the work: its owner, or who sent it on to an assessor."""
    key = state.sent_by_key or state.owner_key
    return next(person for person in stage.people.values() if person.key == key)
