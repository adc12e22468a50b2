"""The tabs of an assessment's page, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cm_tui.screens.assessment.actions import ActionsTab
from cm_tui.screens.assessment.controls import ControlsTab
from cm_tui.screens.assessment.microsoft import MicrosoftTab
from cm_tui.screens.assessment.progress import ProgressTab
from cm_tui.screens.assessment.shown import Shown
from cm_tui.screens.assessment.tab import AssessmentTab


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its name, the one for narrow lines, how many things are in it where they are counted, how it is made."""

    name: str
    short: str
    make: Callable[[], AssessmentTab]
    count: Callable[[Shown], int] | None = None

    def titles(self, shown: Shown | None) -> tuple[str, str]:
        """What stands in the line of tabs, and what where it is narrow."""
        count = f" ({self.count(shown)})" if shown is not None and self.count is not None else ""
        return f"{self.name}{count}", f"{self.short}{count}"


TABS: dict[str, Tab] = {
    "progress": Tab("Progress", "Progress", ProgressTab),
    "controls": Tab("Controls", "Controls", ControlsTab, lambda shown: len(shown.details.controls)),
    "actions": Tab("Your improvement actions", "Yours", ActionsTab, lambda shown: shown.view.your_actions),
    "microsoft": Tab("Microsoft actions", "Microsoft", MicrosoftTab, lambda shown: shown.view.microsoft_actions),
}
"""By the name that is the tab's id; the first one is open at first."""
