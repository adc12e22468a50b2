"""The history: what it shows, and that nobody changes it unnoticed (safety 4; interface 5)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from support import DONE, NOW, OpenAs, StillClock, raw, save, unguarded

from cm_tui.bootstrap import open_services
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotFound, StorageProblem
from cm_tui.model.tables import Event
from cm_tui.model.views import ChainReport
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.history.chain import GENESIS, canonical, event_hash
from cm_tui.services.services import Services

MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"
COLUMNS = ("seq", "at", "user_key", "account_key", "host", "event", "entity", "payload", "prev", "hash")


@pytest.fixture(scope="module")
def busy_template(acme_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation in which a little happened: ten events, the last four of CA-001."""
    path = Path(shutil.copytree(acme_template, tmp_path_factory.mktemp("busy") / "acme"))
    clock = StillClock()
    services = open_services(path, clock=clock)
    services.people.add("maria@example.org", "Maria", Role.CONTRIBUTION, None)
    clock.forward(hours=1)
    save(services, "CA-002", {Field.OWNER: "maria@example.org"})
    for number in range(4):
        clock.forward(hours=1)
        save(
            services,
            "CA-001",
            {Field.OTHER_NOTES: f"note {number}", Field.OWNER: ("maria@example.org", None)[number % 2]},
        )
    services.close()
    return path


@pytest.fixture
def acme(busy_template: Path, tmp_path: Path) -> Path:
    """A busy organisation of one's own."""
    return Path(shutil.copytree(busy_template, tmp_path / "acme"))


@pytest.fixture
def busy(acme: Path, open_as: OpenAs, clock: StillClock) -> Services:
    """Its services, at the moment of its last event."""
    clock.forward(hours=5)
    return open_as(acme)


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

    def test_of_people_tell_the_role(self, services: Services) -> None:
        services.people.add("new@example.org", "New", Role.READER, None)
        services.people.change_role("new@example.org", Role.ASSESSOR)
        changed, added = services.history.rows(limit=2)
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

    def test_leave_no_name_address_or_account_in_the_database(self, left: Services, acme: Path) -> None:
        left.close()
        content = (acme / "workspace.db").read_bytes()
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


def tail(report: ChainReport) -> tuple[int, str]:
    """The digest line taken apart."""
    seq, _, head = report.digest.partition(":")
    return int(seq), head


Forge = Callable[[sqlite3.Connection], object]


def sql(statement: str) -> Forge:
    """A forgery in one statement."""
    return lambda connection: connection.execute(statement)


def swap(first: int, second: int) -> Forge:
    """Exchange the places of two events."""

    def forge(connection: sqlite3.Connection) -> None:
        for before, after in ((first, -1), (second, first), (-1, second)):
            connection.execute("UPDATE event SET seq = ? WHERE seq = ?", (after, before))

    return forge


