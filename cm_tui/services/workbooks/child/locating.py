"""A slow second look at a sheet that could not be read: which cell it was, so that it can be mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from .scanning import column_letters

_KINDS = frozenset({"b", "d", "e", "inlineStr", "n", "s", "str"})
_TRUTHS = frozenset({"", "0", "1", "true", "false"})
_PLACE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_MOST_DAYS = 3_000_000
"""No calendar that Excel knows has so many."""
_LONGEST = 80


class Culprit:
    """The first cell of a sheet that holds what no cell can hold; `found` is its place and what is wrong with it."""

    def __init__(self, data: bytes, strings: bytes | None) -> None:
        self.found: tuple[str, str] | None = None
        self._texts = _texts_in(strings)
        self._place, self._row, self._column, self._kind, self._value = "", 0, 0, "n", ""
        begun: Mapping[str, Callable[[dict[str, str]], None]] = {"row": self._on_row, "c": self._on_cell}
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = lambda name, found: self._on_start(begun, name, found)
        self._parser.EndElementHandler = self._on_end
        self._parser.Parse(data, True)

    def _on_start(
        self, begun: Mapping[str, Callable[[dict[str, str]], None]], name: str, attributes: dict[str, str]
    ) -> None:
        name = name.rpartition(":")[2]
        if name in begun:
            begun[name](attributes)
        elif name == "v":
            self._value = ""
            self._parser.CharacterDataHandler = self._collect

    def _on_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row, self._column = int(number) if number.isdigit() else self._row + 1, 0

    def _on_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        place = attributes.get("r", "")
        self._place = place if _PLACE.fullmatch(place) else f"{column_letters(self._column)}{self._row}"
        self._kind, self._value = attributes.get("t", "n"), ""

    def _collect(self, piece: str) -> None:
        self._value = (self._value + piece)[:_LONGEST]

    def _on_end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "v":
            self._parser.CharacterDataHandler = None
        elif name == "c" and self.found is None and (wrong := self._why()) is not None:
            self.found = self._place, wrong

    def _why(self) -> str | None:
        value = self._value.strip()
        if self._kind not in _KINDS:
            return "a value of an unknown kind"
        if self._kind == "b":
            return None if value.lower() in _TRUTHS else "neither TRUE nor FALSE"
        if self._kind == "s":
            is_there = not value or (value.isdigit() and len(value) < 10 and int(value) < self._texts)
            return None if is_there else "a text that is missing"
        return _why_no_number(value) if self._kind == "n" and value else None


def _why_no_number(value: str) -> str | None:
    try:
        return "a number that is no date" if abs(float(value)) > _MOST_DAYS else None
    except ValueError:
        return "no number"


def _texts_in(strings: bytes | None) -> int:
    """How many shared texts there are."""
    count = 0

    def on_start(name: str, _: object) -> None:
        nonlocal count
        count += name.rpartition(":")[2] == "si"

    if strings is not None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = on_start
        parser.Parse(strings, True)
    return count
