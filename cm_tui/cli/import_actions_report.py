"""What a bulk workbook would do, and what it did, as text and as JSON (interface 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cm_tui.cli.forms import facts, joined, named, percent_of, percentage, plain, points_of
from cm_tui.cli.output import Json
from cm_tui.cli.update_rows import arrow
from cm_tui.model.views.action_workbook import ActionsReview, Applied, CellConflict, RowReview
from cm_tui.model.views.actions import FieldChange
from cm_tui.model.views.workbooks import CellFault
from cm_tui.model.vocabulary import FieldValue

REHEARSED = "Dry run: nothing was stored."
UNCHANGED = "unchanged; everything in the workbook is stored already."
NOTHING_TO_DO = "nothing to do: no cell of it was edited. What was changed since the export stays:"
_LONGEST = 60
"""Characters of a value in a line; notes can be books."""


@dataclass(frozen=True)
class Outcome:
    """A review as the command line counts it: what stands in conflict stands against applying it, until a switch decides."""

    review: ActionsReview
    decided: bool
    """Whether `--keep-stored` or `--take-file` decided every conflict."""
    action_in: Callable[[int], tuple[str, str]]
    """By row the id and the name that stand in it; empty where there is none."""

    @property
    def conflicts(self) -> tuple[RowReview, ...]:
        """The rows that say otherwise than a record that moved on since the export, edited or not (interface 6)."""
        return () if self.decided else self.review.conflicting

    @property
    def changed(self) -> tuple[RowReview, ...]:
        """The other rows that change something."""
        against = {one.row for one in self.conflicts}
        return tuple(one for one in self.review.rows if one.changes_something and one.row not in against)

    @property
    def is_unedited(self) -> bool:
        """Whether there are rows in conflict, in none of which a cell was edited, and nothing else to change."""
        rows = self.review.rows
        touched = any(row.changes_something or row.depending for row in rows)
        return bool(rows) and not touched and not any(one.edited for row in rows for one in row.conflicts)

    @property
    def unchanged(self) -> int:
        """How many rows change nothing, those included that others changed since and that nobody edited."""
        review = self.review
        return review.unchanged + len(review.rows) - len(self.conflicts) - len(self.changed)

    @property
    def moved_on(self) -> tuple[RowReview, ...]:
        """The rows that nobody edited and that others changed since: these stay as they are stored."""
        counted = {one.row for one in (*self.conflicts, *self.changed)}
        return tuple(one for one in self.review.rows if one.row not in counted)


def review_record(outcome: Outcome, *, dry_run: bool) -> dict[str, Json]:
    """The review as JSON: the names of interface 5 first."""
    review = outcome.review
    return {
        "rows": review.read,
        "changed": len(outcome.changed),
        "unchanged": outcome.unchanged,
        "conflicts": len(outcome.conflicts),
        "errors": [_fault_record(one) for one in review.faults],
        "assessments": review.assessments,
        "score_before": percent_of(review.before),
        "score_after": percent_of(review.after),
        "dry_run": dry_run,
        "has_versions": review.has_versions,
        "notices": review.notices,
        "faulty": review.faulty,
        "faulty_beside": review.faulty_beside,
        "more_errors": review.has_more_faults,
        "changes": [_row_record(one) for one in outcome.changed],
        "conflicting": [_row_record(one) for one in outcome.conflicts],
        "stored_since": [_row_record(one) for one in outcome.moved_on],
        "found_by_name": [{"row": one.row, "named": one.named, "id": one.id} for one in review.found_by_name],
    }


def applied_record(outcome: Outcome, applied: Applied) -> dict[str, Json]:
    """What applying did, as JSON."""
    return {
        **review_record(outcome, dry_run=False),
        "score_before": percent_of(applied.before),
        "score_after": percent_of(applied.after),
        "applied": len(applied.actions),
        "links": applied.links,
    }


def review_lines(outcome: Outcome) -> Iterator[str]:
    """The lines of the report: counts, then faults, conflicts and changes, one line each."""
    review = outcome.review
    if not (review.faults or outcome.conflicts or outcome.changed):
        says = NOTHING_TO_DO if outcome.is_unedited else UNCHANGED
        rows = f"{review.read} row{'' if review.read == 1 else 's'}"
        yield f"{review.file.name}: {rows}, {says}" if review.read else f"{review.file.name}: no rows."
        yield from (*review.notices, *map(_moved_on, outcome.moved_on))
        return
    yield from facts(_counts(outcome))
    yield from review.notices
    yield from _section("Faults", (_fault(one, outcome.action_in(one.row)) for one in review.faults))
    yield from _section("Conflicts", (line for one in outcome.conflicts for line in _conflicts(one)))
    yield from _section("Changes", (line for one in outcome.changed for line in changes(one)))
    yield from _section("Changed since the export; they stay", map(_moved_on, outcome.moved_on))


def applied_lines(outcome: Outcome, applied: Applied) -> Iterator[str]:
    """The lines of what was changed, and where it can be looked up."""
    for one in outcome.changed:
        yield from changes(one)
    count = len(applied.actions)
    yield f"{count} action{'' if count == 1 else 's'} updated from {outcome.review.file.name}"
    yield _score(outcome.review, applied)
    yield f"To look up what was there before: cm-tui history list --limit {max(count + applied.links, 1)}"


def changes(row: RowReview) -> Iterator[str]:
    """What a row changes, a line for each field, each new link and each notice."""
    which = _which(row)
    for one in row.changes:
        yield f"{which}: {_change(one)}"
    for one in row.depending:
        yield f"{which}: {_change(one)}, if the workbook's {joined(field.label for field in row.open)} is taken"
    for link in row.links:
        yield f"{which}: new link {link.name} ({link.url})"
    for notice in row.notices:
        yield f"{which}: {notice}"
    if row.named is not None:
        yield f"{which}: found by its name and group; the workbook says {_short(row.named)}"


def _counts(outcome: Outcome) -> list[tuple[str, str]]:
    review = outcome.review
    return [
        ("Rows", str(review.read)),
        ("Changed", str(len(outcome.changed))),
        ("Unchanged", str(outcome.unchanged)),
        ("Conflicts", _conflict_count(outcome)),
        ("Faults", _faults(review)),
        ("Assessments", joined(review.assessments) or "none"),
        ("Score", f"{arrow(percentage(review.before), percentage(review.after))}"),
    ]


def _faults(review: ActionsReview) -> str:
    if not review.faults:
        return "none"
    beside = review.faulty_beside
    others = f", {beside} row{'' if beside == 1 else 's'} beside those read" if beside else ""
    return f"{review.faults_told} in {review.faulty} row{'' if review.faulty == 1 else 's'}{others}"


def _conflict_count(outcome: Outcome) -> str:
    """How many rows are in conflict, and what of them is to be decided: they may change something all the same."""
    count, waiting = len(outcome.conflicts), outcome.review.undecided
    if not count:
        return "0"
    choice = f"{waiting} field{' waits' if waiting == 1 else 's wait'}" if waiting else "no field waits"
    changing = sum(one.changes_something for one in outcome.conflicts)
    also = f"; {changing} of them would change something" if changing else ""
    return f"{count}; {choice} for a choice{also}"


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    if found := list(lines):
        yield from ("", title, *(f"  {line}" for line in found))


def _fault(one: CellFault, named: tuple[str, str]) -> str:
    allowed = f" Allowed: {joined(one.allowed)}." if one.allowed else ""
    action = " ".join(_short(text) for text in named if text)
    return f"{action}{', ' if action else ''}row {one.row}, {one.column}: {_short(one.value)!r}: {one.message}{allowed}"


def _conflicts(row: RowReview) -> Iterator[str]:
    for one in row.conflicts:
        yield f"{_which(row)}: {_conflict(one)}"
    if not row.conflicts:
        yield f"{_which(row)}: version {row.version} is stored, version {row.seen} was exported"
    yield from changes(row)


def _conflict(one: CellConflict) -> str:
    when = f"{one.at.astimezone():%Y-%m-%d %H:%M}"
    told = f"{one.field.label}: exported {_value(one.exported)}, stored {_value(one.stored)} by {one.who} ({when})"
    return f"{told}, in the workbook {_value(one.yours)}{'' if one.edited else ', not edited: stays'}"


def _moved_on(row: RowReview) -> str:
    fields = joined(one.field.label for one in row.conflicts)
    if not fields:
        return f"{_which(row)}: {joined(row.notices)}"
    who = joined(dict.fromkeys(one.who for one in row.conflicts))
    return f"{_which(row)}: {fields} by {who}"


def _which(row: RowReview) -> str:
    """The action and where it stands: `CA-004 Block legacy authentication, row 5`."""
    return f"{row.id} {_short(row.name)}, row {row.row}"


def _change(one: FieldChange) -> str:
    return f"{one.field.label} {_value(one.old)} → {_value(one.new)}"


def _value(value: FieldValue) -> str:
    return _short(named(value))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _score(review: ActionsReview, applied: Applied) -> str:
    percent, points = ((form(applied.before), form(applied.after)) for form in (percentage, points_of))
    return f"Score: {arrow(*percent)}, {arrow(*points)} points"


def _fault_record(one: CellFault) -> dict[str, Json]:
    return {
        "row": one.row,
        "column": one.column,
        "value": one.value,
        "message": one.message,
        "allowed": one.allowed,
    }


def _row_record(row: RowReview) -> dict[str, Json]:
    return {
        "row": row.row,
        "id": row.id,
        "name": row.name,
        "exported_version": row.seen,
        "version": row.version,
        "changes": [{"field": one.field.value, "old": plain(one.old), "new": plain(one.new)} for one in row.changes],
        "depending": [
            {"field": one.field.value, "old": plain(one.old), "new": plain(one.new)} for one in row.depending
        ],
        "links": [{"name": one.name, "url": one.url} for one in row.links],
        "conflicts": [_conflict_record(row.open, one) for one in row.conflicts],
        "notices": row.notices,
    }


def _conflict_record(waiting: Sequence[object], one: CellConflict) -> dict[str, Json]:
    return {
        "field": one.field.value,
        "exported": plain(one.exported),
        "stored": plain(one.stored),
        "workbook": plain(one.yours),
        "who": one.who,
        "at": one.at.isoformat(),
        "edited": one.edited,
        "open": one.field in waiting,
    }
