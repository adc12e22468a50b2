"""What a newer catalogue brings, as numbers and as the lines of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from textual.content import Content

from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.updates import counted_waiting
from cm_tui.model.views.catalogue import (
    CatalogueComparison,
    ChangedAction,
    LawChange,
    LawChanges,
    NewAction,
    WithdrawnAction,
)
from cm_tui.screens.flyouts.change_lines import ChangeLine, changed_cell
from cm_tui.widgets.folding import labelled
from cm_tui.widgets.table import Cell, Column

_ARROW = "→"
_SIDES = ("new", "changed", "withdrawn")

CATALOGUE_COLUMNS: tuple[Column[ChangeLine], ...] = (
    Column("name", "Action or control", 30, 100, lambda line: Cell(line.name)),
    Column("change", "Becomes", 12, 90, changed_cell),
    Column("id", "Id", 22, 80, lambda line: Cell(line.subject)),
    Column("meaning", "What it means", 34, 70, lambda line: Cell(line.meaning)),
)
"""What is read of each line; where room is short its meaning goes first, which stands in full below the table."""


def catalogue_lines(found: CatalogueComparison) -> tuple[ChangeLine, ...]:
    """Everything that a catalogue brings, actions first."""
    return tuple(
        chain(
            map(_new, found.new),
            map(_changed, found.changed),
            map(_withdrawn, found.withdrawn),
            _laws("regulation", found.regulations),
            _laws("control", found.controls),
            _rows(found),
        )
    )


def _new(one: NewAction) -> ChangeLine:
    meaning = f"{show_points(one.worth)} points, {_rows_text(one.instances)} of it begin{_s(one.instances)}"
    return ChangeLine(f"action {one.id}", one.title, "new", meaning, one.id)


def _changed(one: ChangedAction) -> ChangeLine:
    versions = f"version {one.from_version} {_ARROW} {one.to_version} ({', '.join(one.kinds)})" if one.kinds else ""
    number = len(one.instances)
    waiting = f"{number} update{'' if number == 1 else 's'} to accept" if number else "nothing to accept"
    parts = ["comes back" if one.returns else "", versions, waiting]
    return ChangeLine(f"action {one.id}", one.title, "changed", ", ".join(filter(None, parts)), one.id)


def _withdrawn(one: WithdrawnAction) -> ChangeLine:
    meaning = f"{_rows_text(one.instances)} of it stay{_s(one.instances)} in use and get{_s(one.instances)} no updates"
    return ChangeLine(f"action {one.id}", one.title, "withdrawn", meaning, one.id)


def _laws(what: str, changes: LawChanges) -> Iterator[ChangeLine]:
    sides = (("new", changes.new), ("changed", changes.changed), ("withdrawn", changes.withdrawn))
    for change, laws in sides:
        for law in laws:
            yield ChangeLine(f"{what} {law.id}", law.title, change, _of_law(what, law), law.id)


def _of_law(what: str, law: LawChange) -> str:
    return f"{what}: {', '.join(law.fields)}" if law.fields else what


def _rows(found: CatalogueComparison) -> Iterator[ChangeLine]:
    rows = found.rows
    told = (
        ("begins", rows.begun, "a new row of the list"),
        ("comes back", rows.came_back, "an assessment counts it again, with its work"),
        ("moves on", rows.moved_on, "takes the newest version at once"),
        ("leaves", rows.retired, "no assessment counts it any more; its work is kept"),
    )
    for change, names, meaning in told:
        for name in names:
            yield ChangeLine(f"{change} {name}", rows.titles[name], change, meaning, name)


def _rows_text(rows: Sequence[str]) -> str:
    return f"{len(rows) or 'no'} row{'' if len(rows) == 1 else 's'}"


def _s(rows: Sequence[str]) -> str:
    """The ending of a verb whose subject is so many rows."""
    return "s" if len(rows) == 1 else ""


def number_lines(found: CatalogueComparison, width: int) -> list[Content]:
    """The releases, and how many actions, controls and regulations are new, changed, withdrawn and as they were."""
    before = found.release_before or "not known"
    release = found.release if before == found.release else f"{before} {_ARROW} {found.release}"
    facts = (
        ("Release", release),
        ("Actions", _counted((found.new, found.changed, found.withdrawn), found.unchanged)),
        ("Controls", _of_laws(found.controls)),
        ("Regulations", _of_laws(found.regulations)),
        ("Afterwards", counted_waiting(found.waiting.more, found.waiting.total)),
    )
    left = (("Left alone", ", ".join(found.left_alone)),) if found.left_alone else ()
    return labelled((*facts, *left), width)


def _of_laws(laws: LawChanges) -> str:
    return _counted((laws.new, laws.changed, laws.withdrawn), laws.unchanged)


def _counted(sides: Iterable[Sequence[object]], unchanged: int) -> str:
    """`2 new, 28 changed, 446 unchanged`: what there is none of is not said."""
    counts = [(len(side), name) for side, name in zip(sides, _SIDES, strict=True)]
    return ", ".join([*(f"{count} {name}" for count, name in counts if count), f"{unchanged} unchanged"])
