"""The status of a control from its actions, and of an assessment from its controls (spec 11.4, 11.6)."""

from __future__ import annotations

from collections.abc import Collection

from cm_tui.model.rules.testing import FAILED
from cm_tui.model.vocabulary import AssessmentStatus, ControlStatus, TestStatus


def control_status(tests: Collection[TestStatus]) -> ControlStatus:
    """A control's status: Failed beats the rest; None where nothing in scope is tested; else passed when all in scope passed."""
    kinds = set(tests)
    if kinds & set(FAILED):
        return ControlStatus.FAILED
    if kinds == {TestStatus.OUT_OF_SCOPE}:
        return ControlStatus.OUT_OF_SCOPE
    if kinds <= {TestStatus.NONE, TestStatus.OUT_OF_SCOPE}:
        return ControlStatus.NONE
    if kinds <= {TestStatus.PASSED, TestStatus.OUT_OF_SCOPE}:
        return ControlStatus.PASSED
    return ControlStatus.IN_PROGRESS


def assessment_status(controls: Collection[ControlStatus]) -> AssessmentStatus:
    """An assessment's status: Incomplete with a failed control, Complete when all passed or passed and out of scope."""
    kinds = set(controls)
    if ControlStatus.FAILED in kinds:
        return AssessmentStatus.INCOMPLETE
    if not kinds or (ControlStatus.NONE in kinds and kinds <= {ControlStatus.NONE, ControlStatus.OUT_OF_SCOPE}):
        return AssessmentStatus.NONE
    if ControlStatus.PASSED in kinds and kinds <= {ControlStatus.PASSED, ControlStatus.OUT_OF_SCOPE}:
        return AssessmentStatus.COMPLETE
    return AssessmentStatus.IN_PROGRESS
