"""Notes: how long they can be, and what they cannot hold (spec 2.6; issue 4)."""

from __future__ import annotations

LONGEST_NOTE = 500_000
"""Characters of a note: a book of 200 pages. What is longer is evidence, a document of its own."""


def why_note_is_refused(text: str) -> str | None:
    """The reason why a text cannot be a note, as the end of a sentence about it, or None."""
    if "\x00" in text:
        return "hold a NUL character, which cannot be stored"
    if len(text) > LONGEST_NOTE:
        return f"have {len(text)} characters, at most {LONGEST_NOTE} are kept; add the text as evidence instead"
    return None
