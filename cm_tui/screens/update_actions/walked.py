"""What is walked in the review: its parts, the lines of one of them, the line under the cursor in brief (spec 3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from cm_tui.screens.update_actions.brief import MORE, brief_lines
from cm_tui.screens.update_actions.decisions import Decisions, Kind
from cm_tui.screens.update_actions.review_table import ReviewTable
from cm_tui.widgets.excerpt import Excerpt
from cm_tui.widgets.tab_line import TabLine
from cm_tui.widgets.table import PagedTable


def _key(keys: str, action: str, name: str, description: str, tooltip: str, *, show: bool = True) -> Binding:
    return Binding(keys, action, description, show=show, id=f"updating.{name}", tooltip=tooltip)


class Walked(Vertical):
    """Faults, conflicts and changes, one part at a time."""

    DEFAULT_CSS = """
    Walked {
        height: 1fr;
        #kinds { margin: 1 0 0 0; padding: 0; }
        ReviewTable { height: 1fr; min-height: 4; }
        #brief { height: 8; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _key(
            "enter,right", "open", "open", "Fields", "See the fields of this row, what they were and what they become"
        ),
        _key("right_square_bracket", "kind(1)", "next_kind", "Next part", "Go to the next part", show=False),
        _key("left_square_bracket", "kind(-1)", "previous_kind", "Part before", "Go to the part before", show=False),
    ]

    @dataclass
    class FieldsWanted(Message):
        """The fields of a line are to be shown."""

        kind: Kind
        id: str

    def __init__(self) -> None:
        super().__init__()
        self.table = ReviewTable()
        self._decisions: Decisions | None = None
        self._kinds, self._brief = TabLine(id="kinds"), Excerpt(MORE, id="brief")

    def compose(self) -> ComposeResult:
        """Parts, lines, the line under the cursor."""
        yield from (self._kinds, self.table, self._brief)

    @property
    def kind(self) -> Kind:
        """The part that is shown."""
        return self.table.kind

    def begin(self, decisions: Decisions) -> None:
        """Show the gravest part of a workbook that was just read."""
        self._decisions = decisions
        self.table.open(decisions, next(iter(decisions.kinds), Kind.CHANGES), keep_cursor=False)
        self.renew()

    def show(self, decisions: Decisions) -> None:
        """Show what the last check found; the cursor stays on its line."""
        kind = self.kind if self.kind in decisions.kinds else next(iter(decisions.kinds), Kind.CHANGES)
        self.table.open(decisions, kind, keep_cursor=True)
        self.renew()

    def renew(self) -> None:
        """Show what was chosen a moment ago."""
        if self._decisions is not None:
            kinds = self._decisions.kinds
            titles = [f"{one.value} {count}" for one, count in kinds.items()]
            self._kinds.put(titles, list(kinds).index(self.kind) if self.kind in kinds else 0)
            self._kinds.display = bool(kinds)
            self.table.renew()
            self._show_brief()
            self.screen.refresh_bindings()

    def _show_brief(self) -> None:
        if self._decisions is not None:
            self._brief.put(partial(brief_lines, self._decisions, self.table.line))

    def action_open(self) -> None:
        """Show the fields of the row under the cursor, or the fault in full."""
        if self.table.cursor_id is not None:
            self.post_message(self.FieldsWanted(self.kind, self.table.cursor_id))

    def action_kind(self, step: int) -> None:
        """Go to another part."""
        kinds = list(self._decisions.kinds) if self._decisions is not None else []
        if self.kind in kinds:
            self._go_to(kinds[(kinds.index(self.kind) + step) % len(kinds)])

    def _go_to(self, kind: Kind) -> None:
        if self._decisions is not None and kind is not self.kind:
            self.table.open(self._decisions, kind, keep_cursor=False)
            self.renew()

    @on(PagedTable.Highlighted)
    def _moved(self, event: PagedTable.Highlighted) -> None:
        event.stop()
        self._show_brief()
        self.screen.refresh_bindings()

    @on(PagedTable.Opened)
    def _opened(self, event: PagedTable.Opened) -> None:
        event.stop()
        self.action_open()

    @on(TabLine.Chosen)
    def _part_chosen(self, event: TabLine.Chosen) -> None:
        event.stop()
        if self._decisions is not None:
            self._go_to(list(self._decisions.kinds)[event.index])
