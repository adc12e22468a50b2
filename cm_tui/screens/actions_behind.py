"""The actions behind a number: the list narrowed to them, above the screen that shows the number; esc goes back there."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from cm_tui.screens.actions_list import ActionsList
from cm_tui.screens.base import AppScreen
from cm_tui.screens.improvement_actions import ImprovementActionsScreen
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.page_head import PageTitle


class NarrowedList(ActionsList):
    """The list with a filter of its own; how it stands is not remembered."""

    def __init__(self, filter_text: str) -> None:
        super().__init__()
        self._opened_with = filter_text

    @property
    def first_filter(self) -> str:
        """What the number counts."""
        return self._opened_with

    def keep_memory(self) -> None:
        """Nothing: the list of the section is what is remembered."""

    async def action_leave_filter(self) -> None:
        """Back to what the number counts, and from there to the number."""
        if self.filter_line.text != self._opened_with:
            self.narrow(self._opened_with)
        else:
            await self.run_action("app.back")

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What the list says; esc always leads somewhere."""
        return None if binding_id == "list.escape" else super().why_key_cannot_act(binding_id)


class ActionsBehindScreen(AppScreen[None]):
    """The list above another screen, with the way back in its head."""

    AUTO_FOCUS = "ActionsTable"
    KEY_BAR: ClassVar[tuple[str, ...]] = ("list.escape", *ImprovementActionsScreen.KEY_BAR)

    def __init__(self, filter_text: str, back: str) -> None:
        """Make the screen.

        Args:
            filter_text: What is counted, in the filter language.
            back: Where the way back leads.
        """
        super().__init__()
        self.head, self.actions = PageTitle(back), NarrowedList(filter_text)

    def compose(self) -> ComposeResult:
        """Head, list, keys."""
        yield from (self.head, self.actions, KeyBar())

    def on_mount(self) -> None:
        """Say what is listed."""
        self.head.put("The actions behind it")

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What the list says of its keys."""
        return self.actions.why_key_cannot_act(binding_id)

    def count_of_key(self, binding_id: str) -> int | None:
        """What the list says of its keys."""
        return self.actions.count_of_key(binding_id)

    def action_refresh_all(self) -> None:
        """Apply the filter anew."""
        self.actions.load()

    @on(PageTitle.BackWanted)
    async def _back_clicked(self) -> None:
        await self.run_action("app.back")
