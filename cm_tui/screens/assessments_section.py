"""The section Assessments: what the organisation is assessed against, and how far it is (spec 11.4)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from cm_tui.model.views.assessments import AssessmentView
from cm_tui.screens import sorting_lines
from cm_tui.screens.assessment import acting
from cm_tui.screens.assessment.placing import Placing
from cm_tui.screens.section import SectionScreen
from cm_tui.screens.sorting import in_order
from cm_tui.screens.sorting_lines import SortingLines
from cm_tui.screens.update_actions.opening import UpdatingActions
from cm_tui.widgets.assessment_columns import (
    GROUPINGS,
    RANKS,
    AssessmentLine,
    columns_of,
    counted,
    grouped,
    name_of,
    narrowed,
)
from cm_tui.widgets.column_list import ColumnList
from cm_tui.widgets.filter_line import FilterLine
from cm_tui.widgets.header import Header
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.sections import SectionLine
from cm_tui.widgets.table.columns import Column

if TYPE_CHECKING:
    from cm_tui.services.services import Services

NO_ASSESSMENT = "There is no assessment under the cursor."
CREATE, CLEAR, UPDATE_ACTIONS = "assessments.create", "assessments.clear", "assessments.update_actions"


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"assessments.{name}", tooltip=tooltip)


class AssessmentsScreen(UpdatingActions, SortingLines[AssessmentLine], acting.ActingOnAssessment, SectionScreen):
    """Every assessment on a line, in groups; enter opens one."""

    SECTION = KEPT_AS = "assessments"
    CSS_PATH = "../styles/assessments.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        *("search.leave", "lines.open", CREATE, "assessments.search", "assessments.group"),
        *(acting.EDIT, acting.DELETE, acting.ACTIONS, acting.UPDATES, acting.EXPLAIN, acting.REPORT),
        *("lines.sort", CLEAR),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("plus", "create", "create", "Create", "Create an assessment of a regulation, in a group or a new one"),
        _key("i", "update_actions", "update_actions", "Update actions", "Update many actions from a reviewed workbook"),
        _key("b", "group", "group", "Group", "Group by group, by regulation or by service"),
        _key("slash", "search", "search", "Search", "Narrow the lines by words; enter and esc come back"),
        _key("F,escape", "clear", "clear", "Clear", "Show all assessments again"),
        *acting.BINDINGS,
        *sorting_lines.BINDINGS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self.narrowing: FilterLine = FilterLine()
        self.lines = ColumnList[AssessmentLine](
            columns_of("group"), lambda line: line.key, empty="No assessment has all these words.", id="assessments"
        )
        self.sorted_list = self.lines
        self.grouping = "group"
        """The column that the lines are grouped by."""
        self._all: tuple[AssessmentLine, ...] = ()
        self._placing = Placing()

    def compose(self) -> ComposeResult:
        """Head, sections, words, lines, keys."""
        yield from (Header(), SectionLine(self.SECTION), self.narrowing, self.lines, KeyBar())

    def on_mount(self) -> None:
        """Show what is stored, and again whenever something of it changes."""
        self.introduce()
        self.follow(self.app.actions_changed, self.action_refresh_all)
        self.follow(self.app.catalogue_changed, self.action_refresh_all)
        self.app.assessments_changed.subscribe(self, self._came_or_went)
        self.narrowing.text, self.sort = self.kept.words, self.kept.order or self.sort
        self._group_by(self.app.memory.grouping(self.services.workspace.path) or self.grouping)
        self.set_focus(self.lines.rows)
        self.action_refresh_all()

    def action_refresh_all(self) -> None:
        """Load everything anew."""
        self.load()
        self.load_score()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Show the assessments as they are stored now; the cursor stays on its assessment."""
        with self.notices():
            self._all = await asyncio.to_thread(_read, self.services)
            self.show_sorted()

    # What is shown

    @property
    def at_hand(self) -> AssessmentView | None:
        """The assessment under the cursor."""
        name = name_of(self.lines.current)
        return next((line.view for line in self._all if line.view.name == name), None)

    @property
    def why_nothing_at_hand(self) -> str:
        """Said of keys while no line is shown."""
        return NO_ASSESSMENT

    def _group_by(self, grouping: str) -> None:
        self.grouping = grouping if grouping in GROUPINGS else "group"
        self.show_sort_columns()

    @property
    def sorted_columns(self) -> Sequence[Column[AssessmentLine]]:
        """All columns but the one that the lines are grouped by."""
        return columns_of(self.grouping)

    def show_sorted(self) -> None:
        """Show the lines that have all words, in their groups and their order."""
        chosen = narrowed(self._all, self.narrowing.text)
        groups = grouped(in_order(chosen, self.sort, RANKS), self.grouping)
        keys = tuple(line.key for group in groups for line in group.rows)
        self.lines.put(groups, self._placing.place(keys, self.cursor, {line.view.name for line in self._all}))
        self.narrowing.say(counted(len(chosen), len(self._all), self.grouping))
        self.keep()
        self.refresh_bindings()

    def _came_or_went(self, name: str) -> None:
        """Load anew; an assessment that was not there, or not under this name, gets the cursor."""
        if name not in {line.view.name for line in self._all}:
            self._placing.wanted = name
        self.load_when_shown(self.action_refresh_all)

    @on(FilterLine.Typed)
    def _typed(self) -> None:
        self.show_sorted()

    @on(ColumnList.Highlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What nothing is there for, and what the person may not do."""
        if binding_id == "lines.open" and self.at_hand is None:
            return NO_ASSESSMENT
        if binding_id == CLEAR and not self.narrowing.text:
            return "All assessments are shown."
        if binding_id == UPDATE_ACTIONS:
            return self.why_no_update
        return self.why_no_create if binding_id == CREATE else super().why_key_cannot_act(binding_id)

    # Keys

    @on(ColumnList.Opened)
    async def _opened(self) -> None:
        if self.at_hand is not None and not self.must_wait():
            from cm_tui.screens.assessment.page import AssessmentScreen

            await self.app.push_screen(AssessmentScreen(self.at_hand.name))

    def action_create(self) -> None:
        """Create an assessment."""
        self.create_assessment()

    def action_search(self) -> None:
        """Put the focus into the words, at once."""
        self.set_focus(self.narrowing.search)

    def action_clear(self) -> None:
        """Show all assessments again."""
        self.narrowing.text = ""
        self.show_sorted()

    def action_group(self) -> None:
        """Group by the next column."""
        names = list(GROUPINGS)
        self._group_by(names[(names.index(self.grouping) + 1) % len(names)])
        self.show_sorted()
        self._remember()

    @work(exclusive=True, group="memory")
    async def _remember(self) -> None:
        memory, path = self.app.memory, self.services.workspace.path
        await asyncio.to_thread(memory.remember_grouping, path, self.grouping)


def _read(services: Services) -> tuple[AssessmentLine, ...]:
    titles = services.regulations.titles()
    views = services.assessments.assessments()
    return tuple(AssessmentLine(view, titles.get(view.regulation, view.regulation)) for view in views)
