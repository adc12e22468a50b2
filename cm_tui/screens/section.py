"""What every section is: a screen that a digit opens, below whose head everything of it stands."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work

from cm_tui.screens.base import AppScreen
from cm_tui.widgets.header import Header


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
