"""One assessment in full, as text and as JSON: families, progress by service, controls, Microsoft's actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cm_tui.cli.folding import folded
from cm_tui.cli.forms import facts, iso, joined, number, of_points, percentage
from cm_tui.cli.output import Json, Listing, print_lines, print_table, terminal_width
from cm_tui.cli.table import WHOLE, Column
from cm_tui.model.rules.points import DISCLAIMER, show_points
from cm_tui.model.views.assessments import (
    AssessmentDetails,
    AssessmentView,
    ControlView,
    MicrosoftAction,
    ServiceProgress,
    SubscriptionProgress,
)
from cm_tui.model.vocabulary import ControlStatus


@dataclass(frozen=True, slots=True)
class Family:
    """A family of controls, and how many of them have each status."""

    name: str
    statuses: Counter[ControlStatus]


def _status_column(status: ControlStatus) -> Column[Family]:
    return Column(status.value, lambda one: str(one.statuses[status] or ""), WHOLE, right=True)


FAMILIES = Listing[Family](
    fields={
        "family": lambda one: one.name,
        "controls": lambda one: one.statuses.total(),
        "statuses": lambda one: {status.value: one.statuses[status] for status in ControlStatus},
    },
    columns=(
        Column("Family", lambda one: one.name, 16),
        Column("Controls", lambda one: str(one.statuses.total()), WHOLE, right=True),
        *(_status_column(status) for status in ControlStatus),
    ),
    nothing="No control of this assessment has an action.",
)
CONTROLS = Listing[ControlView](
    fields={
        "control_id": lambda one: one.control_id,
        "title": lambda one: one.title,
        "family": lambda one: one.family,
        "status": lambda one: one.status.value if one.status else None,
        "points_achieved": lambda one: number(one.points.achieved) if one.points else 0,
        "points_possible": lambda one: number(one.points.possible) if one.points else 0,
        "actions": lambda one: one.actions,
        "your_actions": lambda one: one.your_actions,
        "your_actions_passed": lambda one: one.your_actions_passed,
        "microsoft_actions": lambda one: one.microsoft_actions,
        "services": lambda one: one.services,
    },
    columns=(
        Column("Control", lambda one: one.control_id, WHOLE),
        Column("Status", lambda one: one.status.value if one.status else "None", 11),
        Column("Points", lambda one: of_points(one.points) if one.points else "0/0", WHOLE, right=True),
        Column("Your actions", lambda one: f"{one.your_actions_passed}/{one.your_actions}", WHOLE, right=True),
        Column("Title", lambda one: one.title, 20),
        Column("Family", lambda one: one.family, 12),
        Column("Actions", lambda one: joined(one.actions), 12),
    ),
    nothing="No control of this assessment has an action.",
)
SUBSCRIPTIONS = Listing[SubscriptionProgress](
    fields={
        "name": lambda one: one.name,
        "resources_completed": lambda one: one.completed,
        "resources": lambda one: one.applicable,
        "actions": lambda one: one.actions,
    },
    columns=(),
    nothing="",
)
PROGRESS = Listing[ServiceProgress](
    fields={
        "service": lambda one: one.service,
        "points_achieved": lambda one: number(one.points.achieved),
        "points_possible": lambda one: number(one.points.possible),
        "your_actions": lambda one: one.your_actions,
        "your_actions_passed": lambda one: one.your_actions_passed,
        "microsoft_actions": lambda one: one.microsoft_actions,
        "subscriptions": lambda one: [SUBSCRIPTIONS.record(each) for each in one.subscriptions],
    },
    columns=(
        Column("Service", lambda one: one.service, 16),
        Column("Points", lambda one: of_points(one.points), WHOLE, right=True),
        Column("Your actions", lambda one: f"{one.your_actions_passed}/{one.your_actions}", WHOLE, right=True),
        Column("Microsoft actions", lambda one: str(one.microsoft_actions), WHOLE, right=True),
        Column("Virtual resources", lambda one: _resources(one.subscriptions), WHOLE, right=True),
    ),
    nothing="No action of this assessment names a service.",
)
MICROSOFT = Listing[MicrosoftAction](
    fields={
        "id": lambda one: one.id,
        "name": lambda one: one.name,
        "services": lambda one: one.services,
        "points_achieved": lambda one: number(one.points.achieved),
        "points_possible": lambda one: number(one.points.possible),
        "implementation_status": lambda one: one.implementation_status.value,
        "test_status": lambda one: one.test_status.value,
        "test_date": lambda one: iso(one.test_date),
        "controls": lambda one: one.controls,
        "description": lambda one: one.description,
        "guidance": lambda one: one.guidance,
    },
    columns=(
        Column("Microsoft action", lambda one: one.id, WHOLE),
        Column("Name", lambda one: one.name, 20),
        Column("Points", lambda one: of_points(one.points), WHOLE, right=True),
        Column("Implementation", lambda one: one.implementation_status.value, 12),
        Column("Test status", lambda one: one.test_status.value, 8),
        Column("Controls", lambda one: joined(one.controls), 12),
    ),
    nothing="Microsoft does nothing for this assessment.",
)


def details_record(details: AssessmentDetails) -> dict[str, Json]:
    """What JSON tells of an assessment beside what the listing does."""
    return {
        "controls": [CONTROLS.record(one) for one in details.controls],
        "updates": details.assessment.updates,
        "families": [FAMILIES.record(one) for one in families(details.controls)],
        "progress": [PROGRESS.record(one) for one in details.progress],
        "microsoft": [MICROSOFT.record(one) for one in details.microsoft],
    }


def print_details(details: AssessmentDetails) -> None:
    """Print an assessment with its tables."""
    lines = folded(facts(_pairs(details.assessment)), terminal_width())
    print_lines([details.assessment.name, "", *lines, DISCLAIMER, ""])
    print_table(PROGRESS.columns, details.progress, PROGRESS.nothing)
    print_lines([""])
    print_table(FAMILIES.columns, families(details.controls), FAMILIES.nothing)
    print_lines([""])
    print_table(CONTROLS.columns, details.controls, CONTROLS.nothing)
    print_lines([""])
    print_table(MICROSOFT.columns, details.microsoft, MICROSOFT.nothing)


def families(controls: Sequence[ControlView]) -> tuple[Family, ...]:
    """The families of controls in their order, with the statuses of their controls."""
    found: dict[str, Counter[ControlStatus]] = {}
    for one in controls:
        found.setdefault(one.family, Counter())[one.status or ControlStatus.NONE] += 1
    return tuple(Family(name, statuses) for name, statuses in found.items())


def _resources(subscriptions: Sequence[SubscriptionProgress]) -> str:
    """The completed of the applicable virtual resources of all subscriptions; nothing where there are none."""
    if not subscriptions:
        return ""
    return f"{sum(one.completed for one in subscriptions)}/{sum(one.applicable for one in subscriptions)}"


def _pairs(one: AssessmentView) -> list[tuple[str, str]]:
    points = f"{show_points(one.points.achieved)} of {show_points(one.points.possible)} points"
    return [
        ("Status", one.status.value),
        ("Score", f"{percentage(one.points)}: {points}"),
        ("Controls", f"{one.controls_passed} of {one.controls} passed"),
        ("Your actions", f"{one.your_actions_passed} of {one.your_actions} passed"),
        ("Microsoft actions", str(one.microsoft_actions)),
        ("Group", one.group),
        ("Regulation", one.regulation),
        ("Services", joined(one.services) or "all"),
        ("Pending updates", joined(one.updates) or "none"),
    ]
