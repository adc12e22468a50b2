"""The tab Notices: who waits to be told of which action; delivery comes later (spec 14)."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.model.rules.handover import queues_notices
from cm_tui.model.views.notices import NoticeView
from cm_tui.screens.settings.tab import SettingsList, SettingsTab, Stored
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.text import show

LATER = "Every assignment queues a notice to the new owner. Mail is not connected yet: they wait here until it is."
NEVER = "In GCC High and DoD owners are never sent mail, so none is queued."


class NoticesTab(SettingsTab):
    """The queue, the newest first; enter opens the action of a notice."""

    BINDING_GROUP_TITLE = "Notices"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open action", id="notices.open", tooltip="Open the action of the notice"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.lead = Folded(classes="lead")
        self.queue = SettingsList()
        self._notices: dict[str, NoticeView] = {}

    def compose(self) -> ComposeResult:
        """What the queue is, and the queue."""
        yield self.lead
        yield self.queue

    def show(self, stored: Stored) -> None:
        """Show the queue; the cursor stays on its notice."""
        sentence = LATER if queues_notices(stored.settings.cloud) else NEVER
        sentence = sentence if stored.notices else f"{sentence} Nobody waits at present."
        self.lead.put(lambda width: hanging(Content(""), Content.styled(sentence, MUTED), width))
        self._notices = {str(one.id): one for one in stored.notices}
        current = self.queue.current
        self.queue.put_lines([ListLine(key, partial(notice_lines, one)) for key, one in self._notices.items()], current)

    @property
    def entry(self) -> Widget:
        """The queue."""
        return self.queue

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What there is nothing for."""
        return "No notice waits." if binding_id == "notices.open" and not self._notices else None

    @on(OptionList.OptionSelected)
    async def action_open(self) -> None:
        """Open the action of the notice under the cursor; the keys behind this one are for its page."""
        if self.refused("notices.open"):
            return
        from cm_tui.screens.details.page import ActionDetailsScreen

        notice = self._notices.get(self.queue.current or "")
        if notice is not None:
            await self.app.push_screen(ActionDetailsScreen(notice.action, self._neighbour))

    def _neighbour(self, action: str, step: int) -> str | None:
        """The action of the next notice or of the one before."""
        actions = list(dict.fromkeys(one.action for one in self._notices.values()))
        at = actions.index(action) + step if action in actions else -1
        return actions[at] if 0 <= at < len(actions) else None


def notice_lines(notice: NoticeView, width: int) -> list[Content]:
    """A notice as the list shows it: when, to whom and why; below it the command that opens the action, and its name."""
    moment = f"{notice.at.astimezone():%Y-%m-%d %H:%M}  "
    head = Content.assemble((show(notice.recipient_name), "bold"), f"  {notice.reason} by {show(notice.by_name)}")
    action = Content.assemble((f"{show(notice.command)}  ", MUTED), show(notice.action_name))
    return [*hanging(Content(moment), head, width), *hanging(Content("    "), action, width)]
