"""What moved the score since a day, asked of the services."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from textual import work
from textual.message import Message

from cm_tui.model.errors import StorageProblem
from cm_tui.screens.base import Opened
from cm_tui.screens.score_asked import Asked
from cm_tui.widgets.score_moves import ScoreMoves, told_since


class MovesTold(Opened, ScoreMoves):
    """The moves of one score."""

    @dataclass
    class Counted(Message):
        """It is known how many moves there are; None where the history does not lead to the score."""

        moves: int | None

    def __init__(self, asked: Asked, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._asked = asked

    @work(exclusive=True, group="moves")
    async def load(self, span: str) -> None:
        """Follow the history; where it does not lead to the score, say so in the place of the moves."""
        day, since = told_since(span, self.today)
        asked = day, self._asked.assessment, self._asked.filter
        with self.notices():
            try:
                history = await asyncio.to_thread(self.services.score.since, *asked)
                drawn = await asyncio.to_thread(self.drawn, history)
            except StorageProblem as problem:
                self.refuse(str(problem))
                self.post_message(self.Counted(None))
            else:
                self.put(history, since, drawn)
                self.post_message(self.Counted(len(history.moves)))
