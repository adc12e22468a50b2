"""The fields of a row of a workbook, one line of a list each, and the keys that choose the value of one in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList

from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.picker import FoldingList, ListLine


class FieldList(FoldingList, inherit_bindings=False):
    """What is read of a row; in conflict a key keeps what is stored in the field under the cursor, another takes the workbook's."""

    DEFAULT_CSS = """
    FieldList > .option-list--option-disabled { color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j,tab", "cursor_down", "Down", show=False, id="choice.down", tooltip="Move to the next field"),
        Binding("up,k,shift+tab", "cursor_up", "Up", show=False, id="choice.up", tooltip="Move to the field before"),
        *ChoiceList.BINDINGS[2:4],
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
        """A value was chosen for the field under the cursor."""

        field: str
        workbook: bool

    def __init__(self) -> None:
        super().__init__()
        self._in_conflict: frozenset[str] = frozenset()

    def begin(self, lines: Sequence[ListLine], in_conflict: frozenset[str], current: str | None) -> None:
        """Show the fields of another row, from its beginning; `in_conflict` are the keys of those that have a choice."""
        self._in_conflict = in_conflict
        self.put_lines(lines, current)

    def renew(self, lines: Sequence[ListLine], in_conflict: frozenset[str]) -> None:
        """Show the same row as it is by now; neither cursor nor lines move."""
        top = self.scroll_y
        self.begin(lines, in_conflict, self.current)
        self.scroll_to(y=top, animate=False, immediate=True)

    def action_take(self, workbook: bool) -> None:
        """Choose a value."""
        if self.current is not None:
            self.post_message(self.Chosen(self.current, workbook))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to choose without a conflict."""
        return self.current in self._in_conflict if action == "take" else True

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.screen.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
