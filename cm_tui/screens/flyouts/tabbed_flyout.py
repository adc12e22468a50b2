"""A flyout of several tabs, one seen at a time; what was typed in the others stays."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.binding import Binding
from textual.widget import Widget

from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.tab_line import TabLine

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class FlyoutTab:
    """A tab: its title, a shorter one for where room is short, and what it shows."""

    title: str
    short: str
    body: Widget


def tab_keys(next_id: str, previous_id: str) -> list[Binding]:
    """The keys from tab to tab, under the ids that a flyout gives them."""
    return [
        Binding(
            "ctrl+t,right_square_bracket",
            "tab(1)",
            "Next tab",
            id=next_id,
            tooltip="Open the next tab of this panel; inside a text it is the key with ctrl",
        ),
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "Previous tab",
            show=False,
            id=previous_id,
            tooltip="Open the tab before",
        ),
    ]


class TabbedFlyout(Flyout[Result], Generic[Result]):
    """Shows the open tab; a subclass composes `names` and the bodies, and calls `show_tab` once they are there."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.names = TabLine(id="tabs")
        self._open = 0

    @property
    @abstractmethod
    def tabs(self) -> Sequence[FlyoutTab]:
        """The tabs in their order."""

    def action_tab(self, step: int) -> None:
        """Open the next tab or the one before."""
        self._open = (self._open + step) % len(self.tabs)
        self.show_tab()

    @on(TabLine.Chosen, "#tabs")
    def _tab_clicked(self, event: TabLine.Chosen) -> None:
        self._open = event.index
        self.show_tab()

    def entry_of(self, body: Widget) -> Widget:
        """What gets the keys in a tab."""
        return body

    def show_tab(self) -> None:
        """Show the open tab, which gets the keys."""
        tabs = self.tabs
        self.names.put([tab.title for tab in tabs], self._open, [tab.short for tab in tabs])
        for at, tab in enumerate(tabs):
            tab.body.display = at == self._open
        entry = self.entry_of(tabs[self._open].body)
        self.set_focus(entry)
        self.call_after_refresh(entry.scroll_visible, animate=False)
