"""Staged changes: what the page shows is what a save stores, whatever was chosen in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.rules.status import IMPLEMENTED, Settled, permitted_test_statuses, settle, why_not_permitted
from cm_tui.model.views.actions import ActionDetails, ActionRow, Points, SubscriptionResult
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    Field,
    FieldValue,
    Function,
    ImplementationStatus,
    ManagedBy,
    Requirement,
    Role,
    Stage,
    TestingSource,
    TestingType,
    TestStatus,
)
from cm_tui.screens.details.edit import Edit, Staged, stored_value

ROW = ActionRow(
    id="CA-001",
    name="Do it",
    group=None,
    category=Category.CONTROL_ACCESS,
    action_type=ActionType.TECHNICAL,
    solutions=(),
    services=(),
    regulations=(),
    regulation_titles=(),
    assessments=(),
    points=Points(0, 27_000_000),
    in_scope=True,
    implementation_status=ImplementationStatus.NOT_IMPLEMENTED,
    implementation_date=None,
    test_status=TestStatus.NONE,
    test_date=None,
    testing_type=TestingType.MANUAL,
    testing_source=TestingSource.MANUAL,
    owner=None,
    owner_name=None,
    pending_update=False,
    version=7,
)
DETAILS = ActionDetails(
    row=ROW,
    description="",
    guidance="",
    shown_by="",
    launch_url=None,
    implementation_notes="",
    test_notes="",
    other_notes="",
    controls=(),
    assessment_links=(),
    subscriptions=(),
    managed_by=ManagedBy.ORGANISATION,
    requirement=Requirement.MANDATORY,
    function=Function.PREVENTATIVE,
    stage=Stage.PREVENT,
    eligible_source=None,
    privacy_framework=("PR.AC-P1",),
    sp800_53=("IA-2(1)",),
    definition_version=1,
    newest_version=1,
    measured=None,
    sent_by=None,
    sent_by_name=None,
    evidence=(),
    signals_connected=True,
)
DAYS = st.none() | st.sampled_from([date(2026, 11, day) for day in (1, 10, 20)])


@st.composite
def stored(draw: st.DrawFn) -> ActionDetails:
    """A manual action as a service could have stored it."""
    implementation = draw(st.sampled_from(ImplementationStatus))
    test = draw(st.sampled_from(permitted_test_statuses(implementation)))
    implemented = implementation in IMPLEMENTED
    first, second = sorted(draw(st.tuples(DAYS, DAYS)), key=lambda day: day or date.min)
    row = replace(
        ROW,
        implementation_status=implementation,
        implementation_date=first if implemented else None,
        test_status=test,
        test_date=second if implemented and test is not TestStatus.NONE else None,
    )
    return replace(DETAILS, row=row)


CHOICES = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {Field.IMPLEMENTATION_STATUS: st.sampled_from(ImplementationStatus)},
            optional={Field.IMPLEMENTATION_DATE: DAYS},
        ),
        st.fixed_dictionaries({Field.TEST_STATUS: st.sampled_from(TestStatus)}, optional={Field.TEST_DATE: DAYS}),
    ),
    max_size=6,
)


@given(stored(), CHOICES)
def test_what_is_shown_is_what_a_save_stores(details: ActionDetails, choices: list[dict[Field, FieldValue]]) -> None:
    edit = Edit.of(details)
    for changes in choices:
        step = edit.stage(changes)
        if isinstance(step, Staged):
            edit = step.edit
            assert all(value != stored_value(details, field) for field, value in edit.draft.changes.items())
            assert settle(Edit.of(details).facts, edit.draft.changes) == Settled(edit.draft.changes)
            assert edit.row.test_status in permitted_test_statuses(edit.row.implementation_status)


@given(stored(), CHOICES)
def test_on_an_equal_record_a_draft_stays_what_it_is(
    details: ActionDetails, choices: list[dict[Field, FieldValue]]
) -> None:
    edit = Edit.of(details)
    for changes in choices:
        step = edit.stage(changes)
        edit = step.edit if isinstance(step, Staged) else edit
    newer = replace(details, row=replace(details.row, version=8))
    rebased, _ = edit.rebased(newer)
    assert rebased.draft.changes == edit.draft.changes
    assert rebased.draft.seen == 8


def test_a_draft_counts_no_field_that_is_stored_already() -> None:
    step = Edit.of(DETAILS).stage({Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
    assert isinstance(step, Staged)
    back = step.edit.stage({Field.IMPLEMENTATION_STATUS: ImplementationStatus.NOT_IMPLEMENTED})
    assert isinstance(back, Staged)
    assert not back.edit.draft


def test_points_are_told_before_they_are_saved() -> None:
    step = Edit.of(DETAILS).stage(
        {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED, Field.TEST_STATUS: TestStatus.PASSED}
    )
    assert isinstance(step, Staged)
    assert step.edit.changed_points == Points(27_000_000, 27_000_000)
    assert Edit.of(DETAILS).changed_points is None
    out = Edit.of(DETAILS).stage({Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
    assert isinstance(out, Staged)
    assert out.edit.changed_points == Points(0, 0)


def test_the_average_of_subscriptions_stays_with_an_implementation_status() -> None:
    half = SubscriptionResult("s", "Microsoft Azure", "x", TestStatus.PARTIALLY_TESTED, None, "", 1, 2, Points(0, 0))
    none = replace(half, resources_completed=0, test_status=TestStatus.FAILED_HIGH)
    row = replace(
        ROW,
        points=Points(6_750_000, 27_000_000),
        testing_type=TestingType.AUTOMATIC,
        testing_source=TestingSource.DEFENDER_FOR_CLOUD,
        test_status=TestStatus.PARTIALLY_TESTED,
    )
    details = replace(
        DETAILS,
        row=row,
        subscriptions=(half, none),
        measured=Fraction(1, 4),
        eligible_source=TestingSource.DEFENDER_FOR_CLOUD,
    )
    step = Edit.of(details).stage({Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
    assert isinstance(step, Staged)
    assert step.edit.points_when_saved == row.points
    assert step.edit.changed_points is None


def test_a_partial_credit_without_subscriptions_is_kept() -> None:
    row = replace(
        ROW,
        points=Points(9_111_111, 27_000_000),
        testing_type=TestingType.AUTOMATIC,
        test_status=TestStatus.PARTIALLY_TESTED,
    )
    measured = Fraction(9_111_111, 27_000_000)
    details = replace(DETAILS, row=row, eligible_source=TestingSource.SECURE_SCORE, measured=measured)
    step = Edit.of(details).stage({Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
    assert isinstance(step, Staged)
    assert step.edit.points_when_saved == row.points


def test_reasons_are_the_rules() -> None:
    edit = Edit.of(DETAILS)
    assert edit.why_locked(Field.IMPLEMENTATION_STATUS, Role.CONTRIBUTION) is None
    assert "Reader" in (edit.why_locked(Field.IMPLEMENTATION_STATUS, Role.READER) or "")
    assert "once the action is implemented" in (edit.why_locked(Field.TEST_STATUS, Role.ASSESSOR) or "")
    assert why_not_permitted(TestStatus.PASSED, ImplementationStatus.IMPLEMENTED) is None
    assert why_not_permitted(TestStatus.PASSED, ImplementationStatus.PLANNED) == "Not possible beside Planned."
    assert why_not_permitted(TestStatus.TO_BE_DETECTED, ImplementationStatus.IMPLEMENTED) == "Set by automation only."
