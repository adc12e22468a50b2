"""The keys that act on one assessment, wherever it is shown: edit, delete, explain, its updates, its report."""

from __future__ import annotations

import asyncio

from textual import events, on, work
from textual.binding import Binding, BindingType

from cm_tui.model.errors import NotFound
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.views.assessments import AssessmentView
from cm_tui.screens.assessment.shown import actions_of
from cm_tui.screens.base import AppScreen, asks
from cm_tui.screens.changing_assessments import ChangingAssessments
from cm_tui.screens.exporting import Exporting
from cm_tui.screens.section import ActionsWanted

UPDATES, EDIT, DELETE, EXPLAIN, ACTIONS, REPORT = (
    f"assessment.{name}" for name in ("updates", "edit", "delete", "explain", "actions", "report")
)
"""The ids of the keys."""
_NEEDED = {EDIT: Permission.CREATE_ASSESSMENTS, DELETE: Permission.DELETE_ASSESSMENTS}


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=name, tooltip=tooltip)


BINDINGS: list[BindingType] = [
    _key("e", "edit", EDIT, "Edit", "Change the name and the services of the assessment"),
    _key("d", "delete", DELETE, "Delete", "Delete the assessment, when you have seen what goes with it"),
    _key("E", "explain", EXPLAIN, "Explain", "Read why the score of the assessment is what it is, and what moved it"),
    _key("u", "updates", UPDATES, "Updates", "Show the actions of the assessment whose updates wait"),
    _key("o", "actions", ACTIONS, "Actions", "Show the actions of the assessment in the list of all"),
    _key(
        "x", "report", REPORT, "Generate report", "Write its controls and actions to an Excel workbook, as they stand"
    ),
]


class ActingOnAssessment(ChangingAssessments, Exporting, AppScreen[None]):
    """A screen with an assessment at hand."""

    @property
    def at_hand(self) -> AssessmentView | None:
        """The assessment that the keys are for."""
        raise NotImplementedError

    @property
    def why_nothing_at_hand(self) -> str:
        """What is told where there is none."""
        raise NotImplementedError

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What nothing is there for, and what the person at work may not do."""
        if binding_id in (UPDATES, EDIT, DELETE, EXPLAIN, ACTIONS, REPORT) and self.at_hand is None:
            return self.why_nothing_at_hand
        if binding_id == UPDATES and self.at_hand is not None and not self.at_hand.updates:
            return "No update of its actions waits."
        needed = _NEEDED.get(binding_id)
        return why_not_allowed(self.services.person.role, needed) if needed is not None else None

    def count_of_key(self, binding_id: str) -> int | None:
        """How many updates wait; the key bar leaves the key out for none."""
        if binding_id != UPDATES:
            return None
        return len(self.at_hand.updates) if self.at_hand is not None else 0

    def _asked(self, binding_id: str) -> AssessmentView | None:
        """What a key is for; None, and the reason is told, where the key cannot act."""
        reason = self.why_key_cannot_act(binding_id)
        if reason is not None:
            self.tell(reason, "warning")
            return None
        return self.at_hand

    async def _is_there(self, view: AssessmentView) -> bool:
        """Whether it is still there; where another program deleted it, that is told, and what is shown is loaded anew."""
        try:
            await asyncio.to_thread(self.services.assessments.require, view.name)
        except NotFound as gone:
            self.gone(gone)
            return False
        return True

    def gone(self, reason: NotFound) -> None:
        """Tell that what is shown is gone, and load it anew."""
        self.tell(str(reason), "warning")
        self.action_refresh_all()

    @on(events.ScreenResume)
    def _come_back(self) -> None:
        if self.at_hand is not None:
            self._look_after(self.at_hand)

    @work(exclusive=True, group="look")
    async def _look_after(self, view: AssessmentView) -> None:
        """Load anew where the assessment went, or got another name, while another screen lay over this one."""
        with self.notices():
            try:
                await asyncio.to_thread(self.services.assessments.require, view.name)
            except NotFound:
                self.action_refresh_all()

    def action_edit(self) -> None:
        """Change the assessment."""
        if view := self._asked(EDIT):
            self.edit_assessment(view)

    def action_delete(self) -> None:
        """Delete the assessment."""
        if view := self._asked(DELETE):
            self.delete_assessment(view)

    def action_explain(self) -> None:
        """Read why its score is what it is."""
        if view := self._asked(EXPLAIN):
            self._explain(view)

    @asks("flyout")
    async def _explain(self, view: AssessmentView) -> None:
        from cm_tui.screens.score_asked import Asked
        from cm_tui.screens.score_view import ScoreScreen

        with self.notices():
            if await self._is_there(view):
                await self.app.push_screen(ScoreScreen(Asked(view.name)))

    async def action_report(self) -> None:
        """Write its report into a workbook."""
        if view := self._asked(REPORT):
            await self.export_report(view)

    def action_updates(self) -> None:
        """Show its actions whose updates wait."""
        if view := self._asked(UPDATES):
            self._list_actions(view, actions_of(view.name, update="pending"))

    def action_actions(self) -> None:
        """Show its improvement actions in the list of all."""
        if view := self._asked(ACTIONS):
            self._list_actions(view, actions_of(view.name))

    @asks("flyout")
    async def _list_actions(self, view: AssessmentView, wanted: str) -> None:
        with self.notices():
            if await self._is_there(view):
                self.post_message(ActionsWanted(wanted))
