"""The part of the details page that holds its tabs: which one is open, when one is made, what each of them forbids."""

from __future__ import annotations

from textual import on
from textual.reactive import var
from textual.widgets import ContentSwitcher

from cm_tui.model.views.actions import ActionDetails
from cm_tui.screens.details.tabs import TABS
from cm_tui.screens.details.undoing import UndoingScreen
from cm_tui.screens.tabs.details import DetailsTab
from cm_tui.screens.tabs.tab import ActionTab
from cm_tui.widgets.tab_line import TabLine


class TabbedScreen(UndoingScreen):
    """An action with tabs; all but the first are mounted when they are first opened."""

    tab: var[str] = var("details", init=False)
    """The tab that is open."""

    def __init__(self, action_id: str) -> None:
        super().__init__(action_id)
        self.tab_line, self.details_tab = TabLine(id="tabs"), DetailsTab(id="details")
        self.body = ContentSwitcher(self.details_tab, initial="details")

    @property
    def _tabs(self) -> list[ActionTab]:
        """The tabs that were opened so far."""
        widgets = dict.fromkeys((self.details_tab, *self.body.children))
        return [widget for widget in widgets if isinstance(widget, ActionTab)]

    def _tab(self, tab: str) -> ActionTab:
        return self.body.query_one(f"#{tab}", ActionTab)

    def show_in_tabs(self, details: ActionDetails) -> None:
        """Show an action as it is stored in every tab that was opened so far."""
        self._show_tabs()
        for tab in self._tabs:
            tab.show_action(details)

    def why_tab_key_cannot_act(self, binding_id: str) -> str | None:
        """The reason why a key of a tab cannot act now, or None."""
        return next((reason for tab in self._tabs if (reason := tab.why_key_cannot_act(binding_id))), None)

    async def ready_to_leave(self) -> bool:
        """Whether the page may be left: a tab where something is under way asks, then unsaved changes do."""
        for tab in self._tabs:
            if not await tab.ready_to_leave():
                return False
        return await super().ready_to_leave()

    def _show_tabs(self) -> None:
        details = self.edit.details if self.edit else None
        titles = [tab.title(details) for tab in TABS.values()]
        short = [(tab.short or tab.title)(details) for tab in TABS.values()]
        self.tab_line.put(titles, list(TABS).index(self.tab), short)

    async def watch_tab(self, tab: str) -> None:
        """Open a tab; the first time it is mounted and filled. Another key may have come meanwhile: the last one counts."""
        self._show_tabs()
        if not (self.body.is_attached and self.display):
            return
        if not self.body.query(f"#{tab}"):
            await self.body.add_content(TABS[tab].make(), id=tab)
            if self.edit is not None:
                self._tab(tab).show_action(self.edit.details)
        if tab == self.tab and self.display:
            self.body.current = tab
            self.set_focus(self._tab(tab).entry)

    @on(TabLine.Chosen, "#tabs")
    def _tab_clicked(self, event: TabLine.Chosen) -> None:
        self.tab = list(TABS)[event.index]

    def action_tab(self, step: int) -> None:
        """Open the next tab or the one before."""
        names = list(TABS)
        self.tab = names[(names.index(self.tab) + step) % len(names)]
