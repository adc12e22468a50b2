"""The filters flyout of the overview: five criteria, which narrow every number of it (spec 1.4, 13)."""

from __future__ import annotations

from typing import ClassVar

from cm_tui.screens.flyouts.filters import FiltersFlyout

OVERVIEW_CRITERIA = ("regulation", "solution", "group", "category", "type")
"""Keys of the filter language, in the order of the flyout and of the chips."""


class OverviewFiltersFlyout(FiltersFlyout):
    """Regulations, solutions, action types, groups and categories; gives back the text they amount to."""

    OFFERED: ClassVar[tuple[str, ...]] = OVERVIEW_CRITERIA
    UNFILTERED: ClassVar[str] = "no filter: everything counts"
