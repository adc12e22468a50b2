"""The Controls tab: every control with its status, by family; and how the families are (spec 11.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from cm_tui.model.views.assessments import ControlView
from cm_tui.screens.assessment.control_filter import ControlFilter, key_of, value_of
from cm_tui.screens.assessment.control_flyout import AssessmentControlFlyout
from cm_tui.screens.assessment.one_of import OneOfFlyout
from cm_tui.screens.assessment.shown import Shown
from cm_tui.screens.assessment.tab import AssessmentTab
from cm_tui.screens.base import asks
from cm_tui.screens.section import ActionWanted
from cm_tui.widgets.column_list import ColumnList, Lines
from cm_tui.widgets.control_columns import CONTROL_COLUMNS
from cm_tui.widgets.family_bars import FAMILY_COLUMNS, LEGEND, FamilyCounts, by_family
from cm_tui.widgets.filter_line import FilterLine
from cm_tui.widgets.folding import MUTED
from cm_tui.widgets.line import Line
from cm_tui.widgets.text import show

NOTHING = "No control is like that; F shows all of them."


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"requirements.{name}", tooltip=tooltip)


class ControlsTab(AssessmentTab):
    """The controls in their families, narrowed by keys and words; `b` shows the families as bars instead."""

    BINDING_GROUP_TITLE = "Controls"
    DEFAULT_CSS = """
    ControlsTab .wanted { padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("t", "narrow('status')", "status", "Status", "Show the controls of one status"),
        _key("f", "narrow('family')", "family", "Family", "Show the controls of one family"),
        _key("r", "narrow('service')", "service", "Service", "Show the controls whose actions name a service"),
        _key("b", "breakdown", "breakdown", "Breakdown", "Show how the controls of each family are, or the controls"),
        _key("slash", "search", "search", "Search", "Narrow the controls by words; enter and esc come back"),
        _key("F", "clear", "clear", "Clear", "Show all controls again"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.narrowing, self.wanted_line = FilterLine(), Line(classes="wanted")
        self.controls = ColumnList[ControlView](
            CONTROL_COLUMNS, lambda control: control.control_id, empty=NOTHING, id="controls-list"
        )
        self.families = ColumnList[FamilyCounts](FAMILY_COLUMNS, lambda row: row.family, empty=NOTHING, id="families")
        self.legend = Line(classes="wanted")
        self.legend.put(LEGEND)
        self.families.display = self.legend.display = False
        self.wanted = ControlFilter()
        """What the controls are narrowed to, beside the words."""
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """Words, what is filtered, controls or families."""
        yield from (self.narrowing, self.wanted_line, self.controls, self.legend, self.families)

    def show(self, shown: Shown) -> None:
        """Show an assessment's controls; what is filtered stays so."""
        self._shown = shown
        self._arrange()

    @property
    def entry(self) -> Widget:
        """The controls, or the families."""
        return self.families.rows if self.families.display else self.controls.rows

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What nothing is there for."""
        if binding_id == "lines.open" and (self.families if self.families.display else self.controls).current is None:
            return "No control is shown."
        if binding_id == "requirements.clear" and self.wanted == ControlFilter() and not self.narrowing.text:
            return "All controls are shown."
        return None

    @property
    def _all(self) -> Sequence[ControlView]:
        return self._shown.details.controls if self._shown is not None else ()

    def _arrange(self) -> None:
        chosen = self.wanted.chosen(self._all, self.narrowing.text)
        families = by_family(chosen)
        self.families.put([Lines("", families)])
        self.controls.put(
            [
                Lines(one.family, [control for control in chosen if control.family == one.family], one.words)
                for one in families
            ]
        )
        count = len(chosen)
        shown = f"{count} of {len(self._all)}" if count < len(self._all) else f"{count}"
        self.narrowing.say(f"{shown} control{'' if count == len(self._all) == 1 else 's'}")
        self.wanted_line.display = bool(self.wanted.described)
        described = Content.assemble((show(self.wanted.described), "$text-accent"), ("   F clears", MUTED))
        self.wanted_line.put([described])
        self.refresh_bindings()

    # Narrowing

    @on(FilterLine.Typed)
    def _typed(self) -> None:
        self._arrange()

    def action_search(self) -> None:
        """Put the focus into the words, at once."""
        self.screen.set_focus(self.narrowing.search)

    def action_clear(self) -> None:
        """Show all controls again."""
        self.wanted, self.narrowing.text = ControlFilter(), ""
        self._arrange()

    def show_status(self, status: str) -> None:
        """Show the controls of one status, all of them."""
        self.wanted, self.narrowing.text = ControlFilter(status=status), ""
        self.families.display = self.legend.display = False
        self.controls.display = True
        self._arrange()

    @asks("flyout")
    async def action_narrow(self, field: str) -> None:
        """Ask for a value of a field, and show the controls that have it."""
        choices = self.wanted.choices(self._all, field)
        title = f"Controls by {field}"
        key = await self.app.push_screen_wait(OneOfFlyout(title, choices, key_of(self.wanted.value(field))))
        if key is not None:
            self.wanted = self.wanted.wanting(field, value_of(key))
            self._arrange()

    def action_breakdown(self) -> None:
        """Show the families as bars, or the controls again."""
        self.families.display = self.legend.display = not self.families.display
        self.controls.display = not self.families.display
        self.screen.set_focus(self.entry)

    # Opening

    @on(ColumnList.Opened, "#families")
    def _family_opened(self, event: ColumnList.Opened) -> None:
        event.stop()
        self.wanted = self.wanted.wanting("family", event.key)
        self._arrange()
        self.action_breakdown()

    @on(ColumnList.Opened, "#controls-list")
    def _control_opened(self, event: ColumnList.Opened) -> None:
        event.stop()
        self._read_control(event.key)

    @asks("flyout")
    async def _read_control(self, control_id: str) -> None:
        """Read a control, and open one of its actions where that is wanted."""
        found = [control for control in self._all if control.control_id == control_id]
        if self._shown is None or not found:
            return
        shown = self._shown
        action = await self.app.push_screen_wait(AssessmentControlFlyout(found[0], shown))
        if action is not None:
            self.post_message(ActionWanted(action, found[0].actions, shown.view.name))
