"""The flyout of a control of an assessment: its text, how it stands, and the actions that serve it here (spec 11.6)."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from cm_tui.model.rules.testing import FAILED
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import ControlView
from cm_tui.model.vocabulary import TestStatus
from cm_tui.screens.assessment.shown import Shown
from cm_tui.screens.base import AppScreen
from cm_tui.screens.flyouts.control import control_text
from cm_tui.screens.section import ActionWanted
from cm_tui.widgets.assessment_columns import points_text
from cm_tui.widgets.column_list import ColumnList, Lines
from cm_tui.widgets.family_bars import status_look
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.status import look
from cm_tui.widgets.table.columns import Cell, Column

MICROSOFT = " · Microsoft"


class ServingLine:
    """An action that serves the control, whoever does it."""

    def __init__(self, action_id: str, shown: Shown) -> None:
        yours = {row.id: row for row in shown.rows}.get(action_id)
        theirs = {one.id: one for one in shown.details.microsoft}.get(action_id)
        known = yours or theirs
        self.id = action_id
        self.name = shown.names.get(action_id, action_id)
        self.tail = "" if yours else MICROSOFT
        self.points: Points | None = known.points if known else None
        self.status: TestStatus | None = known.test_status if known else None


def _failed_first(line: ServingLine) -> tuple[int, str]:
    """What decides the control's status first: failed, then open, then passed actions."""
    order = 0 if line.status in FAILED else 2 if line.status in (TestStatus.PASSED, TestStatus.OUT_OF_SCOPE) else 1
    return order, line.id


def _name(line: ServingLine) -> Cell:
    return Cell(line.name, tails=(line.tail,))


def _points(line: ServingLine) -> Cell:
    return Cell(points_text(line.points) if line.points else "—")


def _status(line: ServingLine) -> Cell:
    if line.status is None:
        return Cell("—", "muted")
    return Cell(line.status.value, look(line.status).tone, look(line.status).glyph)


_COLUMNS: tuple[Column[ServingLine], ...] = (
    Column("name", "Improvement action", 24, 100, _name),
    Column("points", "Points", 7, 80, _points, "right"),
    Column("test_status", "Test status", 20, 90, _status),
)


class AssessmentControlFlyout(Flyout[None], inherit_bindings=False):
    """Reads a control; an action is opened above it, and it is there again when that is left."""

    DEFAULT_CSS = """
    AssessmentControlFlyout {
        #flyout-panel { width: 80; }
        .actions-title { height: 1; padding: 0 1; text-style: bold; background: $surface; }
        ColumnList { height: 1fr; max-height: 50%; padding: 0 1; background: $surface; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("lines.open", "requirement.close", "requirement.down", "requirement.up")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "cancel", "Close", id="requirement.close", tooltip="Go back to the controls"),
        Binding("space", "scroll(8)", "Read on", id="requirement.down", tooltip="Scroll the control's text down"),
        Binding("b", "scroll(-8)", "Read back", id="requirement.up", tooltip="Scroll the control's text up"),
    ]

    def __init__(self, control: ControlView, shown: Shown) -> None:
        """Make the flyout of a control of the assessment that is shown."""
        super().__init__(f"{control.control_id}  {control.title}")
        self._control, self._shown = control, shown
        self._serving: list[ServingLine] = []
        empty = f"No action serves it: {control.no_action}" if control.no_action else "No action serves it."
        self.text = Folded(self._fold)
        self.actions = ColumnList[ServingLine](_COLUMNS, lambda line: line.id, empty=empty)

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield self.text

    def compose_foot(self) -> ComposeResult:
        """The actions, which stay while the text scrolls."""
        yield Static("Actions that serve it here", classes="actions-title", markup=False)
        yield self.actions

    def on_mount(self) -> None:
        """Show the actions."""
        self._put()
        self.set_focus(self.actions.rows)

    def on_screen_resume(self) -> None:
        """What lies below is seen again too, and loads what became stale: it shows that here as well."""
        below = self.app.screen_stack[-2]
        if isinstance(below, AppScreen):
            below.on_screen_resume()

    def show(self, shown: Shown) -> None:
        """Show the control as it is by now; one that is gone stays as it was."""
        found = [one for one in shown.details.controls if one.control_id == self._control.control_id]
        if found:
            self._control, self._shown = found[0], shown
            self.text.put(self._fold)
            self._put()

    def _put(self) -> None:
        self._serving = sorted((ServingLine(one, self._shown) for one in self._control.actions), key=_failed_first)
        self.actions.put([Lines("", self._serving)])
        self.refresh_bindings()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What nothing is there for."""
        return "No action serves this control." if binding_id == "lines.open" and not self._control.actions else None

    @on(ColumnList.Opened)
    def _opened(self, event: ColumnList.Opened) -> None:
        event.stop()
        if self.is_current:
            self.post_message(ActionWanted(event.key, [one.id for one in self._serving], self._shown.view.name))

    def _fold(self, width: int) -> list[Content]:
        control, status = self._control, self._control.status
        facts = [
            ("Status", f"{status_look(status).glyph} {status.value}" if status else ""),
            ("Points achieved", points_text(control.points) if control.points else ""),
            ("Your actions", f"{control.your_actions_passed} of {control.your_actions} passed"),
            ("Microsoft actions", str(control.microsoft_actions)),
            ("Services", ", ".join(control.services)),
            ("Regulation", self._shown.regulation),
        ]
        return control_text(control, width, facts)
