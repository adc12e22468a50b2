"""Jump mode: a letter over every region that can take the focus; the letter moves the focus there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

LETTERS = "asdfghjklqwertyuiop"


class JumpScreen(ModalScreen[Widget | None], inherit_bindings=False):
    """Labels over the regions of the screen below; gives back the widget that was chosen."""

    CSS_PATH = "../styles/jump.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", id="jump.cancel", tooltip="Leave the focus where it is"),
    ]

    def __init__(self, targets: Mapping[str, Widget]) -> None:
        super().__init__()
        self._targets = targets

    def compose(self) -> ComposeResult:
        """A label at the upper left corner of each region."""
        for letter, widget in self._targets.items():
            label = Static(Content(f" {letter} "), markup=False)
            label.styles.offset = (widget.region.x, widget.region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """Go where the letter says; any other key goes nowhere."""
        if event.key != "escape":
            event.stop()
            self.dismiss(self._targets.get(event.key))


def jump_targets(screen: Screen[object]) -> dict[str, Widget]:
    """A letter for each widget in sight that can take the focus."""
    visible = [widget for widget in screen.focus_chain if widget.region.area]
    return dict(zip(LETTERS, visible, strict=False))
