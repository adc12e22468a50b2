"""The lines of a long text and where each of them is folded; a change folds anew only what it can move."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from cm_tui.widgets.editor.letters import REACH, next_fold

_MOST_PARTS = 500
"""Parts that are folded anew because of one change: several screens."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line that is drawn on one line of the screen: its row, and from which to which column it goes."""

    row: int
    start: int
    end: int
    is_last: bool
    """Whether the line ends with it."""


class FoldedText:
    """Rows (the lines of the text) and the parts that they are folded into; `y` counts parts from the top.

    Only rows of several parts are listed: most lines of a long text need one, and a line without an end has thousands.
    """

    def __init__(self, rows: list[str], width: int = 0) -> None:
        """Fold a text.

        Args:
            rows: Its lines without their ends; kept, and changed by `replace`.
            width: Cells of a part, at least 2; 0 while it is not known, when every row is one part.
        """
        self.rows = rows
        self.width = width
        self._list(*_folded(rows, width))

    def _list(self, folded: list[int], folds: list[list[int]]) -> None:
        """Take over which rows are folded, and where."""
        self._folded, self._folds = folded, folds
        self._more = [0, *accumulate(map(len, folds))]
        """Parts beyond one per row, before each of the folded rows."""
        self._tops = [row + more for row, more in zip(folded, self._more, strict=False)]
        """Where each of the folded rows begins."""

    def fold(self, width: int) -> None:
        """Fold everything to another width."""
        if width != self.width:
            self.width = width
            self._list(*_folded(self.rows, width))

    @property
    def height(self) -> int:
        """The number of parts."""
        return len(self.rows) + self._more[-1]

    def folds(self, row: int) -> Sequence[int]:
        """The columns at which the second and every further part of a row begins."""
        at = bisect_left(self._folded, row)
        return self._folds[at] if at < len(self._folded) and self._folded[at] == row else ()

    def part(self, y: int) -> Part:
        """The part at a height; the last one below the end."""
        y = min(max(y, 0), self.height - 1)
        at = bisect_right(self._tops, y) - 1
        if at < 0:
            return self._part(y, 0)
        beyond = y - self._tops[at] - len(self._folds[at])
        if beyond > 0:
            return self._part(self._folded[at] + beyond, 0)
        return self._part(self._folded[at], y - self._tops[at])

    def _part(self, row: int, index: int) -> Part:
        folds = self.folds(row)
        start = folds[index - 1] if index else 0
        is_last = index == len(folds)
        return Part(row, start, len(self.rows[row]) if is_last else folds[index], is_last)

    def find(self, row: int, column: int) -> tuple[int, Part]:
        """At which height a column of a row stands, and in which part."""
        at = bisect_left(self._folded, row)
        index = bisect_right(self.folds(row), column)
        return row + self._more[at] + index, self._part(row, index)

    def replace(self, start: tuple[int, int], end: tuple[int, int], text: Sequence[str]) -> tuple[int, int]:
        """Put lines, at least one, where something stood from a row and column to another; gives the place behind them."""
        (top, left), (bottom, right) = start, end
        before, after = self.rows[top][:left], self.rows[bottom][right:]
        lines = [*text]
        lines[0] = before + lines[0]
        behind = (top + len(lines) - 1, len(lines[-1]))
        lines[-1] += after
        self.rows[top : bottom + 1] = lines
        if top == bottom and len(lines) == 1 and self.width:
            self._refold(top, left, right, behind[1])
        else:
            self._insert(top, bottom, lines)
        return behind

    def _insert(self, top: int, bottom: int, lines: list[str]) -> None:
        first, last = bisect_left(self._folded, top), bisect_right(self._folded, bottom)
        shift = len(lines) - (bottom - top + 1)
        folded, folds = _folded(lines, self.width)
        self._list(
            [*self._folded[:first], *(row + top for row in folded), *(row + shift for row in self._folded[last:])],
            [*self._folds[:first], *folds, *self._folds[last:]],
        )

    def _refold(self, row: int, left: int, right: int, behind: int) -> None:
        """Fold a row anew around a change, until it is folded as before: parts further on only move.

        Where a line has no blanks that would take to its end; then a part is left short, which nobody sees who does not
        look for it.
        """
        line, known, shift = self.rows[row], self.folds(row), behind - right
        first = max(0, bisect_right(known, left) - 2)  # a word too long for two parts ends them both
        folds = list(known[:first])
        at = folds[-1] if folds else 0
        while (at := next_fold(line, at, self.width)) < len(line):
            same = bisect_left(known, at - shift)
            again = same < len(known) and known[same] == at - shift
            if at > behind + REACH and (again or len(folds) > first + _MOST_PARTS):
                folds += [at, *(column + shift for column in known[same + again :])]
                break
            folds.append(at)
        self._set(row, folds)

    def _set(self, row: int, folds: list[int]) -> None:
        at = bisect_left(self._folded, row)
        was_folded = at < len(self._folded) and self._folded[at] == row
        if folds or was_folded:
            self._folded[at : at + was_folded] = [row] if folds else []
            self._folds[at : at + was_folded] = [folds] if folds else []
            self._list(self._folded, self._folds)


def _folded(rows: Sequence[str], width: int) -> tuple[list[int], list[list[int]]]:
    """Which rows need several parts of a width, and where each of these is folded."""
    folded: list[int] = []
    folds: list[list[int]] = []
    if not width:
        return folded, folds
    for row, line in enumerate(rows):
        is_simple = len(line) <= width and line.isascii() and line.isprintable()
        if not is_simple and (found := _folds(line, width)):
            folded.append(row)
            folds.append(found)
    return folded, folds


def _folds(line: str, width: int) -> list[int]:
    found, at = [], 0
    while (at := next_fold(line, at, width)) < len(line):
        found.append(at)
    return found
