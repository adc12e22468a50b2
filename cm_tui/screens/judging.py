"""Verdicts with one key: shared by the queue of what is ready for assessment and by the details page opened from it."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import ClassVar

from textual.binding import Binding, BindingType

from cm_tui.model.rules.handover import offers_to_assign_back
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import ActionDetails, SaveOutcome
from cm_tui.model.views.assessing import Verdict
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.vocabulary import TestStatus
from cm_tui.screens.base import AppScreen, asks

VERDICTS: dict[str, TestStatus] = {
    "verdict.passed": TestStatus.PASSED,
    "verdict.failed_low": TestStatus.FAILED_LOW,
    "verdict.failed_medium": TestStatus.FAILED_MEDIUM,
    "verdict.failed_high": TestStatus.FAILED_HIGH,
}
"""Which key records what."""


def _key(key: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(key, f"judge('verdict.{name}')", description, id=f"verdict.{name}", tooltip=tooltip)


class Judging(AppScreen[None]):
    """A screen on which an action is judged by one key; after the confirmation the verdict is stored at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("P", "passed", "Passed", "Record that the action passed, after a confirmation"),
        _key("L", "failed_low", "Failed low", "Record that the action failed with a low risk, after a confirmation"),
        _key(
            "M",
            "failed_medium",
            "Failed medium",
            "Record that the action failed with a medium risk, after a confirmation",
        ),
        _key("H", "failed_high", "Failed high", "Record that the action failed with a high risk, after a confirmation"),
    ]

    @property
    @abstractmethod
    def at_hand(self) -> str | None:
        """The id of the action that is judged."""

    @abstractmethod
    def why_not_judged(self, verdict: TestStatus) -> str | None:
        """The reason why the action at hand cannot get a verdict, or None."""

    @abstractmethod
    async def show_following(self, following: str | None) -> None:
        """Show what there is to judge next, which may be nothing."""

    @abstractmethod
    def following(self) -> str | None:
        """The id of the action after the one at hand, else of the one before; None where it is the last one."""

    async def ready_to_judge(self) -> bool:
        """Whether nothing unsaved stands in the way; may ask."""
        return True

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Why a verdict cannot be recorded."""
        if binding_id in VERDICTS:
            role = self.services.person.role
            return why_not_allowed(role, Permission.EDIT_ACTIONS) or self.why_not_judged(VERDICTS[binding_id])
        return super().why_key_cannot_act(binding_id)

    @asks("change")
    async def action_judge(self, binding_id: str) -> None:
        """Ask for the confirmation of a verdict, store it, offer to assign back, and go on with the next action."""
        if reason := self.why_key_cannot_act(binding_id):
            self.tell(reason, "warning")
        elif self.at_hand is not None and await self.ready_to_judge():
            with self.notices():
                details = await asyncio.to_thread(self.services.actions.details, self.at_hand)
                await self._judge(details, VERDICTS[binding_id])
                return
            self.action_refresh_all()

    async def _judge(self, details: ActionDetails, verdict: TestStatus) -> None:
        from cm_tui.screens.details.edit import Edit
        from cm_tui.screens.flyouts.verdict import VerdictFlyout

        flyout = VerdictFlyout(Edit.of(details), verdict, self.today)
        judgement = await self.app.push_screen_wait(flyout)
        if judgement is None:
            return
        following, row = self.following(), details.row
        judge = self.services.assessing.judge
        done = await asyncio.to_thread(judge, row.id, verdict, judgement.day, judgement.note, row.version)
        self._changed(done.outcome)
        self._say(details, verdict, done)
        elsewhere = row.owner not in (None, self.services.person.email)
        if offers_to_assign_back(verdict, done.ended_the_wait, elsewhere):
            await self._offer_to_assign_back(details, done)
        await self.show_following(following)

    def _changed(self, outcome: SaveOutcome) -> None:
        """Let everything that shows the action load it anew, and let it be taken back."""
        self.app.last_step = UndoStep.of(outcome) or self.app.last_step
        self.app.actions_changed.publish(frozenset({outcome.action}))

    def _say(self, details: ActionDetails, verdict: TestStatus, done: Verdict) -> None:
        points = done.outcome.points
        achieved = f"{show_points(points.achieved)} of {show_points(points.possible)} points"
        self.tell(f"{details.row.id}: {verdict}, {achieved}.")
        for notice in done.outcome.notices:
            self.tell(notice, "warning")

    async def _offer_to_assign_back(self, details: ActionDetails, done: Verdict) -> None:
        from cm_tui.screens.flyouts.assign_back import AssignBackFlyout

        with self.notices():
            people = await asyncio.to_thread(self.services.assessing.assessors)
            email = await self.app.push_screen_wait(AssignBackFlyout(details.row.name, people, done.sender))
            if email is None:
                return
            back = self.services.assessing.assign_back
            outcome = await asyncio.to_thread(back, details.row.id, email, done.outcome.version)
            self._changed(outcome)
            name = next(person.name for person in people if person.email == email)
            self.tell(f"{outcome.action}: assigned back to {name}.")
