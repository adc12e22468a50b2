"""Automatic testing: what sources report, what it leaves alone, and the simulated daily refresh (spec 6.3, 6.6, 9)."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import OpenAs, StillClock, save, stored

from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.listing import ListQuery
from cm_tui.model.signals import ResourceReading, Signal, SubscriptionReading
from cm_tui.model.vocabulary import (
    Field,
    ImplementationStatus,
    ResourceStatus,
    TestingSource,
    TestingType,
    TestStatus,
)
from cm_tui.services.catalogue.loader import data_folder
from cm_tui.services.demo.refresh import read_rounds
from cm_tui.services.services import Services

WAITING, FAILED, PARTIAL, CLOUD = "CA-001", "CA-011", "CA-002", "IC-002"
"""Automatic actions of the demo organisation; CA-002 covers 112 of 200."""
MARIA = "maria.ruiz@contoso.example"
PASSED = TestStatus.PASSED


@pytest.fixture
def demo_services(contoso: Path, open_as: OpenAs) -> Services:
    """The demo organisation as somebody who works on actions."""
    return open_as(contoso, MARIA)


def is_sound(services: Services) -> bool:
    """Whether nothing is wrong, and everything follows from the history."""
    return services.check.run().problems == ()


def reading(subscription: str, *healthy: bool) -> SubscriptionReading:
    """Virtual machines of a subscription."""
    states = [ResourceStatus.HEALTHY if one else ResourceStatus.UNHEALTHY for one in healthy]
    machines = [ResourceReading(f"vm-{number}", "Virtual machine", state) for number, state in enumerate(states)]
    return SubscriptionReading(subscription, tuple(machines))


class TestsOfASignal:
    def test_is_told_as_automatic_testing_and_leaves_the_dates(self, demo_services: Services) -> None:
        before = demo_services.actions.details(FAILED)
        assert demo_services.automation.report([Signal(FAILED, PASSED, finding="The list is enforced.")]) == (FAILED,)
        after = demo_services.actions.details(FAILED)
        assert (after.row.implementation_status, after.row.test_status) == (ImplementationStatus.IMPLEMENTED, PASSED)
        assert (after.row.implementation_date, after.row.test_date) == (None, before.row.test_date)
        assert after.test_notes == (
            "Microsoft Secure Score reported Passed at 2026-11-20 09:30 UTC. The list is enforced."
        )
        assert after.row.points.achieved == after.row.points.possible
        assert after.row.version == before.row.version + 1
        newest = [
            row for row in demo_services.history.rows(FAILED) if row.seq == demo_services.history.rows(FAILED)[0].seq
        ]
        assert {(row.user, row.account, row.event) for row in newest} == {
            ("Automatic testing", "Automatic testing", "action.signal")
        }
        assert demo_services.testing_history.of(FAILED)[0].new is PASSED

    def test_keeps_an_alternative_implementation(self, demo_services: Services) -> None:
        save(demo_services, FAILED, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.ALTERNATIVE})
        demo_services.automation.report([Signal(FAILED, PASSED)])
        row = demo_services.actions.details(FAILED).row
        assert (row.implementation_status, row.test_status) == (ImplementationStatus.ALTERNATIVE, PASSED)

    def test_pays_for_the_share_that_is_covered(self, demo_services: Services) -> None:
        half = Signal(PARTIAL, TestStatus.PARTIALLY_TESTED, (100, 200))
        assert demo_services.automation.report([half]) == (PARTIAL,)
        details = demo_services.actions.details(PARTIAL)
        assert details.row.points.achieved * 2 == details.row.points.possible
        assert "100 of 200 are covered" in details.test_notes
        demo_services.automation.report([Signal(PARTIAL, TestStatus.PARTIALLY_TESTED)])
        assert demo_services.actions.details(PARTIAL).row.points.achieved == 0
        assert is_sound(demo_services)

    def test_that_changes_nothing_writes_nothing(self, demo_services: Services, contoso: Path) -> None:
        demo_services.automation.report([Signal(FAILED, PASSED), Signal(PARTIAL, PASSED, (3, 3))])
        before = stored(contoso)
        assert demo_services.automation.report([Signal(FAILED, PASSED), Signal(PARTIAL, PASSED, (3, 3))]) == ()
        assert stored(contoso) == before

    def test_leaves_alone_what_people_judge_what_is_out_of_scope_and_what_is_not_here(
        self, demo_services: Services, contoso: Path
    ) -> None:
        save(demo_services, "CA-011", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        before = stored(contoso)
        for action in ("CA-003", "MS-001", "XX-999", "CA-011"):
            assert demo_services.automation.report([Signal(action, PASSED)]) == ()
            assert stored(contoso) == before, action

    def test_never_touches_a_verdict_by_hand(self, demo_services: Services) -> None:
        save(demo_services, FAILED, {Field.TESTING_TYPE: TestingType.MANUAL})
        assert demo_services.automation.report([Signal(FAILED, PASSED)]) == ()

    def test_reaches_what_is_switched_to_automatic(self, demo_services: Services) -> None:
        save(demo_services, FAILED, {Field.TESTING_TYPE: TestingType.MANUAL})
        save(demo_services, FAILED, {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        assert demo_services.actions.details(FAILED).row.test_status is TestStatus.TO_BE_DETECTED
        assert demo_services.automation.report([Signal(FAILED, TestStatus.FAILED_LOW)]) == (FAILED,)

    def test_ends_the_wait_for_an_assessor_with_a_verdict(self, demo_services: Services) -> None:
        save(demo_services, FAILED, {Field.OWNER: "helen.fischer@contoso.example", Field.SENT_BY: MARIA})
        demo_services.automation.report([Signal(FAILED, PASSED)])
        assert demo_services.actions.details(FAILED).sent_by is None

    @pytest.mark.parametrize(
        ("signal", "reason"),
        [
            (Signal(FAILED, TestStatus.NONE), "no result of automatic testing"),
            (Signal(FAILED, TestStatus.TO_BE_DETERMINED), "no result of automatic testing"),
            (Signal(FAILED, TestStatus.PARTIALLY_TESTED, (3, 2)), "no covered share"),
            (Signal(FAILED), "says a test status"),
            (Signal(CLOUD, PASSED), "report their resources"),
            (Signal(CLOUD, subscriptions=(reading("Nowhere", True),)), "no subscription 'Nowhere'"),
            (
                Signal(CLOUD, subscriptions=(SubscriptionReading("Contoso Sandbox", reading("", True).resources * 2),)),
                "twice",
            ),
        ],
    )
    def test_that_no_source_can_report_is_refused_with_all_the_others(
        self, demo_services: Services, contoso: Path, signal: Signal, reason: str
    ) -> None:
        before = stored(contoso)
        with pytest.raises(InvalidInput, match=reason):
            demo_services.automation.report([Signal(PARTIAL, PASSED), signal])
        assert stored(contoso) == before


class TestsOfDefenderForCloud:
    def test_its_resources_make_the_status_and_the_points(self, demo_services: Services) -> None:
        names = [one.name for one in demo_services.actions.details(CLOUD).subscriptions]
        readings = tuple(reading(name, True, False) for name in names)
        assert demo_services.automation.report([Signal(CLOUD, subscriptions=readings)]) == (CLOUD,)
        details = demo_services.actions.details(CLOUD)
        assert details.row.test_status is TestStatus.PARTIALLY_TESTED
        assert details.row.points.achieved * 2 == details.row.points.possible
        assert f"{len(names)} of {2 * len(names)} virtual resources in {len(names)} subscriptions" in details.test_notes
        assert len(demo_services.subscriptions.details(CLOUD, names[0]).resources) == 2
        assert is_sound(demo_services)

    def test_what_it_does_not_name_stays(self, demo_services: Services) -> None:
        before = {one.name: one for one in demo_services.actions.details(CLOUD).subscriptions}
        demo_services.automation.report([Signal(CLOUD, subscriptions=(reading("Contoso Sandbox", True),))])
        after = {one.name: one for one in demo_services.actions.details(CLOUD).subscriptions}
        assert {name for name in after if after[name] != before[name]} == {"Contoso Sandbox"}
        assert after["Contoso Sandbox"].test_status is PASSED

    def test_a_subscription_without_applicable_resources_is_out_of_scope_and_one_can_be_new(
        self, demo_services: Services
    ) -> None:
        demo_services.automation.report([Signal(CLOUD, subscriptions=(reading("Contoso Sandbox"),))])
        found = demo_services.subscriptions.details(CLOUD, "Contoso Sandbox")
        assert found.result.test_status is TestStatus.OUT_OF_SCOPE
        assert found.resources == ()
        demo_services.automation.report([Signal(CLOUD, subscriptions=(reading("contoso-analytics", False),))])
        new = demo_services.subscriptions.details(CLOUD, "contoso-analytics").result
        assert (new.test_status, new.resources_applicable) == (TestStatus.FAILED_HIGH, 1)
        assert is_sound(demo_services)


class TestsOfTheDailyRefresh:
    def test_replays_one_round_after_the_other_and_begins_again(
        self, demo_services: Services, clock: StillClock
    ) -> None:
        rounds = len(read_rounds(data_folder()))
        assert rounds >= 3
        for number in range(rounds + 1):
            before = {row.id: row.test_date for row in demo_services.listing.select(ListQuery())}
            clock.forward(days=1)
            refresh = demo_services.automation.simulate()
            assert refresh.round == number % rounds + 1
            assert refresh.changed
            assert {row.id: row.test_date for row in demo_services.listing.select(ListQuery())} == before
        assert is_sound(demo_services)

    def test_is_told_by_whoever_asked_for_it_its_results_by_automatic_testing(self, demo_services: Services) -> None:
        refresh = demo_services.automation.simulate()
        history = demo_services.history.rows()
        assert (history[0].event, history[0].user) == ("automation.refreshed", "María Ruiz")
        signals = [row for row in history if row.at == history[0].at and row.event == "action.signal"]
        assert {row.action for row in signals} == set(refresh.changed)
        assert {row.user for row in signals} == {"Automatic testing"}

    def test_every_named_action_is_automatic_in_the_demo(self, contoso_read: Services) -> None:
        rows = {row.id: row for row in contoso_read.listing.select(ListQuery())}
        for one in read_rounds(data_folder()):
            named = [signal.action for signal in one.signals]
            cloud = [result.action for result in one.cloud]
            assert {rows[action].testing_type for action in (*named, *cloud)} == {TestingType.AUTOMATIC}
            assert {rows[action].testing_source for action in cloud} == {TestingSource.DEFENDER_FOR_CLOUD}

    def test_gives_a_result_to_what_waits_for_one(self, demo_services: Services) -> None:
        def waiting() -> set[str]:
            rows = demo_services.listing.select(ListQuery())
            return {row.id for row in rows if row.test_status is TestStatus.TO_BE_DETECTED}

        before = waiting()
        assert before
        assert before <= set(demo_services.automation.simulate().changed)
        assert waiting() == set()

    def test_leaves_alone_what_was_switched_to_manual(self, demo_services: Services) -> None:
        save(demo_services, PARTIAL, {Field.TESTING_TYPE: TestingType.MANUAL})
        assert PARTIAL not in demo_services.automation.simulate().changed

    def test_is_for_demo_workspaces_only(self, refusing: Services) -> None:
        with pytest.raises(NotAllowed, match="demo workspaces only"):
            refusing.automation.simulate()

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "at least one is needed"),
            ("[[round]]\nx = 1", "field x: is not known"),
            ('[[round]]\n[[round.signal]]\naction = "CA-001"\nstatus = "None"', "no result of automatic testing"),
            ('[[round]]\n[[round.cloud]]\naction = "IC-001"\nhealthy = 101', "from 0 to 100"),
            ("[[round", "cannot be read"),
        ],
    )
    def test_a_fault_of_its_file_is_named(self, tmp_path: Path, text: str, fault: str) -> None:
        (tmp_path / "demo").mkdir()
        (tmp_path / "demo" / "refresh.toml").write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInput, match=fault):
            read_rounds(tmp_path)


def test_in_a_new_organisation_eligible_actions_are_manual_and_know_what_could_test_them(services: Services) -> None:
    rows = services.listing.select(ListQuery())
    details = [services.actions.details(row.id) for row in rows if row.id.startswith(("CA-", "PI-"))]
    eligible = [one for one in details if one.eligible_source is not None]
    assert len(eligible) > 3
    assert {one.row.testing_type for one in eligible} == {TestingType.MANUAL}
    assert {one.row.testing_source for one in eligible} == {TestingSource.MANUAL}
    assert not any(one.signals_connected for one in eligible)
    assert services.automation.report([Signal(one.row.id, PASSED) for one in eligible]) == ()
