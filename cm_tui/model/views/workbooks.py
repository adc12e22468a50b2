"""Workbooks that come in: what is wrong with them, said by cell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why one cell of a workbook refuses the whole of it (spec 3.7)."""

    sheet: str
    row: int
    """As Excel counts: the header is row 1."""
    column: str
    """The column's heading; its letter where it has none."""
    value: str
    """What stands there, as text."""
    message: str
    """What is wrong with it and what to do, in one sentence."""
    allowed: tuple[str, ...] = ()
    """The values that could stand there, where these are few."""
