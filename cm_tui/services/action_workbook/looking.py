"""What a check finds of single rows, and the review of all of them together (spec 3.6, 3.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cm_tui.model.rules.workbook import brief
from cm_tui.model.views.action_workbook import ActionsReview, NewLink, RowReview
from cm_tui.model.views.actions import Points
from cm_tui.services.action_workbook.checked import Upload
from cm_tui.services.action_workbook.exported import Moved
from cm_tui.services.action_workbook.faults import MOST_FAULTS, Faults
from cm_tui.services.action_workbook.rows import RowEdit, Rows
from cm_tui.services.actions.planning import Plan

_FEW = 5
_TOO_MANY = f"There are more than {MOST_FAULTS:,} faults; mend these first."
_NO_ROWS = "This workbook holds no rows below its headings, so there is nothing to update."
_NO_VERSIONS = (
    "This workbook does not say at which versions it was exported, as Purview's own do not: whether somebody changed an "
    "action since cannot be told. Look at every change."
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a check rests on, whatever is chosen: it is true until something is written."""

    edits: Mapping[str, RowEdit]
    """The rows that say something else than what is stored, by action, in the workbook's order."""
    moved: Mapping[str, Moved]
    """What others did to actions since the export."""
    faults: Faults
    """The faults of cells that say nothing possible."""
    notices: tuple[str, ...]
    assessments: Mapping[str, Sequence[str]]
    """By action the names of the assessments that count it."""
    before: Points
    names: Mapping[str, str]
    """The names of users, by e-mail."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a row amounts to as it is decided: its plan where it changes something, what that gains, its faults."""

    row: RowReview
    plan: Plan | None
    gained: Points
    faults: Faults | None


def review_of(
    upload: Upload, basis: Basis, looks: Mapping[str, Look]
) -> tuple[ActionsReview, tuple[Plan, ...], dict[str, tuple[NewLink, ...]]]:
    """The review of all rows, the plans of those that change something, and new links by action; with faults no plan, no link."""
    faults = basis.faults.with_those(one.faults for one in looks.values() if one.faults is not None)
    sound = [
        one
        for one in looks.values()
        if (one.row.changes_something or one.row.conflicts) and one.row.row not in faults.rows
    ]
    changing = [] if faults.found else [one for one in sound if one.plan is not None]
    changed = [one.row.id for one in sound if one.row.changes_something]
    faulty = len(faults.rows & {number for number, _ in upload.rows})
    review = ActionsReview(
        file=upload.file,
        read=len(upload.rows),
        rows=tuple(one.row for one in sound),
        unchanged=len(upload.rows) - len(sound) - faulty,
        faults=faults.all,
        notices=((_TOO_MANY,) if faults.is_too_much else ()) + basis.notices,
        has_versions=upload.columns.has_versions,
        assessments=tuple(sorted({name for action in changed for name in basis.assessments[action]})),
        before=basis.before,
        after=sum((one.gained for one in changing), basis.before),
        names=basis.names,
        faulty=faulty,
        faulty_beside=len(faults.rows) - faulty,
        has_more_faults=faults.is_too_much,
    )
    plans = tuple(one.plan for one in changing if one.plan is not None)
    return review, plans, {one.row.id: one.row.links for one in changing if one.row.links}


def notices_of(upload: Upload, rows: Rows) -> Iterator[str]:
    """What is to be known of the whole workbook, whatever is chosen."""
    if not upload.rows:
        yield _NO_ROWS
    if not upload.columns.has_versions:
        yield _NO_VERSIONS
    elif rows.versionless:
        which = "1 row does" if rows.versionless == 1 else f"{rows.versionless} rows do"
        yield f"{which} not say at which version it was exported, so that others' changes since cannot be told."
    if rows.kept:
        which = "1 row names" if rows.kept == 1 else f"{rows.kept} rows name"
        yield f"{which} less evidence than there is: all of it stays, because a workbook never deletes evidence."
    if rows.renamed:
        yield f"Found by their names, with nothing to change: {_few(rows.renamed)}."
    if upload.columns.ignored:
        named = _few([f"“{brief(one)}”" for one in upload.columns.ignored])
        yield f"Columns that mean nothing here were not read: {named}."


def _few(named: Sequence[str]) -> str:
    more = len(named) - _FEW
    return ", ".join(named[:_FEW]) + (f" and {more} more" if more > 0 else "")
