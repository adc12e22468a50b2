"""One field of a row of a workbook, and the keys that choose its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from cm_tui.model.vocabulary import Field
from cm_tui.widgets.folded import Folded


class FieldPart(Folded, can_focus=True):
    """One field; in conflict a key keeps what is stored, another takes the workbook's value."""

    DEFAULT_CSS = """
    FieldPart {
        margin-bottom: 1;
        &:focus { background: $primary 25%; }
        &:focus:nocolor { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,left", "take(False)", "Keep stored", id="choice.keep", tooltip="Keep what is stored in this field"),
        Binding(
            "2,right",
            "take(True)",
            "Take workbook's",
            id="choice.take",
            tooltip="Take the workbook's value of this field",
        ),
    ]

    @dataclass
    class Chosen(Message):
        """A value was chosen."""

        field: Field
        workbook: bool

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.in_conflict = self.display = False

    def action_take(self, workbook: bool) -> None:
        """Choose a value."""
        self.post_message(self.Chosen(self.field, workbook))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to choose without a conflict."""
        return self.in_conflict if action == "take" else True
