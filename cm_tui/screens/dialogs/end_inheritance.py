"""The question before a regulation of the catalogue becomes the organisation's own (spec 11.10)."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.rules.templates import ENDS_INHERITANCE
from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.text import show


class EndInheritanceDialog(Dialog[bool]):
    """Asks whether newer catalogues shall leave the regulation alone."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("inheritance.end", "inheritance.keep")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y",
            "answer(True)",
            "Import",
            id="inheritance.end",
            tooltip="Import the template; newer catalogues leave the regulation alone then",
        ),
        Binding("escape,q,n,enter", "answer(False)", "Keep", id="inheritance.keep", tooltip="Import nothing"),
    ]

    def __init__(self, title: str) -> None:
        """Make the question about a regulation; its title may come from outside."""
        text = f"{title}: {ENDS_INHERITANCE}"
        super().__init__("End inheritance?", lambda width: hanging(Content(""), Content(show(text)), width))

    def action_answer(self, end: bool) -> None:
        """Give an answer."""
        if self.is_current:
            self.dismiss(end)
