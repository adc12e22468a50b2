"""The frame of a wizard: steps in one panel, a line that says where one is, and nothing stored before the last one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from cm_tui.screens.dialogs.leave_wizard import LeaveWizardDialog
from cm_tui.screens.wizard.step import Step
from cm_tui.screens.wizard.storing import Storing
from cm_tui.widgets.flyout import Flyout, Result
from cm_tui.widgets.tab_line import TabLine


class Wizard(Storing[Result], Generic[Result], inherit_bindings=False):
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

    def __init__(self, title: str, steps: Sequence[Step]) -> None:
        """Make a wizard of these steps."""
        super().__init__(title)
        self.steps = tuple(steps)
        self.at = 0
        self._step_line = TabLine(id="steps")

    def compose_body(self) -> ComposeResult:
        """Where one is, and the steps, of which one is shown."""
        yield self._step_line
        for at, step in enumerate(self.steps):
            step.display = at == 0
            yield step

    def on_mount(self) -> None:
        """Begin with the first step."""
        self.open(0)

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.steps[self.at]

    @property
    def is_at_work(self) -> bool:
        """Whether something goes on that belongs to this step; no other step can be opened meanwhile."""
        return self.is_storing

    def prepare(self, step: Step) -> None:
        """Tell a step what was chosen before it; called whenever one comes to it."""

    def open(self, at: int) -> None:
        """Show a step."""
        self.at = at
        self.prepare(self.step)
        for one in self.steps:
            one.display = one is self.step
        titles = [f"{number} {step.TITLE}" for number, step in enumerate(self.steps, 1)]
        short = [title if number - 1 == at else str(number) for number, title in enumerate(titles, 1)]
        self._step_line.put(titles, at, short)
        self.forget_failure()
        self.set_focus(self.step.entry)
        self.refresh_bindings()

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
        else:
            self.begin_to_store()

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
            self.left()
            self.dismiss(None)

    def left(self) -> None:
        """Tell what was not stored, where that is to be told; called when the wizard is left before its end."""

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
        if self.is_at_work or self.step.FINAL or event.index == self.at:
            return
        if event.index < self.at:
            self.open(event.index)
        elif event.index == self.at + 1:
            self.action_next()
