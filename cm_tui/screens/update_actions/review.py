"""The third step: what the workbook would do, and what stands against it; faults, conflicts and changes are walked (spec 3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from cm_tui.screens.update_actions.decisions import NOTHING_CHANGES, Decisions, Kind
from cm_tui.screens.update_actions.review_rows import COLUMNS, ReviewLine, brief_lines, ids_of, in_room, line_of
from cm_tui.screens.update_actions.review_text import head_lines, look_lines
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.tab_line import TabLine
from cm_tui.widgets.table import PagedTable, UnmarkedTable

PAGE = 200
"""Rows of a page of the table."""


class ReviewTable(UnmarkedTable[ReviewLine]):
    """Faults, or rows of the workbook."""


def _key(keys: str, action: str, name: str, description: str, tooltip: str, *, show: bool = True) -> Binding:
    return Binding(keys, action, description, show=show, id=f"updating.{name}", tooltip=tooltip)


class ReviewStep(Step):
    """Counts above, lines in the middle, the line under the cursor in brief below."""

    DEFAULT_CSS = """
    ReviewStep {
        #head { height: auto; max-height: 9; }
        #kinds { margin: 1 0 0 0; padding: 0; }
        ReviewTable { height: 1fr; min-height: 4; }
        #brief { height: 6; margin-top: 1; }
        #look { height: auto; margin-top: 1; }
    }
    """
    TITLE = "Review and finish"
    BINDINGS: ClassVar[list[BindingType]] = [
        _key(
            "ctrl+s",
            "screen.next",
            "apply",
            "Update actions",
            "Store everything that is shown here, all of it or nothing",
        ),
        _key(
            "enter,right", "open", "open", "Fields", "See the fields of this row, what they were and what they become"
        ),
        _key("1", "decide(False)", "keep", "Keep stored", "Keep what is stored in the fields of this row in conflict"),
        _key("2", "decide(True)", "take", "Take file's", "Take the workbook's values of this row where it was edited"),
        _key("K", "decide_all(False)", "keep_all", "Keep all", "Keep what is stored in all rows in conflict"),
        _key("T", "decide_all(True)", "take_all", "Take all", "Take the workbook's values in all rows in conflict"),
        _key("space", "look", "look", "Looked through", "Tick that you have looked through every change"),
        _key("w", "correct", "correct", "Corrected copy", "Write a copy with the faults as comments in their cells"),
        _key(
            "f", "screen.previous", "other_file", "Other file", "Choose a different file; nothing of this one is stored"
        ),
        _key("right_square_bracket", "kind(1)", "next_kind", "Next part", "Go to the next part", show=False),
        _key("left_square_bracket", "kind(-1)", "previous_kind", "Part before", "Go to the part before", show=False),
    ]

    class CorrectionWanted(Message):
        """A copy of the workbook is wanted that names its faults."""

    class Decided(Message):
        """Something was chosen or ticked."""

    @dataclass
    class FieldsWanted(Message):
        """The fields of a line are to be shown."""

        kind: Kind
        id: str

    def __init__(self) -> None:
        super().__init__()
        self.decisions: Decisions | None = None
        self.kind = Kind.CHANGES
        self.table = ReviewTable(COLUMNS[self.kind], empty=NOTHING_CHANGES)
        self._head, self._brief, self._look = Folded(), Folded(id="brief"), Folded(id="look")
        self._kinds = TabLine(id="kinds")

    def compose(self) -> ComposeResult:
        """Head, parts, lines, the line under the cursor, the tick."""
        yield ScrollBody(self._head, id="head")
        yield from (self._kinds, self.table, self._brief, self._look)

    @property
    def entry(self) -> Widget:
        """The lines."""
        return self.table

    @property
    def is_touched(self) -> bool:
        """Choices would be lost."""
        return self.decisions is not None and bool(self.decisions.choices)

    # Showing

    def begin(self, decisions: Decisions) -> None:
        """Show a workbook that was just read."""
        self.decisions = decisions
        self._open_kind(next(iter(decisions.kinds), Kind.CHANGES), keep_cursor=False)
        self.show_choices()

    def show(self) -> None:
        """Show what the last check found; the cursor stays on its line."""
        if self.decisions is None:
            return
        kinds = self.decisions.kinds
        self._open_kind(self.kind if self.kind in kinds else next(iter(kinds), Kind.CHANGES), keep_cursor=True)
        self.show_choices()

    def show_choices(self) -> None:
        """Show what was chosen a moment ago; what follows from it comes with the next check."""
        if (decisions := self.decisions) is None:
            return
        self._head.put(partial(head_lines, decisions))
        self._look.put(partial(look_lines, decisions))
        kinds = decisions.kinds
        titles = [f"{kind.value} {count}" for kind, count in kinds.items()]
        self._kinds.put(titles, list(kinds).index(self.kind) if self.kind in kinds else 0)
        self._kinds.display = bool(kinds)
        self.table.update_rows([line_of(decisions, self.kind, one) for one in self._in_sight()])
        self._show_brief()
        self.screen.refresh_bindings()

    def _in_sight(self) -> list[str]:
        """Ids of the lines around the cursor, which are drawn anew at once; the others when they come into sight."""
        at = self.table.ids.index(self.table.cursor_id) if self.table.cursor_id is not None else 0
        return list(self.table.ids[max(0, at - PAGE) : at + PAGE])

    def _open_kind(self, kind: Kind, *, keep_cursor: bool) -> None:
        if self.decisions is not None:
            ids = ids_of(self.decisions, kind)
            if kind is not self.kind:
                self.table.show(())
                self.kind = kind
                self.table.set_columns(COLUMNS[kind])
            self.table.show(ids, [line_of(self.decisions, kind, one) for one in ids[:PAGE]], keep_cursor=keep_cursor)

    def _show_brief(self) -> None:
        if (decisions := self.decisions) is not None:
            known = self.table.cursor_id in self.table.ids
            line = line_of(decisions, self.kind, self.table.cursor_id) if known and self.table.cursor_id else None
            self._brief.put(lambda width: in_room(brief_lines(decisions, line, width), self._brief.content_size.height))

    @on(PagedTable.PageWanted)
    def _page_wanted(self, event: PagedTable.PageWanted) -> None:
        event.stop()
        if self.decisions is not None and event.generation == self.table.generation:
            ids = self.table.ids[event.page * PAGE : (event.page + 1) * PAGE]
            rows = [line_of(self.decisions, self.kind, one) for one in ids]
            self.table.put_page(event.generation, event.page, rows)

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
        if self.decisions is not None:
            self._go_to(list(self.decisions.kinds)[event.index])

    # Keys

    def action_open(self) -> None:
        """Show the fields of the row under the cursor, or the fault in full."""
        if self.table.cursor_id is not None:
            self.post_message(self.FieldsWanted(self.kind, self.table.cursor_id))

    def action_decide(self, workbook: bool) -> None:
        """Decide the row under the cursor."""
        decisions, identity = self.decisions, self.table.cursor_id
        if decisions is None or self.kind is not Kind.CONFLICTS or identity is None:
            return
        row = decisions.rows[identity]
        fields = tuple(one.field for one in row.conflicts if one.edited or not workbook or one.field in row.open)
        if decisions.choose(row, fields, workbook):
            self.post_message(self.Decided())

    def action_decide_all(self, workbook: bool) -> None:
        """Decide all conflicts at once."""
        if self.decisions is not None and self.decisions.choose_all(workbook):
            self.post_message(self.Decided())

    def action_look(self) -> None:
        """Tick, or take the tick away."""
        if self.decisions is not None and self.decisions.needs_a_look and not self.decisions.is_applying:
            self.decisions.looked_through = not self.decisions.looked_through
            self.show_choices()

    def action_correct(self) -> None:
        """Write a corrected copy."""
        self.post_message(self.CorrectionWanted())

    def action_kind(self, step: int) -> None:
        """Go to another part."""
        kinds = list(self.decisions.kinds) if self.decisions is not None else []
        if self.kind in kinds:
            self._go_to(kinds[(kinds.index(self.kind) + step) % len(kinds)])

    def _go_to(self, kind: Kind) -> None:
        if kind is not self.kind:
            self._open_kind(kind, keep_cursor=False)
            self.show_choices()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that have nothing to act on in this workbook are not there."""
        if self.decisions is None:
            return True
        if action in ("decide", "decide_all"):
            return self.kind is Kind.CONFLICTS
        if action == "look":
            return self.decisions.needs_a_look and not self.decisions.review.faults
        return bool(self.decisions.review.faults) if action == "correct" else True
