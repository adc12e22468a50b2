"""Tables of text: as wide as their content in a pipe, fitted to the terminal on one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cm_tui.cli.visible import crop, width
from cm_tui.model.text import show

Row = TypeVar("Row")
_GAP = "  "
WHOLE = 1_000
"""A `least` that keeps a column from ever being cropped."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a table; the earlier it stands, the later it gives way to a narrow terminal."""

    title: str
    text: Callable[[Row], str]
    least: int = 10
    """Cells below which it is left out rather than cropped further."""
    right: bool = False


def table_lines(columns: Sequence[Column[Row]], rows: Sequence[Row], cells: int | None) -> Iterator[str]:
    """The lines of a table with a header, in at most so many cells; complete where `cells` is None."""
    body = [[show(column.text(row)) for column in columns] for row in rows]
    natural = [
        max([width(column.title), *(width(line[index]) for line in body)]) for index, column in enumerate(columns)
    ]
    widths = natural if cells is None else fitted(natural, [column.least for column in columns], cells)
    for line in ([column.title for column in columns], *body):
        parts = (_padded(text, size, column.right) for text, size, column in zip(line, widths, columns, strict=False))
        yield _GAP.join(parts).rstrip()


def fitted(natural: Sequence[int], least: Sequence[int], cells: int) -> list[int]:
    """Widths that fit: the last columns go while the rest cannot fit at all, then the widest give way first."""
    floor = [min(wanted, smallest) for wanted, smallest in zip(natural, least, strict=True)]
    while len(floor) > 1 and sum(floor) + len(_GAP) * (len(floor) - 1) > cells:
        floor.pop()
    widths = list(natural[: len(floor)])
    room = cells - len(_GAP) * (len(floor) - 1)
    while sum(widths) > room:
        spare = [size - smallest for size, smallest in zip(widths, floor, strict=True)]
        if not any(spare):
            break
        widest = max((index for index, left in enumerate(spare) if left), key=lambda index: widths[index])
        widths[widest] -= 1
    return widths


def _padded(text: str, size: int, right: bool) -> str:
    shown = crop(text, size)
    blanks = " " * (size - width(shown))
    return blanks + shown if right else shown + blanks
