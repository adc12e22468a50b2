"""What every tab of an assessment's page is."""

from __future__ import annotations

from textual.containers import Vertical
from textual.widget import Widget

from cm_tui.screens.assessment.shown import Shown
from cm_tui.screens.base import Opened


class AssessmentTab(Opened, Vertical):
    """A part of the page; mounted when it is first opened."""

    def show(self, shown: Shown) -> None:
        """Show an assessment as it is stored; called again after every change."""
        raise NotImplementedError

    @property
    def entry(self) -> Widget:
        """What gets the focus when the tab is opened."""
        return self

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The reason why a key of the tab cannot act now; None where it can."""
        return None
