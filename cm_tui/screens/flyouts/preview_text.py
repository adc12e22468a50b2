"""A preview of many actions as it is read: how many change, refuse and stay, the score, and then action by action."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from textual.content import Content

from cm_tui.model.rules.points import percent, show_percent, show_points
from cm_tui.model.views.actions import FieldChange, Points
from cm_tui.model.views.bulk import BulkLine, BulkPreview, Effect
from cm_tui.model.vocabulary import NOTES_FIELDS, Field
from cm_tui.screens.dialogs.values import shown_value
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

_WRITTEN = NOTES_FIELDS | {Field.IMPLEMENTATION_DATE, Field.TEST_DATE}
"""What somebody wrote down, and could not guess again once it is replaced."""
_GLYPHS = {Effect.REFUSES: ("✗ ", "$text-error"), Effect.CHANGES: ("● ", "$text-accent"), Effect.STAYS: ("○ ", MUTED)}


def summary_lines(preview: BulkPreview, width: int) -> list[Content]:
    """How many actions change, refuse and stay, what that does to the score, and how much that is recorded it replaces."""
    lines = [
        *hanging(Content(""), Content.styled(counted(preview), "bold"), width),
        *hanging(Content(""), Content(score_text(preview.before, preview.after)), width),
    ]
    if replaced := _replaced(preview):
        warning = Content.styled(f"Replaces what is recorded already: {replaced}.", "$text-warning")
        lines += hanging(Content.styled("! ", "$text-warning"), warning, width)
    return lines


def _replaced(preview: BulkPreview) -> str:
    """`3 × implementation date, 2 × test notes`."""
    changes = (change for line in preview.changing for change in line.changes)
    counts = Counter(change.field for change in changes if change.field in _WRITTEN and change.old and change.new)
    return ", ".join(f"{count} × {field.label}" for field, count in counts.most_common())


def counted(preview: BulkPreview) -> str:
    """`12 of 15 change · 2 refuse · 1 stays as it is`."""
    counts, number = preview.counts, len(preview.lines)
    changes, refuses, stays = (counts[effect] for effect in (Effect.CHANGES, Effect.REFUSES, Effect.STAYS))
    parts = [f"{changes} of {number} change{'s' if number == 1 else ''}"]
    if refuses:
        parts.append(f"{refuses} refuse{'s' if refuses == 1 else ''}")
    if stays:
        parts.append("1 stays as it is" if stays == 1 else f"{stays} stay as they are")
    return " · ".join(parts)


def score_text(before: Points, after: Points) -> str:
    """The score before and after, in percent and in points."""
    return f"Score: {change_text(before, after)}"


def change_text(before: Points, after: Points) -> str:
    """`61.02 % (1 842 of 3 019) → 60.66 % (1 842 of 3 037)`; once with *unchanged* where both are the same."""
    return f"{_score(before)}, unchanged" if before == after else f"{_score(before)} → {_score(after)}"


def _score(points: Points) -> str:
    share = show_percent(percent(points.achieved, points.possible) / 100)
    return f"{share} ({show_points(points.achieved)} of {show_points(points.possible)})"


def action_lines(preview: BulkPreview, width: int) -> list[Content]:
    """Action by action, those together of which the same is to be said: refusals first, then changes, the most at once first."""
    groups: dict[tuple[Effect, tuple[str, ...]], list[BulkLine]] = defaultdict(list)
    for line in preview.lines:
        groups[line.effect, _said_of(line, preview.names)].append(line)
    lines: list[Content] = []
    for (effect, said), members in sorted(groups.items(), key=lambda group: (group[0][0].value, -len(group[1]))):
        lines += [Content("")] if lines else []
        glyph = Content.styled(*_GLYPHS[effect])
        for index, sentence in enumerate(said):
            lead = f"{len(members)}: " if index == 0 and len(members) > 1 else ""
            lines += hanging(glyph if index == 0 else Content("  "), Content(f"{lead}{sentence}"), width)
        lines += _members(members, width)
    return lines


def _members(members: Iterable[BulkLine], width: int) -> list[Content]:
    lines: list[Content] = []
    for line in members:
        lead = Content.styled(f"    {show(line.id)}  ", MUTED)
        lines += hanging(lead, Content(show(line.name)), width)
    return lines


def _said_of(line: BulkLine, names: Mapping[str, str]) -> tuple[str, ...]:
    """What is said of an action: why it refuses, or each change and what that brings about."""
    if line.refusal is not None:
        return (show(line.refusal),)
    if not line.changes:
        return ("stays as it is",)
    return (*(_change_text(change, names) for change in line.changes), *(f"! {show(one)}" for one in line.notices))


def _change_text(change: FieldChange, names: Mapping[str, str]) -> str:
    """A field from what to what; of notes only whether there were any, of people their names."""
    if change.field in NOTES_FIELDS:
        return f"{change.field.label}: {'replaced' if change.old else 'written'}"
    old, new = (shown_value(change.field, value) for value in (change.old, change.new))
    return show(f"{change.field.label}: {names.get(old, old)} → {names.get(new, new)}")


def applied_sentence(preview: BulkPreview, undo: str) -> str:
    """What was stored, and how it is taken back.

    Args:
        preview: What was shown, and is stored now.
        undo: The key that undoes it, as people write it; empty where none does.
    """
    count, refused = len(preview.changing), preview.counts[Effect.REFUSES]
    actions = f"{count} action{'' if count == 1 else 's'}"
    sentence = f"{actions} {_what(preview)}"
    if refused:
        sentence += f", {refused} refused"
    return f"{sentence}. {undo} undoes it." if undo else f"{sentence}."


def _what(preview: BulkPreview) -> str:
    if set(preview.requested) != {Field.OWNER}:
        return "changed"
    owner = preview.requested[Field.OWNER]
    return "unassigned" if owner is None else f"assigned to {preview.names.get(str(owner), str(owner))}"
