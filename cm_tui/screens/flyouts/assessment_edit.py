"""The flyout that changes an assessment's name and services, and shows first what joins and leaves (spec 11.3)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from cm_tui.model.drafts import AssessmentEdit
from cm_tui.model.errors import ServiceError
from cm_tui.model.rules.names import tidy_name
from cm_tui.model.views.assessments import AssessmentPreview, AssessmentView
from cm_tui.screens.base import Opened
from cm_tui.screens.wizard.naming import why_name_is_wrong
from cm_tui.screens.wizard.offer import Offer
from cm_tui.screens.wizard.review import edit_lines
from cm_tui.screens.wizard.services import NO_SERVICE, ServiceTicks
from cm_tui.widgets.choices import TickList
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField


class AssessmentEditFlyout(Opened, Flyout[AssessmentPreview], inherit_bindings=False):
    """Asks for a name and services, and stores them; gives back what that brought."""

    DEFAULT_CSS = """
    AssessmentEditFlyout {
        #assessment-name { margin-top: 0; }
        #services-label { color: $text-muted; margin-top: 1; }
        ServiceTicks { height: auto; max-height: 12; }
        #edit-preview { margin-top: 1; }
        #edit-state { padding: 0 1; }
        &.-short #services-label, &.-short #edit-preview { margin-top: 0; }
        &.-short ServiceTicks { max-height: 6; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "assessmentedit.save",
        "flyout.cancel",
        "services.tick",
        "services.all",
        "flyout.next",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *Flyout.BINDINGS[1:],
        Binding(
            "ctrl+s,enter", "save", "Save", id="assessmentedit.save", tooltip="Store the name and the services at once"
        ),
    ]

    def __init__(self, view: AssessmentView, offer: Offer) -> None:
        """Make the flyout of an assessment, with what there is."""
        super().__init__(f"Edit {view.name}")
        self._view = view
        self._known = offer.services[view.regulation]
        others = [one.name for one in offer.assessments if one.name != view.name]
        self._field = TextField("Name", partial(why_name_is_wrong, others), view.name, id="assessment-name")
        self._ticks = ServiceTicks()
        self._preview, self._state = Folded(id="edit-preview"), Folded(id="edit-state")
        self._shown: AssessmentEdit | None = None
        self._storing = False

    def compose_body(self) -> ComposeResult:
        """Name, services, what they bring."""
        yield self._field
        yield Static("Services; all ticked means all", id="services-label", markup=False)
        yield self._ticks
        yield self._preview

    def compose_foot(self) -> ComposeResult:
        """Why it was refused."""
        yield self._state

    def on_mount(self) -> None:
        """The keys are for the name, at once."""
        self._ticks.offer(self._known, self._view.services or self._known)
        self._field.focus_field()
        self._look_up()

    @property
    def edit(self) -> AssessmentEdit:
        """What is to be otherwise."""
        ticked = self._ticks.ticked
        services = () if len(ticked) == len(self._known) else ticked
        name = tidy_name(self._field.value)
        return AssessmentEdit(
            self._view.name,
            None if name == self._view.name else name,
            None if set(services) == set(self._view.services) else services,
        )

    @property
    def reason(self) -> str | None:
        """Why it cannot be stored as it is."""
        if self._known and not self._ticks.ticked:
            return NO_SERVICE
        return self._field.reason

    # What it would bring

    @on(TickList.Ticked)
    @on(TextField.Changed)
    def _changed(self) -> None:
        self._shown = None
        self._say("")
        self._look_up()

    @work(exclusive=True, group="load")
    async def _look_up(self) -> None:
        """Show what saving would do."""
        edit, reason = self.edit, self.reason
        if reason is not None or edit == AssessmentEdit(self._view.name):
            said = "" if reason is None or reason == self._field.reason else f"✗ {reason}"
            self._preview.put(partial(_said_lines, said or "Nothing is changed yet.", "$text-error" if said else MUTED))
            return
        try:
            preview = await asyncio.to_thread(self.services.assessments.preview_edit, edit)
        except ServiceError as refused:
            self._preview.put(partial(_said_lines, f"✗ {refused}", "$text-error"))
            return
        self._shown = edit
        self._preview.put(partial(edit_lines, self._view, preview))

    def _say(self, sentence: str) -> None:
        self._state.put(partial(_said_lines, sentence, "$text-error"))

    # Storing

    def action_save(self) -> None:
        """Store what is shown; what was not changed is not stored."""
        if self._storing:
            return
        if self._field.reason is not None:
            self._field.insist()
        elif self.reason is not None:
            self.set_focus(self._ticks)
        elif self.edit == AssessmentEdit(self._view.name):
            self.dismiss(None)
        elif self._shown != self.edit:
            self.tell("What it brings is still being looked up; press the key again then.", "warning")
        else:
            self._storing = True
            self._store(self._shown)

    @on(TextField.Submitted)
    def _take(self) -> None:
        self.action_save()

    def action_cancel(self) -> None:
        """Close the flyout, unless it is storing."""
        if self._storing:
            self.tell("It is being stored; wait for it.", "warning")
        else:
            super().action_cancel()

    async def ready_to_leave(self) -> bool:
        """Whether the program may leave: not while this stores."""
        return not self._storing

    @work(group="store")
    async def _store(self, edit: AssessmentEdit) -> None:
        try:
            stored = await asyncio.to_thread(self.services.assessments.edit, edit)
        except ServiceError as refused:
            self._look_up()
            self._say(f"✗ {refused}")
        else:
            self.dismiss(stored)
        finally:
            self._storing = False


def _said_lines(sentence: str, style: str, width: int) -> list[Content]:
    return hanging(Content(""), Content.styled(show(sentence), style), width) if sentence else []
