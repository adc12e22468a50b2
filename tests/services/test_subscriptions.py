"""Subscriptions of Defender for Cloud: reading one, recording a result by hand, and what it makes of the action (spec 2.9)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from support import TODAY, Changes, OpenAs, StillClock, assess_group, draft, raw, save

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound, StaleEdit
from cm_tui.model.tables.subscriptions import Subscription
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.views.subscriptions import SubscriptionOutcome
from cm_tui.model.vocabulary import (
    Field,
    ImplementationStatus,
    ResourceStatus,
    TestingSource,
    TestingType,
    TestStatus,
)
from cm_tui.services.services import Services

FAILED = "IC-005@europe"
"""Implemented by hand; one of its five subscriptions failed, two are in progress, two not yet judged."""
PLANNED, AUTOMATIC = "IC-037@north-america", "IC-002"
SHOP, PRODUCTION, SANDBOX = "contoso-shop-prod", "Contoso Production", "Contoso Sandbox"
MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"
DAY = date(2026, 11, 2)


def record(
    services: Services,
    subscription: str,
    test_status: TestStatus = TestStatus.PASSED,
    test_date: date | None = DAY,
    test_notes: str = "",
    *,
    action: str = FAILED,
    seen: int | None = None,
) -> SubscriptionOutcome:
    """Record a result on what is stored now."""
    version = services.actions.details(action).row.version if seen is None else seen
    return services.subscriptions.record(
        action, subscription, test_status=test_status, test_date=test_date, test_notes=test_notes, seen=version
    )


def is_sound(services: Services) -> bool:
    """Whether nothing is wrong, and everything follows from the history."""
    return services.check.run().problems == ()


@pytest.fixture
def maria(contoso: Path, open_as: OpenAs) -> Services:
    """The demo organisation as somebody who works on actions."""
    return open_as(contoso, MARIA)


class TestsOfReading:
    def test_every_action_of_defender_for_cloud_has_the_subscriptions_of_its_services(
        self, contoso_read: Services
    ) -> None:
        rows = contoso_read.listing.rows([row.id for row in contoso_read.listing.find("cloud", 400)])
        cloud = [row for row in rows if row.testing_source is TestingSource.DEFENDER_FOR_CLOUD]
        assert {row.testing_type for row in cloud} == set(TestingType)
        for row in cloud:
            found = contoso_read.actions.details(row.id).subscriptions
            assert {one.service for one in found} <= set(row.services)
            assert len(found) >= 3

    def test_an_automatic_one_has_resources_that_its_counts_follow_from(self, contoso_read: Services) -> None:
        found = contoso_read.subscriptions.details(AUTOMATIC, SHOP)
        states = [one.status for one in found.resources]
        healthy, unhealthy = states.count(ResourceStatus.HEALTHY), states.count(ResourceStatus.UNHEALTHY)
        assert (found.result.resources_completed, found.result.resources_applicable) == (healthy, healthy + unhealthy)
        assert states == sorted(states, key=[ResourceStatus.UNHEALTHY, ResourceStatus.HEALTHY, "Not applicable"].index)
        assert len({one.name for one in found.resources}) == len(found.resources) > 10
        assert "related assessment" in str(found.locked)

    def test_one_by_hand_has_one_that_stands_for_the_subscription(self, maria: Services) -> None:
        found = maria.subscriptions.details(FAILED, PRODUCTION)
        assert [one.name for one in found.resources] == [PRODUCTION]
        assert found.locked is None
        assert found.implementation_status is ImplementationStatus.IMPLEMENTED
        assert {one.name for one in found.assessments} == {"GDPR Europe", "LGPD Europe and Brazil"}

    def test_some_are_recorded_and_some_are_not(self, contoso_read: Services) -> None:
        statuses = {one.test_status for one in contoso_read.actions.details(FAILED).subscriptions}
        assert TestStatus.NONE in statuses
        assert len(statuses) > 1

    def test_a_reader_reads_and_is_told_why_not_more(self, contoso: Path, open_as: OpenAs) -> None:
        reader = open_as(contoso, "priya.nair@contoso.example")
        assert "Reader" in (reader.subscriptions.details(FAILED, SHOP).locked or "")

    def test_what_is_not_there_is_named(self, contoso_read: Services) -> None:
        with pytest.raises(NotFound, match="contoso-shop-prod"):
            contoso_read.subscriptions.details(FAILED, "Nowhere")
        with pytest.raises(NotFound, match="on the action itself"):
            contoso_read.subscriptions.details("CA-003", SHOP)


class TestsOfRecording:
    def test_the_action_follows_from_all_of_them(self, maria: Services) -> None:
        names = [one.name for one in maria.actions.details(FAILED).subscriptions]
        for count, name in enumerate(names, 1):
            outcome = record(maria, name, test_notes="Looked at.")
            row = maria.actions.details(FAILED).row
            assert row.points.achieved == 200_000 * count == outcome.points.achieved
            assert row.test_status is outcome.test_status
        assert is_sound(maria)
        assert row.test_status is TestStatus.PASSED
        assert row.points.achieved == row.points.possible
        assert row.test_date is None

    def test_is_one_event_that_names_the_subscription(self, maria: Services) -> None:
        before = maria.actions.details(FAILED).row.version
        outcome = record(maria, SHOP, TestStatus.FAILED_LOW, DAY, "Three rows lack an owner.")
        stored = maria.subscriptions.details(FAILED, SHOP).result
        assert (stored.test_status, stored.test_date) == (TestStatus.FAILED_LOW, DAY)
        assert stored.test_notes == "Three rows lack an owner."
        assert outcome.version == before + 1
        told = [row for row in maria.testing_history.of(FAILED) if row.seq == outcome.event]
        assert [(one.subscription, one.new, one.note) for one in told if one.subscription] == [
            (SHOP, TestStatus.FAILED_LOW, "Three rows lack an owner.")
        ]

    def test_the_history_tells_what_changed_by_name_and_never_the_note(self, maria: Services) -> None:
        record(maria, SHOP, TestStatus.FAILED_LOW, DAY, "Secret.")
        record(maria, SHOP, TestStatus.FAILED_LOW, DAY, "Other.")
        told = [(row.old, row.new) for row in maria.history.rows(FAILED) if row.field == "resources"]
        later = f"{SHOP}: Failed low risk on 2026-11-02, 0 of 1"
        assert told[0] == (later, f"{later} (note changed)")
        assert told[1][1] == later
        assert str(told[1][0]).startswith(f"{SHOP}: Failed high risk on ")

    def test_what_is_so_already_writes_nothing(self, maria: Services) -> None:
        record(maria, SHOP)
        again = record(maria, SHOP)
        assert again.event is None
        assert again.changes == ()
        assert again.version == maria.actions.details(FAILED).row.version

    def test_none_has_no_date(self, maria: Services) -> None:
        record(maria, SHOP, TestStatus.NONE, DAY)
        assert maria.subscriptions.details(FAILED, SHOP).result.test_date is None

    @pytest.mark.parametrize(
        ("status", "day", "reason"),
        [
            (TestStatus.TO_BE_DETECTED, None, "by automation only"),
            (TestStatus.PASSED, date(2026, 7, 1), "before the implementation date 2026-07-1"),
        ],
    )
    def test_obeys_the_rules_of_an_action(
        self, maria: Services, status: TestStatus, day: date | None, reason: str
    ) -> None:
        with pytest.raises(NotAllowed, match=reason):
            record(maria, SHOP, status, day)

    def test_needs_an_action_that_is_implemented(self, maria: Services) -> None:
        with pytest.raises(NotAllowed, match="not possible beside Planned"):
            record(maria, SHOP, TestStatus.PASSED, None, action=PLANNED)
        assert record(maria, SHOP, TestStatus.NONE, None, "To be looked at in May.", action=PLANNED).changes

    def test_is_not_for_automatic_ones(self, maria: Services) -> None:
        with pytest.raises(NotAllowed, match="change a disputed result in the related assessment there"):
            record(maria, SHOP, action=AUTOMATIC)

    def test_refuses_notes_that_cannot_be_stored(self, maria: Services) -> None:
        with pytest.raises(InvalidInput, match="NUL"):
            record(maria, SHOP, test_notes="a\x00b")
        with pytest.raises(InvalidInput, match="UTF-8"):
            record(maria, SHOP, test_notes="\udc80")

    def test_a_verdict_ends_the_wait_for_an_assessor(self, maria: Services) -> None:
        save(maria, FAILED, {Field.OWNER: HELEN, Field.SENT_BY: MARIA})
        record(maria, SHOP, TestStatus.FAILED_LOW)
        assert maria.actions.details(FAILED).sent_by is None

    def test_four_eyes_refuse_a_pass_by_whoever_implemented_it(self, contoso: Path, open_as: OpenAs) -> None:
        open_as(contoso).settings.change(four_eyes=True)
        maria, helen = open_as(contoso, MARIA), open_as(contoso, HELEN)
        save(maria, PLANNED, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED})
        with pytest.raises(NotAllowed, match="four eyes"):
            record(maria, SHOP, action=PLANNED)
        assert record(maria, SHOP, TestStatus.FAILED_LOW, action=PLANNED).changes
        assert record(helen, SHOP, action=PLANNED).test_status is TestStatus.PARTIALLY_TESTED


class TestsOfTwoPeople:
    def test_different_subscriptions_both_succeed(self, contoso: Path, open_as: OpenAs) -> None:
        maria, helen = open_as(contoso, MARIA), open_as(contoso, HELEN)
        seen = maria.actions.details(FAILED).row.version
        record(helen, PRODUCTION, seen=seen)
        save(helen, FAILED, {Field.OTHER_NOTES: "x"})
        assert record(maria, SANDBOX, seen=seen).points.achieved == 400_000

    def test_the_same_one_is_refused_with_who_and_when(self, contoso: Path, open_as: OpenAs) -> None:
        maria, helen = open_as(contoso, MARIA), open_as(contoso, HELEN)
        seen = maria.actions.details(FAILED).row.version
        record(helen, SHOP, TestStatus.FAILED_MEDIUM, seen=seen)
        with pytest.raises(
            StaleEdit, match=r"Helen Fischer changed the result in contoso-shop-prod at 2026-11-20"
        ) as stale:
            record(maria, SHOP, seen=seen)
        assert stale.value.version == seen + 1
        theirs = {one.field: (one.theirs, one.yours) for one in stale.value.conflicts}
        assert theirs[Field.TEST_STATUS] == (TestStatus.FAILED_MEDIUM, TestStatus.PASSED)
        assert maria.subscriptions.details(FAILED, SHOP).result.test_status is TestStatus.FAILED_MEDIUM
        assert record(maria, SHOP, seen=stale.value.version).changes

    def test_a_reset_meanwhile_is_a_change_of_every_subscription(self, contoso: Path, open_as: OpenAs) -> None:
        maria, helen = open_as(contoso, MARIA), open_as(contoso, HELEN)
        seen = maria.actions.details(FAILED).row.version
        save(helen, FAILED, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        save(helen, FAILED, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED})
        with pytest.raises(StaleEdit, match="Helen Fischer"):
            record(maria, SHOP, seen=seen)


class TestsOfTheAction:
    @pytest.mark.parametrize(
        "changes",
        [
            {Field.TEST_STATUS: TestStatus.PASSED},
            {Field.TEST_DATE: TODAY},
            {Field.TEST_NOTES: "x"},
        ],
    )
    def test_takes_no_result_of_its_own(self, maria: Services, changes: Changes) -> None:
        with pytest.raises(NotAllowed, match="subscriptions"):
            maria.actions.save(draft(maria, FAILED, changes))

    def test_takes_its_results_with_it(self, maria: Services) -> None:
        for status, becomes, lost in (
            (ImplementationStatus.PLANNED, TestStatus.NONE, 3),
            (ImplementationStatus.OUT_OF_SCOPE, TestStatus.OUT_OF_SCOPE, 5),
        ):
            outcome = save(maria, FAILED, {Field.IMPLEMENTATION_STATUS: status})
            assert f"The results in {lost} subscriptions become {becomes}." in outcome.notices
            after = maria.actions.details(FAILED)
            assert {(one.test_status, one.test_date) for one in after.subscriptions} == {(becomes, None)}
            assert after.row.test_status is becomes
            assert any(one.test_notes for one in after.subscriptions)
            save(maria, FAILED, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED})
            assert maria.actions.details(FAILED).row.test_status is TestStatus.NONE
        assert is_sound(maria)

    def test_gets_them_back_by_an_undo(self, maria: Services, clock: StillClock) -> None:
        before = maria.actions.details(FAILED).subscriptions
        preview = maria.bulk.preview([FAILED], {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        clock.forward(minutes=1)
        step = maria.bulk.apply(preview).step
        assert step is not None
        assert maria.actions.details(FAILED).subscriptions != before
        maria.bulk.undo(step)
        assert maria.actions.details(FAILED).subscriptions == before


class TestsOfNewOrganisations:
    ACTION = "IC-005@default-group"

    def test_have_no_subscriptions_and_record_the_result_on_the_action(self, services: Services) -> None:
        assert services.actions.details(self.ACTION).subscriptions == ()
        done = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED, Field.TEST_STATUS: TestStatus.PASSED}
        assert save(services, self.ACTION, done).points.achieved

    def test_begin_a_result_in_every_subscription_that_is_known_by_then(self, services: Services) -> None:
        with services.store.writing() as session:
            session.add_all([Subscription(name=f"a{n}", service="Microsoft Azure", kind="x") for n in range(2)])
        assess_group(services, "Later", "gdpr")
        new = services.actions.details("IC-005@later")
        assert [(one.name, one.test_status, one.resources_applicable) for one in new.subscriptions] == [
            ("a0", TestStatus.NONE, 1),
            ("a1", TestStatus.NONE, 1),
        ]
        assert services.actions.details(self.ACTION).subscriptions == ()
        assert is_sound(services)


DAMAGES = [
    ("UPDATE virtual_resource SET status = 'Not applicable' WHERE kind = 'S3 bucket'", "resources counted for IC-"),
    (
        "UPDATE subscription_state SET completed = 1 WHERE test_status = 'In progress'",
        "resources counted for IC-005@europe",
    ),
    (
        "UPDATE subscription_state SET test_date = '2026-08-01' WHERE test_date IS NOT NULL",
        "present .*resources of IC-",
    ),
    ("UPDATE subscription_state SET test_notes = 'never said'", "present .*resources of IC-"),
    (
        "UPDATE subscription_state SET test_status = 'Failed low risk' WHERE test_status = 'Passed'",
        "test status of IC-",
    ),
]


@pytest.mark.parametrize(("statement", "problem"), DAMAGES)
def test_damage_is_found(contoso: Path, open_as: OpenAs, statement: str, problem: str) -> None:
    services = open_as(contoso)
    with raw(contoso) as connection:
        connection.execute(statement)
    in_history = problem.startswith("present")
    problems = services.history.verify().fault or "" if in_history else "\n".join(services.check.run().problems)
    assert re.search(problem, problems), problems


def test_a_result_is_taken_back_with_its_date_and_note(maria: Services) -> None:
    record(maria, SHOP, TestStatus.IN_PROGRESS, None, "first")
    before = maria.actions.details(FAILED)
    outcome = record(maria, SHOP, TestStatus.FAILED_HIGH, DAY, "second")
    assert outcome.event is not None
    maria.bulk.undo(UndoStep((outcome.event,), (FAILED,)))
    after = maria.actions.details(FAILED)
    assert (after.subscriptions, after.row.test_status, after.row.points) == (
        before.subscriptions,
        before.row.test_status,
        before.row.points,
    )
    assert is_sound(maria)
