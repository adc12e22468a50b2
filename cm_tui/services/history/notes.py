"""The texts of notes beside the history: kept by their digests, so that an undo and the testing history can show them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, col, select

from cm_tui.model.tables.notes import Note
from cm_tui.services.history.chain import note_digest


def keep_note(session: Session, text: str) -> None:
    """Keep the text of a note, once; nothing for an empty one."""
    digest = note_digest(text)
    if digest and session.get(Note, digest) is None:
        session.add(Note(digest=digest, text=text))
        session.flush()


def keep_notes(session: Session, texts: Iterable[str]) -> None:
    """Keep the texts of several notes at once."""
    wanted = {note_digest(text): text for text in texts if text}
    known = note_texts(session, wanted)
    session.add_all(Note(digest=digest, text=text) for digest, text in sorted(wanted.items()) if digest not in known)
    session.flush()


def note_texts(session: Session, digests: Iterable[str]) -> dict[str, str]:
    """The texts behind digests, as far as they are kept; the empty digest is the empty text."""
    wanted = sorted(set(digests) - {""})
    found = {"": ""}
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        found |= {note.digest: note.text for note in session.exec(select(Note).where(col(Note.digest).in_(chunk)))}
    return found
