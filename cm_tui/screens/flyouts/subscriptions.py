"""The subscriptions of an action of Defender for Cloud: a list whose lines open one of them (spec 2.9)."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.views.subscriptions import SubscriptionOutcome
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.flyouts.defender_link import LINK_KEY, DefenderLink
from cm_tui.screens.flyouts.subscription import ReadingList, SubscriptionFlyout
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import INK, hanging
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.status import look
from cm_tui.widgets.subscription_lines import TITLE, notice_lines, stacked_result
from cm_tui.widgets.text import show

_UNSAVED = (
    "This action has unsaved changes; save them or take them back first, because a subscription is saved on its own."
)


class SubscriptionsFlyout(DefenderLink, Flyout[Edit], inherit_bindings=False):
    """Lists the subscriptions and opens them. It stages nothing: a result is stored where it is recorded, at once."""

    DEFAULT_CSS = """
    SubscriptionsFlyout {
        #flyout-panel { width: 84; }
        &.-full #flyout-panel { width: 100%; }
        #flyout-body { overflow-y: hidden; }
        ReadingList { height: 1fr; margin-top: 1; }
        &.-short ReadingList { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("subscriptions.open", "subscriptions.close", "subscriptions.link")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="subscriptions.open", tooltip="Open the subscription under the cursor"),
        Binding("escape,q", "cancel", "Close", id="subscriptions.close", tooltip="Go back to the action"),
        LINK_KEY,
    ]

    def __init__(self, edit: Edit, today: date) -> None:
        """Make the flyout.

        Args:
            edit: The action as the page shows it.
            today: The day that a new test date begins with.
        """
        super().__init__(TITLE)
        self._details, self._today = edit.details, today
        self.url = edit.details.launch_url
        self._unsaved = _UNSAVED if edit.draft else None
        self._head, self._list = Folded(), ReadingList()

    def compose_body(self) -> ComposeResult:
        """How the action stands, and the subscriptions."""
        yield self._head
        yield self._list

    def on_mount(self) -> None:
        """The keys are for the list, at once."""
        self.set_focus(self._list)
        self._show()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The link needs an address."""
        return self.why_no_link if binding_id == LINK_KEY.id else None

    def _show(self) -> None:
        details = self._details
        self._head.put(lambda width: _head(details, width))
        lines = [
            ListLine(one.name, partial(stacked_result, one, len(details.assessment_links)))
            for one in details.subscriptions
        ]
        self._list.put_lines(lines, self._list.current)

    @on(OptionList.OptionSelected)
    async def action_open(self) -> None:
        """Open the subscription under the cursor; the keys behind this one are for its flyout."""
        name, details = self._list.current, self._details
        if name is None:
            return
        with self.notices():
            found = await asyncio.to_thread(self.services.subscriptions.details, details.row.id, name)
            flyout = SubscriptionFlyout(details, found, self._unsaved, self.services.person.role, self._today)
            await self.app.push_screen(flyout, self._recorded)

    def _recorded(self, outcome: SubscriptionOutcome | None) -> None:
        if outcome is not None:
            self._load()

    @work(exclusive=True, group="subscriptions")
    async def _load(self) -> None:
        with self.notices():
            self._details = await asyncio.to_thread(self.services.actions.details, self._details.row.id)
            self._show()


def _head(details: ActionDetails, width: int) -> list[Content]:
    """The action and its roll-up, and what is to be known of the results."""
    row, count = details.row, len(details.subscriptions)
    looks = look(row.test_status)
    name = hanging(Content(""), Content.styled(show(row.name), "bold"), width)
    counted = f"{count} subscription{'' if count == 1 else 's'}: "
    stands = Content.assemble(counted, (looks.glyph, INK[looks.tone]), f" {row.test_status}")
    return [*name, *hanging(Content(""), stands, width), *notice_lines(details, width)]
