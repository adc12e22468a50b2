"""The flyout of the test status (spec 6.2, 6.4)."""

from __future__ import annotations

from collections.abc import Sequence

from cm_tui.model.rules.status import TEST_HELP, why_not_permitted
from cm_tui.model.vocabulary import Field, TestStatus
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.flyouts.status import StatusFlyout
from cm_tui.widgets.picker import Status
from cm_tui.widgets.status import look


class TestStatusFlyout(StatusFlyout):
    """Every status with its meaning; those that the implementation status does not permit are dimmed, with the reason."""

    __test__ = False
    STATUS = Field.TEST_STATUS
    DATE = Field.TEST_DATE
    dated = frozenset(TestStatus) - {TestStatus.NONE}
    undated_at_first = frozenset({TestStatus.NOT_ASSESSED})

    @staticmethod
    def statuses(edit: Edit) -> Sequence[Status]:
        """All of them, the permitted ones first."""
        now, facts = edit.value(Field.TEST_STATUS), edit.facts
        reasons = {status: why_not_permitted(status, facts.implementation_status) for status in TestStatus}
        if now is not TestStatus.PASSED:
            reasons[TestStatus.PASSED] = reasons[TestStatus.PASSED] or edit.why_not_pass
        return [
            Status(status, TEST_HELP[status], look(status), reasons[status], status == now)
            for status in sorted(TestStatus, key=lambda status: reasons[status] is not None)
        ]

    @staticmethod
    def term(label: str) -> TestStatus:
        """The test status with a label."""
        return TestStatus(label)
