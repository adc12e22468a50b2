"""Importing a regulation template from a screen that lists regulations (spec 11.9, 11.10)."""

from __future__ import annotations

from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.templates import NOTHING_TO_DO
from cm_tui.model.views.templates import TemplateReview
from cm_tui.screens.base import Opened, asks


class ImportingRegulations(Opened):
    """Asks for the workbook, shows what it does, and publishes `catalogue_changed` once it is imported."""

    @property
    def why_no_import(self) -> str | None:
        """Why the person at work may not import regulations, or None."""
        return why_not_allowed(self.services.person.role, Permission.IMPORT_REGULATIONS)

    @asks("flyout")
    async def import_regulation(self) -> None:
        """Lead from the file to the review, which imports it, and from a review that was left back to the file."""
        from cm_tui.screens.flyouts.template_file import TemplateFileFlyout
        from cm_tui.screens.flyouts.template_review import TemplateFlyout

        if reason := self.why_no_import:
            self.tell(reason, "warning")
            return
        path = ""
        with self.notices():
            while (review := await self.app.push_screen_wait(TemplateFileFlyout(path))) is not None:
                if review.is_nothing:
                    self.tell(f"{review.title}: {NOTHING_TO_DO[0].lower()}{NOTHING_TO_DO[1:]}")
                    return
                done = await self.app.push_screen_wait(TemplateFlyout(review))
                if done is not None:
                    self.app.catalogue_changed.publish(done.key)
                    self.tell(imported_sentence(done))
                    return
                path = str(review.file)


def imported_sentence(done: TemplateReview) -> str:
    """What was imported."""
    what = "was imported" if done.is_new else "was modified"
    return f"{done.title} {what}: {done.controls_in_all} controls, {done.actions_in_all} actions."
