"""The columns of an assessment's controls (spec 11.6)."""

from __future__ import annotations

from cm_tui.model.rules.points import show_points
from cm_tui.model.views.assessments import ControlView
from cm_tui.widgets.assessment_columns import points_text
from cm_tui.widgets.family_bars import status_look
from cm_tui.widgets.table.columns import Cell, Column
from cm_tui.widgets.text import show

NOTHING = "—"
_END = 10
"""Letters at the end of an id that are never cropped."""


def _status(control: ControlView) -> Cell:
    if control.status is None:
        return Cell(NOTHING, "muted")
    seen = status_look(control.status)
    return Cell(control.status.value, seen.tone, seen.glyph)


def _points(control: ControlView) -> Cell:
    return Cell(points_text(control.points) if control.points else show_points(0))


def _identified(control: ControlView) -> Cell:
    """The id; what tells it from the one before stands at its end, which stays when it is cropped."""
    name = show(control.control_id)
    return Cell(name[:-_END], tails=(name[-_END:],)) if len(name) > 2 * _END else Cell(name)


CONTROL_COLUMNS: tuple[Column[ControlView], ...] = (
    Column("title", "Control title", 26, 100, lambda control: Cell(control.title), sort_key="title"),
    Column("status", "Status", 14, 95, _status, sort_key="status"),
    Column("control_id", "Control ID", 22, 88, _identified, sort_key="control_id"),
    Column("points", "Points achieved", 12, 90, _points, "right", "points", heading="Points"),
    Column(
        "yours",
        "Your improvement actions",
        12,
        80,
        lambda control: Cell(f"{control.your_actions_passed}/{control.your_actions}"),
        "right",
        "yours",
        heading="Your actions",
    ),
    Column(
        "microsoft",
        "Microsoft actions",
        9,
        60,
        lambda control: Cell(str(control.microsoft_actions)),
        "right",
        "microsoft",
        heading="Microsoft",
    ),
)
