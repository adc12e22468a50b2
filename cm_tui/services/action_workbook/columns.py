"""Which column of a workbook is which: by its heading, in any order and any case (spec 3.4; issue 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.workbook import brief, shown_as_text
from cm_tui.services.action_workbook.layout import COLUMNS, UPDATE, VERSION
from cm_tui.services.workbooks.reading import CellValue, ReadSheet

Cells: TypeAlias = tuple[CellValue, ...]
"""What stands in the 16 cells of a row, in the order of the layout; blank where a workbook has no version."""
PLACES: Mapping[str, int] = {heading: place for place, heading in enumerate((*COLUMNS, VERSION))}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of Action Update stand in one workbook."""

    headings: tuple[str, ...]
    """By place, how a fault calls the column: the layout's heading, or what stands there, or the column's letter."""
    places: Mapping[str, int]
    """By heading of the layout, the place from 0."""
    ignored: tuple[str, ...]

    @property
    def has_versions(self) -> bool:
        """Whether the workbook says at which versions it was exported."""
        return VERSION in self.places

    def rows(self, sheet: ReadSheet) -> tuple[tuple[int, Cells], ...]:
        """The rows that are not blank, by their numbers in Excel."""
        take = itemgetter(*(self.places.get(heading, len(self.headings)) for heading in PLACES))
        nothing = (None,)
        found = ((number, take(row + nothing)) for number, row in enumerate(sheet.rows[1:], start=2))
        return tuple((number, cells) for number, cells in found if any(one is not None for one in cells))


def located(sheet: ReadSheet) -> Columns:
    """The columns of a sheet. Raises InvalidInput for a heading that is missing, or stands there twice."""
    header = sheet.rows[0] if sheet.rows else ()
    texts = ["" if cell is None else shown_as_text(cell).strip() for cell in header]
    known = {heading.casefold(): heading for heading in PLACES}
    meant = [known.get(" ".join(text.split()).casefold()) for text in texts]
    _refuse_missing([heading for heading in COLUMNS if heading not in meant])
    _refuse_doubled([heading for heading, count in Counter(meant).items() if heading is not None and count > 1])
    headings = tuple(
        one or brief(text) or letter(place) for place, (one, text) in enumerate(zip(meant, texts, strict=True))
    )
    places = {heading: place for place, heading in enumerate(meant) if heading is not None}
    ignored = tuple(text for one, text in zip(meant, texts, strict=True) if one is None and text)
    return Columns(headings, places, ignored)


def letter(place: int) -> str:
    """The letters of the column at a place from 0, as Excel counts: A, Z, AA."""
    letters, rest = "", place + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def _refuse_missing(missing: Sequence[str]) -> None:
    if missing:
        named = ", ".join(f"“{one}”" for one in missing)
        columns = "column" if len(missing) == 1 else "columns"
        raise InvalidInput(
            f"The sheet {UPDATE} has no {columns} {named}; put the heading back into row 1, or export the actions anew."
        )


def _refuse_doubled(doubled: Sequence[str]) -> None:
    if doubled:
        raise InvalidInput(
            f"The sheet {UPDATE} has the column “{doubled[0]}” twice; delete the one that does not count."
        )
