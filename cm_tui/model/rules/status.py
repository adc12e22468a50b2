"""Which changes of an action's record are legal, and what else a change brings about (spec 2.5, 2.6, 6.4 to 6.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cm_tui.model.rules.subscriptions import Standing, rolled_up
from cm_tui.model.rules.testing import AUTOMATION_ONLY, status_after_type_change, why_testing_type_is_fixed
from cm_tui.model.vocabulary import (
    NOTES_FIELDS,
    PERSON_FIELDS,
    Field,
    FieldValue,
    ImplementationStatus,
    ManagedBy,
    TestingSource,
    TestingType,
    TestStatus,
)

RETIRED_IS_LOCKED = "No assessment counts this action any more: its work is kept as it is, only its owner can change."
"""Why an action that is retired takes no more work."""
IMPLEMENTED = frozenset({ImplementationStatus.IMPLEMENTED, ImplementationStatus.ALTERNATIVE})
TEST_FIELDS = (Field.TEST_STATUS, Field.TEST_DATE, Field.TEST_NOTES)

IMPLEMENTATION_HELP: dict[ImplementationStatus, str] = {
    ImplementationStatus.NOT_IMPLEMENTED: "Nothing is in place yet.",
    ImplementationStatus.IMPLEMENTED: "Done as the guidance says; asks for the date.",
    ImplementationStatus.ALTERNATIVE: "Done with other tools or measures; counts like Implemented.",
    ImplementationStatus.PLANNED: "Decided and scheduled; no points yet.",
    ImplementationStatus.OUT_OF_SCOPE: "Not relevant here; leaves the score on both sides.",
}
TEST_HELP: dict[TestStatus, str] = {
    TestStatus.NONE: "No work has started.",
    TestStatus.NOT_ASSESSED: "Implemented, but not tested.",
    TestStatus.PASSED: "An assessor verified the implementation; earns full points.",
    TestStatus.FAILED_LOW: "Tested and failed; the risk is low.",
    TestStatus.FAILED_MEDIUM: "Tested and failed; the risk is medium.",
    TestStatus.FAILED_HIGH: "Tested and failed; the risk is high.",
    TestStatus.OUT_OF_SCOPE: "Does not belong to the assessment; leaves the score on both sides.",
    TestStatus.TO_BE_DETERMINED: "The result is still to be found out.",
    TestStatus.COULD_NOT_BE_DETERMINED: "A test was tried and gave no result.",
    TestStatus.TO_BE_DETECTED: "Waits for signals; set by automation.",
    TestStatus.COULD_NOT_BE_DETECTED: "No signal could be read; automation tries again.",
    TestStatus.PARTIALLY_TESTED: "Neither passes nor fails; earns points only when tested automatically.",
    TestStatus.IN_PROGRESS: "The test is under way.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of an action's stored record."""

    implementation_status: ImplementationStatus
    implementation_date: date | None
    test_status: TestStatus
    test_date: date | None
    testing_type: TestingType
    eligible: TestingSource | None = None
    rolled_up: bool = False
    """Whether the status follows from subscriptions (spec 2.9)."""
    managed_by: ManagedBy = ManagedBy.ORGANISATION
    standings: tuple[Standing, ...] = ()
    """How it stands in each of these subscriptions."""
    retired: bool = False
    """Whether no assessment counts the action any more."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The complete legal change that a request amounts to, and what it brought about beyond the request."""

    changes: Mapping[Field, FieldValue]
    notices: tuple[str, ...] = ()


def permitted_test_statuses(implementation: ImplementationStatus) -> tuple[TestStatus, ...]:
    """The test statuses that may be chosen by hand beside an implementation status (spec 6.4)."""
    if implementation in IMPLEMENTED:
        return tuple(status for status in TestStatus if status not in AUTOMATION_ONLY)
    if implementation is ImplementationStatus.OUT_OF_SCOPE:
        return (TestStatus.OUT_OF_SCOPE,)
    return (TestStatus.NONE,)


