"""A first look at a sheet, without unfolding it: that it is no larger than allowed, and what it holds beside plain values."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from .refusing import MOST_CELLS, MOST_COLUMNS, MOST_REMARKS, MOST_ROWS, Refused, damaged, short

ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""What python-calamine knows as an error; it gives an empty text for each of them."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_WIDEST, _DEEPEST = 16_384, 1_048_576
_LONGEST_REMARK = 40
_CELLS = (b"<c ", b"<c>", b"<c/", b":c ", b":c>", b":c/")
"""How a cell begins, with a prefix or without; counted before a slow look at each of too many."""
_NO_INDEX = re.compile(rb"""\bt=["']s["'][^>]*><(?:\w+:)?v>(?!\d{0,8}<)""")
"""A shared text that is none; python-calamine would take it for the first one."""


def column_letters(column: int) -> str:
    """What Excel calls a column, counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = _LETTERS[rest] + letters
    return letters


_COLUMNS = {column_letters(number): number for number in range(1, MOST_COLUMNS + 1)}


def refuse_malformed(data: bytes, part: str) -> None:
    """Raises Refused for XML that is not well formed, which python-calamine would read in a way of its own."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise damaged(f"its part {short(part)} is not well formed") from error


class Scan:
    """One sheet, gone through once; raises Refused while it goes."""

    def __init__(self, data: bytes, title: str) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self.merged: list[str] = []
        self.wrong: dict[tuple[int, int], str] = {}
        self._title = title
        self._rows = self._row = 0
        self._reference: str | tuple[int, int] = (0, 0)
        """Of the cell that was begun last: as it is written, or row and column where it had to be counted."""
        self._in_cell = self._is_error = False
        self._last = (0, 0)
        self._digits, self._digits_row = "", 0
        self._handlers: dict[str, Callable[[list[str]], None]] = {
            "row": self._on_row,
            "c": self._on_cell,
            "v": self._on_value,
            "is": self._on_value,
            "f": self._on_formula,
            "mergeCell": self._on_merged,
        }
        self._parser = expat.ParserCreate()
        self._go_through(data)

    def _go_through(self, data: bytes) -> None:
        if sum(map(data.count, _CELLS)) > MOST_CELLS:
            raise self._too_large()
        if _NO_INDEX.search(data):
            raise damaged(f"a text of its sheet {short(self._title)} is missing")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._on_start
        self._parser.StartDoctypeDeclHandler = self._on_doctype
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise damaged(f"its sheet {short(self._title)} is not well formed") from error
        finally:
            self._parser.StartElementHandler = self._parser.CharacterDataHandler = None

    def _on_start(self, name: str, attributes: list[str]) -> None:
        if name == "t":
            return
        handler = self._handlers.get(name)
        if handler is not None:
            handler(attributes)
        elif ":" in name:
            self._on_start(name.rpartition(":")[2], attributes)
        elif name != "r":
            self._leave()

    def _on_doctype(self, *_: object) -> None:
        raise damaged(f"its sheet {short(self._title)} declares a document type, which no workbook does")

    def _leave(self) -> None:
        self._in_cell = False
        if self._is_error:
            self._is_error = False
            self._parser.CharacterDataHandler = None

    def _on_row(self, attributes: list[str]) -> None:
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise self._too_large()
        number = _attribute(attributes, "r")
        if number is None:
            self._row += 1
        elif number.isascii() and number.isdigit() and 0 < len(number) <= 7:
            self._row = int(number)
        else:
            raise damaged(f"a row of its sheet {short(self._title)} has no number")
        self._reference = (self._row, 0)
        self._leave()

    def _on_cell(self, attributes: list[str]) -> None:
        self._leave()
        self._in_cell = True
        reference = attributes[1] if attributes and attributes[0] == "r" else _attribute(attributes, "r")
        if reference is None:
            row, column = self._placed(self._reference, limited=False)
            self._reference = (row, column + 1)
        else:
            self._reference = reference
        if "e" in attributes and _attribute(attributes, "t") == "e":
            self._is_error = True

    def _on_value(self, _: list[str]) -> None:
        """Only a cell that holds something takes room; Excel writes far ones that only have a look."""
        if not self._in_cell:
            return
        place = self._placed(self._reference)
        if place <= self._last:
            raise damaged(f"the cells of its sheet {short(self._title)} are not in order")
        self._last = place
        if self._is_error:
            self._on_error(place)

    def _on_formula(self, attributes: list[str]) -> None:
        if not self._in_cell:
            return
        place = self._placed(self._reference)
        self.formulas.add(place)
        if _attribute(attributes, "t") in ("array", "dataTable"):
            self.formulas |= self._block(_attribute(attributes, "ref") or "", place)
        self._limit(self.formulas)

    def _on_error(self, place: tuple[int, int]) -> None:
        self.wrong[place] = ""
        self._limit(self.wrong)

        def collect(piece: str) -> None:
            self.wrong[place] = (self.wrong[place] + piece[:_LONGEST_REMARK])[:_LONGEST_REMARK].strip()

        self._parser.CharacterDataHandler = collect

    def _on_merged(self, attributes: list[str]) -> None:
        self._leave()
        self.merged.append((_attribute(attributes, "ref") or "")[:_LONGEST_REMARK])
        self._limit(self.merged)

    def _block(self, reference: str, place: tuple[int, int]) -> set[tuple[int, int]]:
        """The cells of a formula that fills several; never more of them than a sheet may have remarks."""
        first, _, last = reference.partition(":")
        if not (_PLACE.fullmatch(first) and _PLACE.fullmatch(last or first)):
            return {place}
        (top, left), (bottom, right) = self._placed(first), self._placed(last or first)
        if (bottom - top + 1) * (right - left + 1) > MOST_REMARKS:
            raise self._too_many_remarks()
        return {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}

    def _placed(self, reference: str | tuple[int, int], *, limited: bool = True) -> tuple[int, int]:
        """Row and column of a cell, both from 1."""
        if isinstance(reference, str):
            letters = reference.rstrip("0123456789")
            digits = reference[len(letters) :]
            column = _COLUMNS.get(letters)
            if column is not None and digits == self._digits:
                return self._digits_row, column
            place = self._read(reference)
        else:
            place, digits = reference, ""
        if limited and (place[0] > MOST_ROWS or place[1] > MOST_COLUMNS):
            raise self._too_large()
        if limited and digits:
            self._digits, self._digits_row = digits, place[0]
        return place

    def _read(self, reference: str) -> tuple[int, int]:
        found = _PLACE.fullmatch(reference)
        if found is None:
            raise damaged(f"its sheet {short(self._title)} has a cell at {short(reference)}, which is no place")
        column = 0
        for letter in found[1]:
            column = column * 26 + _LETTERS.index(letter) + 1
        if column > _WIDEST or int(found[2]) > _DEEPEST:
            raise damaged(f"its sheet {short(self._title)} has a cell at {short(reference)}, which is no place")
        return int(found[2]), column

    def _limit(self, remarks: set[tuple[int, int]] | dict[tuple[int, int], str] | list[str]) -> None:
        if len(remarks) > MOST_REMARKS:
            raise self._too_many_remarks()

    def _too_large(self) -> Refused:
        return Refused(
            f"has more than {MOST_ROWS:,} rows, {MOST_COLUMNS} columns or {MOST_CELLS:,} cells on its sheet {short(self._title)}: "
            "delete the rows and columns that are not needed, empty ones too, and save it again"
        )

    def _too_many_remarks(self) -> Refused:
        return Refused(
            f"has more than {MOST_REMARKS:,} formulas, merged ranges or errors on its sheet {short(self._title)}: "
            "paste the values in their place, and save it again"
        )


def _attribute(attributes: list[str], name: str) -> str | None:
    for at in range(0, len(attributes), 2):
        if attributes[at] == name:
            return attributes[at + 1]
    return None
