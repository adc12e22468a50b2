"""What a workbook would do as a whole: nothing of it left out, however small the screen is."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from cm_tui.screens.update_actions.decisions import Decisions
from cm_tui.screens.update_actions.over_wizard import OverWizard
from cm_tui.screens.update_actions.review_text import summary_lines
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.scroll_body import ScrollBody


class SummaryFlyout(OverWizard[None]):
    """Counts, score, every notice and every assessment by its name."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("summary.close", "reading.page_down")
    BINDINGS: ClassVar[list[BindingType]] = [
        *Flyout.BINDINGS[2:],
        Binding("escape,enter,q,s", "cancel", "Back", id="summary.close", tooltip="Go back to the review"),
    ]

    def __init__(self, decisions: Decisions) -> None:
        """Make the flyout of a workbook."""
        super().__init__("Summary")
        self._body = ScrollBody(Folded(partial(summary_lines, decisions)))

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield self._body

    def on_mount(self) -> None:
        """The keys scroll the text."""
        self.set_focus(self._body)
