"""The history: what it shows, and that nobody changes it unnoticed (safety 4; interface 5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from support import NOW, OpenAs, StillClock, raw, save

from cm_tui.model.errors import NotFound
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.history.chain import canonical
from cm_tui.services.services import Services

MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"


class TestsOfRows:
    def test_come_newest_event_first_with_the_fields_of_an_event_together(self, busy: Services) -> None:
        rows = busy.history.rows()
        assert [row.seq for row in rows] == sorted((row.seq for row in rows), reverse=True)
        assert [row.field for row in rows[:2]] == ["other_notes", "owner"]
        assert rows[0].seq == rows[1].seq == busy.history.verify().events
        assert rows[-1].event == "workspace.created"

    def test_of_one_action_are_its_own(self, busy: Services) -> None:
        rows = busy.history.rows("CA-001")
        assert {row.action for row in rows} == {"CA-001"}
        assert len({row.seq for row in rows}) == 4
        assert busy.history.rows("CA-003") == ()

    @pytest.mark.parametrize("action", ["XX-999", "", "CA-001@default-group", "PM-001"])
    def test_of_an_unknown_action_are_refused(self, busy: Services, action: str) -> None:
        with pytest.raises(NotFound, match="There is no action"):
            busy.history.rows(action)

    def test_since_a_moment_include_that_moment_in_any_time_zone(self, busy: Services) -> None:
        tokyo = timezone(timedelta(hours=9))
        for since, events in [
            (NOW, 10),
            (NOW + timedelta(seconds=1), 5),
            (NOW + timedelta(hours=5), 1),
            ((NOW + timedelta(hours=5)).astimezone(tokyo), 1),
            (NOW + timedelta(hours=5, microseconds=1), 0),
            (datetime(1, 1, 1, tzinfo=UTC), 10),
            (datetime(9999, 12, 31, tzinfo=UTC), 0),
        ]:
            assert len({row.seq for row in busy.history.rows(since=since)}) == events, since

    @pytest.mark.parametrize("limit", [0, 1, 2, 3, 5, 1000, 2**31])
    def test_up_to_a_limit_are_the_newest(self, busy: Services, limit: int) -> None:
        assert busy.history.rows(limit=limit) == busy.history.rows()[:limit]
        assert busy.history.rows("CA-001", limit=limit) == busy.history.rows("CA-001")[:limit]

    def test_name_who_through_which_account_on_which_host(self, contoso: Path, open_as: OpenAs) -> None:
        helen = open_as(contoso, HELEN)
        save(helen, "CA-003", {Field.OWNER: HELEN})
        [row] = helen.history.rows("CA-003", limit=1)
        own = open_as(contoso).person
        assert row.user == "Helen Fischer"
        assert row.account.startswith(f"{own.login}")
        assert "@" in row.account

    def test_of_people_tell_the_role(self, busy: Services) -> None:
        busy.people.add("new@example.org", "New", Role.READER, None)
        busy.people.change_role("new@example.org", Role.ASSESSOR)
        changed, added = busy.history.rows(limit=2)
        assert (added.event, added.field, added.old, added.new) == (
            "person.added",
            "role",
            None,
            "reader",
        )
        assert (changed.old, changed.new) == ("reader", "assessor")


class TestsOfPeopleWhoLeft:
    @pytest.fixture
    def left(self, busy: Services) -> Services:
        busy.people.add("gone@example.org", "Gone Girl", Role.CONTRIBUTION, "gonegirl")
        save(busy, "CA-003", {Field.OWNER: "gone@example.org"})
        busy.people.remove("gone@example.org")
        return busy

    def test_are_shown_as_removed_wherever_they_stood(self, left: Services) -> None:
        rows = left.history.rows()
        shown = "\n".join(str(row) for row in rows)
        assert "gone" not in shown.casefold()
        owners = [(row.old, row.new) for row in rows if row.action == "CA-003"]
        assert owners == [("User removed", None), (None, "User removed")]
        assert "User removed" in {row.person for row in rows}

    def test_leave_no_name_address_or_account_in_the_database(self, left: Services, busy_path: Path) -> None:
        left.close()
        content = (busy_path / "workspace.db").read_bytes()
        for word in (b"Gone Girl", b"gone@example.org", b"gonegirl"):
            assert word not in content

    def test_leave_the_chain_whole(self, left: Services) -> None:
        assert left.history.verify().valid
        assert left.check.run().problems == ()

    def test_their_operating_system_account_is_forgotten_too(self, contoso: Path, open_as: OpenAs) -> None:
        visitor = open_as(contoso)
        save(visitor, "CA-003", {Field.OTHER_NOTES: "x"})
        amelia = open_as(contoso, "amelia.stone@contoso.example")
        amelia.people.remove(visitor.person.email)
        [row] = amelia.history.rows("CA-003", limit=1)
        assert row.user == "User removed"
        assert row.account.startswith("User removed@")


class TestsOfTheClock:
    def test_that_went_back_is_flagged_and_the_order_stays(self, busy: Services, clock: StillClock) -> None:
        clock.forward(days=-10)
        save(busy, "CA-003", {Field.OTHER_NOTES: "x"})
        assert busy.history.verify().valid
        assert busy.history.rows(limit=1)[0].action == "CA-003"
        [problem] = busy.check.run().problems
        assert "the clock went back" in problem

    def test_that_trembles_is_no_fault(self, busy: Services, clock: StillClock) -> None:
        clock.forward(seconds=-30)
        save(busy, "CA-003", {Field.OTHER_NOTES: "x"})
        assert busy.check.run().problems == ()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [None, True, "é\u202e"]}, '{"a":[null,true,"\\u00e9\\u202e"],"b":1}'),
        ({}, "{}"),
    ],
)
def test_events_are_written_down_in_one_way(value: dict[str, object], written: str) -> None:
    assert canonical(value) == written  # type: ignore[arg-type]


def test_nothing_but_ascii_is_chained(contoso_template: Path) -> None:
    with raw(contoso_template) as connection:
        for (payload,) in connection.execute("SELECT payload FROM event"):
            assert payload.isascii()
