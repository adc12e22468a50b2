"""The tables of actions for reading: the tab Improvement actions, and what the screen shows as it shows it (spec 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import ActionRow
from cm_tui.services.action_workbook.layout import BETWEEN_NAMES, MAPPING, ORGANISATION, REPORT
from cm_tui.services.exports.action_reading import MappedControl, ReportedAction
from cm_tui.services.workbooks.tables import Column, Kind, Sheet, Value

PENDING = "Pending update"
_HUNDREDTH = MILLION // 100
_READ: Mapping[str, Callable[[ActionRow], Value]] = {
    "id": lambda row: row.id,
    "name": lambda row: row.name,
    "group": lambda row: row.group or ORGANISATION,
    "category": lambda row: row.category.value,
    "action_type": lambda row: row.action_type.value,
    "solutions": lambda row: BETWEEN_NAMES.join(row.solutions),
    "services": lambda row: BETWEEN_NAMES.join(row.services),
    "regulations": lambda row: BETWEEN_NAMES.join(row.regulation_titles),
    "assessments": lambda row: BETWEEN_NAMES.join(row.assessments),
    "points_achieved": lambda row: points(row.points.achieved),
    "points_possible": lambda row: points(row.points.possible),
    "implementation_status": lambda row: row.implementation_status.value,
    "implementation_date": lambda row: row.implementation_date,
    "test_status": lambda row: row.test_status.value,
    "test_date": lambda row: row.test_date,
    "testing_type": lambda row: row.testing_type.value,
    "testing_source": lambda row: row.testing_source.value,
    "owner": lambda row: row.owner_name or row.owner,
    "pending_update": lambda row: PENDING if row.pending_update else None,
    "version": lambda row: row.version,
    "gain": lambda row: points(row.gain),
}
"""What each column of the list holds, by its name in `listing.SORT_COLUMNS`."""
_FORMS: Mapping[str, tuple[int, Kind]] = {
    "id": (18, "line"),
    "name": (44, "text"),
    "solutions": (26, "text"),
    "regulations": (26, "text"),
    "assessments": (34, "text"),
    "points_achieved": (10, "number"),
    "points_possible": (10, "number"),
    "implementation_date": (14, "day"),
    "test_date": (12, "day"),
    "owner": (22, "line"),
    "version": (9, "number"),
    "gain": (10, "number"),
}
"""Width and kind of columns; 20 and one line for the others."""
_REPORTED = (
    ("Improvement action", "name"),
    ("Points achieved", "points_achieved"),
    ("Points possible", "points_possible"),
    ("Points to gain", "gain"),
    ("Implementation status", "implementation_status"),
    ("Test status", "test_status"),
    ("Regulations", "regulations"),
    ("Group", "group"),
    ("Category", "category"),
    ("Action type", "action_type"),
    ("Solutions", "solutions"),
    ("Service", "services"),
    ("Assessments", "assessments"),
    ("Assigned to", "owner"),
    ("Testing type", "testing_type"),
    ("Testing source", "testing_source"),
    ("Implementation date", "implementation_date"),
    ("Test date", "test_date"),
    ("Pending update", "pending_update"),
    ("Id", "id"),
)
"""Every column that the list offers, under its name there; the points in columns of their own."""
_DEFINED = (Column("Description", 60, "line"), Column("Guidance", 60, "line"))
_MAPPED = (
    Column("Action Id", 18, "line"),
    Column("Improvement action", 44),
    Column("Regulation", 18, "line"),
    Column("Control Id", 24, "line"),
    Column("Control title", 44),
    Column("Control family", 34),
    Column("Strength", 14, "line"),
)


def points(millionths: int) -> Value:
    """Points as a number, rounded half up to two decimals as they are everywhere."""
    hundredths = (millionths + _HUNDREDTH // 2) // _HUNDREDTH
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def report_sheet(actions: Iterable[ReportedAction], count: int) -> Sheet:
    """The tab Improvement actions."""
    readers = [_READ[name] for _, name in _REPORTED]
    rows = ((*(read(one.row) for read in readers), one.description, one.guidance) for one in actions)
    return Sheet(REPORT, (*_columns(_REPORTED), *_DEFINED), rows, count, steady=1)


def shown_sheet(rows: Iterable[ActionRow], columns: Sequence[tuple[str, str]], count: int) -> Sheet:
    """A table with these columns, each a heading and a name of `SORT_COLUMNS`. Raises InvalidInput for a name that is none."""
    for _, name in columns:
        if name not in _READ:
            raise InvalidInput(f"There is no column {name!r}; the columns are: {', '.join(_READ)}.")
    return Sheet(REPORT, _columns(columns), _values(rows, [_READ[name] for _, name in columns]), count, steady=1)


def mapping_sheet(controls: Iterable[MappedControl], count: int) -> Sheet:
    """The tab Control mapping: a row for each control that an action serves."""
    rows = (
        (action, one.name, one.regulation, one.control_id, one.title, one.family, one.strength.value)
        for action, one in controls
    )
    return Sheet(MAPPING, _MAPPED, rows, count, steady=2)


def _columns(columns: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(heading, *_FORMS.get(name, (20, "line"))) for heading, name in columns)


def _values(rows: Iterable[ActionRow], readers: Sequence[Callable[[ActionRow], Value]]) -> Iterator[Sequence[Value]]:
    return ([read(row) for read in readers] for row in rows)
