"""The frame of a wizard: steps in one panel, a line that says where one is, and nothing stored before the last one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.errors import ServiceError
from cm_tui.screens.base import Opened
from cm_tui.screens.dialogs.leave_wizard import LeaveWizardDialog
from cm_tui.screens.wizard.step import FailureLine, Step
from cm_tui.widgets.flyout import Flyout, Result
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.tab_line import TabLine
from cm_tui.widgets.text import show

Job = Callable[[], Result]
"""Stores what was chosen, in a thread; raises ServiceError."""


class Wizard(Opened, Flyout[Result], inherit_bindings=False):
    """Leads through steps; the last one's enter stores, and gives back what came of it."""

    DEFAULT_CSS = """
    Wizard {
        #flyout-panel { width: 92; max-width: 100%; }
        #flyout-body { overflow-y: hidden; }
        TabLine { padding: 0; margin-bottom: 1; }
        #storing { padding: 0 1; }
        &.-short TabLine { margin-bottom: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "wizard.again",
        "wizard.create",
        "wizard.next",
        "chooser.close",
        "wizard.back",
        "wizard.tick",
        "services.tick",
        "services.all",
        "chooser.open",
        "stepper.next",
        "flyout.next",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *Flyout.BINDINGS[2:],
        Binding("enter,ctrl+s", "next", "Next", id="wizard.next", tooltip="Go on to the next step"),
        Binding(
            "escape",
            "previous",
            "Back",
            id="wizard.back",
            tooltip="Go back one step; at the first one close the wizard, which creates nothing",
        ),
    ]
    LOSS: ClassVar[str] = "Nothing was created."
    """What leaving means."""
    WORKING: ClassVar[str] = "Creating…"
    """Said while the last step's enter is at work."""
    WAIT: ClassVar[str] = "It is being created; wait for it."
    """Said of keys that would leave meanwhile."""
    FAILED: ClassVar[str] = "Nothing was created; enter tries again, esc goes back."
    """Said behind the reason why storing failed."""

    def __init__(self, title: str, steps: Sequence[Step]) -> None:
        """Make a wizard of these steps."""
        super().__init__(title)
        self.steps = tuple(steps)
        self.at = 0
        self._step_line = TabLine(id="steps")
        self._state = Folded(id="storing")
        self._failure = FailureLine()
        self._storing = False

    def compose_body(self) -> ComposeResult:
        """Where one is, and the steps, of which one is shown."""
        yield self._step_line
        for at, step in enumerate(self.steps):
            step.display = at == 0
            yield step

    def compose_foot(self) -> ComposeResult:
        """That something is being stored, or why it could not be."""
        yield self._state
        yield self._failure

    def on_mount(self) -> None:
        """Begin with the first step."""
        self.open(0)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self.at]

    @property
    def is_storing(self) -> bool:
        """Whether something is being created; the wizard cannot be left then."""
        return self._storing

    def prepare(self, step: Step) -> None:
        """Tell a step what was chosen before it; called whenever one comes to it."""

    def job(self) -> Job[Result] | None:
        """What storing does, from what is chosen now; None while that cannot be told yet."""
        raise NotImplementedError

    def open(self, at: int) -> None:
        """Show a step."""
        self.at = at
        self.prepare(self.step)
        for one in self.steps:
            one.display = one is self.step
        titles = [f"{number} {step.TITLE}" for number, step in enumerate(self.steps, 1)]
        short = [title if number - 1 == at else str(number) for number, title in enumerate(titles, 1)]
        self._step_line.put(titles, at, short)
        self._failure.remove_class("-failed")
        self.set_focus(self.step.entry)
        self.refresh_bindings()

    def say(self, sentence: str) -> None:
        """Show what goes on; nothing for an empty sentence."""
        said = Content.styled(show(sentence), MUTED)
        self._state.put(lambda width: hanging(Content(""), said, width) if sentence else ())

    def count_of_key(self, binding_id: str) -> int | None:
        """Nothing for the key that goes to the next field where there is no other one."""
        return 0 if binding_id == "flyout.next" and len(self.focus_chain) < 2 else None

    # Keys

    def action_next(self) -> None:
        """Go on, or store after the last step."""
        if self._storing or not self.is_current or not self.step.complete():
            return
        if self.at + 1 < len(self.steps):
            self.open(self.at + 1)
        elif (job := self.job()) is not None:
            self._storing = True
            self._store(job)

    def action_previous(self) -> None:
        """Go back one step; at the first one close."""
        if self._storing:
            self.tell(self.WAIT, "warning")
        elif self.step.FINAL:
            self.action_next()
        elif not self.step.step_back():
            if self.at:
                self.open(self.at - 1)
            else:
                self.action_cancel()

    def action_cancel(self) -> None:
        """Close the wizard; asks first where something was typed."""
        self._leave()

    def action_scroll(self, lines: int) -> None:
        """Scroll the step by some lines."""
        self.step.scroll_relative(y=lines, animate=False)

    @work(exclusive=True, group="step")
    async def _leave(self) -> None:
        if await self.ready_to_leave() and self.is_current:
            self.dismiss(None)

    async def ready_to_leave(self) -> bool:
        """Whether the wizard may be left: not while it stores, and only by consent once something was typed."""
        if self._storing:
            self.tell(self.WAIT, "warning")
            return False
        if not any(step.is_touched for step in self.steps):
            return True
        leaving = await self.app.push_screen_wait(LeaveWizardDialog(self.LOSS))
        return leaving

    @on(Step.Done)
    def _go_on(self) -> None:
        self.action_next()

    @on(TabLine.Chosen)
    def _to_step(self, event: TabLine.Chosen) -> None:
        """Go back to a step that was done, or on to the next one."""
        if self._storing or self.step.FINAL or event.index == self.at:
            return
        if event.index < self.at:
            self.open(event.index)
        elif event.index == self.at + 1:
            self.action_next()

    # Storing

    @work(group="store")
    async def _store(self, job: Job[Result]) -> None:
        """Store, and close; where that fails say why, and offer to try again."""
        self._failure.remove_class("-failed")
        self.say(self.WORKING)
        try:
            stored = await asyncio.to_thread(job)
        except ServiceError as refused:
            self.refused(refused)
        else:
            self.dismiss(stored)
        finally:
            self._storing = False
            self.say("")

    def refused(self, error: ServiceError) -> None:
        """Say why storing failed, and offer to try again."""
        said = Content(show(f"{error} {self.FAILED}"))
        lead = Content.styled("✗ ", "$text-error")
        self._failure.put(lambda width: hanging(lead, said, width))
        self._failure.add_class("-failed")
        self.set_focus(self._failure)
