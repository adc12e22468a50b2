"""The step that asks for a regulation, or for several: a list that narrows while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.model.views.assessments import RegulationView
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.choices import TICKED, UNTICKED, ChoiceList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.text import show

_MOST = 60
"""Letters that are looked for at most."""
Note = Callable[[RegulationView], str]
"""What is to be said of a regulation beside its facts; empty for nothing."""


class RegulationList(FoldingList, inherit_bindings=False):
    """Regulations with their facts; letters narrow it to those that hold them, space ticks where several can be had."""

    DEFAULT_CSS = """
    RegulationList { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *ChoiceList.BINDINGS[:-1],
        Binding("space", "tick", "Tick", id="wizard.tick", tooltip="Tick or untick the line under the cursor"),
    ]

    class Found(Message):
        """Other letters are looked for."""

    def __init__(self, *, several: bool, note: Note = lambda regulation: "") -> None:
        """Make a list.

        Args:
            several: Whether more than one can be had, each with a tick.
            note: What is to be said of a regulation beside its facts.
        """
        super().__init__()
        self.several, self._note = several, note
        self.letters = ""
        self.ticked: tuple[str, ...] = ()
        self._known: tuple[RegulationView, ...] = ()

    def offer(self, regulations: Sequence[RegulationView], current: str | None = None) -> None:
        """Show these regulations, with the cursor on one of them where its key is given."""
        self._known = tuple(regulations)
        self._put(current)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are looked for; so is a blank that continues them."""
        return character is not None and character.isprintable() and (character != " " or self._blank_continues)

    @property
    def _blank_continues(self) -> bool:
        """Whether a blank is part of what is typed: something holds it then, or nothing is found as it is."""
        return bool(self.letters) and (self.current is None or bool(self._found(f"{self.letters} ")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to tick where only one can be had."""
        return self.several if action == "tick" else True

    def on_key(self, event: events.Key) -> None:
        """Narrow the list by a letter, or take the last one back."""
        typed = event.character if self.check_consume_key(event.key, event.character) else None
        if typed is None and not (event.key == "backspace" and self.letters):
            return
        event.stop()
        event.prevent_default()
        self.look_for(f"{self.letters}{typed}"[:_MOST] if typed else self.letters[:-1])

    def look_for(self, letters: str) -> None:
        """Show the regulations that hold these letters."""
        if letters != self.letters:
            self.letters = letters
            self._put()
            self.post_message(self.Found())

    def action_tick(self) -> None:
        """Tick or untick the regulation under the cursor; the letters have done their work then."""
        key = self.current
        if key is None:
            return
        kept = tuple(one for one in self.ticked if one != key)
        self.ticked = kept if key in self.ticked else self._in_order({*self.ticked, key})
        self.letters = ""
        self._put(key)
        self.post_message(self.Found())

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of what is ticked, else of what is under the cursor."""
        if self.ticked:
            return self.ticked
        return (self.current,) if self.current is not None else ()

    def _in_order(self, keys: set[str]) -> tuple[str, ...]:
        return tuple(one.key for one in self._known if one.key in keys)

    def _put(self, current: str | None = None) -> None:
        found = self._found(self.letters)
        self.put_lines([ListLine(one.key, partial(self._line, one)) for one in found], current or self.current)

    def _found(self, letters: str) -> list[RegulationView]:
        words = letters.casefold()
        return [one for one in self._known if words in f"{one.key}\n{one.short_title}\n{one.title}".casefold()]

    def _line(self, one: RegulationView, width: int) -> list[Content]:
        box = f"{TICKED if one.key in self.ticked else UNTICKED} " if self.several else ""
        lead = Content.assemble(box, (show(one.short_title), "bold"), "  ")
        lines = hanging(lead, Content(show(one.title)), width)
        facts = f"{one.jurisdiction} · {one.version} · {one.controls} controls · {one.actions} actions"
        margin = Content("  " if self.several else "")
        lines += hanging(margin, Content.styled(show(facts), MUTED), width)
        if note := self._note(one):
            lines += hanging(margin, Content.styled(show(f"! {note}"), "$text-warning"), width)
        return lines


class RegulationStep(Step):
    """Asks for one regulation, or for several."""

    TITLE = "Regulation"

    def __init__(self, *, several: bool = False, note: Note = lambda regulation: "") -> None:
        super().__init__()
        self.list = RegulationList(several=several, note=note)
        self._said = ""
        self._lead = Folded(self._lead_lines, classes="lead")

    def compose(self) -> ComposeResult:
        """What is asked, and the regulations."""
        yield self._lead
        yield self.list

    @property
    def entry(self) -> Widget:
        """The list."""
        return self.list

    @property
    def is_touched(self) -> bool:
        """Ticks would be lost."""
        return bool(self.list.ticked)

    def complete(self) -> bool:
        """Something has to be chosen; the letters have done their work then."""
        chosen = bool(self.list.chosen)
        if chosen:
            self.list.look_for("")
        return chosen

    def say(self, sentence: str) -> None:
        """Show a sentence in place of what is asked; nothing for an empty one."""
        self._said = sentence
        self._lead.put(self._lead_lines)

    def step_back(self) -> bool:
        """Escape first forgets the letters."""
        had = bool(self.list.letters)
        self.list.look_for("")
        return had

    def _lead_lines(self, width: int) -> list[Content]:
        letters = self.list.letters
        if self._said:
            said = Content(show(self._said))
        elif letters and self.list.current is None:
            said = Content.styled(f"✗ No regulation holds {show(letters)!r}; esc forgets the letters.", "$text-error")
        elif letters:
            said = Content.assemble("Looking for ", (show(letters), "bold $text-accent"), "▏")
        else:
            what = (
                "The regulations to be assessed against"
                if self.list.several
                else "The regulation to be assessed against"
            )
            said = Content.styled(f"{what}; letters find one.", MUTED)
        return hanging(Content(""), said, width)

    @on(RegulationList.Found)
    def _found(self) -> None:
        self._lead.put(self._lead_lines)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self.list.several:
            self.list.action_tick()
        else:
            self.post_message(self.Done())
