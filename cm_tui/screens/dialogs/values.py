"""How the value of a field stands in a dialog."""

from __future__ import annotations

from cm_tui.model.vocabulary import NOTES_FIELDS, Field, FieldValue

NOTHING = "—"


def shown_value(field: Field, value: FieldValue) -> str:
    """A value in words: a label, a date, a person, a text; a dash for none."""
    if value is None or value == "":
        return "empty" if field in NOTES_FIELDS else NOTHING
    return str(value)
