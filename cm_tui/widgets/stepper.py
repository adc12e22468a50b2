"""One of a few values on one line, `Testing type   ‹ Manual ›`; while it has the focus the others stand below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

_LABEL = 24
_BETWEEN = " · "
_INDENT = 2


def _key(keys: str, action: str, name: str, description: str, tooltip: str, *, shown: bool = False) -> Binding:
    return Binding(keys, action, description, show=shown, id=f"stepper.{name}", tooltip=tooltip)


class Stepper(Folded, can_focus=True):
    """A label and a value that the arrows change; the first value means that nothing is chosen."""

    DEFAULT_CSS = """
    Stepper:focus { background: $primary 15%; }
    Stepper:focus:nocolor { text-style: bold; }
    """
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("right,l,space", "step(1)", "next", "Next value", "Choose the next value", shown=True),
        _key("left,h", "step(-1)", "previous", "Previous value", "Choose the value before", shown=True),
        _key("home,g", "first", "first", "First value", "Choose the first value"),
        _key("end,G", "last", "last", "Last value", "Choose the last value"),
        _key("j,enter", "app.focus_next", "field_next", "Next field", "Move to the next field"),
        _key("k", "app.focus_previous", "field_previous", "Previous field", "Move to the field before"),
    ]

    @dataclass
    class Changed(Message):
        """Another value is chosen."""

        stepper: Stepper

        @property
        def control(self) -> Stepper:
            """The stepper."""
            return self.stepper

    def __init__(self, label: str, values: Sequence[str], at: int = 0, *, id: str | None = None) -> None:
        """Make a stepper.

        Args:
            label: What the value is of.
            values: The values as they are read, that of nothing first.
            at: The index of the value that is chosen at first.
            id: The widget's id.
        """
        super().__init__(self._draw, id=id)
        self._label = label
        self._values = tuple(values)
        self.at = at

    def action_step(self, step: int) -> None:
        """Choose the next value, or the one before; after the last comes the first."""
        self._choose((self.at + step) % len(self._values))

    def action_first(self) -> None:
        """Choose nothing."""
        self._choose(0)

    def action_last(self) -> None:
        """Choose the last value."""
        self._choose(len(self._values) - 1)

    def on_click(self, event: events.Click) -> None:
        """Choose the next value."""
        self.action_step(1)

    def on_focus(self) -> None:
        """Show the other values."""
        self.put(self._draw)

    def on_blur(self) -> None:
        """Show the chosen value alone."""
        self.put(self._draw)

    def _choose(self, at: int) -> None:
        if at != self.at:
            self.at = at
            self.put(self._draw)
            self.post_message(self.Changed(self))

    def _draw(self, width: int) -> list[Content]:
        value = Content.assemble(("‹ ", MUTED), (show(self._values[self.at]), "bold" if self.at else ""), (" ›", MUTED))
        lines = hanging(Content(self._label.ljust(_LABEL)), value, width)
        if not self.has_focus:
            return lines
        return [*lines, *self._others(width - _INDENT)]

    def _others(self, width: int) -> list[Content]:
        """All values, none of them broken, as many on a line as it holds."""
        rows: list[list[Content]] = [[]]
        room = width
        for at, text in enumerate(self._values):
            value = Content.styled(show(text), "bold $text-accent" if at == self.at else MUTED)
            if rows[-1] and value.cell_length + len(_BETWEEN) > room:
                rows.append([])
                room = width
            room -= value.cell_length + (len(_BETWEEN) if rows[-1] else 0)
            rows[-1].append(value)
        return [Content(" " * _INDENT) + Content(_BETWEEN).join(row) for row in rows]
