"""The lines of the section Assessments: their columns, and the groups they stand in (spec 11.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from cm_tui.model.rules.points import percent, show_points, show_whole_percent
from cm_tui.model.text import fold
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


def services_text(view: AssessmentView) -> str:
    """The services of an assessment in words."""
    return ", ".join(view.services) or ALL_SERVICES


def share_passed(view: AssessmentView) -> Fraction:
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
    return Inked("", pieces=bar_pieces(share_passed(line.view) / 100, _BAR))


def _yours(line: AssessmentLine) -> Cell:
    return Cell(f"{line.view.your_actions_passed}/{line.view.your_actions}")


def _updates(line: AssessmentLine) -> Cell:
    count = len(line.view.updates)
    return Cell(f"⟳ {count}" if count else "—", "warning" if count else "muted")


COLUMNS: tuple[Column[AssessmentLine], ...] = (
    Column("name", "Assessment", 26, 100, lambda line: Cell(line.view.name), sort_key="name"),
    Column("status", "Status", 13, 95, _status, sort_key="status"),
    Column(
        "progress",
        "Assessment progress",
        8,
        92,
        lambda line: Cell(show_whole_percent(share_passed(line.view))),
        "right",
        sort_key="progress",
        heading="Progress",
    ),
    Column("bar", "Assessment progress", _BAR, 30, _bar, heading=" "),
    Column(
        "score",
        "Score",
        6,
        94,
        lambda line: Cell(show_whole_percent(score_of(line.view.points))),
        "right",
        sort_key="score",
    ),
    Column(
        "points",
        "Points achieved",
        16,
        20,
        lambda line: Cell(points_text(line.view.points)),
        "right",
        sort_key="points",
    ),
    Column("yours", "Your improvement actions", 12, 85, _yours, "right", sort_key="yours", heading="Your actions"),
    Column(
        "microsoft",
        "Microsoft actions",
        9,
        60,
        lambda line: Cell(str(line.view.microsoft_actions)),
        "right",
        sort_key="microsoft",
        heading="Microsoft",
    ),
    Column("updates", "Pending updates", 7, 80, _updates, sort_key="updates", heading="Updates"),
    Column("group", "Group", 16, 55, lambda line: Cell(line.view.group), sort_key="group"),
    Column("services", "Service", 16, 40, lambda line: Cell(services_text(line.view)), sort_key="services"),
    Column("regulation", "Regulation", 10, 65, lambda line: Cell(line.regulation), sort_key="regulation"),
)
"""Every column; the one that the lines are grouped by is left out, because the group's title says it."""

RANKS: Mapping[str, Callable[[AssessmentLine], tuple[Fraction | int, str]]] = MappingProxyType(
    {
        "name": lambda line: (0, fold(line.view.name)),
        "status": lambda line: (0, fold(line.view.status.value)),
        "progress": lambda line: (share_passed(line.view), ""),
        "score": lambda line: (score_of(line.view.points), ""),
        "points": lambda line: (line.view.points.achieved, ""),
        "yours": lambda line: (line.view.your_actions, ""),
        "microsoft": lambda line: (line.view.microsoft_actions, ""),
        "updates": lambda line: (len(line.view.updates), ""),
        "group": lambda line: (0, fold(line.view.group)),
        "services": lambda line: (0, fold(services_text(line.view))),
        "regulation": lambda line: (0, fold(line.regulation)),
    }
)
"""What lines are sorted by, by the sort keys of the columns."""

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
    return f"{count} · {show_whole_percent(percent(points.achieved, points.possible))}"


def narrowed(lines: Sequence[AssessmentLine], text: str) -> list[AssessmentLine]:
    """The lines that have all words of a text."""
    words = fold(text).split()
    return [line for line in lines if all(word in _words_of(line) for word in words)]


def _words_of(line: AssessmentLine) -> str:
    view = line.view
    return fold(" ".join((view.name, view.group, line.regulation, services_text(view), view.status)))


def counted(shown: int, total: int, grouping: str) -> str:
    """How many assessments are shown, and how they are grouped."""
    count = f"{shown} of {total}" if shown < total else f"{total} assessment{'' if total == 1 else 's'}"
    return f"{count} by {GROUPINGS[grouping]}"
