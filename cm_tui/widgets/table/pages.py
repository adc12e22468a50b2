"""The rows that a table has at hand: pages of 200 around what was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar


class Row(Protocol):
    """What a table needs to know of a row."""

    @property
    def id(self) -> str:
        """The row's id, unique in the table."""


T = TypeVar("T", bound=Row)


class Pages(Generic[T]):
    """Ordered ids and the rows fetched for them.

    Each list of ids begins a generation; answers to questions of an older one are ignored. Rows of the generation
    before are drawn until their page arrives, so that a new order or a reload does not flicker.
    """

    SIZE = 200
    """Rows of a page."""
    KEPT = 50
    """Pages kept; the one put first goes first."""

    def __init__(self) -> None:
        self.ids: Sequence[str] = ()
        self.generation = 0
        self._rows: dict[str, T] = {}
        self._fresh: dict[int, None] = {}
        self._asked: set[int] = set()

    def begin(self, ids: Sequence[str]) -> None:
        """Take a new list of ids; every page is asked for anew when it is looked at."""
        self.ids = tuple(ids)
        self.generation += 1
        self._fresh.clear()
        self._asked.clear()
        if len(self._rows) > self.SIZE * self.KEPT:
            self._rows.clear()

    def put(self, generation: int, page: int, rows: Sequence[T]) -> bool:
        """Keep the rows of a page; False, and nothing is kept, for another generation than the current one.

        A page with fewer rows than belong to it is kept too; a first page cut short is asked for again.
        """
        if generation != self.generation:
            return False
        self._rows.update((row.id, row) for row in rows)
        if len(rows) >= len(self._ids_of(page)) or page in self._asked:
            self._asked.discard(page)
            self._fresh.pop(page, None)
            self._fresh[page] = None
            self._forget_oldest()
        return True

    def update(self, rows: Sequence[T]) -> None:
        """Replace rows that are at hand; others are of no interest."""
        self._rows.update((row.id, row) for row in rows if row.id in self._rows)

    def row(self, index: int) -> T | None:
        """The row at an index, if it is at hand."""
        return self._rows.get(self.ids[index])

    def wanted(self, first: int, last: int) -> list[int]:
        """The pages of the rows from `first` to `last` that were not yet asked for.

        Questions about pages that are out of sight are forgotten: whoever answers may have dropped them.
        """
        if last < first:
            return []
        visible = range(first // self.SIZE, last // self.SIZE + 1)
        self._asked.intersection_update(visible)
        pages = [page for page in visible if page not in self._fresh and page not in self._asked]
        self._asked.update(pages)
        return pages

    def find(self, row_id: str | None, near: int) -> int:
        """The index of an id; of a missing one the nearest index to `near`, 0 in an empty list."""
        if 0 <= near < len(self.ids) and self.ids[near] == row_id:
            return near
        try:
            return self.ids.index(row_id) if row_id is not None else 0
        except ValueError:
            return max(0, min(near, len(self.ids) - 1))

    def _ids_of(self, page: int) -> Sequence[str]:
        return self.ids[page * self.SIZE : (page + 1) * self.SIZE]

    def _forget_oldest(self) -> None:
        if len(self._fresh) > self.KEPT:
            oldest = next(iter(self._fresh))
            del self._fresh[oldest]
            for row_id in self._ids_of(oldest):
                self._rows.pop(row_id, None)
