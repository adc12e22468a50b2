"""The flyout that changes an assessment's name and services, and shows first what joins and leaves (spec 11.3)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from cm_tui.model.drafts import AssessmentEdit, AssessmentForm
from cm_tui.model.errors import ServiceError, StaleAssessment
from cm_tui.model.rules.names import tidy_name
from cm_tui.model.views.assessments import AssessmentPreview, AssessmentView
from cm_tui.screens.base import Opened
from cm_tui.screens.flyouts.edit_preview import EditPreview, changes_something, said_lines
from cm_tui.screens.wizard.naming import why_name_is_wrong
from cm_tui.screens.wizard.offer import Offer
from cm_tui.screens.wizard.services import NO_SERVICE, ServiceTicks
from cm_tui.widgets.choices import TickList
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
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
        self._view, self._seen = view, AssessmentForm(view.name, view.services)
        self._known = offer.services[view.regulation]
        others = [one.name for one in offer.assessments if one.name != view.name]
        self._field = TextField(
            "Name", partial(why_name_is_wrong, others), view.name, id="assessment-name", submits=False
        )
        self._ticks = ServiceTicks()
        self._preview, self._state = EditPreview(), Folded(id="edit-state")
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
        self._ticks.offer(self._offered, self._at_opening)
        self._field.focus_field()
        self._draw()

    @property
    def _offered(self) -> tuple[str, ...]:
        """The services that can be ticked: those that actions name, and those that it has though none names them any more."""
        return tuple(sorted({*self._known, *self._seen.services}))

    @property
    def _at_opening(self) -> tuple[str, ...]:
        """The services that are ticked before anybody changes them."""
        return self._seen.services or self._offered

    @property
    def edit(self) -> AssessmentEdit:
        """What the person changed, and nothing else."""
        ticked, name = self._ticks.ticked, tidy_name(self._field.value)
        services = () if len(ticked) == len(self._offered) else ticked
        return AssessmentEdit(
            self._seen.name,
            None if name == self._seen.name else name,
            None if set(ticked) == set(self._at_opening) else services,
            self._seen,
            self._view.group,
            self._view.regulation,
        )

    @property
    def reason(self) -> str | None:
        """Why it cannot be stored as it is."""
        return self._no_service or self._field.reason

    @property
    def _no_service(self) -> str:
        return NO_SERVICE if self._offered and not self._ticks.ticked else ""

    # What it would bring

    @on(TextField.Changed)
    def _renamed(self) -> None:
        self._say("")
        self._draw()

    @on(TickList.Ticked)
    def _ticked(self) -> None:
        self._say("")
        self._ask()

    def _ask(self) -> None:
        self._preview.ask(self.edit, self._no_service)

    def _draw(self) -> None:
        self._preview.show_edit(self.edit, self._no_service)

    @on(EditPreview.Stale)
    def _stale(self, event: EditPreview.Stale) -> None:
        self._take_over(event.error)

    def _take_over(self, stale: StaleAssessment) -> None:
        """Go on from what somebody else stored: what is not changed here follows it, what is changed stays and is shown so."""
        edit, ticked = self.edit, self._ticks.ticked
        self._seen = stale.now
        if edit.name is None:
            self._field.put(stale.now.name)
        self._ticks.offer(self._offered, self._at_opening if edit.services is None else ticked)
        self._ask()
        self._say(f"✗ {stale} Save again to store yours.")

    def _say(self, sentence: str) -> None:
        self._state.put(partial(said_lines, sentence, "$text-error"))

    # Storing

    def action_save(self) -> None:
        """Store what is shown; what was not changed is not stored."""
        edit = self.edit
        if self._storing:
            return
        if self._field.reason is not None:
            self._field.insist()
        elif self.reason is not None:
            self.set_focus(self._ticks)
        elif not changes_something(edit):
            self.dismiss(None)
        elif edit.services is not None and self._preview.brings is None:
            if self._preview.why_not:
                self._ask()
            self.tell("What it brings is still being looked up; press the key again then.", "warning")
        else:
            self._storing = True
            self._store(edit)

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
        except StaleAssessment as stale:
            self._take_over(stale)
        except ServiceError as refused:
            self._ask()
            self._say(f"✗ {refused}")
        else:
            self.dismiss(stored)
        finally:
            self._storing = False
