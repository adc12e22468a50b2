"""The pane beside the list: information bar and guidance of the action under the cursor, after a moment of rest."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from cm_tui.model.views import ActionDetails


class DetailsPane(VerticalScroll, can_focus=True):
    """Shows an action; asks for it by a message once the cursor has rested on it."""

    DEFAULT_CSS = """
    DetailsPane { background: $surface; padding: 0 1; scrollbar-size-vertical: 1; display: none; }
    """
    REST = 0.15
    """Seconds of rest before an action is asked for, so that moving on costs nothing."""

    @dataclass
    class DetailsWanted(Message):
        """An action is to be shown; answer with `show_details`."""

        id: str

    def __init__(self) -> None:
        super().__init__()
        self._wanted: str | None = None
        self._timer: Timer | None = None
        self._details: ActionDetails | None = None

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(id="pane-text", markup=False)

    def follow(self, action_id: str | None) -> None:
        """The cursor is on another action."""
        self._wanted = action_id
        if self._timer is not None:
            self._timer.stop()
        if self.display and action_id is not None:
            self._timer = self.set_timer(self.REST, self._ask)

    def _ask(self) -> None:
        if self._wanted is not None:
            self.post_message(self.DetailsWanted(self._wanted))

    def show_details(self, details: ActionDetails) -> None:
        """Show an action, unless the cursor has moved on."""
        if details.row.id == self._wanted:
            self._details = details
            self._redraw()

    def on_resize(self) -> None:
        """Fold the text to the new width."""
        self._redraw()

    def _redraw(self) -> None:
        if self._details is not None:
            self.query_one("#pane-text", Static).update(Content(self._details.guidance))
            self.scroll_home(animate=False)
