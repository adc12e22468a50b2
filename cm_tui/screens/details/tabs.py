"""The tabs of the details page, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cm_tui.model.views.actions import ActionDetails
from cm_tui.screens.tabs.details import DetailsTab
from cm_tui.screens.tabs.tab import ActionTab


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: what stands in the line of tabs while an action is shown (None before), and how it is made."""

    title: Callable[[ActionDetails | None], str]
    make: Callable[[], ActionTab]
    short: Callable[[ActionDetails | None], str] | None = None
    """What stands there where the line is too narrow for all titles; None for the title itself."""


def _evidence() -> ActionTab:
    from cm_tui.screens.tabs.evidence import EvidenceTab

    return EvidenceTab()


def _controls() -> ActionTab:
    from cm_tui.screens.tabs.related_controls import RelatedControlsTab

    return RelatedControlsTab()


def _testing_history() -> ActionTab:
    from cm_tui.screens.tabs.testing_history import TestingHistoryTab

    return TestingHistoryTab()


def _history() -> ActionTab:
    from cm_tui.screens.tabs.history import HistoryTab

    return HistoryTab()


def counted(name: str, number: int | None) -> str:
    """A title with the number of what is in its tab."""
    return name if number is None else f"{name} ({number})"


TABS: dict[str, Tab] = {
    "details": Tab(lambda details: "Details", DetailsTab),
    "evidence": Tab(lambda details: counted("Evidence", len(details.evidence) if details else None), _evidence),
    "controls": Tab(
        lambda details: counted("Related controls", len(details.controls) if details else None),
        _controls,
        lambda details: counted("Controls", len(details.controls) if details else None),
    ),
    "testing": Tab(lambda details: "Testing history", _testing_history, lambda details: "Tests"),
    "history": Tab(lambda details: "History", _history),
}
"""By the name that is the tab's id; the first one is open at first."""
