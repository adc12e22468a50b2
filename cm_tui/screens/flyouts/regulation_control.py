"""The flyout of a regulation's control: its text, and the actions that serve it with what else they serve (spec 11.8)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from cm_tui.model.views.assessments import ActionInstance, RegulationControl, RegulationView, ServingAction
from cm_tui.screens.base import Opened, asks
from cm_tui.screens.flyouts.control import control_text
from cm_tui.screens.section import ActionWanted
from cm_tui.widgets.choices import Choice, ChoiceList
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.text import show

NO_ACTION = "No action serves it."


class ServingList(FoldingList, inherit_bindings=False):
    """The actions that serve the control, the strongest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *ChoiceList.BINDINGS[:-1],
        Binding("enter", "select", "Open action", id="serving.open", tooltip="Open the action under the cursor"),
    ]


class RegulationControlFlyout(Opened, Flyout[None], inherit_bindings=False):
    """Reads one control; enter opens one of its actions above it."""

    DEFAULT_CSS = """
    RegulationControlFlyout {
        #flyout-panel { width: 92; }
        &.-full #flyout-panel { width: 100%; }
        ScrollBody { height: auto; max-height: 45%; }
        #serving { margin-top: 1; height: auto; color: $text; }
        ServingList { height: 1fr; min-height: 3; scrollbar-gutter: stable; }
        &.-short #serving { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("serving.open", "serving.close", "serving.other")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", "Close", id="serving.close", tooltip="Go back to the tree of controls"),
        Binding(
            "tab,shift+tab",
            "app.focus_next",
            "Text / actions",
            id="serving.other",
            tooltip="Move between the text and the actions",
        ),
    ]

    def __init__(self, one: RegulationControl, regulation: RegulationView) -> None:
        """Make the flyout of a control of a regulation."""
        super().__init__(f"{one.control.control_id}  {one.control.title}")
        self._one, self._regulation = one, regulation
        self.actions = ServingList()

    def compose_body(self) -> ComposeResult:
        """The text, and the actions below it."""
        with ScrollBody():
            yield Folded(self._text)
        yield Folded(self._heading, id="serving")
        yield self.actions

    def on_mount(self) -> None:
        """The keys are for the actions, where there are any."""
        self.actions.put_lines([ListLine(one.id, partial(serving_lines, one)) for one in self._one.serving])
        self.set_focus(self.actions if self._one.serving else self.query_one(ScrollBody))

    def _text(self, width: int) -> list[Content]:
        return control_text(self._one.control, width, [("Regulation", self._regulation.short_title)])

    def _heading(self, width: int) -> list[Content]:
        number = len(self._one.serving)
        served = f"{number} action{' serves' if number == 1 else 's serve'} it, the strongest first:"
        reason = self._one.control.no_action or ""
        said = Content.styled(served, "bold") if number else Content(show(f"{NO_ACTION} {reason}".strip()))
        return hanging(Content(""), said, width)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Why nothing can be opened."""
        return NO_ACTION if binding_id == "serving.open" and not self._one.serving else None

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option.id is not None:
            self._open(event.option.id)

    @asks("step")
    async def _open(self, action: str) -> None:
        """Open what the organisation has of an action; where several groups have it, ask which."""
        with self.notices():
            instances = await asyncio.to_thread(self.services.regulations.instances, action)
            if not instances:
                self.tell(f"{action}: no assessment uses it yet.", "warning")
                return
            wanted: str | None = instances[0].id
            if len(instances) > 1:
                wanted = await self.app.push_screen_wait(InstanceFlyout(action, instances))
            if wanted is not None:
                among = tuple(one.id for one in instances)
                self.post_message(ActionWanted(wanted, among, self._regulation.short_title))


class InstanceFlyout(Flyout[str], inherit_bindings=False):
    """Asks whose instance of an action is meant; gives its id."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("choices.choose", "instance.cancel")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", "Cancel", id="instance.cancel", tooltip="Go back and open nothing"),
    ]

    def __init__(self, action: str, instances: tuple[ActionInstance, ...]) -> None:
        """Ask for one of these instances."""
        super().__init__(f"{action}: of which group?")
        self._instances = instances
        self.groups = ChoiceList()

    def compose_body(self) -> ComposeResult:
        """The groups."""
        yield self.groups

    def on_mount(self) -> None:
        """The keys are for the groups."""
        self.groups.put([Choice(one.id, one.group or "Organisation", one.id) for one in self._instances])
        self.set_focus(self.groups)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)


def serving_lines(one: ServingAction, width: int) -> list[Content]:
    """An action: its name, and below it how strongly it serves, who manages it, and what else it serves how strongly."""
    head = hanging(Content.styled(f"{show(one.id)}  ", "bold"), Content(show(one.title)), width)
    others = ", ".join(f"{show(other.title)} {other.strength.value}" for other in one.others)
    facts = Content.assemble(
        (one.strength.value, "$text-accent"),
        (f" · managed by {one.managed_by.value}", MUTED),
        (f" · also {others}" if others else " · serves no other regulation", MUTED),
    )
    return [*head, *hanging(Content("    "), facts, width)]
