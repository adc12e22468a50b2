"""Testing type and source: who may test an action, and what a change of the type does to its status (spec 2.11, 9)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    ImplementationStatus,
    TestingSource,
    TestingType,
    TestStatus,
)

DEFENDER_FOR_CLOUD = "Microsoft Defender for Cloud"
"""The solution whose technical actions are always tested automatically."""
_CONNECTORS = {TestingSource.SALESFORCE: "Salesforce", TestingSource.ZOOM: "Zoom"}
_DETECTED = {
    TestStatus.TO_BE_DETERMINED: TestStatus.TO_BE_DETECTED,
    TestStatus.COULD_NOT_BE_DETERMINED: TestStatus.COULD_NOT_BE_DETECTED,
}
_DETERMINED = {automatic: manual for manual, automatic in _DETECTED.items()}
AUTOMATION_ONLY = frozenset(_DETERMINED)
FAILED = (TestStatus.FAILED_HIGH, TestStatus.FAILED_MEDIUM, TestStatus.FAILED_LOW)
"""Worst first."""
VERDICTS = frozenset({TestStatus.PASSED, TestStatus.OUT_OF_SCOPE, *FAILED})
"""The statuses that judge an action: its evidence is locked then, and no assessor is waited for (spec 2.8, 6.5)."""
_UNDECIDED = (
    TestStatus.IN_PROGRESS,
    TestStatus.TO_BE_DETECTED,
    TestStatus.TO_BE_DETERMINED,
    TestStatus.COULD_NOT_BE_DETECTED,
    TestStatus.COULD_NOT_BE_DETERMINED,
    TestStatus.NOT_ASSESSED,
    TestStatus.NONE,
)
"""The statuses without a verdict, furthest on first."""


def testing_source(eligible: TestingSource | None, testing_type: TestingType) -> TestingSource:
    """Who supplies the result: Manual for whatever is tested by hand outside Defender for Cloud (interface 5)."""
    if eligible is TestingSource.DEFENDER_FOR_CLOUD:
        return eligible
    if eligible is None or testing_type is TestingType.MANUAL:
        return TestingSource.MANUAL
    return eligible


def why_source_does_not_fit(
    source: TestingSource | None,
    category: Category,
    action_type: ActionType,
    solutions: Collection[str],
    services: Collection[str],
) -> str | None:
    """The reason why no action of this kind can be tested by this source, or None (spec 1.3, 9; issue 3).

    Defender for Cloud tests every technical action of its own, and only actions of Infrastructure Cloud; a connector tests its
    own service; other sources read settings, which only technical actions have.
    """
    if source is TestingSource.DEFENDER_FOR_CLOUD or DEFENDER_FOR_CLOUD in solutions:
        return _why_not_of_defender(source, category, action_type, solutions)
    if source is not None and action_type is not ActionType.TECHNICAL:
        return "only technical actions can be tested automatically"
    service = _CONNECTORS.get(source) if source is not None else None
    if service is not None and service not in services:
        return f"the connector tests actions of the service {service}"
    return None


def _why_not_of_defender(
    source: TestingSource | None, category: Category, action_type: ActionType, solutions: Collection[str]
) -> str | None:
    if category is not Category.INFRASTRUCTURE_CLOUD:
        return "Defender for Cloud actions belong to Infrastructure Cloud"
    if DEFENDER_FOR_CLOUD not in solutions:
        return f"an action that it tests names {DEFENDER_FOR_CLOUD!r} among its solutions"
    if source is not TestingSource.DEFENDER_FOR_CLOUD and (source is not None or action_type is ActionType.TECHNICAL):
        return "actions of Microsoft Defender for Cloud are tested by Defender for Cloud, or by hand where they are not technical"
    return None


def initial_testing_type(eligible: TestingSource | None, action_type: ActionType, connected: bool) -> TestingType:
    """How a new action is tested (spec 9.4, 9.6 and the decisions): `connected` says whether a signal source is."""
    if eligible is TestingSource.DEFENDER_FOR_CLOUD:
        return TestingType.AUTOMATIC if action_type is ActionType.TECHNICAL else TestingType.MANUAL
    return TestingType.AUTOMATIC if eligible is not None and connected else TestingType.MANUAL


def initial_test_status(testing_type: TestingType) -> TestStatus:
    """Automatic actions wait for their first signal (spec 6.3); manual ones start at None (spec 16, row 6)."""
    return TestStatus.TO_BE_DETECTED if testing_type is TestingType.AUTOMATIC else TestStatus.NONE


def why_testing_type_is_fixed(eligible: TestingSource | None) -> str | None:
    """The reason why the testing type of an action cannot be changed, or None (spec 2.11, 9.6)."""
    if eligible is TestingSource.DEFENDER_FOR_CLOUD:
        return (
            "The testing of Defender for Cloud actions is fixed; "
            "change a disputed result in the related assessment in Defender for Cloud."
        )
    if eligible is None:
        return "This action can only be tested manually; no source supplies a result for it."
    return None


def status_after_type_change(
    test: TestStatus, implementation: ImplementationStatus, testing_type: TestingType
) -> TestStatus:
    """The test status after switching the testing type (spec 9.5, 2.11 and the decisions).

    To manual the last status stays, "detected" becoming "determined"; an illegal pair becomes the legal value. To automatic the
    action waits for a signal.
    """
    if implementation is ImplementationStatus.OUT_OF_SCOPE:
        return TestStatus.OUT_OF_SCOPE
    if testing_type is TestingType.AUTOMATIC:
        return _DETECTED.get(test, TestStatus.TO_BE_DETECTED)
    implemented = implementation in (ImplementationStatus.IMPLEMENTED, ImplementationStatus.ALTERNATIVE)
    return _DETERMINED.get(test, test) if implemented else TestStatus.NONE


def roll_up(statuses: Sequence[TestStatus], completed: Fraction | None) -> TestStatus:
    """An action's test status from its subscriptions' (spec 16, row 32).

    All passed, or passed and out of scope: Passed. All out of scope: Out of scope. None complete: the worst failure. Otherwise
    partially tested; without any verdict yet, the status that is furthest on, whatever the order of the subscriptions.
    """
    judged = [status for status in statuses if status is not TestStatus.OUT_OF_SCOPE]
    if not statuses:
        return TestStatus.TO_BE_DETECTED
    if not judged:
        return TestStatus.OUT_OF_SCOPE
    if all(status is TestStatus.PASSED for status in judged):
        return TestStatus.PASSED
    failures = [status for status in FAILED if status in judged]
    if failures and not completed:
        return failures[0]
    if completed or {TestStatus.PASSED, TestStatus.PARTIALLY_TESTED} & set(judged):
        return TestStatus.PARTIALLY_TESTED
    return next(status for status in _UNDECIDED if status in judged)
