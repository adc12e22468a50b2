"""The Details tab: how to implement the action, where it belongs, and what its points mean."""

from __future__ import annotations

from textual.app import ComposeResult

from cm_tui.model.views.actions import ActionDetails
from cm_tui.screens.tabs.tab import ActionTab
from cm_tui.widgets.reading import Reading, ReadingKeys
from cm_tui.widgets.scroll_body import ScrollBody


class DetailsTab(ScrollBody, ActionTab):
    """Reads an action."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reading = Reading()
        self.link_key = ""
        """The key that copies the solution link, as people write it; empty where there is none."""
        self.subscriptions_key = ""
        """The key that opens the subscriptions, as people write it; empty where there is none."""
        self.update_key = ""
        """The key that reviews an update, as people write it; empty where there is none."""
        self._shown: str | None = None

    def compose(self) -> ComposeResult:
        """The text."""
        yield self.reading

    def show_action(self, details: ActionDetails) -> None:
        """Show an action; another one from its beginning."""
        keys = ReadingKeys(self.link_key, self.subscriptions_key, self.update_key)
        self.reading.show_details(details, keys, disclaimer=True)
        if details.row.id != self._shown:
            self._shown = details.row.id
            self.scroll_home(animate=False)
