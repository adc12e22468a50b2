"""The demo organisation: a real organisation in mid-year, the same on every start (issue 2, item 4)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support import DONE, NOW, TODAY, OpenAs, StillClock, dump, save

from cm_tui.bootstrap import create_demo, open_services
from cm_tui.model.listing import ListQuery
from cm_tui.model.views.actions import ActionRow
from cm_tui.model.vocabulary import ActionType, ImplementationStatus, Role, TestingSource, TestingType, TestStatus
from cm_tui.services.services import Services


@pytest.fixture(scope="module")
def rows(contoso_read: Services) -> tuple[ActionRow, ...]:
    """Every action of the demo."""
    return contoso_read.listing.select(ListQuery())


class TestsOfTheOrganisation:
    def test_is_contoso_and_a_demo(self, contoso_read: Services) -> None:
        assert contoso_read.workspace.organisation == "Contoso"
        assert contoso_read.workspace.is_demo

    def test_has_three_groups_and_at_least_six_assessments_over_four_regulations(self, contoso_read: Services) -> None:
        assessments = contoso_read.assessments.assessments()
        assert len(contoso_read.assessments.groups()) == 3
        assert len(assessments) >= 6
        assert {one.regulation for one in assessments} == {"gdpr", "ccpa", "hipaa-hitech", "lgpd"}
        assert all(one.your_actions and one.microsoft_actions and one.controls for one in assessments)

    def test_has_twelve_people_of_all_roles_and_the_visitor(self, contoso_read: Services) -> None:
        people = contoso_read.people.people()
        visitor = contoso_read.person
        assert len(people) == 13
        assert {one.role for one in people if one.email != visitor.email} == set(Role)
        assert [one for one in people if one.login] == [visitor]

    def test_is_sound(self, contoso_read: Services) -> None:
        assert contoso_read.check.run().problems == ()

    def test_stands_somewhere_in_the_middle(self, contoso_read: Services) -> None:
        score = contoso_read.score.score().total
        assert 0.3 < score.achieved / score.possible < 0.85
        assert len({one.status for one in contoso_read.score.score().assessments}) >= 1

    def test_can_be_worked_in(self, contoso: Path, open_as: OpenAs) -> None:
        services = open_as(contoso)
        assert save(services, "CA-003", DONE).points.achieved == 27_000_000
        assert services.check.run().problems == ()


class TestsOfTheActions:
    @pytest.mark.parametrize("action_type", ActionType)
    def test_at_least_three_of_each_type_wait_for_somebody(
        self, rows: tuple[ActionRow, ...], action_type: ActionType
    ) -> None:
        waiting = {
            row.id.split("@")[0]
            for row in rows
            if row.owner is None
            and row.testing_type is TestingType.MANUAL
            and row.testing_source is TestingSource.MANUAL
            and row.implementation_status is ImplementationStatus.NOT_IMPLEMENTED
            and row.test_status is TestStatus.NONE
            and row.action_type is action_type
        }
        assert len(waiting) >= 3

    def test_at_least_ten_are_automatic(self, rows: tuple[ActionRow, ...]) -> None:
        automatic = [row for row in rows if row.testing_type is TestingType.AUTOMATIC]
        assert len(automatic) >= 10
        assert len({row.testing_source for row in automatic}) >= 2
        assert {row.action_type for row in automatic} == {ActionType.TECHNICAL}

    def test_at_least_five_have_a_pending_update_and_one_is_pending_in_two_groups(
        self, rows: tuple[ActionRow, ...]
    ) -> None:
        pending = [row for row in rows if row.pending_update]
        assert len(pending) >= 5
        assert {row.action_type for row in pending} >= {ActionType.TECHNICAL}
        groups = Counter(row.id.split("@")[0] for row in pending if row.group)
        assert max(groups.values()) >= 2

    def test_an_update_is_accepted_in_one_group_and_pending_in_another(self, rows: tuple[ActionRow, ...]) -> None:
        by_action: dict[str, set[bool]] = {}
        for row in rows:
            by_action.setdefault(row.id.split("@")[0], set()).add(row.pending_update)
        assert any(len(states) == 2 for states in by_action.values())

    def test_show_every_kind_of_status(self, rows: tuple[ActionRow, ...]) -> None:
        implementations = {row.implementation_status for row in rows}
        assert implementations >= set(ImplementationStatus) - {ImplementationStatus.ALTERNATIVE}
        tests = {row.test_status for row in rows}
        assert tests >= {
            TestStatus.NONE,
            TestStatus.NOT_ASSESSED,
            TestStatus.PASSED,
            TestStatus.IN_PROGRESS,
            TestStatus.PARTIALLY_TESTED,
            TestStatus.TO_BE_DETECTED,
            TestStatus.OUT_OF_SCOPE,
        }
        assert any(status.value.startswith("Failed") for status in tests)

    def test_of_defender_for_cloud_stand_in_subscriptions(
        self, contoso_read: Services, rows: tuple[ActionRow, ...]
    ) -> None:
        cloud = [row for row in rows if row.testing_source is TestingSource.DEFENDER_FOR_CLOUD]
        details = [contoso_read.actions.details(row.id) for row in cloud if row.testing_type is TestingType.AUTOMATIC]
        assert details
        assert all(one.subscriptions for one in details)
        assert any(one.row.points.achieved not in (0, one.row.points.possible) for one in details)

    def test_owners_are_people_who_may_edit(self, contoso_read: Services, rows: tuple[ActionRow, ...]) -> None:
        roles = {one.email: one.role for one in contoso_read.people.people()}
        owners = {row.owner for row in rows if row.owner}
        assert len(owners) >= 4
        assert all(roles[owner] is not Role.READER for owner in owners)
        assert contoso_read.person.email not in owners

    def test_dates_are_legal_and_never_in_the_future(self, rows: tuple[ActionRow, ...]) -> None:
        days = [day for row in rows for day in (row.implementation_date, row.test_date) if day]
        assert days
        assert max(days) <= TODAY
        for row in rows:
            if row.implementation_date and row.test_date:
                assert row.implementation_date <= row.test_date

    def test_have_notes_as_people_write_them(self, contoso_read: Services, rows: tuple[ActionRow, ...]) -> None:
        noted = [one for row in rows[:70] if (one := contoso_read.actions.details(row.id)).implementation_notes]
        assert len({one.implementation_notes for one in noted}) >= 6
        assert any(one.test_notes for one in noted)


class TestsOfTheHistory:
    def test_is_that_of_half_a_year_by_many_people_and_ends_before_now(self, contoso_read: Services) -> None:
        history = contoso_read.history.rows()
        moments = [row.at for row in history]
        assert timedelta(days=170) < max(moments) - min(moments) < timedelta(days=190)
        assert max(moments) <= NOW
        assert len({f"{at:%Y-%m}" for at in moments}) >= 6
        assert len({row.user for row in history}) >= 8

    def test_runs_forward(self, contoso_read: Services) -> None:
        history = contoso_read.history.rows()
        moments = [row.at for row in reversed(history)]
        assert moments == sorted(moments)

    def test_tells_of_creation_work_signals_and_accepted_updates(self, contoso_read: Services) -> None:
        events = {row.event for row in contoso_read.history.rows()}
        assert events >= {
            "workspace.created",
            "person.added",
            "assessment.created",
            "action.changed",
            "action.signal",
            "update.accepted",
            "catalogue.updated",
        }

    def test_readers_did_nothing(self, contoso_read: Services) -> None:
        readers = {one.name for one in contoso_read.people.people() if one.role is Role.READER}
        assert not readers & {row.user for row in contoso_read.history.rows()}

    def test_names_only_people_and_automation(self, contoso_read: Services) -> None:
        known = {one.name for one in contoso_read.people.people()} | {"Automatic testing"}
        assert {row.user for row in contoso_read.history.rows()} <= known


class TestsOfBuildingItAgain:
    def test_gives_the_same_rows_and_the_same_history(self, contoso_template: Path, tmp_path: Path) -> None:
        create_demo(tmp_path / "again", StillClock())
        again, first = dump(tmp_path / "again"), dump(contoso_template)
        assert again.keys() == first.keys()
        for table in first:
            assert again[table] == first[table], table

    def test_on_another_day_shifts_every_date(
        self, contoso_read: Services, rows: tuple[ActionRow, ...], tmp_path: Path
    ) -> None:
        step = timedelta(days=400)
        create_demo(tmp_path / "later", StillClock(NOW + step))
        later = open_services(tmp_path / "later", clock=StillClock(NOW + step))
        shifted = later.listing.select(ListQuery())
        assert [row.id for row in shifted] == [row.id for row in rows]
        assert [row.test_status for row in shifted] == [row.test_status for row in rows]
        assert [row.test_date for row in shifted] == [row.test_date and row.test_date + step for row in rows]
        moments = [row.at for row in contoso_read.history.rows()]
        assert [row.at for row in later.history.rows()] == [at + step for at in moments]
        later.close()

    @pytest.mark.parametrize("now", [datetime(2028, 2, 29, 0, 0, 1, tzinfo=UTC)])
    def test_at_any_hour_nothing_lies_in_the_future_whatever_its_name(self, tmp_path: Path, now: datetime) -> None:
        create_demo(tmp_path / "w", StillClock(now), organisation="  Fabrikam  Ltd ")
        services = open_services(tmp_path / "w", clock=StillClock(now))
        assert services.workspace.organisation == "Fabrikam Ltd"
        assert max(row.at for row in services.history.rows()) <= now
        days = [day for row in services.listing.select(ListQuery()) for day in (row.implementation_date, row.test_date)]
        assert max(day for day in days if day) <= now.date()
        assert services.check.run().problems == ()
        services.close()


def test_the_demo_needs_no_second_thought_about_its_ids(rows: tuple[ActionRow, ...]) -> None:
    for row in rows:
        assert re.fullmatch(r"[A-Z]{2}-\d{3}" + (r"@[a-z-]+" if row.group else ""), row.id)
    assert {row.group for row in rows} == {None, "Europe", "Health Services", "North America"}
