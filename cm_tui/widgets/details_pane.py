"""The pane beside the list: information bar and guidance of the action under the cursor, after a moment of rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import getters
from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from cm_tui.widgets.info_bar import InfoBar, row_fields
from cm_tui.widgets.reading import Reading
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.text import plain

if TYPE_CHECKING:
    from cm_tui.model.views.actions import ActionDetails


class DetailsPane(ScrollBody):
    """Shows an action; asks for it by a message once the cursor has rested on it."""

    DEFAULT_CSS = """
    DetailsPane {
        background: $surface;
        display: none;
        & > #pane-name { padding: 0 1; text-style: bold; height: auto; }
        & > Reading { margin-top: 1; }
        &.-empty > * { visibility: hidden; }
    }
    """
    REST = 0.15
    """Seconds of rest before an action is asked for, so that moving on costs nothing."""

    @dataclass
    class DetailsWanted(Message):
        """An action is to be shown; answer with `show_details`."""

        id: str

    _title = getters.query_one("#pane-name", Static)
    _bar = getters.query_one(InfoBar)
    _reading = getters.query_one(Reading)

    def __init__(self) -> None:
        super().__init__()
        self._wanted: str | None = None
        self._is_ready = False
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Name, bar, text."""
        yield Static(id="pane-name", markup=False)
        yield InfoBar()
        yield Reading()

    def on_mount(self) -> None:
        """Ask for the action that was wanted before there was anything to show it in."""
        self._is_ready = True
        self.follow(self._wanted)

    def follow(self, action_id: str | None) -> None:
        """The cursor is on another action, or the action changed."""
        self._wanted = action_id
        if not self._is_ready:
            return
        self.set_class(action_id is None, "-empty")
        if self._timer is not None:
            self._timer.stop()
        if self.display and action_id is not None:
            self._timer = self.set_timer(self.REST, self._ask)

    def _ask(self) -> None:
        if self._wanted is not None:
            self.post_message(self.DetailsWanted(self._wanted))

    def show_details(self, details: ActionDetails) -> None:
        """Show an action, unless the cursor has moved on, or the pane is being taken down."""
        if details.row.id == self._wanted and self.is_attached and self.children:
            self._title.update(plain(details.row.name))
            self._bar.put(row_fields(details.row))
            self._reading.show_details(details)
            self.scroll_home(animate=False)
