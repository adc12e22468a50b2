"""The list of improvement actions: filter, table and details pane; imported and mounted after the first frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from cm_tui.screens.list_arranging import list_key
from cm_tui.screens.list_importing import ListImporting
from cm_tui.screens.list_loading import ActionsTable
from cm_tui.screens.sorting import read
from cm_tui.widgets.action_columns import DEFAULT_COLUMNS, chosen_columns
from cm_tui.widgets.filter_line import FilterLine, SearchInput
from cm_tui.widgets.table import PagedTable

if TYPE_CHECKING:
    from cm_tui.model.drafts import Unsaved
    from cm_tui.widgets.details_pane import DetailsPane

PANE_FROM = 140
"""Columns of the terminal from which on the details pane is shown until somebody decides."""
WIDE, NARROW = 120, 80
"""Columns from which on the pane stands beside the table, and from which on the counts have room for words."""


class ActionsList(ListImporting):
    """Everything of the section that needs the workspace; its bindings hold wherever the focus is inside."""

    BINDINGS: ClassVar[list[BindingType]] = [
        list_key(
            "slash", "search", "search", "Search", "Type into the filter; enter or esc come back and keep the text"
        ),
        list_key("p", "pane", "pane", "Details pane", "Show or hide the details of the action under the cursor"),
    ]

    def compose(self) -> ComposeResult:
        """The filter above the table."""
        yield FilterLine()
        with Container(id="list-body"):
            yield ActionsTable(chosen_columns())

    def on_mount(self) -> None:
        """Hear of every save, take the keys, and fill the table."""
        self.app.actions_changed.subscribe(self, self.take_over)
        self.app.catalogue_changed.subscribe(self, lambda release: self.load(score=True))
        self.app.assessments_changed.subscribe(self, lambda name: self.load(score=True))
        self.table.focus()
        self.fill()

    @property
    def first_filter(self) -> str | None:
        """The filter that the list begins with; None for the one that is remembered."""
        return None

    def fill(self) -> None:
        """Bring back what is remembered of the workspace, and fill the table."""
        memory = self.app.memory.recall(self.services.workspace.path)
        self.sort, self.pane_wanted = read(memory.sort), memory.pane
        self.filter_line.text = memory.filter if self.first_filter is None else self.first_filter
        self._set_columns(memory.columns or DEFAULT_COLUMNS)
        self._show_pane()
        self.load(first_rows=True, cursor=memory.cursor, score=True)

    def narrow(self, filter_text: str) -> None:
        """Show what a filter selects, from the first row on."""
        self.filter_line.text = filter_text
        self.load(first_rows=True)
        self.remember()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What is dimmed while there is nothing to act on."""
        if binding_id in ("list.clear", "list.escape") and not self.filter_line.text:
            return "there is no filter."
        if binding_id in ("table.open", "table.mark") and not self.table.ids:
            return "the list is empty."
        return self.why_no_change(binding_id)

    # Handlers

    @on(FilterLine.Typed)
    def _typed(self) -> None:
        self.load(first_rows=True)

    @on(SearchInput.Left)
    def _search_left(self) -> None:
        self.remember()

    @on(PagedTable.MarksChanged)
    def _marks_changed(self, event: PagedTable.MarksChanged) -> None:
        self.filter_line.count_marked(event.count)

    @on(PagedTable.Highlighted)
    def _highlighted(self, event: PagedTable.Highlighted) -> None:
        self.cursor = event.id
        if self.pane is not None:
            self.pane.follow(event.id)

    def on_details_pane_details_wanted(self, event: DetailsPane.DetailsWanted) -> None:
        """Answer the pane; by name, so that the pane is imported only where somebody wants it."""
        self.load_details(event.id)

    @on(PagedTable.Opened)
    def _row_opened(self, event: PagedTable.Opened) -> None:
        if not self.must_wait():
            self.open_action(event.id)

    def on_resize(self, event: events.Resize) -> None:
        """Fold: the pane goes below the table, the counts lose words; a wide terminal shows the pane by itself."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(NARROW <= event.size.width < WIDE, "-narrow")
        self._show_pane()

    # Actions

    def open_action(self, action_id: str, begun: Unsaved | None = None) -> None:
        """Push the details page of an action; coming back, the cursor is on the action that was looked at last.

        Args:
            action_id: The action's id.
            begun: What was not saved when the program ended last time, to go on with.
        """
        from cm_tui.screens.details.page import ActionDetailsScreen

        details = ActionDetailsScreen(action_id, self._neighbour)
        details.begun = begun
        self.app.push_screen(details, lambda _result: self._move_to(details.action_id))

    def _neighbour(self, action_id: str, step: int) -> str | None:
        ids = self.table.ids
        at = ids.index(action_id) + step if action_id in ids else -1
        return ids[at] if 0 <= at < len(ids) else None

    def _move_to(self, action_id: str) -> None:
        if action_id in self.table.ids:
            self.table.move_to(self.table.ids.index(action_id))

    def action_search(self) -> None:
        """Put the focus into the text of the filter, at once: `focus()` would let the next key go to the table."""
        self.screen.set_focus(self.filter_line.search)

    def action_pane(self) -> None:
        """Show or hide the details pane."""
        self.pane_wanted = not (self.pane is not None and self.pane.display)
        self._show_pane()
        self.remember()

    def _show_pane(self) -> None:
        wanted = self.app.size.width >= PANE_FROM if self.pane_wanted is None else self.pane_wanted
        if wanted and self.pane is None:
            from cm_tui.widgets.details_pane import DetailsPane

            self.pane = DetailsPane()
            self.query_one("#list-body").mount(self.pane)
        if self.pane is not None:
            self.pane.display = wanted
            self.pane.follow(self.cursor)
