"""The line under the sections: the text of the filter at the left, the counts of the list at the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input, Static

from cm_tui.model.text import without_piles
from cm_tui.widgets.line import Line
from cm_tui.widgets.text import plain

if TYPE_CHECKING:
    from cm_tui.model.views.actions import ListCounts

_ROOM = 1200
"""Cells for the text of a filter; it scrolls in them."""


class SearchInput(Input):
    """The text of the filter. A key repaints this line only: its width and its virtual size never change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,escape,down",
            "leave",
            "To the table",
            id="search.leave",
            tooltip="Go to the table; the text stays",
        )
    ]

    class Left(Message):
        """The user is done with the text."""

    def __init__(self) -> None:
        super().__init__(placeholder="search", select_on_focus=False, compact=True, max_length=1000)
        self.cursor_blink = False
        self.set_reactive(Input.virtual_size, Size(_ROOM, 1))

    @property
    def content_width(self) -> int:
        """Constant: a width that follows the text would lay the whole screen out at every key."""
        return _ROOM

    def validate_value(self, value: str) -> str:
        """Take out combining marks that would climb over the lines above; `show` does it where a text is only shown."""
        return without_piles(value)

    def watch_value(self, value: str) -> None:
        """Show a text that fits from its beginning; one that was longer before leaves the line scrolled."""
        if cell_len(value) < self.size.width:
            self.scroll_to(0, animate=False, immediate=True)

    def action_leave(self) -> None:
        """Give the focus to what follows, at once, so that a key typed ahead goes there; say that the user is done."""
        self.screen.focus_next()
        self.post_message(self.Left())


@dataclass(frozen=True, slots=True)
class ShownCounts:
    """Everything that is counted beside the filter."""

    counts: ListCounts | None = None
    marked: int = 0
    held: int = 0
    """Rows that stay though they no longer match."""


class Counts(Line):
    """Rows shown of all, passed ones hidden, marks, held rows and updates that wait."""

    DEFAULT_CSS = """
    Counts { padding: 0 1 0 0; color: $text-muted; }
    """


class FilterLine(Horizontal):
    """The search box and the counts."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        background: $surface;
        & > #slash { width: 3; padding: 0 1; color: $text-accent; text-style: bold; }
        & > SearchInput { width: 1fr; background: $surface; padding: 0; }
        & > Counts { width: 42; }
    }
    """

    @dataclass
    class Typed(Message):
        """The text was changed by hand."""

        text: str

        def can_replace(self, message: Message) -> bool:
            """Only the last text counts."""
            return isinstance(message, FilterLine.Typed)

    search = getters.query_one(SearchInput)
    _counts_line = getters.query_one(Counts)

    def __init__(self) -> None:
        super().__init__()
        self._shown = ShownCounts()

    def compose(self) -> ComposeResult:
        """A slash, the text, the counts."""
        yield Static("/", id="slash")
        yield SearchInput()
        yield Counts()

    @property
    def text(self) -> str:
        """The text of the filter."""
        return self.search.value

    @text.setter
    def text(self, text: str) -> None:
        if text != self.search.value:
            with self.search.prevent(Input.Changed):
                self.search.value = text
            self.search.cursor_position = len(text)

    def say(self, sentence: str) -> None:
        """Show a sentence of our own where the counts stand."""
        self._counts_line.put([Content("")], [plain(sentence)])

    @property
    def counts(self) -> ListCounts | None:
        """How many rows there are; None before that is known, and while the filter is refused."""
        return self._shown.counts

    def count(self, counts: ListCounts | None) -> None:
        """Show how many rows there are."""
        self._update(replace(self._shown, counts=counts))

    def count_marked(self, marked: int) -> None:
        """Show how many rows are marked."""
        self._update(replace(self._shown, marked=marked))

    def count_held(self, held: int) -> None:
        """Show how many rows stay though they no longer match."""
        self._update(replace(self._shown, held=held))

    def _update(self, shown: ShownCounts) -> None:
        self._shown = shown
        self._counts_line.put([Content("")], count_parts(shown))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))


def count_parts(shown: ShownCounts) -> list[Content]:
    """The counts, from the fullest words to the shortest."""
    counts = shown.counts
    if counts is None:
        return [Content("")]
    hidden = f"{counts.passed_hidden} passed hidden" if counts.passed_hidden else ""
    full = _dotted(
        (f"{counts.shown} of {counts.total} shown", ""),
        (hidden, ""),
        (_held(shown.held), "$text-warning"),
        (f"{shown.marked} marked" if shown.marked else "", "$text-accent"),
        (_updates(counts.pending), "$text-warning"),
    )
    signs = (
        (f"{shown.held} held" if shown.held else "", "$text-warning"),
        (f"{shown.marked} ☑" if shown.marked else "", "$text-accent"),
        (f"{counts.pending} ⟳" if counts.pending else "", "$text-warning"),
    )
    short = (f"{counts.shown} of {counts.total}", "")
    shortest = (f"{counts.shown}/{counts.total}", "")
    return [
        full,
        _spaced(_dotted(short, (hidden, "")), signs),
        _spaced(_dotted(shortest, (hidden, "")), signs),
        _dotted(shortest, (hidden, "")),
        _dotted(shortest),
    ]


def _updates(pending: int) -> str:
    return f"{pending} update{'s' if pending != 1 else ''} pending" if pending else ""


def _held(held: int) -> str:
    return f"{held} no longer match{'es' if held == 1 else ''}" if held else ""


def _dotted(*parts: tuple[str, str]) -> Content:
    return Content(" · ").join([Content.styled(text, style) for text, style in parts if text])


def _spaced(first: Content, signs: tuple[tuple[str, str], ...]) -> Content:
    return Content("  ").join([first, *(Content.styled(text, style) for text, style in signs if text)])
