"""Whose score is explained."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.filters import EVERYTHING, ActionFilter


@dataclass(frozen=True, slots=True)
class Asked:
    """An assessment's score by its name, or that of a filter with its chips; without either the overall one.

    `words` narrow every point at first; with them its tab is the one that opens.
    """

    assessment: str | None = None
    filter: ActionFilter = EVERYTHING
    chips: tuple[str, ...] = ()
    words: str = ""

    @property
    def heading(self) -> str:
        """The question that is answered; it may hold text from outside."""
        of = f"the score of {self.assessment}" if self.assessment else "the score"
        return f"Why {'the filtered score' if self.chips else of} is what it is"


OVERALL = Asked()
