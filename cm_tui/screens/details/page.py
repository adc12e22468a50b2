"""The details page of an improvement action: read it, stage its statuses, save (spec 2)."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var
from textual.widgets import ContentSwitcher

from cm_tui.screens.details import keys
from cm_tui.screens.details.draft_screen import DraftScreen
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.details.flyouts import flyout_of
from cm_tui.screens.details.tabs import TABS
from cm_tui.screens.links import open_link
from cm_tui.screens.tabs.details import DetailsTab
from cm_tui.screens.tabs.tab import ActionTab
from cm_tui.widgets.info_bar import InfoBar
from cm_tui.widgets.key_bar import KeyBar, KeyHint, active_hints
from cm_tui.widgets.page_head import CommandLine, PageTitle
from cm_tui.widgets.tab_line import TabLine

PENDING = ("⟳ Pending update", "⟳")


class ActionDetailsScreen(DraftScreen):
    """Reads one action, stages changes of its statuses, and saves them."""

    CSS_PATH = "../../styles/action_details.tcss"
    AUTO_FOCUS = "DetailsTab"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "controls.open",
        "controls.regulation",
        "details.implementation_status",
        "details.test_status",
        "app.escape",
        "details.next_tab",
        "details.next",
        "details.previous",
        "details.link",
    )
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    tab: var[str] = var("details", init=False)
    """The tab that is open."""

    def __init__(self, action_id: str, step: keys.Step) -> None:
        """Make the page.

        Args:
            action_id: The action's id, with its group's slug.
            step: Gives the id of the next (+1) or previous (-1) action of the list as filtered; None at its ends.
        """
        super().__init__(action_id)
        self._neighbour = step
        self.title_line, self.commands, self.bar = PageTitle("Improvement actions"), CommandLine(), InfoBar()
        self.tab_line, self.details_tab = TabLine(id="tabs"), DetailsTab(id="details")
        self.body = ContentSwitcher(self.details_tab, initial="details")
        self._stepping = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Title, commands, information bar, tabs; the other tabs are mounted when they are first opened."""
        yield from (self.title_line, self.commands, self.bar, self.tab_line, self.body, KeyBar())

    def on_mount(self) -> None:
        """Load the action, and again whenever it was changed elsewhere."""
        self.app.actions_changed.subscribe(self, self.changed_elsewhere)
        self.load()
        self.call_next(self.watch_tab, self.tab)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The rule that forbids a key now."""
        if binding_id in keys.STEPS:
            return keys.why_no_neighbour(self._neighbour, self.action_id, keys.STEPS[binding_id])
        if self.edit is None:
            return "The action is not loaded yet." if binding_id.startswith("details.") else None
        return keys.why_key_is_locked(binding_id, self.edit, self.services.person.role)

    # What is shown

    def watch_edit(self, before: Edit | None, edit: Edit | None) -> None:
        """Show the action as it is stored, with what is staged; a page that is closing has nothing left to show it on."""
        if edit is None or not self.display:
            return
        self.refresh_bindings()
        hints = {hint.id: hint for hint in active_hints(self.screen)}
        if before is None or before.details is not edit.details:
            self._show_stored(edit, hints)
        self.bar.put(keys.info_fields(edit, hints))
        self.commands.show_commands([hints[one] for one in keys.COMMANDS if one in hints], len(edit.draft.changes))

    def _show_stored(self, edit: Edit, hints: dict[str, KeyHint]) -> None:
        details = edit.details
        self.title_line.put(details.row.name, PENDING if details.row.pending_update else ("",))
        link = hints.get("details.link")
        self.details_tab.link_key = link.label if link else ""
        self._show_tabs()
        for tab in {self.details_tab, *self.body.children}:
            if isinstance(tab, ActionTab):
                tab.show_action(details)

    def _show_tabs(self) -> None:
        details = self.edit.details if self.edit else None
        self.tab_line.put([tab.title(details) for tab in TABS.values()], list(TABS).index(self.tab))

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

    def _tab(self, tab: str) -> ActionTab:
        return self.body.query_one(f"#{tab}", ActionTab)

    # Handlers and actions

    @on(TabLine.Chosen, "#tabs")
    def _tab_clicked(self, event: TabLine.Chosen) -> None:
        self.tab = list(TABS)[event.index]

    @on(InfoBar.Chosen)
    async def _entry_clicked(self, event: InfoBar.Chosen) -> None:
        for binding_id, fields in keys.CHANGED_BY.items():
            if event.name == fields[0]:
                await self.action_change(binding_id)

    @on(PageTitle.BackWanted)
    async def _back_clicked(self) -> None:
        await self.run_action("app.back")

    def action_tab(self, step: int) -> None:
        """Open the next tab or the one before."""
        names = list(TABS)
        self.tab = names[(names.index(self.tab) + step) % len(names)]

    def action_save(self) -> None:
        """Save and stay."""
        if not self.refused("details.save"):
            self.save()

    def action_save_and_close(self) -> None:
        """Save and go back to the list; without changes only the latter."""
        if not self.refused("details.save_and_close"):
            self.save(close=True)

    async def action_change(self, binding_id: str) -> None:
        """Ask for another value, and stage it; the keys behind this one are for the flyout."""
        if not self.refused(binding_id) and self.edit is not None:
            await self.app.push_screen(flyout_of(binding_id, self.edit, self.today), self.take_staged)

    @work(group="step")
    async def action_step(self, step: int) -> None:
        """Go to the next or the previous action of the list as filtered, one key after the other."""
        async with self._stepping:
            target = self._neighbour(self.action_id, step)
            if not self.refused("details.next" if step > 0 else "details.previous") and target is not None:
                await self.go_to(target)

    @work(exclusive=True, group="link")
    async def action_link(self) -> None:
        """Copy the solution link, and open it where a browser exists."""
        if self.refused("details.link") or self.edit is None or self.edit.details.launch_url is None:
            return
        url = self.edit.details.launch_url
        self.app.copy_to_clipboard(url)
        opened = await asyncio.to_thread(open_link, url)
        self.tell(f"{'Copied and opened' if opened else 'Copied'}: {url}")
