"""How the value of a field stands in a dialog."""

from __future__ import annotations

from cm_tui.model.vocabulary import NOTES_FIELDS, Field, FieldValue

NOTHING = "—"
_MOST = 600
"""Characters of a note that a dialog shows: enough to tell two of them apart."""


def shown_value(field: Field, value: FieldValue) -> str:
    """A value in words: a label, a date, a person, the beginning of a text; a dash for none."""
    if value is None or value == "":
        return "empty" if field in NOTES_FIELDS else NOTHING
    text = str(value)
    return text if len(text) <= _MOST else f"{text[:_MOST]} … ({len(text):,} characters)"


def brief_value(field: Field, value: FieldValue) -> str:
    """A value in words; of a text only its length, because notes are shown where they are edited and nowhere else."""
    if field not in NOTES_FIELDS or not value:
        return shown_value(field, value)
    length = len(str(value))
    return f"{length:,} character{'' if length == 1 else 's'}"
