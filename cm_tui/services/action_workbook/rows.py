"""From the rows of a workbook to actions and edits: who is meant, and what a row says otherwise than what is stored (spec 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from sqlmodel import Session

from cm_tui.model.rules.workbook import brief, shown_as_text
from cm_tui.model.views.action_workbook import NewLink
from cm_tui.model.vocabulary import Field
from cm_tui.services.action_workbook.checked import Upload
from cm_tui.services.action_workbook.columns import PLACES, Cells
from cm_tui.services.action_workbook.faults import Faults
from cm_tui.services.action_workbook.identity import Identities, version_of
from cm_tui.services.action_workbook.layout import (
    ACTION_ID,
    DOCUMENTS,
    FIELDS,
    VERSION,
    action_row,
    standing_value,
)
from cm_tui.services.action_workbook.links import new_links
from cm_tui.services.action_workbook.stored import Stored, read_stored
from cm_tui.services.action_workbook.values import People, Typed, Wrong, read_value
from cm_tui.services.effort import Effort
from cm_tui.services.workbooks.cells import LONG_TEXTS, fits
from cm_tui.services.workbooks.reading import CellValue

_VERSION = PLACES[VERSION]
_PORTION = 40
"""Rows between two questions whether to go on."""
Row: TypeAlias = tuple[int, Cells]


@dataclass(frozen=True, slots=True)
class RowEdit:
    """A row that says something else than what is stored."""

    number: int
    cells: Cells
    stored: Stored
    seen: int | None
    """The version that was exported; None where the row does not say."""
    typed: Mapping[Field, Typed]
    """What its cells say otherwise than what is stored; blank ones leave their fields as they are."""
    links: tuple[NewLink, ...]
    notices: tuple[str, ...]
    named: str | None
    """The id that stands there, where the action was found by its name."""

    @property
    def id(self) -> str:
        """The action's id."""
        return self.stored.row.id


@dataclass
class Rows:
    """Reads the rows of one workbook against what is stored; what is wrong with them is added to the faults."""

    session: Session
    upload: Upload
    people: People
    faults: Faults
    effort: Effort
    versionless: int = 0
    """How many rows do not say at which version they were exported."""
    kept: int = 0
    """How many rows that change nothing leave out evidence that is there."""
    renamed: list[str] = field(default_factory=list)
    """The rows that change nothing and whose actions were found by their names: which id stands there, and which was meant."""
    _taken: dict[str, int] = field(default_factory=dict)
    """By action the row that it stands in."""

    def edits(self) -> tuple[RowEdit, ...]:
        """The rows that say something else than what is stored, in the workbook's order."""
        mute = self.faults.read_form(self.upload.sheet)
        muted = {row for row, _ in mute}
        found = []
        for start in range(0, len(self.upload.rows), _PORTION):
            portion = self.upload.rows[start : start + _PORTION]
            edits = [self._edit(row if row[0] not in muted else self._without(row, mute)) for row in portion]
            found += [one for one in edits if one is not None]
            self.effort.step(sum(one is None for one in edits))
        return tuple(found)

    @cached_property
    def _stored(self) -> dict[str, Stored]:
        return read_stored(self.session, list({_text(cells[0]): None for _, cells in self.upload.rows}))

    @cached_property
    def _identities(self) -> Identities:
        return Identities(self.session, self.upload, self._stored, self.faults)

    def _without(self, row: Row, mute: frozenset[tuple[int, int]]) -> Row:
        """A row in which formulas and errors say nothing."""
        number, cells = row
        places = self.upload.columns.places
        silent = {PLACES[one] for one, place in places.items() if (number, place + 1) in mute}
        return number, tuple(None if place in silent else cell for place, cell in enumerate(cells))

    def _edit(self, row: Row) -> RowEdit | None:
        number, cells = row
        stored = self._stored.get(_text(cells[0]))
        self.versionless += cells[_VERSION] is None
        if stored is not None and stored.is_ours and stored.row.id not in self._taken and _is_unedited(cells, stored):
            self._taken[stored.row.id] = number
            return None
        found = self._identities.of(number, cells, stored)
        if found is None or not self._is_first(number, cells, found):
            return None
        seen = version_of(number, cells, found, self.faults)
        typed = _differing(cells, found, self.people)
        links, notices = new_links(number, cells[PLACES[DOCUMENTS]], found.row.documents, self.faults)
        named = None if found is stored else _text(cells[0])
        if not (typed or links):
            self.kept += bool(notices)
            self.renamed += [] if named is None else [f"row {number} says {brief(named)} and means {found.row.id}"]
            return None
        return RowEdit(number, cells, found, seen, typed, links, notices, named)

    def _is_first(self, number: int, cells: Cells, found: Stored) -> bool:
        first = self._taken.setdefault(found.row.id, number)
        if first != number:
            wrong = Wrong(f"{found.row.id} stands in row {first} already; leave one of the two rows.")
            self.faults.add(number, ACTION_ID, cells[0], wrong)
        return first == number


def _is_unedited(cells: Cells, stored: Stored) -> bool:
    """Whether every cell says what is stored; a version that is not there says nothing."""
    written = action_row(stored.row)
    return all(
        cell == value or cell == standing_value(value) for cell, value in zip(cells, written[:-1], strict=False)
    ) and (cells[_VERSION] is None or (cells[_VERSION] == written[-1] and not isinstance(cells[_VERSION], bool)))


def _differing(cells: Cells, stored: Stored, people: People) -> dict[Field, Typed]:
    typed: dict[Field, Typed] = {}
    for heading, one in FIELDS.items():
        cell, stands = cells[PLACES[heading]], stored.standing[heading]
        if cell is None or cell == stands:
            continue
        value = _whole(one, read_value(one, cell, people), stored)
        if value not in (stored.value(one), stands):
            typed[one] = value
    return typed


def _whole(one: Field, value: Typed, stored: Stored) -> Typed:
    """A text that is not the beginning of a longer one only, with which that would be overwritten."""
    before = stored.value(one)
    if isinstance(value, str) and isinstance(before, str) and not fits(before) and f"“{LONG_TEXTS}”" in value:
        return Wrong(
            f"The whole of these {one.label} does not fit a cell, so that they cannot be edited here; edit them in the "
            "program, or replace all of the cell by a new text."
        )
    return value


def _text(cell: CellValue) -> str:
    return "" if cell is None else shown_as_text(cell).strip()
