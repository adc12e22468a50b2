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
from cm_tui.screens.assessment.control_lists import ControlList, FamilyList
from cm_tui.screens.assessment.one_of import OneOfFlyout
from cm_tui.screens.assessment.shown import Shown
from cm_tui.screens.assessment.tab import AssessmentTab
from cm_tui.screens.base import asks
from cm_tui.widgets.column_list import ColumnList
from cm_tui.widgets.filter_line import FilterLine
from cm_tui.widgets.folding import MUTED
from cm_tui.widgets.line import Line
from cm_tui.widgets.text import show


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
        _key("escape", "leave", "escape", "Back", "Back to the families, to all controls, and then to the assessments"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.narrowing, self.wanted_line = FilterLine(), Line(classes="wanted")
        self.controls, self.families = ControlList(), FamilyList()
        self.families.display = False
        self._of_family = False
        self._flyout: AssessmentControlFlyout | None = None
        self.wanted = ControlFilter()
        """What the controls are narrowed to, beside the words."""
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """Words, what is filtered, controls or families."""
        yield from (self.narrowing, self.wanted_line, self.controls, self.families)

    def show(self, shown: Shown) -> None:
        """Show an assessment's controls; what is filtered stays so."""
        self._shown = shown
        self._arrange()
        if self._flyout is not None and self._flyout.is_attached:
            self._flyout.show(shown)

    @property
    def entry(self) -> Widget:
        """The controls, or the families."""
        return self._list.sorted_list.rows

    @property
    def _list(self) -> ControlList | FamilyList:
        return self.families if self.families.display else self.controls

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What nothing is there for."""
        if binding_id.startswith("lines.") and self._list.sorted_list.current is None:
            return "No control is shown."
        if binding_id == "requirements.clear" and self.wanted == ControlFilter() and not self.narrowing.text:
            return "All controls are shown."
        return None

    @property
    def _all(self) -> Sequence[ControlView]:
        return self._shown.details.controls if self._shown is not None else ()

    def _arrange(self) -> None:
        chosen = self.wanted.chosen(self._all, self.narrowing.text)
        self.families.put(chosen)
        self.controls.put(chosen)
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
        self.wanted, self.narrowing.text, self._of_family = ControlFilter(), "", False
        self._arrange()

    async def action_leave(self) -> None:
        """A step back: from the controls of a family to the families, from these to the controls, then to all of them."""
        if self._of_family and not self.families.display:
            self.wanted, self._of_family = self.wanted.wanting("family", None), False
            self._arrange()
            self.action_breakdown()
        elif self.families.display:
            self.action_breakdown()
        elif self.why_key_cannot_act("requirements.clear") is None:
            self.action_clear()
        else:
            await self.screen.run_action("app.escape")

    def show_status(self, status: str) -> None:
        """Show the controls of one status, all of them."""
        self.wanted, self.narrowing.text = ControlFilter(status=status), ""
        self.families.display, self.controls.display, self._of_family = False, True, False
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
        self.families.display = not self.families.display
        self.controls.display = not self.families.display
        self.screen.set_focus(self.entry)

    # Opening

    @on(ColumnList.Opened, "#families")
    def _family_opened(self, event: ColumnList.Opened) -> None:
        event.stop()
        self.wanted, self._of_family = self.wanted.wanting("family", event.key), True
        self._arrange()
        self.action_breakdown()

    @on(ColumnList.Opened, "#controls-list")
    async def _control_opened(self, event: ColumnList.Opened) -> None:
        """Read a control; the keys behind this one are for its flyout."""
        event.stop()
        found = next((control for control in self._all if control.control_id == event.key), None)
        if self._shown is not None and found is not None and not self.must_wait():
            self._flyout = AssessmentControlFlyout(found, self._shown)
            await self.app.push_screen(self._flyout)
