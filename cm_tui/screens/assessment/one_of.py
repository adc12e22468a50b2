"""The flyout of a filter: one of some values, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from cm_tui.widgets.choices import Choice, ChoiceList
from cm_tui.widgets.flyout import Flyout


class OneOfFlyout(Flyout[str]):
    """Asks for one of some choices; its answer is the choice's key."""

    CSS_PATH = "../../styles/flyouts.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = ("choices.choose", "flyout.cancel")

    def __init__(self, title: str, choices: Sequence[Choice], current: str) -> None:
        """Make the flyout; the cursor is on the current choice."""
        super().__init__(title)
        self._choices, self._current = choices, current

    def compose_body(self) -> ComposeResult:
        """The choices."""
        yield ChoiceList()

    def on_mount(self) -> None:
        """Put the cursor on the present choice."""
        choices = self.query_one(ChoiceList)
        choices.put(self._choices)
        keys = [choice.key for choice in self._choices]
        choices.highlighted = keys.index(self._current) if self._current in keys else 0

    def answer(self) -> str | None:
        """The choice under the cursor."""
        return self.query_one(ChoiceList).current

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.action_save()
