"""Why the score is what it is: what moved it since a day, and every point of it (issue 6, item 4)."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import ContentSwitcher, OptionList

from cm_tui.screens.base import AppScreen
from cm_tui.screens.score_asked import OVERALL, Asked
from cm_tui.screens.score_moves import MovesTold
from cm_tui.screens.score_points import PointsTable, ScorePoints
from cm_tui.screens.section import ActionWanted
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.page_head import PageTitle
from cm_tui.widgets.score_lines import covers_lines
from cm_tui.widgets.score_moves import SPANS
from cm_tui.widgets.tab_line import TabLine

MOVES, POINTS = "moves", "points"
TABS = (MOVES, POINTS)


class ScoreScreen(AppScreen[None]):
    """Explains the overall score, that of one assessment, or that of what the overview's filter selects."""

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

    def __init__(self, asked: Asked = OVERALL, *, span: str = "30 days") -> None:
        """Make a screen.

        Args:
            asked: Whose score is explained.
            span: How far back the moves are told at first, one of `SPANS`.
        """
        super().__init__()
        self.asked = asked
        self.set_reactive(ScoreScreen.span, span)
        self.set_reactive(ScoreScreen.tab, POINTS if asked.words else MOVES)
        self.page_title, self.tab_line, self.covers = PageTitle("Back"), TabLine(id="tabs"), Folded(id="covers")
        self.moves, self.points = MovesTold(asked, id=MOVES), ScorePoints(asked, id=POINTS)
        self.body = ContentSwitcher(self.moves, self.points, initial=self.tab)
        self._counts = dict.fromkeys(TABS, "")
        self._stale = set(TABS)

    def compose(self) -> ComposeResult:
        """Title, tabs, what a filter counts, and below them the moves or the points."""
        yield from (self.page_title, self.tab_line, self.covers, self.body, KeyBar())

    def on_mount(self) -> None:
        """Explain, and again whenever the score may have moved."""
        self.page_title.put(self.asked.heading)
        self.covers.display = bool(self.asked.chips)
        self.covers.put(partial(covers_lines, self.asked.chips))
        self.follow(self.app.actions_changed, self.action_refresh_all)
        self.follow(self.app.assessments_changed, self.action_refresh_all)
        self._show_tabs()
        self.set_focus(self._list_shown)
        self.action_refresh_all()

    @property
    def _list_shown(self) -> Widget:
        return self.moves.list if self.tab == MOVES else self.points.table

    def action_refresh_all(self) -> None:
        """Load the open tab anew, and the other one when it is opened: both are work in a large organisation."""
        self._stale = set(TABS)
        self._load_tab()

    def _load_tab(self) -> None:
        if self.tab in self._stale:
            self._stale.discard(self.tab)
            if self.tab == MOVES:
                self.moves.load(self.span)
            else:
                self.points.load()

    @on(MovesTold.Counted)
    def _moves_counted(self, event: MovesTold.Counted) -> None:
        self._count(MOVES, "" if event.moves is None else f" ({event.moves})")

    @on(ScorePoints.Counted)
    def _points_counted(self, event: ScorePoints.Counted) -> None:
        self._count(POINTS, f" ({event.lines})")

    def _count(self, tab: str, count: str) -> None:
        self._counts[tab] = count
        self._show_tabs()

    def _show_tabs(self) -> None:
        titles = [f"What moved it{self._counts[MOVES]}", f"Every point{self._counts[POINTS]}"]
        self.tab_line.put(titles, TABS.index(self.tab))
        self.refresh_bindings()

    def watch_tab(self, tab: str) -> None:
        """Open a tab."""
        self.body.current = tab
        self.set_focus(self._list_shown)
        self._show_tabs()
        self._load_tab()

    def watch_span(self) -> None:
        """Tell another time."""
        self.moves.load(self.span)

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
        self.post_message(ActionWanted(event.id, self.points.table.ids, "Score"))

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
