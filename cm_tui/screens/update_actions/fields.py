"""The fields of one row of a workbook: what they were, what they become; in conflict both values, with a choice (spec 3.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from cm_tui.model.vocabulary import Field
from cm_tui.screens.update_actions.decisions import Decisions
from cm_tui.screens.update_actions.field_lines import field_lines
from cm_tui.screens.update_actions.field_list import FieldList
from cm_tui.screens.update_actions.over_wizard import OverWizard
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.text import plain


class FieldsFlyout(OverWizard[str]):
    """Walks from row to row; gives back the id of the row that was looked at last."""

    DEFAULT_CSS = """
    FieldsFlyout #flyout-body { overflow-y: hidden; }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "choice.keep",
        "choice.take",
        "choice.close",
        "choice.next",
        "choice.previous",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *Flyout.BINDINGS[2:],
        Binding("n", "walk(1)", "Next row", id="choice.next", tooltip="Go to the next row"),
        Binding("p", "walk(-1)", "Row before", id="choice.previous", tooltip="Go to the row before"),
        Binding("escape,enter,q", "close", "Back", id="choice.close", tooltip="Go back to the rows; the choices stay"),
    ]

    def __init__(self, decisions: Decisions, ids: Sequence[str], identity: str, decided: Callable[[], None]) -> None:
        """Make the flyout.

        Args:
            decisions: What was read, found and chosen.
            ids: The rows that are walked.
            identity: The one to begin with.
            decided: Called when something was chosen.
        """
        super().__init__(decisions.rows[identity].name)
        self._decisions, self._ids, self._decided = decisions, ids, decided
        self._row = decisions.rows[identity]
        self._list = FieldList()

    def compose_body(self) -> ComposeResult:
        """What is read of the row."""
        yield self._list

    def on_mount(self) -> None:
        """Begin with the first field that waits for a choice."""
        self._begin()
        self.set_focus(self._list)

    def show_row(self) -> None:
        """Show the row as the last check found it."""
        self._row = self._decisions.rows.get(self._row.id, self._row)
        self._list.renew(list(self._lines), self._in_conflict)
        self.refresh_bindings()

    def _begin(self) -> None:
        self.query_one("#flyout-title", Static).update(plain(self._row.name))
        waiting = next((one.field.value for one in self._row.conflicts if self._waits(one.field)), None)
        self._list.begin(list(self._lines), self._in_conflict, waiting)
        self.refresh_bindings()

    @property
    def _lines(self) -> Iterator[ListLine]:
        at = f"{self._ids.index(self._row.id) + 1} of {len(self._ids)}" if self._row.id in self._ids else ""
        return field_lines(self._decisions, self._row, at)

    @property
    def _in_conflict(self) -> frozenset[str]:
        return frozenset(one.field.value for one in self._row.conflicts)

    def _waits(self, field: Field) -> bool:
        return self._decisions.waits(self._row, field)

    # Keys

    def action_walk(self, step: int) -> None:
        """Go to another row."""
        at = self._ids.index(self._row.id) + step
        if 0 <= at < len(self._ids):
            self._row = self._decisions.rows[self._ids[at]]
            self._begin()

    def action_scroll(self, lines: int) -> None:
        """Scroll what is read by some lines; the cursor stays on its field."""
        self._list.scroll_relative(y=lines, animate=False)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """There is no row beyond the first and the last."""
        if binding_id == "choice.next" and self._row.id == self._ids[-1]:
            return "This is the last row."
        return "This is the first row." if binding_id == "choice.previous" and self._row.id == self._ids[0] else None

    def action_close(self) -> None:
        """Go back to the rows."""
        if self.is_current:
            self.dismiss(self._row.id)

    @on(FieldList.Chosen)
    def _chosen(self, event: FieldList.Chosen) -> None:
        if self._decisions.choose(self._row, (Field(event.field),), event.workbook):
            self.show_row()
            self._decided()
