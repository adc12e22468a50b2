"""The tab Microsoft actions: what Microsoft does for the assessment, read-only (spec 11.7)."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from cm_tui.model.views.assessments import MicrosoftAction
from cm_tui.screens.assessment.shown import Shown
from cm_tui.screens.assessment.tab import AssessmentTab
from cm_tui.screens.flyouts.control import ReadFlyout
from cm_tui.widgets.assessment_columns import points_text
from cm_tui.widgets.column_list import ColumnList, Lines
from cm_tui.widgets.folding import labelled, paragraphs
from cm_tui.widgets.status import look
from cm_tui.widgets.table.columns import Cell, Column

NOTHING = "Microsoft does nothing for this assessment that is listed."


def _status(action: MicrosoftAction) -> Cell:
    return Cell(action.test_status.value, look(action.test_status).tone, look(action.test_status).glyph)


COLUMNS: tuple[Column[MicrosoftAction], ...] = (
    Column("name", "Microsoft action", 30, 100, lambda one: Cell(one.name)),
    Column("points", "Points", 8, 85, lambda one: Cell(points_text(one.points)), "right"),
    Column("implementation", "Implementation", 20, 60, lambda one: Cell(one.implementation_status.value)),
    Column("test_status", "Test status", 22, 90, _status),
    Column("test_date", "Test date", 10, 40, lambda one: Cell(one.test_date.isoformat() if one.test_date else "—")),
    Column("controls", "Controls", 8, 50, lambda one: Cell(str(len(one.controls))), "right"),
)


class MicrosoftTab(AssessmentTab):
    """The list; enter reads an action."""

    def __init__(self) -> None:
        super().__init__()
        self.actions = ColumnList[MicrosoftAction](COLUMNS, lambda one: one.id, empty=NOTHING, id="microsoft-list")
        self._all: tuple[MicrosoftAction, ...] = ()

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.actions

    def show(self, shown: Shown) -> None:
        """Show what Microsoft does for an assessment."""
        self._all = shown.details.microsoft
        self.actions.put([Lines("", self._all)])

    @property
    def entry(self) -> Widget:
        """The list."""
        return self.actions.rows

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What nothing is there for."""
        return NOTHING if binding_id == "lines.open" and not self._all else None

    @on(ColumnList.Opened)
    async def _opened(self, event: ColumnList.Opened) -> None:
        event.stop()
        found = [one for one in self._all if one.id == event.key]
        if found and not self.must_wait():
            action = found[0]
            await self.app.push_screen(ReadFlyout(action.name, lambda width: microsoft_text(action, width)))


def microsoft_text(action: MicrosoftAction, width: int) -> list[Content]:
    """A Microsoft action to be read: what it is, how it is implemented and tested, and where it counts."""
    tested = f" on {action.test_date.isoformat()}" if action.test_date else ""
    facts = [
        ("Action id", action.id),
        ("Points achieved", points_text(action.points)),
        ("Implementation", action.implementation_status.value),
        ("Test status", f"{look(action.test_status).glyph} {action.test_status.value}{tested}"),
        ("Services", ", ".join(action.services)),
        ("Controls", ", ".join(action.controls)),
    ]
    lines = [*paragraphs(action.description, width), Content(""), *labelled(facts, width)]
    if action.guidance:
        lines += [Content(""), Content.styled("How it is done", "bold"), *paragraphs(action.guidance, width)]
    return lines
