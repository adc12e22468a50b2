"""What a result of automatic testing does to an action (spec 6.3, 6.6, 9 and the decisions)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from cm_tui.model.rules.status import Facts, why_retired_is_locked
from cm_tui.model.rules.subscriptions import Standing
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, ManagedBy, TestingType, TestStatus

REPORTED = (
    TestStatus.PASSED,
    TestStatus.PARTIALLY_TESTED,
    TestStatus.FAILED_LOW,
    TestStatus.FAILED_MEDIUM,
    TestStatus.FAILED_HIGH,
    TestStatus.COULD_NOT_BE_DETECTED,
    TestStatus.TO_BE_DETECTED,
    TestStatus.OUT_OF_SCOPE,
)
"""The test statuses that a source can report (spec 6.3)."""


def why_signal_is_ignored(facts: Facts) -> str | None:
    """The reason why a result changes nothing, or None: what people judge, or took out of scope, stays theirs."""
    if facts.managed_by is ManagedBy.MICROSOFT:
        return "This action is managed by Microsoft."
    if reason := why_retired_is_locked(facts.retired):
        return reason
    if facts.testing_type is TestingType.MANUAL:
        return "This action is tested by hand; results of automatic testing leave it as it is."
    if facts.implementation_status is ImplementationStatus.OUT_OF_SCOPE:
        return "This action is out of scope; results of automatic testing leave it as it is."
    return None


def why_not_reported(status: TestStatus, covered: tuple[int, int] | None) -> str | None:
    """The reason why no source can report a status with a covered share, or None."""
    if status not in REPORTED:
        return f"{status} is no result of automatic testing; it is one of: {', '.join(REPORTED)}."
    if covered is not None and not 0 <= covered[0] <= covered[1] > 0:
        return f"{covered[0]} of {covered[1]} is no covered share."
    return None


def changes_of_signal(facts: Facts, status: TestStatus) -> dict[Field, FieldValue]:
    """What changes with a result; nothing where the action stands so already.

    A pass implements the action, unless it is implemented in another way. Both dates stay: they are people's, and automation
    knows when it saw something, not when it was done.
    """
    changes: dict[Field, FieldValue] = {}
    done = ImplementationStatus.IMPLEMENTED
    if status is TestStatus.PASSED and facts.implementation_status not in (done, ImplementationStatus.ALTERNATIVE):
        changes[Field.IMPLEMENTATION_STATUS] = done
    if status is not facts.test_status:
        changes[Field.TEST_STATUS] = status
    return changes


def note_of_signal(
    facts: Facts, status: TestStatus, at: datetime, covered: tuple[int, int] | None = None, finding: str = ""
) -> str:
    """The test notes that the system writes: which source reported what and when, and what was measured."""
    measured = f"{covered[0]} of {covered[1]} are covered" if covered is not None else ""
    if facts.standings:
        measured = _resources(facts.standings)
    source = facts.eligible.value if facts.eligible is not None else "Automatic testing"
    head = f"{source} reported {status} at {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    sentences = [f"{head}: {measured}." if measured else f"{head}.", finding.strip()]
    return " ".join(sentence for sentence in sentences if sentence)


def _resources(standings: Sequence[Standing]) -> str:
    completed, applicable = sum(one.completed for one in standings), sum(one.applicable for one in standings)
    places = "1 subscription" if len(standings) == 1 else f"{len(standings)} subscriptions"
    return f"{completed} of {applicable} virtual resources in {places} are complete"
