"""Every point of the score as a table below its sum, narrowed by words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from cm_tui.model.text import fold
from cm_tui.model.views.score import ScoreEntry
from cm_tui.widgets.filter_line import FilterLine, SearchInput
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.score_lines import entries_head, entry_columns, entry_lines
from cm_tui.widgets.table import UnmarkedTable

PAGE = 200
"""Rows of a page of the table."""
WIDE = 120
"""Columns from which on the names and reasons have more room."""


class PointsTable(UnmarkedTable[ScoreEntry]):
    """The lines."""


class ScorePoints(Vertical):
    """Every point, action by action."""

    DEFAULT_CSS = """
    ScorePoints { height: 1fr; }
    ScorePoints Folded { padding: 0 1; }
    ScorePoints #why { height: 2; }
    ScorePoints PointsTable { width: 100%; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.head, self.why, self.line = Folded(), Folded(id="why"), FilterLine()
        self.table = PointsTable(entry_columns(wide=False), empty="Looking for every point …")
        self._entries: tuple[ScoreEntry, ...] = ()
        self._words: tuple[str, ...] = ()
        self._shown: tuple[ScoreEntry, ...] = ()

    def compose(self) -> ComposeResult:
        """The sum, the words, the lines, and in full why the one under the cursor counts as it does."""
        yield from (self.head, self.line, self.table, self.why)

    def put(self, entries: tuple[ScoreEntry, ...], words: tuple[str, ...]) -> None:
        """Show these lines; `words` is what is searched in each of them, folded. The cursor stays on its action."""
        self._entries, self._words = entries, words
        self.head.put(partial(entries_head, entries))
        self._narrow()

    @property
    def actions(self) -> Sequence[str]:
        """The actions that are shown."""
        return self.table.ids

    def on_resize(self, event: events.Resize) -> None:
        """Give names and reasons more room where there is some."""
        self.table.set_columns(entry_columns(wide=event.size.width >= WIDE))

    @on(FilterLine.Typed)
    def _narrow(self) -> None:
        words = fold(self.line.text).split()
        pairs = zip(self._entries, self._words, strict=True)
        self._shown = tuple(one for one, text in pairs if all(word in text for word in words))
        self.table.empty = "No point matches these words." if words else "No action counts."
        self.table.show([one.id for one in self._shown], self._shown[:PAGE])
        self.table.update_rows(self._shown)
        self._highlighted()
        self.line.say(f"{len(self._shown)} of {len(self._entries)} shown")

    @on(PointsTable.Highlighted)
    def _highlighted(self) -> None:
        self.why.put(partial(entry_lines, self.table.cursor_row))

    @on(PointsTable.PageWanted)
    def _page_wanted(self, event: PointsTable.PageWanted) -> None:
        event.stop()
        rows = self._shown[event.page * PAGE : (event.page + 1) * PAGE]
        self.table.put_page(event.generation, event.page, rows)

    @on(SearchInput.Left)
    def _left(self, event: SearchInput.Left) -> None:
        event.stop()
        self.screen.set_focus(self.table)
