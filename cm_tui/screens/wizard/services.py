"""The step that asks which services are assessed: all of them at first (spec 11.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.choices import Choice, ChoiceList, TickList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

WhyRefused = Callable[[tuple[str, ...]], str | None]
"""The reason why these services cannot be what is assessed, or None."""
NO_SERVICE = "Tick at least one service; an assessment of none has nothing to count."


class ServiceTicks(TickList, inherit_bindings=False):
    """Services with a tick each; enter is for what is around."""

    DEFAULT_CSS = """
    ServiceTicks { height: auto; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *ChoiceList.BINDINGS[:-1],
        Binding("space", "select", "Tick", id="services.tick", tooltip="Tick or untick the service under the cursor"),
        Binding("a", "tick_all", "All or none", id="services.all", tooltip="Tick all services, or none"),
    ]

    def offer(self, services: Sequence[str], ticked: Sequence[str]) -> None:
        """Show these services, some of them ticked; the cursor stays."""
        at = self.highlighted
        self.put([Choice(one, one, ticked=one in ticked) for one in services])
        if at is not None and at < len(services):
            self.highlighted = at

    def action_tick_all(self) -> None:
        """Tick all services, or none where all are ticked."""
        services = [choice.key for choice in self._choices]
        self.offer(services, () if len(self.ticked) == len(services) else services)
        self.post_message(self.Ticked(self))


class ServicesStep(Step):
    """Asks for services; all of them ticked means all, also those that come later."""

    TITLE = "Services"

    def __init__(self) -> None:
        super().__init__()
        self.ticks = ServiceTicks()
        self._reason = Static(classes="text-reason", markup=False)
        self._services: tuple[str, ...] = ()
        self._of: tuple[str, ...] = ()
        self._why: WhyRefused = lambda services: None

    DEFAULT_CSS = """
    ServicesStep .text-reason { height: auto; color: $text-error; }
    """

    def compose(self) -> ComposeResult:
        """What a tick means, the services, the reason of a refusal."""
        yield Folded(_lead, classes="lead")
        yield self.ticks
        yield self._reason

    def offer(self, of: tuple[str, ...], services: tuple[str, ...], why_refused: WhyRefused) -> None:
        """Show the services of some regulations, all ticked; what was ticked for the same regulations stays."""
        self._why = why_refused
        if of != self._of:
            self._of, self._services = of, services
            self.ticks.offer(services, services)
        self._say(None)

    @property
    def entry(self) -> Widget:
        """The list."""
        return self.ticks

    @property
    def is_touched(self) -> bool:
        """Ticks that were taken away would be lost."""
        return bool(self._services) and bool(self.chosen)

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is assessed; nothing for all."""
        return () if len(self.ticks.ticked) == len(self._services) else self.ticks.ticked

    @property
    def reason(self) -> str | None:
        """Why these services cannot be taken."""
        if self._services and not self.ticks.ticked:
            return NO_SERVICE
        return self._why(self.chosen)

    def complete(self) -> bool:
        """At least one service has to be ticked."""
        self._say(self.reason)
        return self.reason is None

    def _say(self, reason: str | None) -> None:
        self._reason.update(Content(f"✗ {show(reason)}" if reason else ""))

    @on(TickList.Ticked)
    def _ticked(self) -> None:
        self._say(self.reason)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()


def services_text(services: Sequence[str], all_of_them: int) -> str:
    """The services of an assessment as they are read."""
    return ", ".join(services) if services else f"all {all_of_them}" if all_of_them > 1 else "all"


def _lead(width: int) -> list[Content]:
    text = (
        "What is assessed: an action counts where it concerns a ticked service. All ticked means all, also later ones."
    )
    return hanging(Content(""), Content.styled(text, MUTED), width)
