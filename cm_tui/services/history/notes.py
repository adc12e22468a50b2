"""The texts of notes beside the history: kept by their digests, so that an undo and the testing history can show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from cm_tui.model.tables.notes import Note
from cm_tui.services.actions.rows import chunks
from cm_tui.services.history.chain import note_digest
from cm_tui.services.storage.dialect import inserting_new
from cm_tui.services.storage.many import execute_many

_NOTES = Note.metadata.tables[str(Note.__tablename__)]


def keep_notes(session: Session, texts: Iterable[str]) -> None:
    """Keep the texts of notes, each once; nothing for empty ones."""
    keep_digested(session, {note_digest(text): text for text in texts})


def keep_digested(session: Session, texts: Mapping[str, str]) -> None:
    """Keep the texts of notes, whose digests are at hand, each once; nothing for the empty one."""
    digests = sorted(texts.keys() - {""})
    columns = {"digest": digests, "text": [texts[digest] for digest in digests]}
    connection = session.connection()
    execute_many(connection, inserting_new(_NOTES, connection.dialect), columns, rows=len(digests))


def note_texts(session: Session, digests: Iterable[str]) -> dict[str, str]:
    """The texts behind digests, as far as they are kept; the empty digest is the empty text."""
    wanted = sorted(set(digests) - {""})
    found = {"": ""}
    for chunk in chunks(wanted):
        found |= {note.digest: note.text for note in session.exec(select(Note).where(col(Note.digest).in_(chunk)))}
    return found
