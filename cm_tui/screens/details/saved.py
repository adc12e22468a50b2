"""What is said after a save: what it did, and what others had changed meanwhile."""

from __future__ import annotations

from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import ActionDetails, SaveOutcome
from cm_tui.model.vocabulary import NOTES_FIELDS
from cm_tui.screens.dialogs.values import shown_value


def saved_sentence(fresh: ActionDetails, outcome: SaveOutcome) -> str:
    """What a save did: how many fields, and where the points stand."""
    count = len(outcome.changes)
    fields = f"{count} field{'' if count == 1 else 's'}"
    row = fresh.row
    points = f"{show_points(row.points.achieved)} of {show_points(row.points.possible)} points"
    return f"Saved {fields}: {points if row.in_scope else 'out of scope'}."


def merged_sentences(outcome: SaveOutcome) -> list[str]:
    """What others changed meanwhile in other fields; of notes only that they changed."""
    return [
        f"{change.who} changed the {change.field.label}"
        + ("" if change.field in NOTES_FIELDS else f" to {shown_value(change.field, change.value)}")
        + f" at {change.at.astimezone():%Y-%m-%d %H:%M}; it stands beside your change."
        for change in outcome.merged
    ]
