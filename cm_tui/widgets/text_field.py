"""A text in one line, with its label, and below it the reason why it cannot be what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from cm_tui.model.text import without_piles
from cm_tui.widgets.text import show

WhyRefused = Callable[[str], str | None]
"""The reason why a text cannot be taken, or None."""


class TextLine(Input):
    """The field itself; enter posts a message, or is left to the screen."""

    def __init__(self, value: str, *, submits: bool) -> None:
        super().__init__(value, compact=True, select_on_focus=False, max_length=4096)
        self._submits = submits

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is the screen's where the field is not to take it."""
        return self._submits if action == "submit" else super().check_action(action, parameters)

    def validate_value(self, value: str) -> str:
        """Take out combining marks that would climb over the lines above."""
        return without_piles(value)


class TextField(Vertical):
    """A label and a field; while something is typed that a rule refuses, the reason stands below it."""

    DEFAULT_CSS = """
    TextField {
        height: auto; margin-top: 1;
        .text-label { color: $text-muted; height: 1; }
        Input { background: $panel; }
        Input:focus { background: $primary 25%; }
        .text-reason { height: auto; color: $text-error; display: none; }
        .text-reason.-wrong { display: block; }
    }
    """

    @dataclass
    class Changed(Message):
        """Another text stands there."""

        value: str

    class Submitted(Message):
        """Enter was pressed in the field."""

    def __init__(
        self, label: str, why_refused: WhyRefused, value: str = "", *, id: str | None = None, submits: bool = True
    ) -> None:
        """Make a field.

        Args:
            label: What the text is of.
            why_refused: The reason why a text cannot be taken.
            value: The text that stands there at first.
            submits: Whether enter posts `Submitted`; where it does not, it is a key of the screen.
        """
        super().__init__(id=id)
        self._label = label
        self._why_refused = why_refused
        self._field = TextLine(value, submits=submits)
        self._reason = Static(classes="text-reason", markup=False)

    def compose(self) -> ComposeResult:
        """Label, field, reason."""
        yield Static(Content(show(self._label)), classes="text-label", markup=False)
        yield self._field
        yield self._reason

    def on_mount(self) -> None:
        """Say what is wrong with the first text."""
        self._field.cursor_blink = False
        self._say(self.value if self.value else None)

    @property
    def value(self) -> str:
        """What is typed, without blanks around it."""
        return self._field.value.strip()

    @property
    def reason(self) -> str | None:
        """Why the text cannot be taken."""
        return self._why_refused(self.value)

    def put(self, value: str) -> None:
        """Write another text into the field, with the cursor behind it."""
        self._field.value = value
        self._field.cursor_position = len(value)

    @property
    def entry(self) -> Widget:
        """What takes the focus."""
        return self._field

    def focus_field(self) -> None:
        """Give the field the focus, at once: the keys behind it are for the field."""
        self.screen.set_focus(self._field)

    def insist(self) -> None:
        """Show the reason also where nothing was typed yet, and go to the field."""
        self._say(self.value)
        self.focus_field()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say(self.value if self.value else None)
        self.post_message(self.Changed(self.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())

    def _say(self, value: str | None) -> None:
        reason = self._why_refused(value) if value is not None else None
        self._reason.set_class(reason is not None, "-wrong")
        self._reason.update(Content(f"✗ {show(reason)}" if reason else ""))
