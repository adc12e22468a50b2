"""The part of the list that asks after the score: why it is what it is, and what it would be (issue 6)."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.binding import BindingType

from cm_tui.model.filters import ActionFilter, Conjunction, Match, Negation
from cm_tui.model.vocabulary import TestStatus
from cm_tui.screens.base import asks
from cm_tui.screens.list_arranging import list_key
from cm_tui.screens.list_updates import ListUpdates

WHAT_IF = "list.what_if"
"""The id of the key."""
NOTHING_ASKED = "The list is empty; there is nothing that could pass."


class ListWhatIf(ListUpdates):
    """Opens the explanation of the score, and shows what it would be if actions passed; nothing is stored."""

    BINDINGS: ClassVar[list[BindingType]] = [
        list_key("E", "explain", "explain", "Explain", "Show why the score is what it is, and what moved it"),
        list_key(
            "W",
            "what_if",
            "what_if",
            "What if",
            "Show the score as if the marked actions passed, else all that the filter shows; nothing is stored",
        ),
    ]

    def why_no_change(self, binding_id: str) -> str | None:
        """The reason why a key cannot act, or None."""
        if binding_id == WHAT_IF:
            return None if self.table.marks or self.table.ids else NOTHING_ASKED
        return super().why_no_change(binding_id)

    def action_explain(self) -> None:
        """Show why the score is what it is."""
        if not self.must_wait():
            from cm_tui.screens.score_view import ScoreScreen

            self.app.push_screen(ScoreScreen())

    @asks("flyout")
    async def action_what_if(self) -> None:
        """Show what the score would be."""
        if self._refused(WHAT_IF):
            return
        from cm_tui.screens.flyouts.what_if import WhatIfFlyout, of_filter, of_marks

        with self.notices():
            await self.load_if_changed()
            if self._refused(WHAT_IF):
                return
            if marks := tuple(sorted(self.table.marks)):
                found = await asyncio.to_thread(self.services.score.what_if_ids, marks)
                asked = of_marks(found.asked)
            else:
                found = await asyncio.to_thread(self.services.score.what_if, self._listed)
                asked = of_filter(found.asked, self.filter_line.text)
            await self.app.push_screen_wait(WhatIfFlyout(found, asked))

    @property
    def _listed(self) -> ActionFilter:
        """What the list selects, without the passed actions where it hides them."""
        query = self.list_query
        hidden = Negation(Match("test", (TestStatus.PASSED,)))
        return Conjunction((query.filter, hidden)) if query.hide_passed else query.filter
