"""One fault of a workbook in full: its cell, what stands there, what is wrong, every value that could stand there."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from cm_tui.model.views.workbooks import CellFault
from cm_tui.screens.update_actions.decisions import Decisions
from cm_tui.screens.update_actions.over_wizard import OverWizard
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.text import plain, show


class FaultFlyout(OverWizard[str]):
    """Walks from fault to fault; gives back the one that was looked at last. The workbook is mended in Excel."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("fault.next", "fault.previous", "fault.close", "flyout.page_down")
    BINDINGS: ClassVar[list[BindingType]] = [
        *Flyout.BINDINGS[2:],
        Binding("n", "walk(1)", "Next fault", id="fault.next", tooltip="Go to the next fault"),
        Binding("p", "walk(-1)", "Fault before", id="fault.previous", tooltip="Go to the fault before"),
        Binding("escape,enter,q", "close", "Back", id="fault.close", tooltip="Go back to the faults"),
    ]

    def __init__(self, decisions: Decisions, at: int) -> None:
        """Make the flyout; it begins with the fault at a place."""
        self._decisions, self._faults, self._at = decisions, decisions.review.faults, at
        super().__init__(self._heading)
        self._text = Folded(self._lines)

    def compose_body(self) -> ComposeResult:
        """The fault."""
        yield self._text

    @property
    def _fault(self) -> CellFault:
        return self._faults[self._at]

    @property
    def _heading(self) -> str:
        return f"Row {self._fault.row}, {self._fault.column}"

    def action_walk(self, step: int) -> None:
        """Go to another fault."""
        if 0 <= self._at + step < len(self._faults):
            self._at += step
            self.query_one("#flyout-title", Static).update(plain(self._heading))
            self._text.put(self._lines)
            self.query_one("#flyout-body").scroll_home(animate=False)
            self.refresh_bindings()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """There is no fault beyond the first and the last."""
        if binding_id == "fault.next" and self._at == len(self._faults) - 1:
            return "This is the last fault."
        return "This is the first fault." if binding_id == "fault.previous" and not self._at else None

    def count_of_key(self, binding_id: str) -> int | None:
        """There is nothing to scroll where everything is in sight."""
        hidden = self.query_one("#flyout-body").max_scroll_y > 0
        return 0 if binding_id == "flyout.page_down" and not hidden else None

    def action_close(self) -> None:
        """Go back to the faults."""
        if self.is_current:
            self.dismiss(str(self._at))

    def _lines(self, width: int) -> list[Content]:
        fault, (identity, name) = self._fault, self._decisions.action_of(self._fault)
        lines = hanging(Content.styled("✗ ", "$text-error"), Content(show(fault.message)), width)
        pairs = [("Fault", f"{self._at + 1} of {len(self._faults)}"), ("Id", identity), ("Action", name)]
        pairs += [("Sheet", fault.sheet), ("Row", str(fault.row)), ("Column", fault.column), ("Value", fault.value)]
        lines += [Content(""), *labelled([one for one in pairs if one[1] or one[0] == "Value"], width)]
        if fault.allowed:
            lines += [Content(""), Content.styled("What could stand there", MUTED).truncate(width)]
            lines += [line for one in fault.allowed for line in hanging(Content("  "), Content(show(one)), width)]
        return lines
