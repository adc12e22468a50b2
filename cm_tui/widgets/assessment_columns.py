"""The lines of the section Assessments: their columns, and the groups they stand in (spec 11.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from cm_tui.model.rules.points import percent, show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentView
from cm_tui.widgets.bar import bar_pieces
from cm_tui.widgets.column_list import Inked, Lines
from cm_tui.widgets.status import look
from cm_tui.widgets.table.columns import Cell, Column

ALL_SERVICES = "All services"
"""Stands for the services of an assessment that names none."""
_BAR = 10
_APART = "\x1f"


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """An assessment on one of its lines: with its regulation's short title, and the place it stands in where it has several."""

    view: AssessmentView
    regulation: str
    place: str = ""

    @property
    def key(self) -> str:
        """What the line is known by."""
        return f"{self.view.name}{_APART}{self.place}"


def name_of(key: str | None) -> str | None:
    """The name of the assessment whose line a key is."""
    return None if key is None else key.rpartition(_APART)[0]


def services_of(view: AssessmentView) -> str:
    """The services of an assessment in words."""
    return ", ".join(view.services) or ALL_SERVICES


def whole_percent(share: Fraction) -> str:
    """A percentage, 0 to 100, as a whole number; 0 % is nothing at all, and 100 % everything."""
    number = int(share + Fraction(1, 2))
    if 0 < share < 100:
        number = min(max(number, 1), 99)
    return f"{number} %"


def progress_of(view: AssessmentView) -> Fraction:
    """How many of a hundred controls passed."""
    return percent(view.controls_passed, view.controls)


def score_of(points: Points) -> Fraction:
    """How many of a hundred points are achieved."""
    return percent(points.achieved, points.possible)


def points_text(points: Points) -> str:
    """Points achieved of those achievable."""
    return f"{show_points(points.achieved)}/{show_points(points.possible)}"


def _status(line: AssessmentLine) -> Cell:
    seen = look(line.view.status)
    return Cell(line.view.status.value, seen.tone, seen.glyph)


def _bar(line: AssessmentLine) -> Cell:
    return Inked("", pieces=bar_pieces(progress_of(line.view) / 100, _BAR))


def _yours(line: AssessmentLine) -> Cell:
    return Cell(f"{line.view.your_actions_passed}/{line.view.your_actions}")


def _updates(line: AssessmentLine) -> Cell:
    count = len(line.view.updates)
    return Cell(f"⟳ {count}" if count else "—", "warning" if count else "muted")


COLUMNS: tuple[Column[AssessmentLine], ...] = (
    Column("name", "Assessment", 26, 100, lambda line: Cell(line.view.name)),
    Column("status", "Status", 13, 95, _status),
    Column(
        "progress",
        "Assessment progress",
        8,
        92,
        lambda line: Cell(whole_percent(progress_of(line.view))),
        "right",
        heading="Progress",
    ),
    Column("bar", "Assessment progress", _BAR, 30, _bar, heading=" "),
    Column("score", "Score", 6, 94, lambda line: Cell(whole_percent(score_of(line.view.points))), "right"),
    Column("points", "Points achieved", 16, 20, lambda line: Cell(points_text(line.view.points)), "right"),
    Column("yours", "Your improvement actions", 12, 85, _yours, "right", heading="Your actions"),
    Column(
        "microsoft",
        "Microsoft actions",
        9,
        60,
        lambda line: Cell(str(line.view.microsoft_actions)),
        "right",
        heading="Microsoft",
    ),
    Column("updates", "Pending updates", 7, 80, _updates, heading="Updates"),
    Column("group", "Group", 16, 55, lambda line: Cell(line.view.group)),
    Column("services", "Service", 16, 40, lambda line: Cell(services_of(line.view))),
    Column("regulation", "Regulation", 10, 65, lambda line: Cell(line.regulation)),
)
"""Every column; the one that the lines are grouped by is left out, because the group's title says it."""

GROUPINGS: Mapping[str, str] = MappingProxyType({"group": "group", "regulation": "regulation", "services": "service"})
"""The columns that lines are grouped by, in the order of the key, and what they are called."""


def columns_of(grouping: str) -> tuple[Column[AssessmentLine], ...]:
    """The columns of lines that are grouped by a column."""
    return tuple(column for column in COLUMNS if column.key != grouping)


def grouped(lines: Sequence[AssessmentLine], grouping: str) -> list[Lines[AssessmentLine]]:
    """The lines in their groups; an assessment of several services stands below each of them, of none below `ALL_SERVICES`."""
    places: Callable[[AssessmentLine], Sequence[str]] = {
        "regulation": lambda line: (line.regulation,),
        "services": lambda line: line.view.services or (ALL_SERVICES,),
    }.get(grouping, lambda line: (line.view.group,))
    found: dict[str, list[AssessmentLine]] = {}
    for line in lines:
        for place in places(line):
            found.setdefault(place, []).append(AssessmentLine(line.view, line.regulation, place))
    return [Lines(place, rows, _facts(rows)) for place, rows in sorted(found.items(), key=_in_order)]


def _in_order(entry: tuple[str, list[AssessmentLine]]) -> tuple[bool, str]:
    return entry[0] != ALL_SERVICES, entry[0].casefold()


def _facts(rows: Sequence[AssessmentLine]) -> str:
    points = sum((row.view.points for row in rows), Points(0, 0))
    count = f"{len(rows)} assessment{'' if len(rows) == 1 else 's'}"
    return f"{count} · {show_points(points.achieved)} of {show_points(points.possible)} points"
