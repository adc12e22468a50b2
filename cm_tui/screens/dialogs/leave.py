"""The question before unsaved changes are left: Save, Discard or Stay."""

from __future__ import annotations

from enum import Enum, auto
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.screens.details.edit import Edit
from cm_tui.screens.dialogs.values import brief_value
from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import labelled


class Leaving(Enum):
    """What is to happen with unsaved changes."""

    SAVE = auto()
    DISCARD = auto()
    STAY = auto()


class LeaveDialog(Dialog[Leaving]):
    """Names the unsaved fields and asks what is to happen with them."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("leave.save", "leave.discard", "leave.stay")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,ctrl+s,enter", "answer('SAVE')", "Save", id="leave.save", tooltip="Save the changes, then leave"),
        Binding("d", "answer('DISCARD')", "Discard", id="leave.discard", tooltip="Leave and forget the changes"),
        Binding("escape,q", "answer('STAY')", "Stay", id="leave.stay", tooltip="Go on with this action"),
    ]

    def __init__(self, edit: Edit, question: str | None = None) -> None:
        """Make the dialog of an action with unsaved changes; the question asks whether to save them unless another is given."""
        super().__init__(
            question or f"Save the changes of {edit.details.row.name}?", lambda width: _changes(edit, width)
        )

    def action_answer(self, name: str) -> None:
        """Give an answer."""
        self.dismiss(Leaving[name])


def _changes(edit: Edit, width: int) -> list[Content]:
    return labelled(
        [(field.label, brief_value(field, value)) for field, value in edit.draft.changes.items()],
        width,
    )
