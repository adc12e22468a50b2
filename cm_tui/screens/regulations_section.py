"""The section Regulations: what the catalogue knows, and which assessments use it (spec 11.8)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from cm_tui.model.rules.points import show_points
from cm_tui.model.text import fold
from cm_tui.model.views.assessments import RegulationView
from cm_tui.screens import sorting_lines
from cm_tui.screens.changing_assessments import ChangingAssessments
from cm_tui.screens.exporting import Exporting
from cm_tui.screens.importing_regulations import ImportingRegulations
from cm_tui.screens.regulation_text import UNUSED, actions_serving, regulation_lines
from cm_tui.screens.section import ActionsWanted, SectionScreen
from cm_tui.screens.sorting import Rank, in_order
from cm_tui.screens.sorting_lines import SortingLines
from cm_tui.widgets.column_list import ColumnList, Lines
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.header import Header
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.sections import SectionLine
from cm_tui.widgets.table.columns import Cell, Column


def _column(
    key: str,
    title: str,
    width: int,
    priority: int,
    render: Callable[[RegulationView], Cell],
    align: Literal["left", "right"] = "left",
) -> Column[RegulationView]:
    return Column(key, title, width, priority, render, align, sort_key=key)


def _key(keys: str, action: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"regulations.{action}", tooltip=tooltip)


COLUMNS: tuple[Column[RegulationView], ...] = (
    _column("title", "Regulation", 26, 99, lambda one: Cell(f"{one.short_title} · {one.title}")),
    _column("active", "Active", 10, 80, lambda one: _activity(one)),
    _column("controls", "Controls", 8, 60, lambda one: Cell(str(one.controls)), "right"),
    _column("actions", "Actions", 7, 50, lambda one: Cell(str(one.actions)), "right"),
    _column("maximum", "Maximum score", 13, 70, lambda one: Cell(show_points(one.maximum_points)), "right"),
    _column("used", "Used by", 30, 40, lambda one: Cell(_users(one))),
    _column("jurisdiction", "Jurisdiction", 16, 30, lambda one: Cell(one.jurisdiction)),
    _column("version", "Version", 24, 20, lambda one: Cell(one.version)),
)
"""What stands in the list; the regulation under the cursor is told in full below it."""

RANKS: Mapping[str, Callable[[RegulationView], Rank]] = {
    "title": lambda one: (0, fold(one.short_title)),
    "active": lambda one: (not one.active, ""),
    "controls": lambda one: (one.controls, ""),
    "actions": lambda one: (one.actions, ""),
    "maximum": lambda one: (one.maximum_points, ""),
    "used": lambda one: (-len(one.assessments), ""),
    "jurisdiction": lambda one: (0, fold(one.jurisdiction)),
    "version": lambda one: (0, fold(one.version)),
}
"""What the regulations are sorted by; without an order they are in the catalogue's."""


class RegulationsScreen(
    SortingLines[RegulationView], ChangingAssessments, Exporting, ImportingRegulations, SectionScreen
):
    """Lists the regulations of the catalogue; enter opens one, and an assessment against one can be created."""

    SECTION = KEPT_AS = "regulations"
    CSS_PATH = "../styles/regulations.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        *("lines.open", "regulations.create", "regulations.actions", "regulations.export", "lines.sort"),
        *("regulations.import", "app.palette"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("plus", "create", "Create assessment", "Create an assessment against the regulation under the cursor"),
        _key("o", "actions", "Actions", "Go to the improvement actions that count for the regulation under the cursor"),
        _key(
            *("x", "export", "Export to Excel"),
            "Write the regulation under the cursor as a template, to be changed in Excel and imported",
        ),
        Binding(
            "i",
            "import_template",
            "Import a regulation",
            id="regulations.import",
            tooltip="Import a regulation of your own, or a modification of one, when you have reviewed what it does",
        ),
        *sorting_lines.BINDINGS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self.list: ColumnList[RegulationView] = ColumnList(
            COLUMNS, lambda one: one.key, empty="There is no regulation."
        )
        self.sorted_list = self.list
        self.below = Folded(id="below")
        self.stored: tuple[RegulationView, ...] = ()
        """What the list shows."""

    def compose(self) -> ComposeResult:
        """Head, sections, the list, the regulation under its cursor, keys."""
        yield from (Header(), SectionLine(self.SECTION), self.list, self.below, KeyBar())

    def on_mount(self) -> None:
        """Say whose workspace it is, and show what there is, again whenever it may be another."""
        self.introduce()
        self.follow(self.app.assessments_changed, self.action_refresh_all)
        self.follow(self.app.catalogue_changed, self.action_refresh_all)
        self.follow(self.app.actions_changed, self.load_score)
        self.recall_order()
        self.set_focus(self.list.rows)
        self.action_refresh_all()

    def action_refresh_all(self) -> None:
        """Load everything anew."""
        self.load()
        self.load_score()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Show the regulations as they are now."""
        with self.notices():
            self.stored = await asyncio.to_thread(self.services.regulations.regulations)
            self.show_sorted()
            self._show_below()

    @property
    def sorted_columns(self) -> Sequence[Column[RegulationView]]:
        """What stands in it."""
        return COLUMNS

    def show_sorted(self) -> None:
        """Show the regulations in their order."""
        self.list.put([Lines("", in_order(self.stored, self.sort, RANKS))], self.cursor)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Why nothing can be opened, created or imported."""
        if binding_id == "regulations.import":
            return self.why_no_import
        if binding_id.startswith(("lines.", "regulations.")) and self.chosen is None:
            return "There is no regulation."
        if binding_id == "regulations.create":
            return self.why_no_create
        idle = self.chosen is not None and not self.chosen.active
        return UNUSED if binding_id == "regulations.actions" and idle else None

    @property
    def chosen(self) -> RegulationView | None:
        """The regulation under the cursor."""
        return next((one for one in self.stored if one.key == self.list.current), None)

    @on(ColumnList.Highlighted)
    def _show_below(self) -> None:
        chosen = self.chosen
        self.below.put(partial(regulation_lines, chosen) if chosen else lambda width: ())
        self.refresh_bindings()

    def action_create(self) -> None:
        """Begin the wizard with the regulation under the cursor."""
        if self.chosen is not None and not self._refused(self.why_key_cannot_act("regulations.create")):
            self.create_assessment(self.chosen.key)

    def action_import_template(self) -> None:
        """Import a regulation template."""
        self.import_regulation()

    def action_actions(self) -> None:
        """Go to the improvement actions of the regulation under the cursor."""
        if self.chosen is not None and not self._refused(self.why_key_cannot_act("regulations.actions")):
            self.post_message(ActionsWanted(actions_serving(self.chosen.key)))

    async def action_export(self) -> None:
        """Write the regulation under the cursor as a template."""
        if self.chosen is not None and not self._refused(self.why_key_cannot_act("regulations.export")):
            await self.export_template(self.chosen)

    @on(ColumnList.Opened)
    def _open(self, event: ColumnList.Opened) -> None:
        from cm_tui.screens.regulation_page import RegulationScreen

        self.app.push_screen(RegulationScreen(event.key))


def _activity(one: RegulationView) -> Cell:
    return Cell("active", "good", "✔") if one.active else Cell("not used", "muted", "○")


def _users(one: RegulationView) -> str:
    return f"{len(one.assessments)}: {', '.join(one.assessments)}" if one.active else "—"
