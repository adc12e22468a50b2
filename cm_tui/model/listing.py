"""What the actions table shows: a filter, an order, and whether passed actions are hidden."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.filters import EVERYTHING, ActionFilter

SORT_COLUMNS = (
    "id",
    "name",
    "group",
    "category",
    "action_type",
    "solutions",
    "services",
    "regulations",
    "assessments",
    "points_achieved",
    "points_possible",
    "implementation_status",
    "implementation_date",
    "test_status",
    "test_date",
    "testing_type",
    "testing_source",
    "owner",
    "pending_update",
    "version",
    "gain",
)


@dataclass(frozen=True, slots=True)
class SortOrder:
    """A column of `SORT_COLUMNS` and its direction; ties are ordered by id."""

    column: str = "gain"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One question to the list of actions."""

    filter: ActionFilter = EVERYTHING
    sort: SortOrder = SortOrder()
    hide_passed: bool = False
