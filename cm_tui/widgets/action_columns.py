"""The columns of the improvement actions table (spec 1.2); keys are the JSON names where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cm_tui.model.rules.points import show_points
from cm_tui.widgets.status import look
from cm_tui.widgets.table import Cell, Column
from cm_tui.widgets.text import fit, show

if TYPE_CHECKING:
    from cm_tui.model.views.actions import ActionRow

PENDING = (" ⟳ Pending update", " ⟳")
"""What follows the name of an action with an update waiting: the words where there is room, else the mark alone."""
NOTHING = "—"
ORGANISATION = "Organisation"
"""Stands for the group of an action that the whole organisation shares."""


_TAG = 14
"""Cells that a group's name may take behind the name of its action."""


def _name(row: ActionRow) -> Cell:
    """The name; the group follows it, because each group has its own row of a nontechnical action."""
    group = f" · {fit(show(row.group), _TAG).rstrip()}" if row.group else ""
    pending = PENDING if row.pending_update else ("",)
    return Cell(row.name, tails=tuple(f"{group}{words}" for words in pending))


def _points(row: ActionRow) -> Cell:
    return Cell(f"{show_points(row.points.achieved)}/{show_points(row.points.possible)}")


def _test_status(row: ActionRow) -> Cell:
    status = look(row.test_status)
    return Cell(row.test_status.value, status.tone, status.glyph)


def _several(texts: Sequence[str], shown: int) -> Cell:
    """The first few of several texts, and how many more there are."""
    more = len(texts) - shown
    return Cell(" ".join(texts[:shown]) or NOTHING, tails=(f" +{more}",) if more > 0 else ())


def _date(day: date | None) -> Cell:
    return Cell(day.isoformat() if day is not None else NOTHING)


NAME: Column[ActionRow] = Column("name", "Improvement action", 40, 100, _name, sort_key="name")

ACTION_COLUMNS: tuple[Column[ActionRow], ...] = (
    NAME,
    Column("points", "Points achieved", 8, 90, _points, "right", sort_key="gain", heading="Points"),
    Column(
        "implementation_status",
        "Implementation status",
        20,
        65,
        lambda row: Cell(row.implementation_status.value),
        sort_key="implementation_status",
        heading="Implementation",
    ),
    Column("test_status", "Test status", 22, 95, _test_status, sort_key="test_status"),
    Column(
        "regulations", "Regulations", 14, 80, lambda row: _several(row.regulation_titles, 2), sort_key="regulations"
    ),
    Column("group", "Group", 16, 50, lambda row: Cell(row.group or ORGANISATION), sort_key="group"),
    Column("category", "Category", 21, 60, lambda row: Cell(row.category.value), sort_key="category"),
    Column("action_type", "Action type", 13, 45, lambda row: Cell(row.action_type.value), sort_key="action_type"),
    Column("solutions", "Solutions", 24, 40, lambda row: _several(row.solutions, 1), sort_key="solutions"),
    Column("services", "Service", 16, 35, lambda row: _several(row.services, 1), sort_key="services"),
    Column(
        "assessments",
        "Assessments",
        11,
        30,
        lambda row: Cell(str(len(row.assessments))),
        "right",
        sort_key="assessments",
    ),
    Column("owner", "Assigned to", 13, 70, lambda row: Cell(row.owner_name or row.owner or NOTHING), sort_key="owner"),
    Column("testing_type", "Testing type", 12, 25, lambda row: Cell(row.testing_type.value), sort_key="testing_type"),
    Column(
        "testing_source",
        "Testing source",
        22,
        20,
        lambda row: Cell(row.testing_source.value),
        sort_key="testing_source",
    ),
    Column(
        "implementation_date",
        "Implementation date",
        11,
        15,
        lambda row: _date(row.implementation_date),
        sort_key="implementation_date",
        heading="Implem. on",
    ),
    Column("test_date", "Test date", 11, 14, lambda row: _date(row.test_date), sort_key="test_date"),
    Column("id", "Id", 24, 10, lambda row: Cell(row.id), sort_key="id"),
)
"""Every column, in the order of the column chooser."""

DEFAULT_COLUMNS = ("name", "points", "test_status", "regulations", "category", "owner")
"""The keys of the columns that a new workspace shows."""


def chosen_columns(keys: Iterable[str] = DEFAULT_COLUMNS) -> tuple[Column[ActionRow], ...]:
    """The columns of these keys in their order, the name always first; keys that nobody knows any more are left out."""
    known = {column.key: column for column in ACTION_COLUMNS}
    wanted = dict.fromkeys(key for key in keys if key in known and key != NAME.key)
    return (NAME, *(known[key] for key in wanted))
