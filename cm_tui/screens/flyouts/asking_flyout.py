"""A flyout that asks before what was typed in it is given up: on esc, and where the program is left."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from cm_tui.screens.base import Opened
from cm_tui.screens.dialogs.leave import LeaveDialog, Leaving
from cm_tui.widgets.flyout import Flyout

Result = TypeVar("Result")


class AskingFlyout(Opened, Flyout[Result], Generic[Result]):
    """Asks Save, Discard or Stay where something was typed."""

    @property
    @abstractmethod
    def question(self) -> LeaveDialog | None:
        """What to ask; None where nothing was typed."""

    @abstractmethod
    def keep(self) -> bool:
        """Save what was typed; whether the flyout is closed by that."""

    def discard(self) -> None:
        """Close the flyout without it."""
        self.dismiss(None)

    def action_cancel(self) -> None:
        """Close the flyout; asks where something was typed."""
        question = self.question
        if question is None:
            super().action_cancel()
        else:
            self.app.push_screen(question, self._answered)

    def _answered(self, choice: Leaving | None) -> None:
        self._leave(choice)

    def _leave(self, choice: Leaving | None) -> bool:
        """Do what was answered; whether the flyout is left."""
        if choice is Leaving.SAVE:
            return self.keep()
        if choice is Leaving.DISCARD:
            self.discard()
        return choice is Leaving.DISCARD

    async def ready_to_leave(self) -> bool:
        """Whether the program may leave this flyout, which closes it; asks where something was typed."""
        question = self.question
        choice = await self.app.push_screen_wait(question) if question is not None else Leaving.DISCARD
        return self._leave(choice)
