"""The first step: two reminders, each with a box that has to be ticked (spec 3.2, 3.6)."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.choices import TICKED, UNTICKED, ChoiceList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.picker import FoldingList, ListLine

REMINDERS = (
    "Only actions of your organisation can be updated, and only those that belong to an assessment already; what "
    "Microsoft does is not changed by a workbook.",
    "A workbook adds no actions and changes no control mapping. It changes implementation and test details, notes, "
    "links, owners and testing types.",
)
NOT_TICKED = "Tick both reminders first."
_LEAD = (
    "Many actions are updated at once from the workbook that Export actions wrote, when you have reviewed every change."
)


class Reminders(FoldingList, inherit_bindings=False):
    """The reminders; space and enter tick the one under the cursor; with both ticked enter is for what is around."""

    DEFAULT_CSS = """
    Reminders { height: auto; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *ChoiceList.BINDINGS[2:-1],
        Binding("down,j", "cursor_down", "Down", id="reminders.down", tooltip="Move to the next reminder"),
        Binding("up,k", "cursor_up", "Up", id="reminders.up", tooltip="Move to the reminder before"),
        Binding("space", "tick", "Tick", id="reminders.tick", tooltip="Tick or untick the reminder under the cursor"),
        Binding(
            "enter",
            "tick_open",
            "Tick",
            id="reminders.enter",
            tooltip="Tick the reminder under the cursor; when both are ticked, go on",
        ),
    ]

    class Ticked(Message):
        """A tick was set or taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.ticked: frozenset[int] = frozenset()
        self._put(0)

    def action_cursor_down(self) -> None:
        """Go to the next reminder; ticking moves on by itself, so the last one stays the last."""
        if self.highlighted != len(REMINDERS) - 1:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Go to the reminder before; the first one stays the first."""
        if self.highlighted != 0:
            super().action_cursor_up()

    def action_tick(self) -> None:
        """Tick or untick the reminder under the cursor, and go on to one that is not ticked."""
        if self.highlighted is not None:
            self._tick(self.highlighted)

    def action_tick_open(self) -> None:
        """Tick the reminder under the cursor, or the one that is not ticked yet."""
        at = self.highlighted
        self._tick(at if at is not None and at not in self.ticked else self._open_ones[0])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """With both ticked enter goes on."""
        return bool(self._open_ones) if action == "tick_open" else True

    @property
    def _open_ones(self) -> list[int]:
        return [at for at in range(len(REMINDERS)) if at not in self.ticked]

    def _tick(self, at: int) -> None:
        self.ticked ^= {at}
        self._put(self._open_ones[0] if at in self.ticked and self._open_ones else at)
        self.post_message(self.Ticked())

    def _put(self, current: int) -> None:
        lines = [ListLine(str(at), partial(self._line, at)) for at in range(len(REMINDERS))]
        self.put_lines(lines, str(current))

    def _line(self, at: int, width: int) -> list[Content]:
        box = TICKED if at in self.ticked else UNTICKED
        return hanging(Content(f"{box} "), Content(REMINDERS[at]), width)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._tick(event.option_index)


class RemindersStep(Step):
    """Asks for both ticks."""

    TITLE = "Prerequisites"

    def __init__(self) -> None:
        super().__init__()
        self.list = Reminders()

    def compose(self) -> ComposeResult:
        """What the wizard is for, the reminders."""
        yield Folded(lambda width: hanging(Content(""), Content.styled(_LEAD, MUTED), width), classes="lead")
        yield self.list

    @property
    def entry(self) -> Widget:
        """The reminders."""
        return self.list

    @property
    def why_incomplete(self) -> str | None:
        """Why one cannot go on, or None."""
        return None if len(self.list.ticked) == len(REMINDERS) else NOT_TICKED

    def complete(self) -> bool:
        """Both have to be ticked."""
        return self.why_incomplete is None

    @on(Reminders.Ticked)
    def _ticked(self) -> None:
        self.screen.refresh_bindings()
