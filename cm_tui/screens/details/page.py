"""The details page of an improvement action: read it, stage its statuses, save (spec 2)."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from cm_tui.model.views.exports import Exported
from cm_tui.screens.base import asks
from cm_tui.screens.details import keys
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.details.flyouts import export_flyout, exported_sentence, flyout_of
from cm_tui.screens.details.tabbed_screen import TabbedScreen
from cm_tui.screens.links import open_link
from cm_tui.widgets.info_bar import InfoBar
from cm_tui.widgets.key_bar import KeyBar, KeyHint, active_hints
from cm_tui.widgets.page_head import CommandLine, PageTitle


class ActionDetailsScreen(TabbedScreen):
    """Reads one action, stages changes of its statuses, and saves them."""

    CSS_PATH = "../../styles/action_details.tcss"
    AUTO_FOCUS = "DetailsTab"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "transfer.stop",
        "evidence.view",
        "evidence.add",
        "evidence.download",
        "evidence.delete",
        "controls.open",
        "controls.regulation",
        "details.review_update",
        "details.implementation_status",
        "details.test_status",
        "details.owner",
        "app.escape",
        "details.next_tab",
        "details.send",
        "details.testing_type",
        "details.next",
        "details.previous",
        "details.link",
    )
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def __init__(self, action_id: str, step: keys.Step, *, back: str = "Improvement actions") -> None:
        """Make the page.

        Args:
            action_id: The action's id, with its group's slug.
            step: Gives the id of the next (+1) or previous (-1) action of the list as filtered; None at its ends.
            back: Where the way back leads.
        """
        super().__init__(action_id)
        self._neighbour = step
        self.title_line, self.commands, self.bar = PageTitle(back), CommandLine(), InfoBar()

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
        if binding_id == "details.undo":
            return self.why_no_undo
        if self.edit is None:
            return "The action is not loaded yet." if binding_id.startswith("details.") else None
        role, subscriptions_key = self.services.person.role, self.details_tab.subscriptions_key
        return self.why_tab_key_cannot_act(binding_id) or keys.why_key_is_locked(
            binding_id, self.edit, role, subscriptions_key
        )

    def count_of_key(self, binding_id: str) -> int | None:
        """Nothing for the key that reviews an update while none waits: the bar leaves it out then."""
        waits = self.edit is not None and self.edit.details.row.pending_update
        return 0 if binding_id == "details.review_update" and not waits else None

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
        group = f" · {details.row.group}" if details.row.group else ""
        review, link, subscriptions = (
            hints[one].label if one in hints else ""
            for one in ("details.review_update", "details.link", "details.subscriptions")
        )
        self.title_line.put(details.row.name + group, keys.banner(details, review))
        self.details_tab.link_key, self.details_tab.subscriptions_key = link, subscriptions
        self.details_tab.update_key = review
        self.show_in_tabs(details)

    # Handlers and actions

    @on(InfoBar.Chosen)
    async def _entry_clicked(self, event: InfoBar.Chosen) -> None:
        action = keys.action_changing(event.name)
        if action is not None:
            await self.run_action(action)

    @on(PageTitle.BackWanted)
    async def _back_clicked(self) -> None:
        await self.run_action("app.back")

    @on(PageTitle.LabelChosen)
    async def _banner_clicked(self) -> None:
        await self.run_action("review_update")

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
        if not self.must_wait() and not self.refused(binding_id) and self.edit is not None:
            await self.app.push_screen(flyout_of(binding_id, self.edit, self.today), self.take_staged)

    async def action_export(self) -> None:
        """Ask where the testing history goes; the keys behind this one are for the flyout."""
        if not self.must_wait() and not self.refused("details.export") and self.edit is not None:
            await self.app.push_screen(export_flyout(self.edit, self.services), self._tell_exported)

    def _tell_exported(self, written: Exported | None) -> None:
        if written is not None:
            self.tell(exported_sentence(written))

    @asks("step")
    async def action_what_if(self) -> None:
        """Show the score as if the action had passed."""
        if self.refused("details.what_if"):
            return
        from cm_tui.screens.flyouts.what_if import THIS_ACTION, WhatIfFlyout

        with self.notices():
            found = await asyncio.to_thread(self.services.score.what_if_ids, (self.action_id,))
            await self.app.push_screen_wait(WhatIfFlyout(found, THIS_ACTION))

    @asks("step")
    async def action_step(self, step: int) -> None:
        """Go to the next or the previous action of the list as filtered."""
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