def insert(seq: int, payload: str, prev: str | None = None) -> Forge:
    """Put an event of one's own, with a hash that is right for it, in a place."""

    def forge(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE event SET seq = -seq - 1 WHERE seq >= ?", (seq,))
        connection.execute("UPDATE event SET seq = -seq WHERE seq < 0")
        before = connection.execute("SELECT hash FROM event WHERE seq = ?", (seq - 1,)).fetchone()
        [known] = connection.execute("SELECT at, user_key, account_key, host FROM event LIMIT 1").fetchall()
        event = Event(**dict(zip(COLUMNS[1:5], known, strict=True)), seq=seq, event="action.changed")
        event.entity, event.payload, event.prev = "CA-001", payload, prev or (before[0] if before else GENESIS)
        connection.execute("UPDATE event SET prev = 'moved' WHERE prev = ?", (event.prev,))
        event.hash = event_hash(event)
        values = [getattr(event, name) for name in COLUMNS]
        connection.execute(f"INSERT INTO event ({','.join(COLUMNS)}) VALUES ({','.join('?' * 10)})", values)

    return forge


def rechain(connection: sqlite3.Connection) -> None:
    """Make every hash right again, as somebody does who has the program's source."""
    rows = connection.execute(f"SELECT {','.join(COLUMNS)} FROM event ORDER BY seq").fetchall()
    connection.execute("UPDATE event SET prev = 'p' || seq, hash = 'h' || seq")
    prev = GENESIS
    for number, row in enumerate(rows, 1):
        event = Event(**dict(zip(COLUMNS, row, strict=True)))
        event.prev, event.seq = prev, number
        prev = event.hash = event_hash(event)
        connection.execute(
            "UPDATE event SET prev = ?, hash = ?, seq = ? WHERE seq = ?", (event.prev, event.hash, number, row[0])
        )


FORGERIES: list[tuple[str, Forge, int, str]] = [
    ("payload", sql("UPDATE event SET payload = replace(payload, 'null', '\"x\"') WHERE seq = 7"), 7, "edited"),
    ("moment", sql("UPDATE event SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 3"), 3, "edited"),
    ("who", sql("UPDATE event SET user_key = 'somebody' WHERE seq = 9"), 9, "edited"),
    ("account", sql("UPDATE event SET account_key = 'x' WHERE seq = 1"), 1, "edited"),
    ("host", sql("UPDATE event SET host = 'elsewhere' WHERE seq = 8"), 8, "edited"),
    ("kind", sql("UPDATE event SET event = 'action.signal' WHERE seq = 8"), 8, "edited"),
    ("entity", sql("UPDATE event SET entity = 'CA-003' WHERE seq = 8"), 8, "edited"),
    ("entity taken away", sql("UPDATE event SET entity = NULL WHERE seq = 8"), 8, "edited"),
    ("hash", sql(f"UPDATE event SET hash = '{'0' * 64}' WHERE seq = 8"), 8, "edited"),
    ("predecessor", sql(f"UPDATE event SET prev = '{'1' * 64}' WHERE seq = 8"), 8, "edited"),
    ("white space", sql("UPDATE event SET payload = payload || ' ' WHERE seq = 9"), 9, "edited"),
    ("nonsense", sql("UPDATE event SET payload = '{' WHERE seq = 6"), 6, "edited"),
    ("depth", sql("UPDATE event SET payload = replace(hex(zeroblob(100000)), '0', '[') WHERE seq = 6"), 6, "edited"),
    ("first gone", sql("DELETE FROM event WHERE seq = 1"), 1, "missing"),
    ("middle gone", sql("DELETE FROM event WHERE seq = 5"), 5, "missing"),
    ("two gone", sql("DELETE FROM event WHERE seq IN (5, 6)"), 5, "missing"),
    ("swapped", swap(7, 8), 7, "reordered"),
    ("far swapped", swap(2, 9), 2, "reordered"),
    ("put in", insert(8, "{}"), 9, "edited"),
    ("put in with another predecessor", insert(8, "{}", "1" * 64), 8, "reordered"),
]


class TestsOfForgeries:
    @pytest.mark.parametrize(
        ("forge", "first", "kind"), [one[1:] for one in FORGERIES], ids=[one[0] for one in FORGERIES]
    )
    def test_are_named_by_place_and_kind(self, busy: Services, acme: Path, forge: Forge, first: int, kind: str) -> None:
        assert busy.history.verify().valid
        with unguarded(acme) as connection:
            forge(connection)
        report = busy.history.verify()
        assert not report.valid
        assert report.first_invalid == first
        assert (report.fault or "").startswith(kind), report.fault
        assert any(f"event {first}" in problem for problem in busy.check.run().problems)

    def test_of_any_column_of_any_event_are_found(self, busy: Services, acme: Path) -> None:
        for event in range(1, 11):
            for column in COLUMNS[1:]:
                with unguarded(acme) as connection:
                    [[sound]] = connection.execute(f"SELECT {column} FROM event WHERE seq = {event}").fetchall()
                    connection.execute(f"UPDATE event SET {column} = ? WHERE seq = {event}", (f"{sound}1",))
                report = busy.history.verify()
                assert (report.valid, report.first_invalid) == (False, event), (event, column)
                with unguarded(acme) as connection:
                    connection.execute(f"UPDATE event SET {column} = ? WHERE seq = {event}", (sound,))
        assert busy.history.verify().valid

    @pytest.mark.parametrize("event", [3, 5, 6, 7, 9, 10])
    def test_that_are_well_made_still_contradict_what_follows(self, busy: Services, acme: Path, event: int) -> None:
        with unguarded(acme) as connection:
            connection.execute("DELETE FROM event WHERE seq = ?", (event,))
            rechain(connection)
        assert not busy.history.verify().valid

    def test_of_an_old_value_are_found_even_where_they_are_well_made(self, busy: Services, acme: Path) -> None:
        with unguarded(acme) as connection:
            [[key]] = connection.execute("SELECT key FROM person WHERE email = 'maria@example.org'").fetchall()
            connection.execute(f"UPDATE event SET payload = replace(payload, '\"{key}\"', 'null') WHERE seq = 8")
            rechain(connection)
        assert busy.history.verify().first_invalid == 8

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE action_state SET test_status = 'None', implementation_status = 'Planned' WHERE public_id = 'CA-001'",
            "UPDATE action_state SET implementation_date = '2020-01-01' WHERE public_id = 'CA-001'",
            "UPDATE action_state SET test_date = '2020-01-01' WHERE public_id = 'CA-001'",
            "UPDATE action_state SET owner_key = (SELECT key FROM person LIMIT 1) WHERE public_id = 'CA-001'",
            "UPDATE action_state SET other_notes = 'forged' WHERE public_id = 'CA-001'",
            "UPDATE action_state SET test_notes = 'forged' WHERE public_id = 'CA-001'",
            "UPDATE action_state SET implementation_notes = 'forged' WHERE public_id = 'CA-001'",
            "UPDATE action_state SET testing_type = 'Automatic' WHERE public_id = 'CA-001'",
            "UPDATE action_state SET version = version + 1 WHERE public_id = 'CA-001'",
            "UPDATE action_state SET covered_part = 1, covered_whole = 2 WHERE public_id = 'CA-001'",
            "UPDATE action_state SET accepted_version_id = accepted_version_id - 1 WHERE public_id = 'CA-001'",
        ],
    )
    def test_of_a_present_value_are_found(self, busy: Services, acme: Path, statement: str) -> None:
        with raw(acme) as connection:
            connection.execute(statement)
        report = busy.history.verify()
        assert not report.valid
        assert report.first_invalid == 10
        assert "CA-001" in (report.fault or "")

    def test_of_an_action_that_is_gone_are_found(self, busy: Services, acme: Path) -> None:
        with raw(acme) as connection:
            connection.execute("DELETE FROM assessment_action")
            connection.execute("DELETE FROM action_state WHERE public_id = 'CA-003'")
        assert "CA-003" in (busy.history.verify().fault or "")

    def test_of_somebodys_role_are_found(self, busy: Services, acme: Path) -> None:
        with raw(acme) as connection:
            connection.execute("UPDATE person SET role = 'global-administrator' WHERE email = 'maria@example.org'")
        report = busy.history.verify()
        assert (report.valid, report.first_invalid) == (False, 5)
        assert "role of maria@example.org" in (report.fault or "")

    def test_of_somebody_nobody_added_are_found(self, busy: Services, acme: Path) -> None:
        with raw(acme) as connection:
            connection.execute(
                "INSERT INTO person VALUES ('k', 'king@example.org', 'King', 'global-administrator', NULL)"
            )
        assert "king@example.org" in (busy.history.verify().fault or "")

    def test_of_a_whole_history_that_is_gone_are_found(self, busy: Services, acme: Path) -> None:
        with unguarded(acme) as connection:
            connection.execute("DELETE FROM event")
        report = busy.history.verify()
        assert (report.events, report.valid, report.first_invalid) == (0, False, 1)


