"""One update as text: what it changes and brings about, for people to decide on it; and what accepting did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cm_tui.cli.action_rows import ORGANISATION_WIDE
from cm_tui.cli.difference import LEGEND, difference_lines
from cm_tui.cli.folding import folded
from cm_tui.cli.forms import facts, joined, named, of_points, percentage, points_of
from cm_tui.cli.output import terminal_width
from cm_tui.cli.table import table_lines
from cm_tui.cli.update_rows import ASSESSMENTS, arrow, worth_of
from cm_tui.model.definition import TEXT_FIELDS, DefinitionChange, Said
from cm_tui.model.rules.updates import NOT_COUNTED, PERMANENT, kept_sentence
from cm_tui.model.text import show
from cm_tui.model.views.actions import FieldChange, Points
from cm_tui.model.views.updates import Accepted, LastUpdate, Promise, ReleaseView, UpdateReview, UpdateRow


def review_report(review: UpdateReview) -> Iterator[str]:
    """The lines of the text report of `updates show`, safe to print."""
    cells, update = terminal_width(), review.update
    yield show(f"{update.id}  {update.name}")
    yield ""
    yield from folded(map(show, facts(_summary(review))), cells)
    if review.effect.assessments:
        yield ""
        yield from table_lines(ASSESSMENTS.columns, review.effect.assessments, cells)
    for change in update.changes:
        yield ""
        yield from _change(change, cells)
    if any(change.field in TEXT_FIELDS for change in update.changes):
        yield from ("", *folded([LEGEND], cells))
    yield ""
    yield from folded((PERMANENT, f"To accept it: cm-tui updates accept {show(update.id)}"), cells)


def accepted_report(accepted: Accepted) -> Iterator[str]:
    """The lines of `updates accept`: each update, what else it changed in the record, what was accepted already, the score."""
    for one in accepted.updates:
        yield f"{one.id}: {_accepted(one)}"
        for line in _brought_about(one.promise):
            yield f"{one.id}: {line}"
    for action, last in accepted.unchanged:
        yield f"{action}: unchanged; {_accepted_already(last)}"
    if accepted.updates:
        yield f"Score: {_score(accepted.score_before, accepted.score)}"


def _summary(review: UpdateReview) -> list[tuple[str, str]]:
    update, promise, effect = review.update, review.update.promise, review.effect
    pairs = [
        ("Version", f"{promise.from_version} → {promise.to_version}, {_releases(review.releases)}"),
        ("Changes", joined(kind.value for kind in update.kinds)),
        ("Points", f"{worth_of(update)}{_counted(promise)}"),
        ("Score", _score(effect.before, effect.after)),
        ("Group", update.group or ORGANISATION_WIDE),
        ("Reach", review.reach),
        ("Groups", joined(effect.groups) or "none"),
        ("Automation", review.automation),
        *(("Record", line) for line in _brought_about(promise) if line != NOT_COUNTED),
        ("Kept", kept_sentence(bool(promise.record))),
        *((("Verdict", review.update.verdict),) if review.update.verdict else ()),
        ("Why accept", review.why_accept),
        ("Why wait", review.why_wait),
    ]
    return pairs


def _releases(releases: Sequence[ReleaseView]) -> str:
    return joined(f"release {one.id}{f' of {one.day.isoformat()}' if one.day else ''}" for one in releases)


def _counted(promise: Promise) -> str:
    if not promise.before.possible and not promise.after.possible:
        return " (not counted)"
    return f" (counted: {arrow(of_points(promise.before), of_points(promise.after))})"


def _score(before: Points, after: Points) -> str:
    if before == after:
        return f"{percentage(before)}, {points_of(before)} points, unchanged"
    return f"{arrow(percentage(before), percentage(after))}, {points_of(before)} → {points_of(after)} points"


def _accepted(update: UpdateRow) -> str:
    promise = update.promise
    return f"version {promise.from_version} → {promise.to_version}, points {worth_of(update)}{_counted(promise)}"


def _brought_about(promise: Promise) -> Iterator[str]:
    """What else accepting changes: in the record, and in which assessments the action counts."""
    yield from map(_field, promise.record)
    if promise.joins:
        yield f"counts in {joined(promise.joins)} too"
    if promise.retires:
        yield NOT_COUNTED
    elif promise.leaves:
        yield f"counts no longer in {joined(promise.leaves)}"


def _field(change: FieldChange) -> str:
    return f"{change.field.label} {named(change.old)} → {named(change.new)}"


def _accepted_already(last: LastUpdate | None) -> str:
    if last is None:
        return "no update waits to be accepted"
    return f"{last.who} accepted the update at {last.at.astimezone():%Y-%m-%d %H:%M}"


def _change(change: DefinitionChange, cells: int | None) -> Iterator[str]:
    """What a field said and says: names one by one, texts word by word."""
    if isinstance(change.before, tuple) or isinstance(change.after, tuple):
        yield change.field.label
        yield from folded(map(show, _names(_several(change.before), _several(change.after))), cells)
    elif change.field in TEXT_FIELDS:
        yield change.field.label
        yield from difference_lines(str(change.before or ""), str(change.after or ""), cells)
    else:
        yield from folded([show(f"{change.field.label}: {named(change.before)} → {named(change.after)}")], cells)


def _several(said: Said) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else ()


def _names(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    yield from (f"  - {name}" for name in before if name not in after)
    yield from (f"  + {name}" for name in after if name not in before)
