"""The review of an update as it is read: what accepting does, what changes field by field, why one accepts or waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content

from cm_tui.model.definition import TEXT_FIELDS, DefinitionChange, DefinitionField, Said
from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.updates import kept_sentence
from cm_tui.model.views.updates import ReleaseView, UpdateReview, UpdateRow
from cm_tui.screens.dialogs.values import NOTHING, brief_value
from cm_tui.screens.flyouts.update_text import assessment_lines, kinds_text, points_change, score_lines
from cm_tui.widgets.difference_lines import LEGEND, names_lines, text_lines
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.reading import BY_HAND
from cm_tui.widgets.text import show

_WORTH = frozenset({DefinitionField.REQUIREMENT, DefinitionField.FUNCTION, DefinitionField.SCORE})
_LABEL = 10
"""Cells of the labels of the facts."""


def review_lines(review: UpdateReview, width: int) -> list[Content]:
    """Everything that somebody needs to decide on an update."""
    parts: tuple[Callable[[UpdateReview, int], list[Content]], ...] = (
        _facts,
        _effect,
        _consequences,
        _differences,
        _reasons,
    )
    lines: list[Content] = []
    for part in parts:
        lines += [*([Content("")] if lines else []), *part(review, width)]
    return lines


def released(releases: Iterable[ReleaseView]) -> str:
    """Which releases brought what is new, and when: `2026.2 of 2026-06-02, 2026.3`."""
    return ", ".join(one.id if one.day is None else f"{one.id} of {one.day}" for one in releases)


def _facts(review: UpdateReview, width: int) -> list[Content]:
    update = review.update
    pairs = [
        ("Action", f"{update.id} {update.name}"),
        ("Group", update.group or ""),
        ("Version", f"{update.promise.from_version} → {update.promise.to_version}"),
        ("Release", released(review.releases)),
        ("Changes", kinds_text(update)),
    ]
    return [*labelled(pairs, width, _LABEL), *_with_label("Points", points_change(update), width)]


def _with_label(label: str, value: Content, width: int) -> list[Content]:
    return hanging(Content.styled(label.ljust(_LABEL), MUTED), value, width)


def _effect(review: UpdateReview, width: int) -> list[Content]:
    """The score overall and of each assessment, and how far accepting spreads."""
    update = review.update.promise
    lines = [*_heading("What accepting does"), *score_lines(review.effect, width), Content("")]
    lines += [*assessment_lines(review.effect, width), *([Content("")] if review.effect.assessments else [])]
    for verb, names in (("Joins", update.joins), ("Leaves", update.leaves)):
        if names:
            lines += hanging(Content(""), Content.assemble((f"{verb} ", "bold"), show(", ".join(names) + ".")), width)
    return [*lines, *hanging(Content(""), Content(show(review.reach)), width)]


def _consequences(review: UpdateReview, width: int) -> list[Content]:
    """What becomes of tests and of what people recorded."""
    lines = hanging(Content(""), Content(show(review.automation)), width)
    for change in review.update.promise.record:
        old, new = (brief_value(change.field, value) for value in (change.old, change.new))
        told = f"{change.field.label.capitalize()}: {old} → {new}"
        lines += hanging(Content.styled("● ", "$text-accent"), Content(show(told)), width)
    if review.update.verdict is not None:
        verdict = Content.styled(show(review.update.verdict), "$text-warning")
        lines += hanging(Content.styled("! ", "$text-warning"), verdict, width)
    kept = kept_sentence(bool(review.update.promise.record))
    return [*lines, *hanging(Content(""), Content(kept), width)]


def _reasons(review: UpdateReview, width: int) -> list[Content]:
    """Why one accepts, and why one may wait."""
    reasons = (("Why accept", review.why_accept), ("Why wait", review.why_wait))
    return [
        line for label, why in reasons for line in [*_heading(label), *hanging(Content(""), Content(show(why)), width)]
    ]


def _heading(text: str) -> list[Content]:
    return [Content.styled(text, "bold")]


# Field by field


def _differences(review: UpdateReview, width: int) -> list[Content]:
    """What the two versions say otherwise, field by field."""
    changes = review.update.changes
    lines = _heading("What changes")
    if any(one.field in TEXT_FIELDS for one in changes):
        lines += hanging(Content(""), Content.styled(f"Marks in texts: {LEGEND}", MUTED), width)
    lines += _worth(review.update, [one for one in changes if one.field in _WORTH], width)
    for change in changes:
        if change.field not in _WORTH:
            lines += [Content(""), *_heading(change.field.label), *_said(change, width)]
    return lines


def _worth(update: UpdateRow, changes: Sequence[DefinitionChange], width: int) -> list[Content]:
    """`discretionary → mandatory` with the points that this makes the action worth."""
    if not changes:
        return []
    worth = (show_points(update.worth_before), show_points(update.worth_after))
    told = [f"{one.before} → {one.after}" for one in changes]
    told.append(
        f"worth {worth[0]} → {worth[1]} points" if worth[0] != worth[1] else f"worth {worth[0]} points as before"
    )
    return [Content(""), *_heading("Points"), *hanging(Content("  "), Content(show(", ".join(told))), width)]


def _said(change: DefinitionChange, width: int) -> list[Content]:
    before, after = change.before, change.after
    if isinstance(before, tuple) or isinstance(after, tuple):
        return names_lines(_names(before), _names(after), width)
    if change.field in TEXT_FIELDS:
        return text_lines(before or "", after or "", width)
    nothing = BY_HAND if change.field is DefinitionField.ELIGIBLE_SOURCE else NOTHING
    return hanging(Content("  "), Content(show(f"{before or nothing} → {after or nothing}")), width)


def _names(said: Said) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (said,) if said else ()
