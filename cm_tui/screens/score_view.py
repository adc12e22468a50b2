"""Why the score is what it is: what moved it since a day, and every point of it (issue 6, item 4)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widgets import ContentSwitcher, OptionList

from cm_tui.model.text import fold
from cm_tui.model.views.score import ScoreEntry, ScoreHistory
from cm_tui.screens.base import AppScreen
from cm_tui.screens.section import ActionWanted
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.page_head import PageTitle
from cm_tui.widgets.score_lines import words_of
from cm_tui.widgets.score_moves import ScoreMoves
from cm_tui.widgets.score_points import PointsTable, ScorePoints
from cm_tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from cm_tui.services.services import Services

SPANS: dict[str, int | None] = {"7 days": 7, "30 days": 30, "90 days": 90, "From the beginning": None}
"""How far back the moves are told, in days; None for all of them."""
FIRST_DAY = date(1970, 1, 2)
"""A day before anything happened."""
MOVES, POINTS = "moves", "points"
TABS = (MOVES, POINTS)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is shown, and what is searched in each of the entries."""

    history: ScoreHistory
    entries: tuple[ScoreEntry, ...]
    words: tuple[str, ...]


class ScoreScreen(AppScreen[None]):
    """Explains the overall score, or that of one assessment."""

    CSS_PATH = "../styles/score.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "search.leave",
        "score.open",
        "table.open",
        "score.next_tab",
        "score.longer",
        "score.shorter",
        "score.search",
        "app.escape",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open action", id="score.open", tooltip="Open the action that moved the score"),
        Binding("right_square_bracket", "tab(1)", "Next tab", id="score.next_tab", tooltip="Open the other tab"),
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "Previous tab",
            show=False,
            id="score.previous_tab",
            tooltip="Open the tab before",
        ),
        Binding("greater_than_sign", "span(1)", "Longer", id="score.longer", tooltip="Tell the moves of a longer time"),
        Binding(
            "less_than_sign", "span(-1)", "Shorter", id="score.shorter", tooltip="Tell the moves of a shorter time"
        ),
        Binding("slash", "search", "Search", id="score.search", tooltip="Narrow every point by words"),
    ]

    tab: var[str] = var(MOVES, init=False)
    """The tab that is open."""
    span: var[str] = var("30 days", init=False)
    """How far back the moves are told."""

    def __init__(self, assessment: str | None = None) -> None:
        """Make a screen; `assessment` is the name of the one that is explained, None for the overall score."""
        super().__init__()
        self.assessment = assessment
        self.page_title, self.tab_line = PageTitle("Back"), TabLine(id="tabs")
        self.moves, self.points = ScoreMoves(id=MOVES), ScorePoints(id=POINTS)
        self.body = ContentSwitcher(self.moves, self.points, initial=MOVES)
        self._counts = ("", "")

    def compose(self) -> ComposeResult:
        """Title, tabs, and below them the moves or the points."""
        yield from (self.page_title, self.tab_line, self.body, KeyBar())

    def on_mount(self) -> None:
        """Explain, and again whenever the score may have moved."""
        what = f"the score of {self.assessment}" if self.assessment else "the score"
        self.page_title.put(f"Why {what} is what it is")
        self.app.actions_changed.subscribe(self, lambda ids: self.load())
        self.app.assessments_changed.subscribe(self, lambda name: self.load())
        self._show_tabs()
        self.set_focus(self.moves.list)
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Follow the history anew, and explain every point."""
        days = SPANS[self.span]
        day = FIRST_DAY if days is None else self.today - timedelta(days=days)
        with self.notices():
            stored = await asyncio.to_thread(_read, self.services, day, self.assessment)
            since = self.span if days is None else f"{self.span}, since {day.isoformat()}"
            self.moves.put(stored.history, since)
            self.points.put(stored.entries, stored.words)
            self._counts = (f" ({len(stored.history.moves)})", f" ({len(stored.entries)})")
            self._show_tabs()

    def action_refresh_all(self) -> None:
        """Ask anew."""
        self.load()

    def _show_tabs(self) -> None:
        self.tab_line.put([f"What moved it{self._counts[0]}", f"Every point{self._counts[1]}"], TABS.index(self.tab))
        self.refresh_bindings()

    def watch_tab(self, tab: str) -> None:
        """Open a tab."""
        self.body.current = tab
        self.set_focus(self.moves.list if tab == MOVES else self.points.table)
        self._show_tabs()

    def watch_span(self) -> None:
        """Tell another time."""
        self.load()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()

    # Keys

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What there is nothing for."""
        spans = list(SPANS)
        if binding_id == "score.open":
            return self.moves.why_not_opened
        if binding_id in ("score.longer", "score.shorter") and self.tab != MOVES:
            return "Every point is as it is now; the time is that of the moves."
        if binding_id == "score.longer" and self.span == spans[-1]:
            return "These are all moves, from the beginning."
        if binding_id == "score.shorter" and self.span == spans[0]:
            return f"{spans[0]} is the shortest time."
        return None

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Open the action of the move under the cursor."""
        if self.moves.action is None:
            self.tell(self.moves.why_not_opened or "", "warning")
        else:
            self.post_message(ActionWanted(self.moves.action, self.moves.actions, "Score"))

    @on(PointsTable.Opened)
    def _opened(self, event: PointsTable.Opened) -> None:
        self.post_message(ActionWanted(event.id, self.points.actions, "Score"))

    def action_span(self, step: int) -> None:
        """Tell a longer or a shorter time."""
        reason = self.why_key_cannot_act("score.longer" if step > 0 else "score.shorter")
        if reason is not None:
            self.tell(reason, "warning")
        else:
            spans = list(SPANS)
            self.span = spans[spans.index(self.span) + step]

    def action_tab(self, step: int) -> None:
        """Open the next tab or the one before."""
        self.tab = TABS[(TABS.index(self.tab) + step) % len(TABS)]

    @on(TabLine.Chosen)
    def _tab_clicked(self, event: TabLine.Chosen) -> None:
        self.tab = TABS[event.index]

    def action_search(self) -> None:
        """Put the focus into the words that narrow the points."""
        self.tab = POINTS
        self.set_focus(self.points.line.search)

    @on(PageTitle.BackWanted)
    async def _back_clicked(self) -> None:
        await self.run_action("app.back")


def _read(services: Services, day: date, assessment: str | None) -> _Stored:
    history, entries = services.score.since(day, assessment), services.score.explain(None, assessment)
    return _Stored(history, entries, tuple(fold(words_of(one)) for one in entries))