def why_not_permitted(status: TestStatus, implementation: ImplementationStatus) -> str | None:
    """The reason why a test status cannot be chosen by hand beside an implementation status, or None (spec 6.4)."""
    if status in permitted_test_statuses(implementation):
        return None
    if status in AUTOMATION_ONLY:
        return "Set by automation only."
    return f"Not possible beside {implementation}."


def why_retired_is_locked(retired: bool, *, people_only: bool = False) -> str | None:
    """The reason why the work of an action cannot be changed, or None: what no assessment counts any more is only kept.

    People come and go beside it: `people_only` says that a change concerns its owner, or who sent it, alone.
    """
    return RETIRED_IS_LOCKED if retired and not people_only else None


def why_field_is_locked(field: Field, facts: Facts) -> str | None:
    """The reason why a field cannot be changed as the record stands, or None (spec 2.5, 2.6, 6.6)."""
    if facts.managed_by is ManagedBy.MICROSOFT:
        return "This action is managed by Microsoft and cannot be changed here."
    if reason := why_retired_is_locked(facts.retired, people_only=field in PERSON_FIELDS):
        return reason
    if field is Field.TESTING_TYPE:
        return why_testing_type_is_fixed(facts.eligible)
    if field in TEST_FIELDS and facts.testing_type is TestingType.AUTOMATIC:
        verb = "are" if field in NOTES_FIELDS else "is"
        return f"The {field.label} of an automatically tested action {verb} set by {_source(facts)}."
    if field in TEST_FIELDS and facts.rolled_up:
        return _why_in_subscriptions(field)
    implemented = facts.implementation_status in IMPLEMENTED
    if field is Field.IMPLEMENTATION_DATE and not implemented:
        return "An implementation date needs the status Implemented or Alternative implementation."
    if field in (Field.TEST_STATUS, Field.TEST_DATE) and not implemented:
        status = facts.implementation_status.value
        return (
            f"The {field.label} can be recorded once the action is implemented; its implementation status is {status}."
        )
    return None


def _why_in_subscriptions(field: Field) -> str:
    if field is Field.TEST_STATUS:
        return "The test status follows from the action's subscriptions; record the result in each of them."
    verb = "are" if field in NOTES_FIELDS else "is"
    return f"The {field.label} {verb} recorded in each of the action's subscriptions."


def subscriptions_become(before: ImplementationStatus, after: ImplementationStatus) -> TestStatus | None:
    """What every result that was recorded by hand in a subscription becomes with another implementation status of its action.

    None where the results stay: between Implemented and Alternative implementation (spec 2.9, 6.4).
    """
    if before is after or {before, after} <= IMPLEMENTED:
        return None
    return TestStatus.OUT_OF_SCOPE if after is ImplementationStatus.OUT_OF_SCOPE else TestStatus.NONE


def settle(facts: Facts, requested: Mapping[Field, FieldValue]) -> Settled | str:
    """The change that a request amounts to, or the sentence that refuses it.

    Values equal to the stored ones are dropped. A status that makes the pair of statuses illegal resets the test status to the only
    legal value, and leaving Implemented or Alternative implementation clears both dates (spec 6.4), unless the request itself
    says otherwise, which is refused.
    """
    if facts.managed_by is ManagedBy.MICROSOFT and requested:
        return why_field_is_locked(Field.OWNER, facts) or ""
    if reason := why_retired_is_locked(facts.retired, people_only=requested.keys() <= PERSON_FIELDS):
        return reason
    return _Settlement(facts, requested).result()


