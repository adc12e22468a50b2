"""How far an assessment is, as lines: its points, its controls by status, its services (spec 11.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cm_tui.model.rules.points import percent, show_whole_percent
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentDetails, ServiceProgress
from cm_tui.model.vocabulary import ControlStatus
from cm_tui.widgets.assessment_columns import points_text, score_of
from cm_tui.widgets.bar import bar_pieces
from cm_tui.widgets.column_list import Inked, Lines
from cm_tui.widgets.family_bars import STATUSES, status_look
from cm_tui.widgets.status import Tone
from cm_tui.widgets.table.columns import Cell, Column

ALL, YOURS, MICROSOFT = "points:all", "points:yours", "points:microsoft"
"""Keys of the sums of points."""
STATUS, SERVICE = "status:", "service:"
"""What the keys of statuses and of services begin with."""
_BAR = 14


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """A line: what it is, how much of how much, and how many actions are behind it where they are told."""

    key: str
    name: str
    number: str
    share: Fraction
    """Of a hundred."""
    lead: str = ""
    tone: Tone = "good"
    yours: str = ""
    microsoft: str = ""
    subscriptions: str = ""


PROGRESS_COLUMNS: tuple[Column[ProgressLine], ...] = (
    Column("name", "Progress", 20, 100, lambda one: Cell(one.name, one.tone if one.lead else "", one.lead)),
    Column("number", "Achieved", 16, 90, lambda one: Cell(one.number), "right"),
    Column("percent", "Share", 6, 85, lambda one: Cell(show_whole_percent(one.share)), "right", heading="%"),
    Column("bar", "Bar", _BAR, 60, lambda one: Inked("", pieces=_bar(one)), heading=" "),
    Column("yours", "Your improvement actions", 12, 80, lambda one: Cell(one.yours), "right", heading="Your actions"),
    Column("microsoft", "Microsoft actions", 9, 50, lambda one: Cell(one.microsoft), "right", heading="Microsoft"),
    Column("subscriptions", "Subscriptions", 13, 40, lambda one: Cell(one.subscriptions), "right"),
)


def progress_lines(details: AssessmentDetails) -> list[Lines[ProgressLine]]:
    """Points in all, yours and Microsoft's; how many controls have which status; every service."""
    services = [_service(one) for one in details.progress]
    return [
        Lines("Points achieved", _sums(details)),
        Lines("Controls by status", _statuses([control.status for control in details.controls])),
        Lines("Points achieved by service", services, "" if services else "its actions name no service"),
    ]


def _sums(details: AssessmentDetails) -> list[ProgressLine]:
    view = details.assessment
    passed, microsoft = f"{view.your_actions_passed}/{view.your_actions}", str(view.microsoft_actions)
    return [
        _sum(ALL, "In all", view.points, passed, microsoft),
        _sum(YOURS, "Yours", details.yours, passed, ""),
        _sum(MICROSOFT, "Microsoft's", details.microsoft_points, "", microsoft),
    ]


def _sum(key: str, name: str, points: Points, yours: str, microsoft: str, subscriptions: str = "") -> ProgressLine:
    score = score_of(points)
    return ProgressLine(
        key, name, points_text(points), score, yours=yours, microsoft=microsoft, subscriptions=subscriptions
    )


def _statuses(statuses: Sequence[ControlStatus | None]) -> list[ProgressLine]:
    counts, total = Counter(statuses), len(statuses)
    return [
        ProgressLine(
            f"{STATUS}{one.value}",
            one.value,
            f"{counts[one]}/{total}",
            percent(counts[one], total),
            status_look(one).glyph,
            status_look(one).tone,
        )
        for one in STATUSES
        if counts[one]
    ]


def _service(one: ServiceProgress) -> ProgressLine:
    passed = f"{one.your_actions_passed}/{one.your_actions}"
    subscriptions = str(len(one.subscriptions)) if one.subscriptions else "—"
    return _sum(f"{SERVICE}{one.service}", one.service, one.points, passed, str(one.microsoft_actions), subscriptions)


def _bar(one: ProgressLine) -> tuple[tuple[str, Tone], ...]:
    return bar_pieces(one.share / 100, _BAR, one.tone)
