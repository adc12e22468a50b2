"""The way to Defender for Cloud, where automatic results come from and are disputed (spec 2.7, 2.9)."""

from __future__ import annotations

import asyncio

from textual import work
from textual.binding import Binding

from cm_tui.screens.base import Opened
from cm_tui.screens.links import open_link
from cm_tui.widgets.subscription_lines import GO_TO_DEFENDER

LINK_KEY = Binding(
    "l",
    "link",
    GO_TO_DEFENDER,
    id="subscriptions.link",
    tooltip="Copy the link to Defender for Cloud, and open it where a browser exists",
)


class DefenderLink(Opened):
    """A flyout of an action whose link leads to Defender for Cloud."""

    url: str | None = None
    """The link."""

    @property
    def why_no_link(self) -> str | None:
        """The reason why there is nowhere to go, or None."""
        return "This action has no solution link." if self.url is None else None

    @work(exclusive=True, group="link")
    async def action_link(self) -> None:
        """Copy the link, and open it where a browser exists."""
        if self.url is None:
            self.tell(str(self.why_no_link), "warning")
            return
        self.app.copy_to_clipboard(self.url)
        opened = await asyncio.to_thread(open_link, self.url)
        self.tell(f"{'Copied and opened' if opened else 'Copied'}: {self.url}")
