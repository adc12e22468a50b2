"""The texts of notes beside the history: kept by their digests, so that an undo and the testing history can show them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sql
from sqlmodel import Session, col, select

from cm_tui.model.tables.notes import Note
from cm_tui.services.actions.rows import chunks
from cm_tui.services.history.chain import note_digest

_NOTES = Note.metadata.tables[str(Note.__tablename__)]


def keep_notes(session: Session, texts: Iterable[str]) -> None:
    """Keep the texts of notes, each once; nothing for empty ones."""
    wanted = {note_digest(text): text for text in texts if text}
    for chunk in chunks(sorted(wanted)):
        stored = session.connection().execute(sql.select(_NOTES.c.digest).where(_NOTES.c.digest.in_(chunk))).scalars()
        if new := sorted(set(chunk) - set(stored)):
            rows = [{"digest": digest, "text": wanted[digest]} for digest in new]
            session.connection().execute(_NOTES.insert(), rows)


def note_texts(session: Session, digests: Iterable[str]) -> dict[str, str]:
    """The texts behind digests, as far as they are kept; the empty digest is the empty text."""
    wanted = sorted(set(digests) - {""})
    found = {"": ""}
    for chunk in chunks(wanted):
        found |= {note.digest: note.text for note in session.exec(select(Note).where(col(Note.digest).in_(chunk)))}
    return found
