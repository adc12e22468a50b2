"""Every point of the score as a table below its sum, narrowed by words; the lines in sight are asked for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.worker import WorkType

from cm_tui.model.text import fold
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import PointsFound, ScoreEntry, SearchedPoint
from cm_tui.screens.base import Opened
from cm_tui.screens.score_asked import Asked
from cm_tui.widgets.filter_line import FilterLine, SearchInput
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.score_lines import entries_head, entry_columns, entry_lines
from cm_tui.widgets.table import UnmarkedTable

PAGE = 200
"""Rows of a page of the table."""
WIDE = 120
"""Columns from which on the names and reasons have more room."""
_WORDS = re.compile(r'"([^"]+)"?|(\S+)')
"""What is searched: words, and phrases in quotes."""


class PointsTable(UnmarkedTable[ScoreEntry]):
    """The lines."""


class ScorePoints(Opened, Vertical):
    """Every point, action by action."""

    DEFAULT_CSS = """
    ScorePoints { height: 1fr; }
    ScorePoints Folded { padding: 0 1; }
    ScorePoints #why { height: 2; }
    ScorePoints PointsTable { width: 1fr; height: 1fr; margin-left: 1; }
    """

    @dataclass
    class Counted(Message):
        """It is known how many lines there are."""

        lines: int

    def __init__(self, asked: Asked, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.head, self.why, self.line = Folded(), Folded(id="why"), FilterLine()
        self.table = PointsTable(entry_columns(wide=False), empty="Looking for every point …")
        self._asked = asked
        self._found: PointsFound | None = None
        self._searched: Sequence[SearchedPoint] | None = None

    def compose(self) -> ComposeResult:
        """The sum, the words, the lines, and in full why the one under the cursor counts as it does."""
        yield from (self.head, self.line, self.table, self.why)

    def on_mount(self) -> None:
        """Begin with the words that were asked for."""
        self.line.text = self._asked.words

    @work(exclusive=True, group="points")
    async def load(self) -> None:
        """Explain every point anew. The cursor stays on its action."""
        with self.notices():
            points = self.services.score.points
            found = await asyncio.to_thread(points, self._asked.assessment, self._asked.filter)
            self._found, self._searched = found, None
            self.workers.cancel_group(self, "searched")
            self.post_message(self.Counted(len(found.ids)))
            self.narrow()

    @on(FilterLine.Typed)
    @work(exclusive=True, group="narrow")
    async def narrow(self) -> None:
        """Show the lines in which the words occur; while they are looked for others may be typed, and the last ones count."""
        found, words = self._found, [phrase or word for phrase, word in _WORDS.findall(fold(self.line.text))]
        if found is None:
            return
        if words and self._searched is None:
            self.line.say("Reading every point …")
            self._read_words()
            return
        with self.notices():
            ids, shown = found.ids, None
            if words and self._searched is not None:
                ids, shown = await asyncio.to_thread(_holding, words, self._searched)
            rows = await asyncio.to_thread(self.services.score.entries, ids[:PAGE])
            self.head.put(partial(entries_head, found, shown))
            self.table.empty = "No point matches these words." if words else "No action counts."
            self.table.show(ids, rows)
            self._highlighted()
            self.line.say(f"{len(ids)} of {len(found.ids)} shown")

    def _read_words(self) -> None:
        """Begin to read what words are searched in, once: in a large organisation that takes seconds."""
        own = (one for one in self.workers if one.node is self and one.group == "searched")
        if not any(one.is_running and not one.is_cancelled for one in own):
            self._load_searched()

    @work(exclusive=True, group="searched")
    async def _load_searched(self) -> None:
        with self.notices():
            searched = self.services.score.searched
            self._searched = await asyncio.to_thread(searched, self._asked.assessment, self._asked.filter)
            self.narrow()

    def on_resize(self, event: events.Resize) -> None:
        """Give names and reasons more room where there is some."""
        self.table.set_columns(entry_columns(wide=event.size.width >= WIDE))

    @on(PointsTable.Highlighted)
    def _highlighted(self) -> None:
        self.why.put(partial(entry_lines, self.table.cursor_row))

    @on(PointsTable.PageWanted)
    def _page_wanted(self, event: PointsTable.PageWanted) -> None:
        event.stop()
        fetching: WorkType[None] = partial(self._fetch_page, event.generation, event.page)
        self.run_worker(fetching, group=f"page-{event.page}", exclusive=True)

    async def _fetch_page(self, generation: int, page: int) -> None:
        ids = self.table.ids[page * PAGE : (page + 1) * PAGE]
        with self.notices():
            self.table.put_page(generation, page, await asyncio.to_thread(self.services.score.entries, ids))
            self._highlighted()

    @on(SearchInput.Left)
    def _left(self, event: SearchInput.Left) -> None:
        event.stop()
        self.screen.set_focus(self.table)


def _holding(words: Sequence[str], searched: Sequence[SearchedPoint]) -> tuple[tuple[str, ...], Points]:
    """The ids of the lines in which all these words occur, and what they count for together; work in a large organisation."""
    found = [one for one in searched if all(any(word in text for text in one.texts) for word in words)]
    return tuple(one.id for one in found), sum((one.points for one in found), Points(0, 0))
