"""The wizard of the first start: organisation, group, regulations, names, services, review; it creates the workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.errors import ServiceError
from cm_tui.model.rules.assessments import why_nothing_is_assessed
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.first_start import RegulationOffer, WorkspaceChoice
from cm_tui.screens.wizard.founding import FirstGroupStep, NamesStep, OrganisationStep
from cm_tui.screens.wizard.frame import Wizard
from cm_tui.screens.wizard.regulation import RegulationStep
from cm_tui.screens.wizard.review import ReviewStep
from cm_tui.screens.wizard.services import ServicesStep, services_text
from cm_tui.screens.wizard.step import Step
from cm_tui.screens.wizard.storing import Job
from cm_tui.widgets.folding import hanging, labelled
from cm_tui.widgets.text import show

Load = Callable[[], Sequence[RegulationOffer]]
Create = Callable[[WorkspaceChoice], None]


class Outcome(Enum):
    """How a first start ended."""

    CREATED = auto()
    LEFT = auto()
    INTERRUPTED = auto()


class RegulationsStep(RegulationStep):
    """Asks for one regulation or more."""

    TITLE = "Regulations"


class FirstStartWizard(Wizard[Outcome]):
    """Asks for everything that a workspace is made from, and makes it at the end."""

    DEFAULT_CSS = """
    FirstStartWizard { align: center top; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "cancel", "Leave", id="firststart.leave", tooltip="Leave the program; no workspace is made"),
        Binding(
            "ctrl+c",
            "interrupt",
            "Leave at once",
            show=False,
            priority=True,
            id="firststart.interrupt",
            tooltip="Leave the program at once; no workspace is made",
        ),
    ]
    LOSS = "No workspace is made."

    def __init__(self, path: Path, load: Load, create: Create, warning: str | None = None) -> None:
        """Make the wizard.

        Args:
            path: Where the workspace will be.
            load: Reads what can be chosen; called in a thread.
            create: Makes the workspace; called in a thread.
            warning: What is to be said about the place.
        """
        lead = f"There is no workspace at {path} yet. A few answers make one; nothing is made before the last step."
        self._path, self._load_offers, self._create_workspace, self._warning = path, load, create, warning
        self._organisation, self._group = OrganisationStep(lead), FirstGroupStep()
        self._regulations, self._names = RegulationsStep(several=True), NamesStep()
        self._services, self._review = ServicesStep(), ReviewStep()
        self._offers: dict[str, RegulationOffer] = {}
        steps = (self._organisation, self._group, self._regulations, self._names, self._services, self._review)
        super().__init__("Compliance Manager · a new workspace", steps)

    def on_mount(self) -> None:
        """Read what can be chosen, once the first frame is painted."""
        self._regulations.say("Loading the regulations…")
        self.call_after_refresh(self._load)

    @work(group="load")
    async def _load(self) -> None:
        try:
            offers = await asyncio.to_thread(self._load_offers)
        except ServiceError as refused:
            self._regulations.say(f"✗ {refused}")
            return
        regulations = [one.regulation for one in offers]
        await self._names.know(regulations)
        self._offers = {one.regulation.key: one for one in offers}
        self._regulations.say("")
        self._regulations.list.offer(regulations)

    def prepare(self, step: Step) -> None:
        """Tell a step what was chosen before it."""
        if step is self._names:
            self._names.ask([one.regulation for one in self._chosen], self._group.group)
        elif step is self._services:
            known = tuple(sorted({service for one in self._chosen for service in one.services}))
            self._services.offer(self._regulations.list.chosen, known, self._why_services_are_refused)
        elif step is self._review:
            self._review.put(partial(self._review_lines, self.choice))

    @property
    def _chosen(self) -> list[RegulationOffer]:
        return [self._offers[key] for key in self._regulations.list.chosen]

    def _why_services_are_refused(self, services: tuple[str, ...]) -> str | None:
        without = (one.regulation.short_title for one in self._chosen if not one.counted(services))
        title = next(without, None)
        return why_nothing_is_assessed(title, services) if title is not None else None

    @property
    def choice(self) -> WorkspaceChoice:
        """What is chosen."""
        return WorkspaceChoice(
            self._organisation.organisation,
            self._group.group,
            self._regulations.list.chosen,
            self._names.names,
            self._services.chosen,
        )

    def job(self) -> Job[Outcome]:
        """Make the workspace."""
        choice = self.choice

        def create() -> Outcome:
            self._create_workspace(choice)
            return Outcome.CREATED

        return create

    def action_interrupt(self) -> None:
        """Leave at once, unless the workspace is being made."""
        if self.is_storing:
            self.action_cancel()
        else:
            self.dismiss(Outcome.INTERRUPTED)

    def _review_lines(self, choice: WorkspaceChoice, width: int) -> list[Content]:
        known = {service for one in self._chosen for service in one.services}
        pairs = [
            ("Organisation", choice.organisation),
            ("Directory", str(self._path)),
            ("Group", choice.group),
            ("Services", services_text(choice.services, len(known))),
        ]
        lines = [*labelled(pairs, width), Content("")]
        for one in self._chosen:
            name, actions = choice.names[one.regulation.key], len(one.counted(choice.services))
            controls = one.controls(choice.services)
            text = f"{name}: {controls} controls of {one.regulation.title}, {actions} actions"
            lines += hanging(Content("• "), Content(show(text)), width)
        for sentence in self._totals(choice):
            lines += hanging(Content("• "), Content(sentence), width)
        if self._warning:
            lines += hanging(Content.styled("! ", "$text-warning"), Content(show(self._warning)), width)
        return lines

    def _totals(self, choice: WorkspaceChoice) -> list[str]:
        """Each action counts once: an organisation's for all assessments, a group's for those of the one group."""
        counted = {action.id: action for one in self._chosen for action in one.counted(choice.services)}
        yours = sum(action.yours for action in counted.values())
        points = show_points(sum(action.worth for action in counted.values()))
        return [
            f"Together {yours} improvement actions of yours and {len(counted) - yours} of Microsoft's, worth {points} points",
            "You become its Global administrator.",
        ]
