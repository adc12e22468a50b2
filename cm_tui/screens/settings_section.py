"""The section Settings: users, the organisation, the queue of notices, the catalogue, each in a tab (issues 4 and 5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widgets import ContentSwitcher

from cm_tui.screens.section import SectionScreen
from cm_tui.screens.settings.catalogue import CatalogueTab
from cm_tui.screens.settings.notices import NoticesTab
from cm_tui.screens.settings.organisation import OrganisationTab
from cm_tui.screens.settings.tab import SettingsTab, Stored
from cm_tui.screens.settings.users import UsersTab
from cm_tui.widgets.header import Header
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.sections import SectionLine
from cm_tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from cm_tui.services.services import Services


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its name, how many things are in it where they are counted, and how it is made."""

    name: str
    make: Callable[[], SettingsTab]
    count: Callable[[Stored], int] | None = None

    def title(self, stored: Stored | None) -> str:
        """What stands in the line of tabs."""
        return self.name if stored is None or self.count is None else f"{self.name} ({self.count(stored)})"


TABS: dict[str, Tab] = {
    "users": Tab("Users", UsersTab, lambda stored: len(stored.people)),
    "organisation": Tab("Organisation", OrganisationTab),
    "notices": Tab("Notices", NoticesTab, lambda stored: len(stored.notices)),
    "catalogue": Tab("Catalogue", CatalogueTab),
}
"""By the name that is the tab's id; the first one is open at first."""


class SettingsScreen(SectionScreen):
    """Who works here, what holds for everybody, who waits to be told of what, and which catalogue it all rests on."""

    SECTION = "settings"
    CSS_PATH = "../styles/settings.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "users.role",
        "users.add",
        "users.account",
        "users.remove",
        "users.reassign",
        "organisation.change",
        "notices.open",
        "catalogue.look",
        "settings.next_tab",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right_square_bracket", "tab(1)", "Next tab", id="settings.next_tab", tooltip="Open the next tab"),
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "Previous tab",
            show=False,
            id="settings.previous_tab",
            tooltip="Open the tab before",
        ),
    ]

    tab: var[str] = var("users", init=False)
    """The tab that is open."""

    def __init__(self) -> None:
        super().__init__()
        self.tab_line, self.body = TabLine(id="tabs"), ContentSwitcher()
        self.stored: Stored | None = None
        """What the tabs show; None until it is loaded."""

    def compose(self) -> ComposeResult:
        """Head, sections, tabs; each tab is mounted when it is first opened."""
        yield Header()
        yield SectionLine(self.SECTION)
        yield self.tab_line
        yield self.body
        yield KeyBar()

    async def on_mount(self) -> None:
        """Open the first tab, and show what is stored, again whenever an action was changed elsewhere."""
        self.introduce()
        self.app.actions_changed.subscribe(self, lambda ids: self.action_refresh_all())
        await self.watch_tab(self.tab)
        self.action_refresh_all()

    def action_refresh_all(self) -> None:
        """Load everything anew."""
        self.load()
        self.load_score()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Show everything as it is stored now."""
        with self.notices():
            self.stored = await asyncio.to_thread(_read, self.services)
            self._show_titles()
            for tab in self.body.query(SettingsTab):
                tab.show(self.stored)
            self.refresh_bindings()

    def _show_titles(self) -> None:
        self.tab_line.put([tab.title(self.stored) for tab in TABS.values()], list(TABS).index(self.tab))

    async def watch_tab(self, tab: str) -> None:
        """Open a tab; the first time it is mounted and filled."""
        self._show_titles()
        if not self.body.query(f"#{tab}"):
            made = TABS[tab].make()
            await self.body.add_content(made, id=tab)
            if self.stored is not None:
                made.show(self.stored)
        if tab == self.tab:
            self.body.current = tab
            self.set_focus(self.body.query_one(f"#{tab}", SettingsTab).entry)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What the tab that is open says of its keys."""
        tabs = self.body.query(f"#{self.tab}").results(SettingsTab)
        return next((tab.why_key_cannot_act(binding_id) for tab in tabs), None)

    def action_tab(self, step: int) -> None:
        """Open the next tab or the one before."""
        names = list(TABS)
        self.tab = names[(names.index(self.tab) + step) % len(names)]

    @on(TabLine.Chosen, "#tabs")
    def _tab_clicked(self, event: TabLine.Chosen) -> None:
        self.tab = list(TABS)[event.index]

    @on(SettingsTab.Changed)
    def _changed(self) -> None:
        self.introduce()
        self.load()


def _read(services: Services) -> Stored:
    return Stored(
        services.people.people(),
        services.settings.settings(),
        services.notices.waiting(),
        services.catalogue.standing(),
    )
