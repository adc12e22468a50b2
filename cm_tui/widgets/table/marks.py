"""The marked rows of a table, and the range that is being marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain


class Marks:
    """A set of ids, and a range from an anchor to the row that was reached last.

    While a range grows and shrinks only the rows between its old and its new end are touched; a row that leaves the
    range is again what it was before the range began.
    """

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.sticky = False
        """Whether every move of the cursor extends the range."""
        self._before: set[str] = set()
        self._anchor: int | None = None
        self._end = 0

    @property
    def ranging(self) -> bool:
        """Whether a range is being marked."""
        return self._anchor is not None

    def toggle(self, row_id: str) -> None:
        """Mark a row, or unmark it."""
        self.ids.symmetric_difference_update((row_id,))

    def add(self, ids: Iterable[str]) -> None:
        """Mark these rows too."""
        self.stop()
        self.ids.update(ids)

    def replace(self, ids: Iterable[str]) -> None:
        """Mark exactly these rows."""
        self.stop()
        self.ids = set(ids)

    def start(self, ids: Sequence[str], index: int, *, sticky: bool) -> None:
        """Begin a range at the row at an index, which is marked."""
        self._before = set(self.ids)
        self._anchor = self._end = index
        self.sticky = sticky
        self.ids.add(ids[index])

    def extend(self, ids: Sequence[str], index: int) -> None:
        """Move the end of the range; without a range nothing happens."""
        if self._anchor is None:
            return
        old, new = _between(self._anchor, self._end), _between(self._anchor, index)
        self.ids.difference_update(ids[i] for i in _outside(old, new) if ids[i] not in self._before)
        self.ids.update(ids[i] for i in _outside(new, old))
        self._end = index

    def stop(self) -> None:
        """End the range; its rows stay marked."""
        self._anchor = None
        self.sticky = False
        self._before = set()


def _between(a: int, b: int) -> range:
    return range(min(a, b), max(a, b) + 1)


def _outside(span: range, other: range) -> Iterable[int]:
    """The numbers of a span that are not in another one that overlaps it."""
    return chain(range(span.start, min(other.start, span.stop)), range(max(other.stop, span.start), span.stop))
