"""Choosing a person: a field that narrows a list while one types; who cannot be chosen is dimmed, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList

from cm_tui.model.text import fold, without_piles
from cm_tui.widgets.folding import MUTED, OFF, hanging
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.text import show

_NOBODY = ListLine("", lambda width: hanging(Content(""), Content.styled("Nobody is called so.", MUTED), width), False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person to choose, or nobody: the e-mail is the key; `reason` says why they cannot be chosen, `hint` why they might be."""

    email: str
    name: str
    role: str = ""
    reason: str | None = None
    hint: str = ""

    def matches(self, words: Sequence[str]) -> bool:
        """Whether name, e-mail or role hold all of these folded words."""
        return all(word in fold(f"{self.name} {self.email} {self.role}") for word in words)

    def draw(self, width: int) -> list[Content]:
        """Name and role, the e-mail in quiet letters; below them the reason or the hint."""
        name, facts = show(self.name), f"  {show(self.role)} · {show(self.email)}" if self.role else ""
        if self.reason is None:
            head = hanging(Content(""), Content.assemble((name, "bold"), (facts, MUTED)), width)
            hint = hanging(Content("  "), Content.styled(show(self.hint), MUTED), width) if self.hint else []
            return [*head, *hint]
        head = hanging(Content(""), Content.styled(name + facts, OFF), width)
        return [*head, *hanging(Content("  "), Content.styled(show(self.reason), OFF), width)]


class PersonInput(Input):
    """The field; the keys of the list work in it, because letters are for the name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "list('cursor_down')", "Next", show=False, id="people.down", tooltip="Next person"),
        Binding("up", "list('cursor_up')", "Previous", show=False, id="people.up", tooltip="Person before"),
        Binding("pagedown", "list('page_down')", "Page down", show=False, id="people.page_down", tooltip="A page down"),
        Binding("pageup", "list('page_up')", "Page up", show=False, id="people.page_up", tooltip="A page up"),
        Binding("enter", "submit", "Choose", id="people.choose", tooltip="Choose the person under the cursor"),
    ]

    @dataclass
    class Moved(Message):
        """A key of the list was pressed: the name of the list's action."""

        where: str

    def validate_value(self, value: str) -> str:
        """Take out combining marks that would climb over the lines above."""
        return without_piles(value)

    def action_list(self, where: str) -> None:
        """Move the cursor of the list."""
        self.post_message(self.Moved(where))


class PeoplePicker(Vertical):
    """A field above the people it finds."""

    DEFAULT_CSS = """
    PeoplePicker {
        height: auto; max-height: 55vh;
        Input { background: $panel; }
        Input:focus { background: $primary 25%; }
        FoldingList { height: auto; max-height: 45vh; margin-top: 1; }
    }
    """

    class Highlighted(Message):
        """Another person is under the cursor, or nobody."""

    class Chosen(Message):
        """The person under the cursor is meant."""

    def __init__(self, candidates: Sequence[Candidate], preset: str | None = None) -> None:
        """Make a picker.

        Args:
            candidates: The people, in the order in which they are offered.
            preset: The e-mail that the cursor begins on, if that person can be chosen; else it is the first who can.
        """
        super().__init__()
        self._candidates = tuple(candidates)
        self._preset = preset
        self._field = PersonInput(placeholder="name, e-mail or role", compact=True, max_length=254)
        self._list = FoldingList()
        self._list.can_focus = False

    def compose(self) -> ComposeResult:
        """The field and the list."""
        self._put("")
        yield self._field
        yield self._list

    def on_mount(self) -> None:
        """Quiet cursor; the keys are for the field."""
        self._field.cursor_blink = False

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Offer other people, or the same ones as they are now; the cursor stays on its person."""
        self._candidates = tuple(candidates)
        self._put(self._field.value)
        self.post_message(self.Highlighted())

    @property
    def current(self) -> Candidate | None:
        """The person under the cursor."""
        return next((one for one in self._candidates if one.email == self._list.current), None)

    def focus_field(self) -> None:
        """Give the field the focus, at once: the keys behind it are for the field."""
        self.screen.set_focus(self._field)

    def _put(self, text: str) -> None:
        words = fold(text).split()
        found = [one for one in self._candidates if one.matches(words)]
        lines = [ListLine(one.email, one.draw, one.reason is None) for one in found]
        self._list.put_lines(lines or [_NOBODY], self.current.email if self.current else self._preset)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._put(event.value)
        self.post_message(self.Highlighted())

    @on(PersonInput.Moved)
    async def _moved(self, event: PersonInput.Moved) -> None:
        event.stop()
        await self._list.run_action(event.where)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.post_message(self.Highlighted())

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _chosen(self, event: Input.Submitted | OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen())
