"""The order of the list: how it is written down, and what the keys and the heading make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias, TypeVar

from cm_tui.model.listing import SORT_COLUMNS, SortOrder
from cm_tui.widgets.table import Column

T = TypeVar("T")
Rank: TypeAlias = tuple[Fraction | int, str]
"""What lines are sorted by: a number, then a text."""
_HIGHEST_FIRST = frozenset(
    {
        *("gain", "implementation_date", "test_date", "regulations", "assessments"),
        *("updates", "actions", "controls", "maximum", "bar"),
        *("passed", "failed", "in_progress", "none", "out_of_scope"),
    }
)
"""Columns of which the large or late values are what people look for."""


def written(sort: SortOrder) -> str:
    """An order as state.toml and the command line write it: `-gain`."""
    return f"-{sort.column}" if sort.descending else sort.column


def read(text: str) -> SortOrder:
    """The order that a text means; the default where it means none."""
    column = text.removeprefix("-")
    return SortOrder(column, text.startswith("-")) if column in SORT_COLUMNS else SortOrder()


def by_column(sort: SortOrder, column: Column[T]) -> SortOrder:
    """The order after a column was chosen: reversed where it is the sort column already."""
    key = column.sort_key or sort.column
    if key == sort.column:
        return replace(sort, descending=not sort.descending)
    return replace(sort, column=key, descending=key in _HIGHEST_FIRST)


def next_column(sort: SortOrder, columns: Sequence[Column[T]], step: int) -> SortOrder:
    """The order after moving to the next column that can be sorted, or to the one before; round at the ends."""
    sortable = [column for column in columns if column.sort_key is not None]
    keys = [column.sort_key for column in sortable]
    if sort.column in keys:
        return by_column(sort, sortable[(keys.index(sort.column) + step) % len(sortable)])
    return by_column(sort, sortable[0 if step > 0 else -1])


def column_of(sort: SortOrder, columns: Sequence[Column[T]]) -> str | None:
    """The key of the column that shows the order; None where it is not among them."""
    return next((column.key for column in columns if column.sort_key == sort.column), None)


def in_order(lines: Iterable[T], sort: SortOrder, ranks: Mapping[str, Callable[[T], Rank]]) -> list[T]:
    """Lines by what a column ranks them by; those of the same rank, and those of no order, stay as they came."""
    rank = ranks.get(sort.column)
    return list(lines) if rank is None else sorted(lines, key=rank, reverse=sort.descending)
