"""One fault of a workbook in full: its cell, what stands there, what is wrong, every value that could stand there."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.workbooks import CellFault
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.text import show


class FaultFlyout(Flyout[None]):
    """Shows a fault; the workbook is mended in Excel."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("fault.close",)
    BINDINGS: ClassVar[list[BindingType]] = [
        *Flyout.BINDINGS[2:],
        Binding("escape,enter,q", "cancel", "Back", id="fault.close", tooltip="Go back to the faults"),
    ]

    def __init__(self, fault: CellFault) -> None:
        """Make the flyout."""
        super().__init__(f"Row {fault.row}, {fault.column}")
        self._fault = fault

    def compose_body(self) -> ComposeResult:
        """The fault."""
        yield Folded(self._lines)

    def _lines(self, width: int) -> list[Content]:
        fault = self._fault
        lines = hanging(Content.styled("✗ ", "$text-error"), Content(show(fault.message)), width)
        pairs = [("Sheet", fault.sheet), ("Row", str(fault.row)), ("Column", fault.column), ("Value", fault.value)]
        lines += [Content(""), *labelled(pairs, width)]
        if fault.allowed:
            lines += [Content(""), Content.styled("What could stand there", MUTED).truncate(width)]
            lines += [line for one in fault.allowed for line in hanging(Content("  "), Content(show(one)), width)]
        return lines
