"""Creating, editing and deleting assessments from any screen that shows them (spec 11.1 to 11.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from cm_tui.model.errors import NotFound, StaleEdit
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.views.assessments import AssessmentPreview, AssessmentRemoval, AssessmentView
from cm_tui.screens.base import Opened, asks
from cm_tui.screens.dialogs.delete_assessment import DeleteAssessmentDialog
from cm_tui.screens.flyouts.assessment_edit import AssessmentEditFlyout
from cm_tui.screens.wizard.create import CreateWizard
from cm_tui.screens.wizard.offer import Offer, read_offer


class ChangingAssessments(Opened):
    """Asks, stores, publishes `assessments_changed` with the assessment's name, and tells."""

    @property
    def why_no_create(self) -> str | None:
        """Why the person at work may not create or edit assessments, or None."""
        return why_not_allowed(self.services.person.role, Permission.CREATE_ASSESSMENTS)

    @property
    def why_no_delete(self) -> str | None:
        """Why the person at work may not delete assessments, or None."""
        return why_not_allowed(self.services.person.role, Permission.DELETE_ASSESSMENTS)

    @asks("flyout")
    async def create_assessment(self, regulation: str | None = None) -> None:
        """Lead through the wizard, which creates the assessment; it begins with a regulation where its key is given."""
        if self._refused(self.why_no_create):
            return
        with self.notices():
            offer = await asyncio.to_thread(self._read_offer)
            created = await self.app.push_screen_wait(CreateWizard(offer, regulation))
            if created is not None:
                self._changed(created.name, created_sentence(created))

    @asks("flyout")
    async def edit_assessment(self, view: AssessmentView) -> None:
        """Ask for another name and other services; the flyout stores them."""
        if self._refused(self.why_no_create):
            return
        with self._or_gone():
            await asyncio.to_thread(self.services.assessments.require, view.name)
            offer = await asyncio.to_thread(self._read_offer)
            edited = await self.app.push_screen_wait(AssessmentEditFlyout(view, offer))
            if edited is not None:
                self._changed(edited.name, edited_sentence(edited))

    @asks("flyout")
    async def delete_assessment(self, view: AssessmentView) -> None:
        """Show what deleting takes away, and delete; whatever changes meanwhile is shown anew."""
        if self._refused(self.why_no_delete):
            return
        service = self.services.assessments
        with self._or_gone():
            while True:
                removal = await asyncio.to_thread(service.removal, view.name)
                if not await self.app.push_screen_wait(DeleteAssessmentDialog(removal)):
                    return
                try:
                    gone = await asyncio.to_thread(service.delete, view.name, removal)
                except StaleEdit as stale:
                    self.tell(str(stale), "warning")
                    continue
                self._changed(gone.name, deleted_sentence(gone))
                return

    def gone(self, reason: NotFound) -> None:
        """Tell that the assessment is gone."""
        self.tell(str(reason), "error")

    @contextmanager
    def _or_gone(self) -> Iterator[None]:
        """As `notices`; where the assessment is not there any more, it is `gone`."""
        with self.notices():
            try:
                yield
            except NotFound as reason:
                self.gone(reason)

    def _read_offer(self) -> Offer:
        return read_offer(self.services.assessments, self.services.regulations)

    def _refused(self, reason: str | None) -> bool:
        if reason is not None:
            self.tell(reason, "warning")
        return reason is not None

    def _changed(self, name: str, sentence: str) -> None:
        self.app.last_step = None  # an older step would be undone on other actions than it was made on
        self.app.assessments_changed.publish(name)
        self.tell(sentence)


def counted(number: int, kind: str = "") -> str:
    """`1 new action`, `12 new actions`."""
    words = f"{kind} action" if kind else "action"
    return f"{number} {words}{'' if number == 1 else 's'}"


def created_sentence(created: AssessmentPreview) -> str:
    """What came with a new assessment."""
    parts = [counted(len(created.begun), "new"), f"{len(created.shared)} shared"]
    if created.returned:
        parts.append(f"{len(created.returned)} back with their work")
    if created.copied:
        parts.append(f"{len(created.copied)} taken over from {created.copied_from}")
    return f"Assessment {created.name} created: {', '.join(parts)}."


def edited_sentence(edited: AssessmentPreview) -> str:
    """What an edit changed."""
    before = edited.was.name if edited.was is not None else edited.name
    parts = [f"now called {edited.name}"] if edited.name != before else []
    parts += [f"{counted(len(edited.begun))} began"] if edited.begun else []
    parts += [f"{counted(len(edited.returned))} came back"] if edited.returned else []
    parts += [f"{counted(len(edited.shared))} joined"] if edited.shared else []
    parts += [f"{counted(len(edited.leaving))} left, counted elsewhere"] if edited.leaving else []
    parts += [f"{counted(len(edited.left))} left, counted nowhere now"] if edited.left else []
    return f"Assessment {before} changed: {', '.join(parts) or 'its services'}."


def deleted_sentence(gone: AssessmentRemoval) -> str:
    """What went with an assessment."""
    return f"Assessment {gone.name} deleted: {counted(len(gone.disappearing))} of yours went with it, {gone.staying}."
