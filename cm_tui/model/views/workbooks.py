"""Workbooks that come in: what is wrong with them, said by cell."""

from __future__ import annotations

from dataclasses import dataclass

MOST_OF_VALUE = 120
"""Characters of a cell that a fault repeats: a cell can hold a book."""


def brief(text: str) -> str:
    """The beginning of a text, as far as a fault repeats it."""
    return text if len(text) <= MOST_OF_VALUE else f"{text[: MOST_OF_VALUE - 1]}…"


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why one cell of a workbook refuses the whole of it (spec 3.7)."""

    sheet: str
    row: int
    """As Excel counts: the header is row 1."""
    column: str
    """The column's heading; its letter where it has none."""
    value: str
    """What stands there, as text; only the beginning of a long one."""
    message: str
    """What is wrong with it and what to do, in one sentence."""
    allowed: tuple[str, ...] = ()
    """The values that could stand there, where these are few."""

    def __post_init__(self) -> None:
        """Keep only the beginning of a long value, whoever finds the fault."""
        object.__setattr__(self, "value", brief(self.value))