class TestsOfADigestKeptElsewhere:
    def test_finds_a_tail_that_was_cut(self, services: Services, acme: Path) -> None:
        services.people.add("new@example.org", "New", Role.READER, None)
        kept = services.history.verify().digest
        seq = tail(services.history.verify())[0]
        with unguarded(acme) as connection:
            connection.execute("DELETE FROM event WHERE seq = ?", (seq,))
            connection.execute("DELETE FROM person WHERE email = 'new@example.org'")
        assert services.history.verify().valid
        report = services.history.verify(kept)
        assert (report.valid, report.first_invalid, report.fault) == (False, seq, "cut")

    def test_finds_a_history_that_was_written_anew(self, busy: Services, acme: Path) -> None:
        kept = busy.history.verify().digest
        with unguarded(acme) as connection:
            connection.execute("UPDATE event SET host = 'elsewhere'")
            rechain(connection)
        assert busy.history.verify().valid
        report = busy.history.verify(kept)
        assert (report.valid, report.fault) == (False, "edited")

    def test_stays_good_while_the_history_grows(self, busy: Services) -> None:
        kept = busy.history.verify().digest
        save(busy, "CA-003", DONE)
        assert busy.history.verify(kept).valid
        assert busy.history.verify(f"  {kept}\n").valid

    @pytest.mark.parametrize(
        "digest",
        [
            "",
            "x",
            "12",
            "12:",
            f"12:{'g' * 64}",
            f"-1:{'0' * 64}",
            f"1:{'0' * 63}",
            f"{'9' * 5000}:{'0' * 64}",
            "\udcff",
        ],
    )
    def test_that_is_none_is_refused(self, busy: Services, digest: str) -> None:
        with pytest.raises(InvalidInput, match="not a digest line"):
            busy.history.verify(digest)

    def test_of_another_workspace_does_not_fit(self, busy: Services, contoso_read: Services) -> None:
        assert not busy.history.verify(contoso_read.history.verify().digest).valid


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


def test_an_event_that_cannot_be_read_is_named_wherever_the_history_is_asked(busy: Services, acme: Path) -> None:
    with unguarded(acme) as connection:
        connection.execute("UPDATE event SET payload = '[1]' WHERE seq = 8")
        rechain(connection)
    seen = busy.actions.details("CA-001").row.version - 1
    with pytest.raises(StorageProblem, match="event 8"):
        busy.history.rows()
    with pytest.raises(StorageProblem, match="event 8"):
        busy.actions.save(ActionDraft("CA-001", seen, {Field.TEST_NOTES: "x"}))
    assert busy.history.verify().first_invalid == 8


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
