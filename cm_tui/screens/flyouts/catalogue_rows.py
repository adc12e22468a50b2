"""What a newer catalogue brings, as numbers, as the lines of a table, and the one under its cursor in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from cm_tui.widgets.folding import INK, MUTED, hanging, labelled
from cm_tui.widgets.status import Tone
from cm_tui.widgets.table import Cell, Column
from cm_tui.widgets.text import show

_ARROW = "→"
_LOOKS: dict[str, tuple[str, Tone]] = {"new": ("+", "good"), "changed": ("~", "accent"), "withdrawn": ("-", "warning")}
"""Glyph and tone of what becomes of something."""


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """Something that a catalogue brings: what becomes of it, and what that means; `id` tells it from every other line."""

    id: str
    subject: str
    name: str
    change: str
    meaning: str

    @property
    def look(self) -> tuple[str, Tone]:
        """The glyph before what becomes of it, and their tone."""
        return _LOOKS.get(self.change, ("▸", "muted"))


def _changed_cell(line: CatalogueLine) -> Cell:
    glyph, tone = line.look
    return Cell(line.change, tone, lead=glyph)


CATALOGUE_COLUMNS: tuple[Column[CatalogueLine], ...] = (
    Column("name", "Action or control", 30, 100, lambda line: Cell(line.name)),
    Column("change", "Becomes", 12, 90, _changed_cell),
    Column("id", "Id", 22, 80, lambda line: Cell(line.subject)),
    Column("meaning", "What it means", 34, 70, lambda line: Cell(line.meaning)),
)
"""What is read of each line; where room is short its meaning goes first, which stands in full below the table."""


def catalogue_lines(found: CatalogueComparison) -> tuple[CatalogueLine, ...]:
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


def _new(one: NewAction) -> CatalogueLine:
    meaning = f"{show_points(one.worth)} points, {_rows_text(one.instances)} of it begin{_s(one.instances)}"
    return CatalogueLine(f"action {one.id}", one.id, one.title, "new", meaning)


def _changed(one: ChangedAction) -> CatalogueLine:
    versions = f"version {one.from_version} {_ARROW} {one.to_version} ({', '.join(one.kinds)})" if one.kinds else ""
    number = len(one.instances)
    waiting = f"{number} update{'' if number == 1 else 's'} to accept" if number else "nothing to accept"
    parts = ["comes back" if one.returns else "", versions, waiting]
    return CatalogueLine(f"action {one.id}", one.id, one.title, "changed", ", ".join(filter(None, parts)))


def _withdrawn(one: WithdrawnAction) -> CatalogueLine:
    meaning = f"{_rows_text(one.instances)} of it stay{_s(one.instances)} in use and get{_s(one.instances)} no updates"
    return CatalogueLine(f"action {one.id}", one.id, one.title, "withdrawn", meaning)


def _laws(what: str, changes: LawChanges) -> Iterator[CatalogueLine]:
    sides = (("new", changes.new), ("changed", changes.changed), ("withdrawn", changes.withdrawn))
    for change, laws in sides:
        for law in laws:
            yield CatalogueLine(f"{what} {law.id}", law.id, law.title, change, _of_law(what, law))


def _of_law(what: str, law: LawChange) -> str:
    return f"{what}: {', '.join(law.fields)}" if law.fields else what


def _rows(found: CatalogueComparison) -> Iterator[CatalogueLine]:
    rows = found.rows
    told = (
        ("begins", rows.begun, "a new row of the list"),
        ("comes back", rows.came_back, "an assessment counts it again, with its work"),
        ("moves on", rows.moved_on, "takes the newest version at once"),
        ("leaves", rows.retired, "no assessment counts it any more; its work is kept"),
    )
    for change, names, meaning in told:
        for name in names:
            yield CatalogueLine(f"{change} {name}", name, rows.titles[name], change, meaning)


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
    counts = [(len(side), name) for side, name in zip(sides, _LOOKS, strict=True)]
    return ", ".join([*(f"{count} {name}" for count, name in counts if count), f"{unchanged} unchanged"])


def line_in_full(line: CatalogueLine | None, width: int) -> list[Content]:
    """A line as it stands below the table: id and what becomes of it, then its name and what that means."""
    if line is None:
        return []
    glyph, tone = line.look
    lead = Content.styled(f"{glyph} ", INK[tone])
    name = "" if line.name == line.subject else f"  {show(line.name)}"
    head = Content.assemble((show(line.subject), "bold"), "  ", Content.styled(line.change, INK[tone]), name)
    return [*hanging(lead, head, width), *hanging(Content("  "), Content.styled(show(line.meaning), MUTED), width)]
