"""What is written into a workbook: tables, their columns, and what may be typed into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

Value: TypeAlias = "str | int | float | date | datetime | None"
"""What a cell can hold; moments are aware and stand there in UTC, which their format says."""
Kind: TypeAlias = Literal["text", "line", "day", "moment", "number"]
"""What a column holds: a `text` is folded to the column's width, a `line` is not."""
DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters, and what may be typed into it (whatever may not is refused with a sentence).

    `fixed` refuses everything, `allowed` all but a few values, `allowed_range` all but those of a range such as
    `'Valid values'!$A$2:$A$9`. `moves` says that its rows are sorted and come back: a text that is too long for its cell then
    stands there the same in every workbook.
    """

    title: str
    width: int
    kind: Kind = "text"
    hidden: bool = False
    grey: bool = False
    day_format: str = DAY
    allowed: tuple[str, ...] = ()
    allowed_range: str | None = None
    fixed: bool = False
    moves: bool = False
    help: str = ""
    """What Excel says to whoever typed something that is refused, or chose a cell of a list."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; every row has a value for each column. Rows may be made while they are written; then `count` says how many come."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    count: int | None = None
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """By row and column, both from 1: what is said of a cell; such a cell is coloured besides."""
    steady: int = 0
    """How many of the first columns stay where they are when the table is moved sideways."""
    filtered: bool = True
    tab: str | None = None
    """The colour of the tab, such as `2F6FDE`."""
    opened: bool = False
    """Whether the workbook is opened with this sheet in front; else with the first one."""

    @property
    def expected(self) -> int:
        """How many rows come, as far as is known."""
        if self.count is not None:
            return self.count
        return len(self.rows) if isinstance(self.rows, Sized) else 0