class _Settlement:
    """One request worked through: the testing type first, then the implementation, then the test and the dates.

    What the rest of a request brings about for the test status is worked out first; a test status that the request names must
    be that, or be a legal choice. So a settled change of values that differ from the stored ones can be asked for again and settles
    to itself.
    """

    def __init__(self, facts: Facts, requested: Mapping[Field, FieldValue]) -> None:
        self._facts = facts
        self._stored: dict[Field, FieldValue] = {
            Field.IMPLEMENTATION_STATUS: facts.implementation_status,
            Field.IMPLEMENTATION_DATE: facts.implementation_date,
            Field.TEST_STATUS: facts.test_status,
            Field.TEST_DATE: facts.test_date,
            Field.TESTING_TYPE: facts.testing_type,
        }
        self._named = requested
        self._asked: dict[Field, FieldValue] = {
            field: value
            for field, value in requested.items()
            if field is not Field.TEST_STATUS and (field not in self._stored or self._stored[field] != value)
        }
        self._after = {**self._stored, **self._asked}
        self._status_notice: str | None = None
        self._notices: list[str] = []

    def result(self) -> Settled | str:
        """The settled change or the refusal."""
        if reason := self._refuse_locked():
            return reason
        self._settle_type()
        self._settle_test()
        if reason := self._take_named_test():
            return reason
        self._settle_dates()
        if reason := self._refuse_contradiction() or self._refuse_crossed_dates():
            return reason
        changes = {
            field: value
            for field, value in self._after.items()
            if field not in self._stored or self._stored[field] != value
        }
        said = (self._status_notice, *self._notices)
        return Settled(changes, tuple(notice for notice in said if notice is not None))

    def _facts_after(self) -> Facts:
        implementation, testing_type = self._after[Field.IMPLEMENTATION_STATUS], self._after[Field.TESTING_TYPE]
        assert isinstance(implementation, ImplementationStatus)
        assert isinstance(testing_type, TestingType)
        return Facts(
            implementation,
            None,
            self._facts.test_status,
            None,
            testing_type,
            self._facts.eligible,
            self._facts.rolled_up,
        )

    def _refuse_locked(self) -> str | None:
        after = self._facts_after()
        for field, value in self._asked.items():
            clearable = field is Field.IMPLEMENTATION_DATE or (
                field is Field.TEST_DATE and after.testing_type is TestingType.MANUAL
            )
            if not (clearable and value is None) and (reason := why_field_is_locked(field, after)):
                return reason
        return None

    def _settle_type(self) -> None:
        if Field.TESTING_TYPE in self._asked:
            after = self._facts_after()
            status = status_after_type_change(self._facts.test_status, after.implementation_status, after.testing_type)
            manner = "automatically" if after.testing_type is TestingType.AUTOMATIC else "by hand"
            self._set_test(status, f"the action is now tested {manner}")

    def _settle_test(self) -> None:
        after = self._facts_after()
        current = self._after[Field.TEST_STATUS]
        permitted = permitted_test_statuses(after.implementation_status)
        if after.testing_type is TestingType.MANUAL and after.rolled_up:
            self._reset_subscriptions(after.implementation_status)
        elif after.testing_type is TestingType.MANUAL:
            if current not in permitted:
                self._set_test(permitted[0], f"{after.implementation_status} permits nothing else")
        elif after.implementation_status is ImplementationStatus.OUT_OF_SCOPE:
            self._set_test(TestStatus.OUT_OF_SCOPE, f"{after.implementation_status} permits nothing else")
        elif self._returns_to_scope() and current is TestStatus.OUT_OF_SCOPE:
            self._set_test(rolled_up(self._facts.standings), "the action is in scope again")

    def _reset_subscriptions(self, implementation: ImplementationStatus) -> None:
        """Results by hand cannot outlive what they judged."""
        status = subscriptions_become(self._facts.implementation_status, implementation)
        if status is None:
            return
        back = self._returns_to_scope()
        self._set_test(status, "the action is in scope again" if back else f"{implementation} permits nothing else")
        if lost := sum(one.test_status is not status for one in self._facts.standings):
            results = (
                "The result in 1 subscription becomes" if lost == 1 else f"The results in {lost} subscriptions become"
            )
            self._notices.append(f"{results} {status}.")

    def _take_named_test(self) -> str | None:
        """The test status that the request names: what follows from the rest of it anyway, or a legal choice by hand."""
        if Field.TEST_STATUS not in self._named:
            return None
        value, after = self._named[Field.TEST_STATUS], self._facts_after()
        self._status_notice = None
        if value == self._after[Field.TEST_STATUS]:
            return None
        if value in AUTOMATION_ONLY:
            return f"{value} is set by automation only; choose one of: {_permitted(after)}."
        if after.testing_type is TestingType.AUTOMATIC or after.rolled_up:
            return why_field_is_locked(Field.TEST_STATUS, after)
        if value not in permitted_test_statuses(after.implementation_status):
            return f"{value} is not possible beside {after.implementation_status}; allowed: {_permitted(after)}."
        self._after[Field.TEST_STATUS] = value
        return None

    def _set_test(self, status: TestStatus, reason: str) -> None:
        if self._after[Field.TEST_STATUS] is not status:
            self._after[Field.TEST_STATUS] = status
            self._status_notice = f"Test status becomes {status}: {reason}."

    def _returns_to_scope(self) -> bool:
        out = ImplementationStatus.OUT_OF_SCOPE
        return self._stored[Field.IMPLEMENTATION_STATUS] is out is not self._after[Field.IMPLEMENTATION_STATUS]

    def _settle_dates(self) -> None:
        after = self._facts_after()
        implemented = after.implementation_status in IMPLEMENTED
        if not implemented:
            self._clear(Field.IMPLEMENTATION_DATE, "the action is no longer implemented")
        if after.testing_type is TestingType.AUTOMATIC:
            return
        if not implemented:
            self._clear(Field.TEST_DATE, "the action is no longer implemented")
        elif self._becomes_untested() and Field.TEST_DATE not in self._named:
            self._clear(Field.TEST_DATE, "there is no test status")
        elif Field.TESTING_TYPE in self._asked and self._dates_cross() and Field.TEST_DATE not in self._named:
            self._clear(Field.TEST_DATE, "it lies before the implementation date")

    def _refuse_contradiction(self) -> str | None:
        """A date that the request names and that the rest of it clears, even where it is stored already."""
        for field in (Field.IMPLEMENTATION_DATE, Field.TEST_DATE):
            if field in self._named and self._after[field] != self._named[field]:
                return why_field_is_locked(field, self._facts_after())
        return None

    def _refuse_crossed_dates(self) -> str | None:
        touched = {Field.IMPLEMENTATION_DATE, Field.TEST_DATE, Field.TESTING_TYPE} & self._asked.keys()
        if self._after[Field.TESTING_TYPE] is TestingType.AUTOMATIC or not touched or not self._dates_cross():
            return None
        implemented, tested = self._after[Field.IMPLEMENTATION_DATE], self._after[Field.TEST_DATE]
        return f"The test date {tested} lies before the implementation date {implemented}; test after implementing."

    def _dates_cross(self) -> bool:
        implemented, tested = self._after[Field.IMPLEMENTATION_DATE], self._after[Field.TEST_DATE]
        return isinstance(implemented, date) and isinstance(tested, date) and tested < implemented

    def _becomes_untested(self) -> bool:
        return self._after[Field.TEST_STATUS] is TestStatus.NONE is not self._stored[Field.TEST_STATUS]

    def _clear(self, field: Field, reason: str) -> None:
        if self._after[field] is not None:
            self._after[field] = None
            self._notices.append(f"{field.label.capitalize()} cleared: {reason}.")


def _source(facts: Facts) -> str:
    return facts.eligible.value if facts.eligible else "automation"


def _permitted(facts: Facts) -> str:
    return ", ".join(permitted_test_statuses(facts.implementation_status))
