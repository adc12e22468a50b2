"""A tab that is only read: a text that is asked for in a thread and folded to the width."""

from __future__ import annotations

import asyncio
from abc import abstractmethod

from textual import work
from textual.app import ComposeResult

from cm_tui.model.views.actions import ActionDetails
from cm_tui.screens.base import Opened
from cm_tui.screens.tabs.tab import ActionTab
from cm_tui.widgets.folded import Fold, Folded
from cm_tui.widgets.scroll_body import ScrollBody


class ReadTab(Opened, ScrollBody, ActionTab):
    """Shows what `read` gives, from its beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.text = Folded()

    def compose(self) -> ComposeResult:
        """The text."""
        yield self.text

    @abstractmethod
    def read(self, action_id: str) -> Fold:
        """Ask for the text of an action; called in a thread. Raises ServiceError."""

    def show_action(self, details: ActionDetails) -> None:
        """Show the text of an action."""
        self.load(details.row.id)

    @work(exclusive=True, group="read")
    async def load(self, action_id: str) -> None:
        """Ask for the text of an action and show it."""
        with self.notices():
            self.text.put(await asyncio.to_thread(self.read, action_id))
            self.scroll_home(animate=False)
