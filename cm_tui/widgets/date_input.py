"""A calendar date, typed: `2026-11-20`, `today`, `-3d`; what it means, or why it is none, stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from cm_tui.model.rules.dates import parse_date
from cm_tui.widgets.text import show

NO_DATE = ""
_WORDS = "YYYY-MM-DD, today, yesterday, -3d, -2w"


class DateInput(Vertical):
    """A label, a field, and what the field amounts to; an empty field means no date."""

    DEFAULT_CSS = """
    DateInput {
        height: auto; margin-top: 1;
        .date-label { color: $text-muted; height: 1; }
        .date-line { height: auto; }
        Input { width: 18; background: $panel; }
        Input:focus { background: $primary 25%; }
        .date-meaning { width: 1fr; height: auto; padding-left: 1; color: $text-muted; }
        .date-meaning.-wrong { color: $text-error; }
    }
    """

    @dataclass
    class Changed(Message):
        """Another date stands there: a day, None for no date, or the sentence that refuses what was typed."""

        value: date | str | None

    class Submitted(Message):
        """Enter was pressed in the field."""

    def __init__(
        self, label: str, today: date, value: date | None = None, *, nothing: str = "no date", id: str | None = None
    ) -> None:
        """Make a field.

        Args:
            label: What the date is of.
            today: The day that `today` and `-3d` are counted from.
            value: The date that stands there at first.
            nothing: What an empty field means.
        """
        super().__init__(id=id)
        self._label = label
        self._today = today
        self._first = value
        self._input = Input(_written(value), compact=True, max_length=20)
        self._input.placeholder = nothing
        self._meaning = Static(classes="date-meaning", markup=False)
        self.edited = False
        """Whether somebody typed since the date was last set."""

    def compose(self) -> ComposeResult:
        """Label, field, meaning."""
        yield Static(Content(show(self._label)), classes="date-label", markup=False)
        with Horizontal(classes="date-line"):
            yield self._input
            yield self._meaning

    def on_mount(self) -> None:
        """Say what the first date means."""
        self._input.cursor_blink = False
        self._say()

    @property
    def value(self) -> date | str | None:
        """The day that stands there, None for no date, or the sentence that refuses what was typed."""
        text = self._input.value
        return parse_date(text, self._today) if text.strip() else None

    def set(self, value: date | None) -> None:
        """Put a date there, as if nobody had typed."""
        self.edited = False
        with self.prevent(Input.Changed):
            self._input.value = _written(value)
        self._say()

    @property
    def has_the_focus(self) -> bool:
        """Whether the field has the focus."""
        return self._input.has_focus

    def focus_field(self) -> None:
        """Give the field the focus, at once: the keys behind it are for the field."""
        self.screen.set_focus(self._input)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != _written(self._first) or self.edited:
            self.edited = True
        self._say()
        self.post_message(self.Changed(self.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())

    def _say(self) -> None:
        value = self.value
        self._meaning.set_class(isinstance(value, str), "-wrong")
        self._meaning.update(Content(meaning(value, self._today)))


def meaning(value: date | str | None, today: date) -> str:
    """What stands beside a date: how far away it is, or why it is refused; of none the field itself says so."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"✗ {show(value)}"
    days = (value - today).days
    words = {0: "today", -1: "yesterday", 1: "tomorrow"}
    distance = words.get(days, f"{-days} days ago" if days < 0 else f"in {days} days")
    return f"{value:%a} {value} · {distance}"


def _written(value: date | None) -> str:
    return value.isoformat() if value is not None else NO_DATE
