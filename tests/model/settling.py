"""What the tests of statuses share: the table of spec 6.4, records, and what makes one legal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from cm_tui.model.rules.status import (
    Facts,
    Settled,
    settle,
)
from cm_tui.model.vocabulary import (
    Field,
    FieldValue,
    ImplementationStatus,
    TestingSource,
    TestingType,
    TestStatus,
)

NOT_IMPLEMENTED, IMPLEMENTED, ALTERNATIVE, PLANNED, OUT = ImplementationStatus
MANUAL, AUTOMATIC = TestingType.MANUAL, TestingType.AUTOMATIC
DEFENDER, SECURE_SCORE = TestingSource.DEFENDER_FOR_CLOUD, TestingSource.SECURE_SCORE
DETECTED = {TestStatus.TO_BE_DETECTED, TestStatus.COULD_NOT_BE_DETECTED}
BY_HAND = set(TestStatus) - DETECTED
PERMITTED: dict[ImplementationStatus, set[TestStatus]] = {
    IMPLEMENTED: BY_HAND,
    ALTERNATIVE: BY_HAND,
    NOT_IMPLEMENTED: {TestStatus.NONE},
    PLANNED: {TestStatus.NONE},
    OUT: {TestStatus.OUT_OF_SCOPE},
}
"""The table of spec 6.4."""
PAIRS = [(one, test) for one, tests in PERMITTED.items() for test in sorted(tests)]
DAY = date(2026, 5, 4)
LATER, EARLIER = DAY + timedelta(days=3), DAY - timedelta(days=3)
UNTESTED = Facts(NOT_IMPLEMENTED, None, TestStatus.NONE, None, MANUAL)
DONE = Facts(IMPLEMENTED, DAY, TestStatus.PASSED, LATER, MANUAL)
SIGNALLED = Facts(IMPLEMENTED, DAY, TestStatus.PASSED, None, AUTOMATIC, SECURE_SCORE)
Changes = Mapping[Field, FieldValue]


def settled(facts: Facts, requested: Changes) -> Settled:
    """The settled change; a refusal fails the test."""
    found = settle(facts, requested)
    assert isinstance(found, Settled), found
    return found


def refusal(facts: Facts, requested: Changes) -> str:
    """The sentence that refuses; anything else fails the test."""
    found = settle(facts, requested)
    assert isinstance(found, str), found
    assert found.endswith(".")
    return found


def after(facts: Facts, changes: Changes) -> Facts:
    """The record once a settled change is stored."""
    columns = {field.value: value for field, value in changes.items()}
    stored = ("implementation_status", "implementation_date", "test_status", "test_date", "testing_type")
    return replace(facts, **{name: value for name, value in columns.items() if name in stored})  # type: ignore[arg-type]


def is_legal(facts: Facts) -> bool:
    """Whether a record is one that the specification allows."""
    implemented = facts.implementation_status in (IMPLEMENTED, ALTERNATIVE)
    if facts.implementation_date is not None and not implemented:
        return False
    if facts.testing_type is AUTOMATIC or facts.rolled_up:
        out = facts.implementation_status is OUT
        return not out or facts.test_status is TestStatus.OUT_OF_SCOPE
    if facts.test_date is not None and not implemented:
        return False
    dates = (facts.implementation_date, facts.test_date)
    inverted = dates[0] is not None and dates[1] is not None and dates[1] < dates[0]
    return facts.test_status in PERMITTED[facts.implementation_status] and not inverted
