"""The details page of an action of the assessor's queue: everything of the page, and the verdicts."""

from __future__ import annotations

from typing import ClassVar

from cm_tui.model.vocabulary import Field, TestStatus
from cm_tui.screens.details.keys import Step
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.judging import VERDICTS, Judging
from cm_tui.widgets.page_head import PageTitle


class QueuedActionScreen(ActionDetailsScreen, Judging):
    """Reads an action of the queue; after a verdict the next one is shown, and after the last one the queue."""

    CSS_PATH = "../styles/action_details.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (*VERDICTS, "app.escape", *ActionDetailsScreen.KEY_BAR)

    def __init__(self, action_id: str, step: Step) -> None:
        """Make the page.

        Args:
            action_id: The action's id.
            step: Gives the id of the next (+1) or previous (-1) action of the queue; None at its ends.
        """
        super().__init__(action_id, step)
        self.title_line = PageTitle("Ready for assessment")

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The rule that forbids a key now."""
        judging = binding_id in VERDICTS
        return Judging.why_key_cannot_act(self, binding_id) if judging else super().why_key_cannot_act(binding_id)

    @property
    def at_hand(self) -> str | None:
        """The action that the page shows."""
        return self.action_id if self.edit is not None else None

    def why_not_judged(self, verdict: TestStatus) -> str | None:
        """The rule that forbids a verdict on the action as it is stored."""
        if self.edit is None:
            return "The action is not loaded yet."
        locked = self.edit.why_locked(Field.TEST_STATUS, self.services.person.role)
        return locked or (self.edit.why_not_pass if verdict is TestStatus.PASSED else None)

    async def ready_to_judge(self) -> bool:
        """Whether the page holds no unsaved changes; asks what is to happen with them."""
        return await self.ready_to_leave()

    def following(self) -> str | None:
        """The next action of the queue, else the one before."""
        return self._neighbour(self.action_id, 1) or self._neighbour(self.action_id, -1)

    async def show_following(self, following: str | None) -> None:
        """Show the next action, or the queue."""
        if following is not None:
            await self.go_to(following)
        else:
            self.tell("That was the last action of the queue.")
            self.dismiss(None)
