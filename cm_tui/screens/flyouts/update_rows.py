"""Updates as the lines of a table, and the one under its cursor in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.testing import VERDICTS
from cm_tui.model.rules.updates import PERMANENT, kept_sentence
from cm_tui.model.views.actions import FieldChange, Points
from cm_tui.model.views.updates import Promise, UpdateRow
from cm_tui.model.vocabulary import Field
from cm_tui.screens.dialogs.values import shown_value
from cm_tui.screens.flyouts.update_text import kinds_text, points_change
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.table import Cell, Column
from cm_tui.widgets.text import fit, show

NOTHING = "—"
RETIRES = "leaves the list, its work is kept"
_ARROW = "→"
_TAG = 14
"""Cells that a group's name may take behind the name of its action."""


def versions_text(row: UpdateRow) -> str:
    """`1 → 2`."""
    return f"{row.promise.from_version} {_ARROW} {row.promise.to_version}"


def _name(row: UpdateRow) -> Cell:
    return Cell(row.name, tails=(f" · {fit(show(row.group), _TAG).rstrip()}",) if row.group else ())


def _points(row: UpdateRow) -> Cell:
    before, after = _counted(row.promise.before), _counted(row.promise.after)
    return Cell(before) if before == after else Cell(f"{before} {_ARROW} {after}", "accent")


def _counted(points: Points) -> str:
    return f"{show_points(points.achieved)}/{show_points(points.possible)}" if points.possible else NOTHING


UPDATE_COLUMNS: tuple[Column[UpdateRow], ...] = (
    Column("name", "Improvement action", 30, 100, _name),
    Column("points", "Points", 16, 90, _points),
    Column("versions", "Version", 7, 70, lambda row: Cell(versions_text(row))),
    Column("kinds", "What changes", 21, 80, lambda row: Cell(kinds_text(row))),
    Column("id", "Id", 24, 60, lambda row: Cell(row.id)),
)
"""What is read of each update; where room is short the id goes first, then the versions."""


def number_sentence(rows: Sequence[UpdateRow]) -> str:
    """`26 updates will be accepted`."""
    return f"{counted_updates(len(rows))} will be accepted"


def counted_updates(number: int) -> str:
    """`26 updates`."""
    return f"{number} update{'' if number == 1 else 's'}"


def number_lines(rows: Sequence[UpdateRow], width: int) -> list[Content]:
    """The exact number, where there is room how many hold in the whole organisation and in groups, and what else changes."""
    everywhere = sum(row.group is None for row in rows)
    parts = [(everywhere, "organisation-wide"), (len(rows) - everywhere, "in groups")]
    reach = ", ".join(f"{number} {where}" for number, where in parts if number)
    number = Content.styled(number_sentence(rows), "bold")
    in_full = Content.assemble(number, f": {reach}")
    head = [in_full] if in_full.cell_length <= width else hanging(Content(""), number, width)
    said = ", ".join(_consequences_of_all(rows))
    lead = Content.styled("● ", "$text-accent")
    return [*head, *hanging(lead, Content(f"Of these rows {said}."), width)] if said else head


def _consequences_of_all(rows: Sequence[UpdateRow]) -> Iterator[str]:
    """`1 leaves the list`, `2 lose their verdicts`: of how many rows more changes than their definition."""
    promises = [row.promise for row in rows]
    stay = sum(row.verdict is not None and not _loses_verdict(row.promise) for row in rows)
    retire = sum(one.retires for one in promises)
    join = sum(bool(one.joins) for one in promises)
    leave = sum(bool(one.leaves) and not one.retires for one in promises)
    lose, change = (sum(map(is_so, promises)) for is_so in (_loses_verdict, _changes_testing_type))
    if retire:
        yield _number_of(retire, "leaves the list", "leave the list")
    if moves := [*_moving(join, "joins", "join"), *_moving(leave, "leaves", "leave")]:
        yield f"{' and '.join(moves)} assessments"
    if lose:
        yield _number_of(lose, "loses its verdict", "lose their verdicts")
    if stay:
        yield _number_of(stay, "keeps a verdict on its earlier version", "keep verdicts on their earlier versions")
    if change:
        yield _number_of(change, "gets another testing type", "get another testing type")


def _moving(number: int, one: str, several: str) -> list[str]:
    return [_number_of(number, one, several)] if number else []


def _number_of(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _loses_verdict(promise: Promise) -> bool:
    return any(one.field is Field.TEST_STATUS and one.old in VERDICTS for one in promise.record)


def _changes_testing_type(promise: Promise) -> bool:
    return any(one.field is Field.TESTING_TYPE for one in promise.record)


def promise_lines(rows: Sequence[UpdateRow], width: int) -> list[Content]:
    """That accepting is permanent, and what stays."""
    kept = kept_sentence(any(row.promise.record for row in rows))
    return hanging(
        Content.styled("! ", "$text-warning"), Content.assemble((PERMANENT, "$text-warning"), " ", (kept, MUTED)), width
    )


def update_lines(row: UpdateRow | None, width: int) -> list[Content]:
    """An update in full: id, group, versions, what changes, points, what else changes in the record, who joins or leaves."""
    if row is None:
        return []
    lead = Content.styled("▸ ", "bold $text-accent")
    facts = [show(row.group) if row.group else "Organisation", f"version {versions_text(row)}", kinds_text(row)]
    head = Content.assemble((show(row.id), "bold"), "  ", Content.styled(" · ".join(facts), MUTED))
    said = Content(" · ").join([Content("Points ") + points_change(row), *map(Content, _consequences(row))])
    return [*hanging(lead, head, width), *hanging(Content("  "), said, width)]


def _consequences(row: UpdateRow) -> list[str]:
    """The gravest first: where an update is cut to a few lines, that is what has to be among them."""
    moves = [("counted by", row.promise.joins), ("no longer counted by", row.promise.leaves)]
    counted = (
        [RETIRES] if row.promise.retires else [f"{verb} {show(', '.join(names))}" for verb, names in moves if names]
    )
    verdict = [show(row.verdict)] if row.verdict is not None else []
    return [*map(_field_text, row.promise.record), *counted, *verdict]


def _field_text(change: FieldChange) -> str:
    old, new = (shown_value(change.field, value) for value in (change.old, change.new))
    return show(f"{change.field.label}: {old} {_ARROW} {new}")
