"""The wizard *Create assessment*: regulation, name and group, services, review (spec 11.1)."""

from __future__ import annotations

import asyncio
from functools import partial

from textual import work
from textual.content import Content

from cm_tui.model.drafts import AssessmentDraft
from cm_tui.model.errors import ServiceError, StaleGroup
from cm_tui.model.views.assessments import AssessmentPreview, RegulationView
from cm_tui.screens.lookup import Lookup
from cm_tui.screens.wizard.frame import Wizard
from cm_tui.screens.wizard.naming import NamingStep
from cm_tui.screens.wizard.offer import Offer, read_offer
from cm_tui.screens.wizard.regulation import RegulationStep
from cm_tui.screens.wizard.review import ReviewStep, preview_lines
from cm_tui.screens.wizard.services import ServicesStep, services_text
from cm_tui.screens.wizard.step import Step
from cm_tui.screens.wizard.storing import Job
from cm_tui.widgets.folding import labelled

_NOT_YET = "What the assessment would bring is still being looked up; enter creates it once that is shown."
_REFUSED = "What is chosen cannot be created; esc goes back and changes it."
EVERYWHERE = "Every group is assessed against it already; it needs a new group."


class CreateWizard(Wizard[AssessmentPreview]):
    """Creates an assessment through the service, and gives back what it brought."""

    LOSS = "No assessment is created."

    def __init__(self, offer: Offer, regulation: str | None = None) -> None:
        """Make the wizard of what there is, with the cursor on a regulation where its key is given."""
        self._offer, self._begun = offer, regulation
        self._regulations = RegulationStep(note=lambda one: EVERYWHERE if self._offer.everywhere(one.key) else "")
        self._naming, self._services, self._review = NamingStep(offer), ServicesStep(), ReviewStep()
        super().__init__("Create assessment", [self._regulations, self._naming, self._services, self._review])
        self._shown: AssessmentDraft | None = None
        self._why_not = _NOT_YET
        self._lookup = Lookup(self._preview)

    def on_mount(self) -> None:
        """Offer the regulations."""
        self._regulations.list.offer(self._offer.regulations, self._begun)

    def prepare(self, step: Step) -> None:
        """Tell a step what was chosen before it."""
        if step is self._naming:
            self._naming.offer(self.regulation)
        elif step is self._services:
            key = self.regulation.key
            self._services.offer((key,), self._offer.services[key], lambda services: None)
        elif step is self._review:
            self._shown = None
            self._look_up(self.draft)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Nothing is created that was not shown."""
        return self._why_not if binding_id == "wizard.create" and self._shown is None else None

    @property
    def regulation(self) -> RegulationView:
        """The regulation that is chosen."""
        return self._offer.regulation(self._regulations.list.chosen[0])

    @property
    def draft(self) -> AssessmentDraft:
        """What is chosen."""
        copy_from, details, evidence = self._naming.copying
        return AssessmentDraft(
            name=self._naming.name_of_assessment,
            group=self._naming.group,
            regulation=self.regulation.key,
            services=self._services.chosen,
            copy_from=copy_from,
            copy_details=details,
            copy_evidence=evidence,
            new_group=self._naming.is_new,
        )

    def _preview(self, draft: AssessmentDraft) -> AssessmentPreview:
        return self.services.assessments.preview(draft)

    @work(group="load")
    async def _look_up(self, draft: AssessmentDraft) -> None:
        """Show what creating it would do."""
        self._why_not = _NOT_YET
        self._review.say("Looking up what it brings…")
        try:
            preview = await self._lookup.found(draft)
        except StaleGroup as stale:
            await self._ask_anew(stale)
        except ServiceError as refused:
            self._why_not = _REFUSED
            self._review.say(f"✗ {refused} esc goes back and changes it.", "$text-error")
        else:
            if preview is not None:
                self._shown = draft
                self.refresh_bindings()
                self._review.put(partial(self._review_lines, draft, preview))
        self.say("")

    def job(self) -> Job[AssessmentPreview] | None:
        """Create exactly what the review shows."""
        if self._shown is None:
            self.say(self._why_not)
            return None
        return partial(self.services.assessments.create, self._shown)

    def refused(self, error: ServiceError) -> None:
        """Ask for the group anew where somebody else created it."""
        if isinstance(error, StaleGroup):
            self._renew(error)
        else:
            super().refused(error)

    @work(group="load")
    async def _renew(self, stale: StaleGroup) -> None:
        await self._ask_anew(stale)

    async def _ask_anew(self, stale: StaleGroup) -> None:
        """Show the step of the group with what there is by now."""
        with self.notices():
            self._offer = await asyncio.to_thread(read_offer, self.services.assessments, self.services.regulations)
        self._naming.renew(self._offer)
        self.open(self.steps.index(self._naming))
        self._naming.complete()
        self.tell(str(stale), "warning")

    def _review_lines(self, draft: AssessmentDraft, preview: AssessmentPreview, width: int) -> list[Content]:
        known = len(self._offer.services[draft.regulation])
        regulation = self._offer.regulation(draft.regulation)
        pairs = [
            ("Assessment", draft.name),
            ("Regulation", f"{regulation.short_title}, {regulation.title}"),
            ("Group", f"{draft.group}, which begins with it" if preview.new_group else draft.group),
            ("Copied from", _copied(draft)),
            ("Services", services_text(draft.services, known)),
        ]
        return [*labelled(pairs, width), Content(""), *preview_lines(preview, width)]


def _copied(draft: AssessmentDraft) -> str:
    if draft.copy_from is None:
        return ""
    parts = [("implementation and testing details", draft.copy_details), ("evidence", draft.copy_evidence)]
    return f"{draft.copy_from}: {', '.join(part for part, wanted in parts if wanted)}"
