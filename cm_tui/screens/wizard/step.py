"""What a step of a wizard is, and the line that says why storing failed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget

from cm_tui.widgets.folded import Folded


class Step(VerticalScroll, can_focus=False, inherit_bindings=False):
    """One step of a wizard; what was chosen in it stays while one goes back and forth."""

    DEFAULT_CSS = """
    Step { height: 1fr; scrollbar-size-vertical: 1; }
    Step .lead { margin-bottom: 1; }
    Step .step-label { color: $text-muted; margin-top: 1; }
    .-short Step .lead, .-short Step .step-label, .-short Step TextField { margin: 0; }
    """

    class Done(Message):
        """What the step asks for was chosen in a way that goes on at once."""

    TITLE: ClassVar[str] = ""
    FINAL: ClassVar[bool] = False
    """Whether everything is done when the step is shown, so that nothing goes back behind it."""

    @property
    def entry(self) -> Widget:
        """What gets the focus when the step is opened."""
        return self

    @property
    def is_touched(self) -> bool:
        """Whether something was typed or chosen here that one would not like to lose."""
        return False

    def complete(self) -> bool:
        """Whether one can go on; where not, the reason stands beside its field, which has the focus."""
        return True

    def step_back(self) -> bool:
        """Take the last thing back that escape is for inside the step; False where there is none."""
        return False


class FailureLine(Folded, can_focus=True):
    """Why storing failed; enter tries again."""

    DEFAULT_CSS = """
    FailureLine { height: auto; max-height: 6; padding: 0 1; display: none; }
    FailureLine.-failed { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,ctrl+s",
            "screen.next",
            "Try again",
            id="wizard.again",
            tooltip="Try it once more, as chosen",
        ),
    ]
