"""The flyout of a service: its points, and how far each subscription is (spec 11.5)."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.rules.points import show_whole_percent
from cm_tui.model.views.assessments import ServiceProgress, SubscriptionProgress
from cm_tui.widgets.assessment_columns import points_text, score_of
from cm_tui.widgets.bar import bar
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.text import show

NO_SUBSCRIPTION = "None of its actions is tested in subscriptions."
_BAR = 20


class ServiceFlyout(Flyout[bool], inherit_bindings=False):
    """Reads a service of an assessment; its answer is that the actions behind it are wanted."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("service.actions", "service.close")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "save", "Its actions", id="service.actions", tooltip="Show the actions that name this service"
        ),
        Binding("escape,q", "cancel", "Close", id="service.close", tooltip="Go back to the services"),
        Binding("down,j,pagedown,ctrl+d,space", "scroll(5)", "Down", id="service.down", tooltip="Scroll down"),
        Binding("up,k,pageup,ctrl+u", "scroll(-5)", "Up", id="service.up", tooltip="Scroll up"),
    ]

    def __init__(self, progress: ServiceProgress) -> None:
        """Make the flyout of a service."""
        super().__init__(progress.service)
        self._progress = progress

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield Folded(self._fold)

    def answer(self) -> bool:
        """Enter wants the actions."""
        return True

    def _fold(self, width: int) -> list[Content]:
        one = self._progress
        facts = [
            ("Points achieved", f"{points_text(one.points)}   {show_whole_percent(score_of(one.points))}"),
            ("Your actions", f"{one.your_actions_passed} of {one.your_actions} passed"),
            ("Microsoft actions", str(one.microsoft_actions)),
        ]
        lines = [*labelled(facts, width), Content(""), Content.styled("Subscriptions", "bold")]
        if not one.subscriptions:
            return [*lines, *hanging(Content(""), Content.styled(NO_SUBSCRIPTION, MUTED), width)]
        for subscription in one.subscriptions:
            lines += _subscription(subscription, width)
        return lines


def _subscription(one: SubscriptionProgress, width: int) -> list[Content]:
    share = Fraction(one.completed, one.applicable) if one.applicable else Fraction(0)
    actions = f"{one.actions} action{'' if one.actions == 1 else 's'}"
    fact = f"{one.completed} of {one.applicable} virtual resources completed · {actions}"
    return [
        *hanging(Content(""), Content(show(one.name)), width),
        *hanging(Content("  "), Content.assemble(bar(share, _BAR), f"  {show_whole_percent(share * 100)}"), width),
        *hanging(Content("  "), Content.styled(fact, MUTED), width),
    ]
