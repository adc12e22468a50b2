"""The question before a wizard is left in which something was typed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.text import show


class LeaveWizardDialog(Dialog[bool]):
    """Asks whether what was typed may be forgotten."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("leaving.yes", "leaving.no")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d,y", "answer(True)", "Leave", id="leaving.yes", tooltip="Close the wizard and forget what was chosen"
        ),
        Binding("escape,q,n,enter", "answer(False)", "Stay", id="leaving.no", tooltip="Go on with the wizard"),
    ]

    def __init__(self, loss: str) -> None:
        """Make the question, with the sentence that says what leaving means."""
        text = f"What was chosen here is forgotten. {loss}"
        super().__init__("Leave the wizard?", lambda width: hanging(Content(""), Content(show(text)), width))

    def action_answer(self, leave: bool) -> None:
        """Give an answer."""
        if self.is_current:
            self.dismiss(leave)
