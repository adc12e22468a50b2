"""Writing what a screen shows into a workbook: the report of an assessment, the template of a regulation (spec 4)."""

from __future__ import annotations

from cm_tui.model.views.assessments import AssessmentView, RegulationView
from cm_tui.model.views.exports import Exported
from cm_tui.screens.base import Opened


class Exporting(Opened):
    """Asks where a workbook goes, and tells where it is; the keys behind the one that asked are for the flyout."""

    async def export_report(self, view: AssessmentView) -> None:
        """Write the report of an assessment."""
        from cm_tui.screens.flyouts.export import ExportFlyout, safe_name, writing

        if not self.must_wait():
            flyout = ExportFlyout(
                "Generate report",
                f"{view.name}: its controls, the actions of your organisation and of Microsoft, as they stand now.",
                safe_name(f"{view.name} report"),
                writing(self.services.exports.assessment, view.name),
            )
            await self.app.push_screen(flyout, self._tell_exported)

    async def export_template(self, regulation: RegulationView) -> None:
        """Write a regulation as a template."""
        from cm_tui.screens.flyouts.export import ExportFlyout, safe_name, writing

        if not self.must_wait():
            flyout = ExportFlyout(
                "Export to Excel",
                f"{regulation.title}: a template of four tabs, to be changed in Excel and imported again.",
                safe_name(f"{regulation.short_title} template"),
                writing(self.services.exports.regulation, regulation.key),
            )
            await self.app.push_screen(flyout, self._tell_exported)

    def _tell_exported(self, written: Exported | None) -> None:
        from cm_tui.screens.flyouts.export import written_sentence

        if written is not None:
            self.tell(written_sentence(written, "control"))
