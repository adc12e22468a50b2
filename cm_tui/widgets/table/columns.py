"""Columns of a table: what they draw, and which of them have room.

The first column is the name: it takes the cells that the others leave, and never goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from cm_tui.widgets.status import Tone

T = TypeVar("T")
GAP = 1
"""Blank cells between two columns."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column draws of a row; the text may come from outside, lead and tails may not.

    `lead` is a glyph before the text that carries the tone; without one the text does. `tails` are endings from the
    longest to the shortest: the first that fits follows the text, and the last stays when the text is cropped.
    """

    text: str
    tone: Tone = ""
    lead: str = ""
    tails: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: its width in cells, its priority (the lowest goes first when space is short), how it draws a row.

    `heading` stands in the header line where the title is too long for it. Without a `sort_key` it cannot be sorted.
    The first column's width is what it keeps as long as others can go; below that it keeps half of the table.
    """

    key: str
    title: str
    width: int
    priority: int
    render: Callable[[T], Cell]
    align: Literal["left", "right"] = "left"
    sort_key: str | None = None
    heading: str = ""


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A column that is drawn: where it begins and how many cells it has."""

    column: Column[T]
    x: int
    width: int


def layout(columns: Sequence[Column[T]], width: int, first_visible: int = 0) -> tuple[Placed[T], ...]:
    """Choose the columns that are drawn on `width` cells.

    Args:
        columns: The wanted columns in their order, the name first.
        width: Cells for all columns and the gaps between them.
        first_visible: 0 for the most important columns that fit; n for as many as fit in their order from the n-th on.

    Returns:
        The name and the chosen columns from left to right; together they fill the width.
    """
    if not columns:
        return ()
    name, *others = columns
    room = max(0, width - min(name.width, width // 2))
    widths = _most_important(others, room) if first_visible == 0 else _in_order(others[first_visible - 1 :], room)
    x = width - sum(cells + GAP for _, cells in widths)
    placed = [Placed(name, 0, x)]
    for column, cells in widths:
        placed.append(Placed(column, x + GAP, cells))
        x += GAP + cells
    return tuple(placed)


def _most_important(columns: Sequence[Column[T]], room: int) -> list[tuple[Column[T], int]]:
    kept = list(columns)
    while sum(column.width + GAP for column in kept) > room:
        kept.remove(min(reversed(kept), key=lambda column: column.priority))
    return [(column, column.width) for column in kept]


def _in_order(columns: Sequence[Column[T]], room: int) -> list[tuple[Column[T], int]]:
    chosen: list[tuple[Column[T], int]] = []
    for column in columns:
        if chosen and column.width + GAP > room:
            break
        cells = max(0, min(column.width, room - GAP))
        chosen.append((column, cells))
        room -= cells + GAP
    return chosen


def offsets(columns: Sequence[Column[T]], width: int) -> tuple[int, ...]:
    """The values of `first_visible` that each show something new: 0, and as many more as reach every column."""
    found, seen = [0], {_keys(columns, width, 0)}
    if len(layout(columns, width)) == len(columns):
        return (0,)
    for first in range(1, len(columns)):
        keys = _keys(columns, width, first)
        if keys not in seen:
            seen.add(keys)
            found.append(first)
        if keys[-1] == columns[-1].key:
            break
    return tuple(found)


def _keys(columns: Sequence[Column[T]], width: int, first: int) -> tuple[str, ...]:
    return tuple(placed.column.key for placed in layout(columns, width, first))
