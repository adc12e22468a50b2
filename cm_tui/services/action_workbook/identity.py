"""Which action a row is: its id, or else its name and group; and whether it may be changed at all (interface 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from cm_tui.model.rules.status import RETIRED_IS_LOCKED
from cm_tui.model.rules.workbook import shown_as_text
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.action_workbook.checked import Upload
from cm_tui.services.action_workbook.columns import PLACES, Cells
from cm_tui.services.action_workbook.faults import Faults
from cm_tui.services.action_workbook.layout import (
    ACTION_ID,
    APPLICABLE_TO,
    GROUP,
    IDENTITY,
    NAME,
    SERVICE_SCOPE,
    VERSION,
)
from cm_tui.services.action_workbook.stored import Stored, earlier_names, ids_by_name, read_stored
from cm_tui.services.action_workbook.values import Wrong
from cm_tui.services.workbooks.cells import possible_text
from cm_tui.services.workbooks.reading import CellValue

_LATER = frozenset({APPLICABLE_TO, SERVICE_SCOPE})
"""What an update that was accepted since the export, or a new subscription, changes in a row without anybody editing it."""
_MOST = 10**15


@dataclass
class Identities:
    """Says of rows which stored action they mean."""

    session: Session
    upload: Upload
    stored: Mapping[str, Stored]
    faults: Faults

    def of(self, number: int, cells: Cells, stored: Stored | None) -> Stored | None:
        """The action that a row means; None, and a fault, where it means none that may be changed."""
        if stored is None:
            return self._by_name(number, cells)
        if reason := _why_not(stored):
            self.faults.add(number, ACTION_ID, cells[0], Wrong(reason))
            return None
        wrong = [heading for heading in IDENTITY[1:] if not self._is_right(heading, cells, stored)]
        for heading in wrong:
            right = str(stored.standing[heading] or "")
            sentence = "This column says which action the row is and is never edited; put back what stood there."
            self.faults.add(number, heading, cells[PLACES[heading]], Wrong(sentence, (right,)))
        return None if wrong else stored

    def _is_right(self, heading: str, cells: Cells, stored: Stored) -> bool:
        version = cells[PLACES[VERSION]]
        if heading in _LATER and version != stored.row.version:
            return True
        if heading == GROUP and version is None and stored.is_technical:
            return True
        said, expected = _said(cells[PLACES[heading]]), _said(stored.standing[heading])
        return said == expected or (heading == NAME and said in self._names(stored))

    def _names(self, stored: Stored) -> frozenset[str]:
        """Every name that the action ever had: an update that was accepted since the export may have given it another one."""
        return self._earlier.get(stored.action_id, frozenset())

    @cached_property
    def _earlier(self) -> Mapping[str, frozenset[str]]:
        found = earlier_names(self.session, {one.action_id for one in self.stored.values()})
        return {action: frozenset(map(_said, names)) for action, names in found.items()}

    def _by_name(self, number: int, cells: Cells) -> Stored | None:
        if cells[0] is None:
            self.faults.add(number, ACTION_ID, None, Wrong("The action's id is missing; put it back."))
            return None
        matching = self._matching(cells)
        if len(matching) == 1 and matching[0] in self._named:
            return self._named[matching[0]]
        is_named = _said(cells[PLACES[NAME]]) in self._ids
        self.faults.add(number, ACTION_ID, cells[0], Wrong(_unknown(is_named, len(matching))))
        return None

    def _matching(self, cells: Cells) -> list[str]:
        """The ids of the actions that are called as a row says, in its group or in all groups."""
        group = _said(cells[PLACES[GROUP]])
        named = self._ids.get(_said(cells[PLACES[NAME]]), ())
        return [one for one, of_group in named if of_group is None or of_group.strip() == group]

    @cached_property
    def _named(self) -> Mapping[str, Stored]:
        """The actions that rows with an unknown id mean, read for all of them at once."""
        unknown = (self._matching(cells) for _, cells in self.upload.rows if _said(cells[0]) not in self.stored)
        wanted = {one: None for matching in unknown if len(matching) == 1 for one in matching}
        return read_stored(self.session, list(wanted))

    @cached_property
    def _ids(self) -> Mapping[str, Sequence[tuple[str, str | None]]]:
        return {possible_text(name): ids for name, ids in ids_by_name(self.session).items()}


def version_of(number: int, cells: Cells, stored: Stored, faults: Faults) -> int | None:
    """The version at which a row was exported; None where it does not say, or says what cannot be, which is a fault."""
    cell = cells[PLACES[VERSION]]
    if cell is None:
        return None
    version = _whole_number(cell)
    if version is None:
        faults.add(number, VERSION, cell, Wrong("This is no version of an action; export the actions anew."))
    elif version > stored.row.version:
        now = f"{stored.row.id} is at version {stored.row.version} only"
        faults.add(
            number, VERSION, cell, Wrong(f"{now}; the workbook is of another workspace, so export the actions anew.")
        )
    else:
        return version
    return None


def _whole_number(cell: CellValue) -> int | None:
    if isinstance(cell, str):
        return int(cell) if cell.strip().isascii() and cell.strip().isdigit() and len(cell) < 16 and int(cell) else None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return int(cell) if 1 <= cell < _MOST and cell == int(cell) else None


def _why_not(stored: Stored) -> str | None:
    if stored.managed_by is ManagedBy.MICROSOFT:
        return "This action is managed by Microsoft and cannot be changed here; delete the row."
    return f"{RETIRED_IS_LOCKED} Delete the row." if stored.retired else None


def _said(cell: CellValue) -> str:
    return "" if cell is None else shown_as_text(cell).strip()


def _unknown(is_named: bool, matching: int) -> str:
    if matching > 1:
        return "There is no such action, and several have this name; put the id of the one that is meant."
    if is_named:
        return "There is no such action; one of this name exists, but not in this group. Put the id of the one that is meant."
    return "There is no such action, and none has this name; put the id back, or delete the row."
