"""Every point of the score as a table below its sum, narrowed by words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from cm_tui.model.text import fold
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import ScoreEntry
from cm_tui.widgets.filter_line import FilterLine, SearchInput
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.score_lines import entries_head, entry_columns, entry_lines, words_of
from cm_tui.widgets.table import UnmarkedTable
from cm_tui.widgets.workers import EndsWorkFirst

PAGE = 200
"""Rows of a page of the table."""
WIDE = 120
"""Columns from which on the names and reasons have more room."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Every point: its lines, what is searched in each, what they count for together, and how many do not count."""

    entries: tuple[ScoreEntry, ...]
    words: tuple[str, ...]
    together: Points
    out: int

    @classmethod
    def of(cls, entries: tuple[ScoreEntry, ...]) -> Explained:
        """What is shown of such lines; work in a large organisation."""
        counting = [one.points for one in entries if one.in_scope]
        together = Points(sum(one.achieved for one in counting), sum(one.possible for one in counting))
        words = tuple(fold(words_of(one)) for one in entries)
        return cls(entries, words, together, len(entries) - len(counting))

    def narrowed(self, words: Sequence[str]) -> tuple[list[str], Sequence[ScoreEntry]]:
        """The ids and the lines in which all these words occur; work in a large organisation."""
        pairs = zip(self.entries, self.words, strict=True)
        found = [one for one, text in pairs if all(word in text for word in words)] if words else self.entries
        return [one.id for one in found], found


class PointsTable(UnmarkedTable[ScoreEntry]):
    """The lines."""


class ScorePoints(EndsWorkFirst, Vertical):
    """Every point, action by action."""

    DEFAULT_CSS = """
    ScorePoints { height: 1fr; }
    ScorePoints Folded { padding: 0 1; }
    ScorePoints #why { height: 2; }
    ScorePoints PointsTable { width: 1fr; height: 1fr; margin-left: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.head, self.why, self.line = Folded(), Folded(id="why"), FilterLine()
        self.table = PointsTable(entry_columns(wide=False), empty="Looking for every point …")
        self._explained: Explained | None = None
        self._shown: Sequence[ScoreEntry] = ()

    def compose(self) -> ComposeResult:
        """The sum, the words, the lines, and in full why the one under the cursor counts as it does."""
        yield from (self.head, self.line, self.table, self.why)

    def put(self, explained: Explained) -> None:
        """Show these lines. The cursor stays on its action."""
        self._explained = explained
        self.head.put(partial(entries_head, explained.together, explained.out))
        self.narrow()

    @property
    def actions(self) -> Sequence[str]:
        """The actions that are shown."""
        return self.table.ids

    def on_resize(self, event: events.Resize) -> None:
        """Give names and reasons more room where there is some."""
        self.table.set_columns(entry_columns(wide=event.size.width >= WIDE))

    @on(FilterLine.Typed)
    @work(exclusive=True, group="narrow")
    async def narrow(self) -> None:
        """Show the lines in which the words occur; while they are looked for others may be typed, and the last ones count."""
        explained, words = self._explained, fold(self.line.text).split()
        if explained is None:
            return
        ids, self._shown = await asyncio.to_thread(explained.narrowed, words)
        self.table.empty = "No point matches these words." if words else "No action counts."
        self.table.show(ids, self._shown[:PAGE])
        self._highlighted()
        self.line.say(f"{len(ids)} of {len(explained.entries)} shown")

    @on(PointsTable.Highlighted)
    def _highlighted(self) -> None:
        self.why.put(partial(entry_lines, self.table.cursor_row))

    @on(PointsTable.PageWanted)
    def _page_wanted(self, event: PointsTable.PageWanted) -> None:
        event.stop()
        rows = self._shown[event.page * PAGE : (event.page + 1) * PAGE]
        self.table.put_page(event.generation, event.page, rows)
        self._highlighted()

    @on(SearchInput.Left)
    def _left(self, event: SearchInput.Left) -> None:
        event.stop()
        self.screen.set_focus(self.table)
