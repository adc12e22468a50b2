"""The flyout of the implementation status (spec 6.1, 2.5)."""

from __future__ import annotations

from collections.abc import Sequence

from cm_tui.model.rules.status import IMPLEMENTATION_HELP, IMPLEMENTED
from cm_tui.model.vocabulary import Field, ImplementationStatus
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.flyouts.status import StatusFlyout
from cm_tui.widgets.picker import Status


class ImplementationStatusFlyout(StatusFlyout):
    """Every status with its meaning; Implemented and Alternative implementation ask for their date."""

    STATUS = Field.IMPLEMENTATION_STATUS
    DATE = Field.IMPLEMENTATION_DATE
    dated = IMPLEMENTED
    keeps_date = True

    @staticmethod
    def statuses(edit: Edit) -> Sequence[Status]:
        """All five."""
        now = edit.value(Field.IMPLEMENTATION_STATUS)
        return [Status(status, IMPLEMENTATION_HELP[status], current=status == now) for status in ImplementationStatus]

    @staticmethod
    def term(label: str) -> ImplementationStatus:
        """The implementation status with a label."""
        return ImplementationStatus(label)
