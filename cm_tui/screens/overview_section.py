"""The section Overview: the score, what moves it most, and how it went (spec 13)."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from cm_tui.model.errors import StorageProblem
from cm_tui.screens.base import asks
from cm_tui.screens.flyouts.overview_filters import OverviewFiltersFlyout
from cm_tui.screens.overview.lines import (
    assessment_lines,
    category_lines,
    key_action_lines,
    score_lines,
    solution_lines,
    trend_panel,
    trend_refused,
)
from cm_tui.screens.overview.narrowing import Narrowing, narrowing, read, without
from cm_tui.screens.overview.opening import OpeningFromOverview
from cm_tui.screens.section import SectionScreen
from cm_tui.widgets.chips import Chips
from cm_tui.widgets.header import Header
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.panel import Panel, PanelLine, PanelPage, muted
from cm_tui.widgets.sections import SectionLine

if TYPE_CHECKING:
    from cm_tui.model.views.overview import Overview
    from cm_tui.services.services import Services

TREND_DAYS = 90
COUNTING = (PanelLine(muted("Counting …")),)
"""What stands there until the first numbers do."""
UNFILTERED = "There is no filter to take away."


class OverviewScreen(OpeningFromOverview, SectionScreen):
    """Panels in two columns, or below each other; every line opens what is behind its number."""

    SECTION = "overview"
    CSS_PATH = "../styles/overview.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "chips.remove",
        "panel.open",
        "panel.open_all",
        "overview.filters",
        "overview.explain",
        "overview.clear",
        "app.palette",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "filters", "Filters", id="overview.filters", tooltip="Choose what every number here counts"),
        Binding("F", "clear", "Clear filters", id="overview.clear", tooltip="Count everything again"),
        Binding(
            "E",
            "explain",
            "Explain",
            id="overview.explain",
            tooltip="See why the score is what it is, and what moved it",
        ),
    ]

    chips = getters.query_one(Chips)

    def compose(self) -> ComposeResult:
        """Head, sections, chips, panels, keys."""
        yield Header()
        yield SectionLine(self.SECTION)
        yield Chips("Everything counts; f counts a part of it.")
        with PanelPage():
            with Vertical(classes="column"):
                yield Panel("Compliance score", id="score")
                yield Panel("Key improvement actions", id="actions")
                yield Panel("Solutions that affect your score", id="solutions")
            with Vertical(classes="column"):
                yield Panel(f"Trend over {TREND_DAYS} days", id="trend")
                yield Panel("Compliance score breakdown by category", id="categories")
                yield Panel("Compliance score breakdown by assessment", id="assessments")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the overview as it was left, and again whenever something changed that it counts."""
        self.introduce()
        self._panel("score").put(COUNTING)
        self.filter_text = self.app.memory.overview_filter(self.services.workspace.path)
        self.follow(self.app.actions_changed, self.action_refresh_all)
        self.follow(self.app.assessments_changed, self.action_refresh_all)
        self.follow(self.app.catalogue_changed, self.action_refresh_all)
        self.action_refresh_all()

    def action_refresh_all(self) -> None:
        """Load everything anew."""
        self.load()
        self.load_score()

    @work(exclusive=True, group="overview")
    async def load(self) -> None:
        """Show the numbers as they are now, and the trend after them."""
        self.workers.cancel_group(self, "trend")
        with self.notices():
            narrowed, overview = await asyncio.to_thread(_read, self.services, self.filter_text, self.today)
            if narrowed.farewell:
                self.tell(narrowed.farewell, "warning")
            if narrowed.text != self.filter_text:
                self.filter_text = narrowed.text
                self._remember()
            self._show(narrowed, overview)
            self.load_trend()

    @work(exclusive=True, group="trend")
    async def load_trend(self) -> None:
        """Show how the score went, of what is counted; where the history does not lead to the score, that."""
        with self.notices():
            wanted = read(self.filter_text, self.today)
            try:
                trend = await asyncio.to_thread(self.services.score.trend, TREND_DAYS, wanted)
            except StorageProblem as problem:
                self._panel("trend").put(trend_refused(str(problem)))
            else:
                self._panel("trend").put(trend_panel(trend))
            self._keep_focus()

    @work(group="remember")
    async def _remember(self) -> None:
        memory, workspace = self.app.memory, self.services.workspace.path
        await asyncio.to_thread(memory.remember_overview, workspace, self.filter_text)

    def _show(self, narrowed: Narrowing, overview: Overview) -> None:
        is_first, self.shown, self.narrowed = self.shown is None, overview, narrowed
        self.chips.put(narrowed.chips)
        self._panel("score").put(score_lines(overview, bool(narrowed.chips)))
        self._panel("actions").put(key_action_lines(overview))
        self._panel("solutions").put(solution_lines(overview, self.all_solutions))
        self._panel("categories").put(category_lines(overview))
        self._panel("assessments").put(assessment_lines(overview))
        if is_first:
            self._panel("trend").put(trend_panel(None))
        self._keep_focus()
        self.refresh_bindings()

    def _keep_focus(self) -> None:
        """Give the focus to what can take it, where what had it no longer has a line to stand on."""
        if self.focused is None or not self.focused.focusable:
            self.set_focus(next((one for one in (*self.query(Panel), self.chips) if one.focusable), None))

    def _panel(self, name: str) -> Panel:
        return self.query_one(f"#{name}", Panel)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Without a filter there is none to take away."""
        return UNFILTERED if binding_id == "overview.clear" and not self.filter_text else None

    def narrow(self, filter_text: str) -> None:
        """Count what a filter selects, now and at the next start."""
        if filter_text != self.filter_text:
            self.filter_text = filter_text
            self._panel("trend").put(trend_panel(None))
            self._remember()
            self.load()

    @asks("flyout")
    async def action_filters(self) -> None:
        """Ask what is counted."""
        with self.notices():
            facets = await asyncio.to_thread(self.services.listing.facets)
            chosen = await self.app.push_screen_wait(OverviewFiltersFlyout(self.filter_text, facets, self.today))
            if chosen is not None:
                self.narrow(chosen)

    def action_clear(self) -> None:
        """Count everything again."""
        if not self.filter_text:
            self.tell(UNFILTERED)
        self.narrow("")

    @on(Chips.Removed)
    def _chip_removed(self, event: Chips.Removed) -> None:
        self.narrow(without(self.filter_text, event.chip, self.today))


def _read(services: Services, text: str, today: date) -> tuple[Narrowing, Overview]:
    narrowed = narrowing(text, services.listing.facets(), today)
    return narrowed, services.overview.overview(read(narrowed.text, today))
