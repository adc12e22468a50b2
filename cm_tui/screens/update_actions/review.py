"""The third step: what the workbook would do as a whole, what stands against it, and the keys that decide (spec 3.6)."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from cm_tui.screens.update_actions.decisions import Decisions, Kind
from cm_tui.screens.update_actions.review_text import head_lines, look_lines
from cm_tui.screens.update_actions.walked import Walked
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.excerpt import Excerpt
from cm_tui.widgets.folded import Folded

MORE = "… s shows all of it"


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"updating.{name}", tooltip=tooltip)


class ReviewStep(Step):
    """What is said of the whole workbook above, what is walked below."""

    DEFAULT_CSS = """
    ReviewStep {
        #head { max-height: 9; }
        #look { display: none; }
        &.-looks #look { display: block; }
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
        _key("1", "decide(False)", "keep", "Keep", "Keep what is stored in the fields of this row in conflict"),
        _key("2", "decide(True)", "take", "Take", "Take the workbook's values of this row where it was edited"),
        _key("K", "decide_all(False)", "keep_all", "Keep all", "Keep what is stored in all rows in conflict"),
        _key("T", "decide_all(True)", "take_all", "Take all", "Take the workbook's values in all rows in conflict"),
        _key("space", "look", "look", "Looked through", "Tick that you have looked through every change"),
        _key("s", "summarise", "summary", "Summary", "See all that is to be said of the whole workbook"),
        _key("w", "correct", "correct", "Corrected copy", "Write a copy with the faults as comments in their cells"),
        _key(
            "f", "screen.previous", "other_file", "Other file", "Choose a different file; nothing of this one is stored"
        ),
    ]

    class CorrectionWanted(Message):
        """A copy of the workbook is wanted that names its faults."""

    class Decided(Message):
        """Something was chosen."""

    class SummaryWanted(Message):
        """All that is to be said of the workbook is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.decisions: Decisions | None = None
        self._head, self._look, self._walked = Excerpt(MORE, id="head"), Folded(id="look"), Walked()
        self.table = self._walked.table

    def compose(self) -> ComposeResult:
        """Head, the tick, what is walked."""
        yield from (self._head, self._look, self._walked)

    def on_unmount(self) -> None:
        """Let go of the workbook; see `nothing_collected`."""
        if self.decisions is not None:
            self.decisions.forget()
            self.decisions = None

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
        self._walked.begin(decisions)
        self._say(decisions)

    def show(self) -> None:
        """Show what the last check found; the cursor stays on its line."""
        if self.decisions is not None:
            self._walked.show(self.decisions)
            self._say(self.decisions)

    def show_choices(self) -> None:
        """Show what was chosen a moment ago; what follows from it comes with the next check."""
        if self.decisions is not None:
            self._walked.renew()
            self._say(self.decisions)

    def _say(self, decisions: Decisions) -> None:
        self._head.put(partial(head_lines, decisions))
        self._look.put(partial(look_lines, decisions))
        self.set_class(decisions.asks_for_a_look, "-looks")

    # Keys

    def action_decide(self, workbook: bool) -> None:
        """Decide the row under the cursor."""
        decisions, identity = self.decisions, self.table.cursor_id
        if decisions is None or self.table.kind is not Kind.CONFLICTS or identity is None:
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
        if self.decisions is not None and self.decisions.asks_for_a_look and not self.decisions.is_applying:
            self.decisions.looked_through = not self.decisions.looked_through
            self._say(self.decisions)
            self.screen.refresh_bindings()

    def action_summarise(self) -> None:
        """Show all that is to be said of the workbook."""
        self.post_message(self.SummaryWanted())

    def action_correct(self) -> None:
        """Write a corrected copy."""
        self.post_message(self.CorrectionWanted())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that have nothing to act on in this workbook are not there."""
        if self.decisions is None:
            return True
        if action in ("decide", "decide_all"):
            return self.table.kind is Kind.CONFLICTS
        if action == "look":
            return self.decisions.asks_for_a_look
        return bool(self.decisions.review.faults) if action == "correct" else True
