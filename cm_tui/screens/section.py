"""What every section is: a screen that a digit opens, below whose head everything of it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.message import Message

from cm_tui.screens.base import AppScreen
from cm_tui.widgets.header import Header


@dataclass
class ActionsWanted(Message):
    """The actions behind a number are to be shown, above this screen: those of a filter."""

    filter: str


@dataclass
class ActionWanted(Message):
    """An action is to be opened above this screen; `among` are the ids that its next and previous action come from."""

    id: str
    among: Sequence[str]
    back: str
    """Where the way back leads, for the head of the page."""

    def neighbour(self, action_id: str, step: int) -> str | None:
        """The id of the next (+1) or previous (-1) action; None at the ends."""
        at = self.among.index(action_id) + step if action_id in self.among else -1
        return self.among[at] if 0 <= at < len(self.among) else None


class SectionScreen(AppScreen[None]):
    """A section; leaving it back is leaving the program, and another digit opens another one."""

    SECTION: ClassVar[str]
    """Its key in the line of sections."""

    def introduce(self) -> None:
        """Say in the head whose workspace it is and who is at work."""
        self.query_one(Header).introduce(self.services.workspace, self.services.person)

    @work(exclusive=True, group="score")
    async def load_score(self) -> None:
        """Show the score anew."""
        with self.notices():
            score = await asyncio.to_thread(self.services.score.score)
            self.query_one(Header).show_score(score.total)
