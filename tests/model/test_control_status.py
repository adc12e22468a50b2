"""The status of controls and assessments (spec 11.4, 11.6, rule 25)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.rules.control_status import assessment_status, control_status
from cm_tui.model.vocabulary import AssessmentStatus, ControlStatus, TestStatus

PASSED, OUT, NONE = TestStatus.PASSED, TestStatus.OUT_OF_SCOPE, TestStatus.NONE
FAILED = (TestStatus.FAILED_LOW, TestStatus.FAILED_MEDIUM, TestStatus.FAILED_HIGH)
UNDECIDED = [one for one in TestStatus if one not in (PASSED, OUT, NONE, *FAILED)]


@pytest.mark.parametrize(
    ("tests", "status"),
    [
        ([PASSED, OUT], ControlStatus.PASSED),
        ([PASSED, TestStatus.FAILED_LOW], ControlStatus.FAILED),
        ([NONE, NONE], ControlStatus.NONE),
        ([PASSED, NONE], ControlStatus.IN_PROGRESS),
        ([OUT, OUT], ControlStatus.OUT_OF_SCOPE),
        ([PASSED], ControlStatus.PASSED),
        ([PASSED, PASSED], ControlStatus.PASSED),
        ([OUT, NONE], ControlStatus.NONE),
        ([OUT, NONE, PASSED], ControlStatus.IN_PROGRESS),
        ([], ControlStatus.NONE),
    ],
)
def test_rule_25(tests: Sequence[TestStatus], status: ControlStatus) -> None:
    assert control_status(tests) is status


@pytest.mark.parametrize("failed", FAILED)
@pytest.mark.parametrize("other", TestStatus)
def test_one_failure_beats_everything_else(failed: TestStatus, other: TestStatus) -> None:
    assert control_status([other, failed]) is ControlStatus.FAILED
    assert control_status([failed, other, other]) is ControlStatus.FAILED


@pytest.mark.parametrize("undecided", UNDECIDED)
@pytest.mark.parametrize("other", [PASSED, OUT, NONE])
def test_what_is_undecided_is_in_progress(undecided: TestStatus, other: TestStatus) -> None:
    assert control_status([undecided]) is ControlStatus.IN_PROGRESS
    assert control_status([undecided, other]) is ControlStatus.IN_PROGRESS


@pytest.mark.parametrize(
    ("controls", "status"),
    [
        ([ControlStatus.PASSED, ControlStatus.PASSED], AssessmentStatus.COMPLETE),
        ([ControlStatus.PASSED, ControlStatus.OUT_OF_SCOPE], AssessmentStatus.COMPLETE),
        ([ControlStatus.PASSED, ControlStatus.FAILED], AssessmentStatus.INCOMPLETE),
        ([ControlStatus.NONE, ControlStatus.FAILED], AssessmentStatus.INCOMPLETE),
        ([ControlStatus.NONE, ControlStatus.NONE], AssessmentStatus.NONE),
        ([], AssessmentStatus.NONE),
        ([ControlStatus.PASSED, ControlStatus.NONE], AssessmentStatus.IN_PROGRESS),
        ([ControlStatus.IN_PROGRESS], AssessmentStatus.IN_PROGRESS),
        ([ControlStatus.OUT_OF_SCOPE, ControlStatus.OUT_OF_SCOPE], AssessmentStatus.IN_PROGRESS),
        ([ControlStatus.OUT_OF_SCOPE, ControlStatus.NONE], AssessmentStatus.NONE),
        ([ControlStatus.OUT_OF_SCOPE, ControlStatus.NONE, ControlStatus.PASSED], AssessmentStatus.IN_PROGRESS),
    ],
)
def test_assessment_status(controls: Sequence[ControlStatus], status: AssessmentStatus) -> None:
    assert assessment_status(controls) is status


@given(st.lists(st.sampled_from(TestStatus), max_size=8))
def test_neither_order_nor_repetition_matters(tests: list[TestStatus]) -> None:
    assert control_status(sorted(tests * 2)) is control_status(tests)


def test_every_combination_has_a_status() -> None:
    for pair in combinations_with_replacement(TestStatus, 2):
        assert control_status(pair) in ControlStatus
    for controls in combinations_with_replacement(ControlStatus, 2):
        assert assessment_status(controls) in AssessmentStatus
