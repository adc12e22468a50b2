"""The page of an assessment: how far it is, its controls, its actions (spec 11.5)."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widgets import ContentSwitcher

from cm_tui.model.errors import NotFound
from cm_tui.model.views.assessments import AssessmentView
from cm_tui.screens.assessment import acting
from cm_tui.screens.assessment.controls import ControlsTab
from cm_tui.screens.assessment.head import facts
from cm_tui.screens.assessment.progress import ProgressTab
from cm_tui.screens.assessment.shown import Shown, read, updates_words
from cm_tui.screens.assessment.tab import AssessmentTab
from cm_tui.screens.assessment.tabs import TABS
from cm_tui.widgets.column_list import ColumnList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.key_bar import KeyBar, active_hints
from cm_tui.widgets.page_head import PageTitle
from cm_tui.widgets.tab_line import TabLine


def _key(keys: str, action: str, name: str, description: str, tooltip: str, *, show: bool = True) -> Binding:
    return Binding(keys, action, description, show=show, id=f"assessment.{name}", tooltip=tooltip)


class AssessmentScreen(acting.ActingOnAssessment):
    """Reads one assessment in tabs; what is behind a number is opened from it."""

    CSS_PATH = "../../styles/assessments.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        *("search.leave", "lines.open", "table.open", "assessment.next_tab"),
        *("requirements.status", "requirements.family", "requirements.service", "requirements.escape", "app.escape"),
        *(acting.UPDATES, "requirements.breakdown", "requirements.search", acting.ACTIONS, acting.EXPLAIN),
        *(acting.EDIT, acting.DELETE, acting.REPORT, "lines.sort", "requirements.clear"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("right_square_bracket", "tab(1)", "next_tab", "Next tab", "Open the next tab"),
        _key("left_square_bracket", "tab(-1)", "previous_tab", "Previous tab", "Open the tab before", show=False),
        *acting.BINDINGS,
    ]

    tab: var[str] = var("progress", init=False)
    """The tab that is open."""

    def __init__(self, name: str) -> None:
        """Make the page of an assessment."""
        super().__init__()
        self.assessment = name
        """Its name, which an edit changes."""
        self.head, self.facts = PageTitle("Assessments"), Folded(id="facts")
        self.tab_line, self.body = TabLine(id="tabs"), ContentSwitcher()
        self.shown: Shown | None = None
        """What the page shows; None until it is loaded."""
        self._changed_to: str | None = None
        """The name that a change made here left it with; None once it is shown under that."""

    def compose(self) -> ComposeResult:
        """Title, facts, tabs, keys; a tab is mounted when it is first opened."""
        yield from (self.head, self.facts, self.tab_line, self.body, KeyBar())

    async def on_mount(self) -> None:
        """Open the first tab, and show what is stored, again whenever something of it changes."""
        self.follow(self.app.actions_changed, self.load)
        self.follow(self.app.catalogue_changed, self.load)
        self.follow(self.app.assessments_changed, self.load)
        self.head.put(self.assessment)
        await self.watch_tab(self.tab)
        self.load()

    def action_refresh_all(self) -> None:
        """Load everything anew."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Show the assessment as it is stored now; one that is gone closes the page with a sentence."""
        with self.notices():
            try:
                self._show(await asyncio.to_thread(self._read))
            except NotFound as gone:
                if self.app.screen is not self or self.is_asking:
                    self.stale |= {self.load}
                else:
                    self._leave("" if self._changed_to == self.assessment else str(gone))

    def _read(self) -> Shown:
        """What is stored under its name, else under the one that an edit gave it."""
        try:
            return read(self.services, self.assessment)
        except NotFound:
            if self._changed_to in (None, self.assessment):
                raise
            return read(self.services, self._changed_to or "")

    def _changed(self, name: str, sentence: str) -> None:
        """Know the name before anybody is told: whatever load comes next finds the assessment under it."""
        self._changed_to = name
        super()._changed(name, sentence)

    def _show(self, shown: Shown) -> None:
        self.shown, self.assessment = shown, shown.view.name
        if self._changed_to == self.assessment:
            self._changed_to = None
        self.refresh_bindings()
        key = next((hint.label for hint in active_hints(self.screen) if hint.id == acting.UPDATES), "")
        long, short = updates_words(len(shown.view.updates))
        self.head.put(shown.view.name, (f"{long}   {key} Show", long, short) if long else ("",))
        self.facts.put(lambda width: facts(shown, width))
        self._show_titles()
        for tab in self.body.query(AssessmentTab):
            tab.show(shown)

    def _leave(self, sentence: str) -> None:
        """Leave the page of an assessment that went; a sentence says so where nothing else did."""
        self.dismiss(None)
        if sentence:
            self.tell(sentence, "warning")
            self.app.assessments_changed.unsubscribe(self)
            self.app.assessments_changed.publish(self.assessment)

    # Tabs

    def _show_titles(self) -> None:
        titles = [tab.titles(self.shown) for tab in TABS.values()]
        self.tab_line.put([long for long, _ in titles], list(TABS).index(self.tab), [short for _, short in titles])

    async def watch_tab(self, tab: str) -> None:
        """Open a tab; the first time it is mounted and filled. Another key may have come meanwhile: the last one counts."""
        self._show_titles()
        made = await self._made(tab)
        if tab == self.tab:
            self.body.current = tab
            self.set_focus(made.entry)

    async def _made(self, tab: str) -> AssessmentTab:
        if not self.body.query(f"#{tab}"):
            made = TABS[tab].make()
            await self.body.add_content(made, id=tab)
            if self.shown is not None:
                made.show(self.shown)
        return self.body.query_one(f"#{tab}", AssessmentTab)

    @on(ProgressTab.TabWanted)
    async def _tab_wanted(self, event: ProgressTab.TabWanted) -> None:
        """Open what is behind a number of the progress."""
        made = await self._made(event.tab)
        if event.status is not None and isinstance(made, ControlsTab):
            made.show_status(event.status)
        self.tab = event.tab

    @on(ProgressTab.ExplanationWanted)
    def _explanation_wanted(self) -> None:
        self.action_explain()

    def action_tab(self, step: int) -> None:
        """Open the next tab or the one before."""
        names = list(TABS)
        self.tab = names[(names.index(self.tab) + step) % len(names)]

    @on(TabLine.Chosen, "#tabs")
    def _tab_clicked(self, event: TabLine.Chosen) -> None:
        self.tab = list(TABS)[event.index]

    @on(ColumnList.Highlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    # Keys

    @property
    def at_hand(self) -> AssessmentView | None:
        """The assessment of the page."""
        return self.shown.view if self.shown is not None else None

    @property
    def why_nothing_at_hand(self) -> str:
        """Said of keys until it is loaded."""
        return "The assessment is not loaded yet."

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What the tab that is open says, and what holds for the assessment."""
        tabs = self.body.query(f"#{self.tab}").results(AssessmentTab)
        reasons = (tab.why_key_cannot_act(binding_id) for tab in tabs)
        return next((one for one in reasons if one), None) or super().why_key_cannot_act(binding_id)

    @on(PageTitle.BackWanted)
    async def _back_clicked(self) -> None:
        await self.run_action("app.back")

    @on(PageTitle.LabelChosen)
    def _label_clicked(self) -> None:
        self.action_updates()
