"""Forging the history: every edit, deletion, swap and insertion is found and named (safety 4)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from support import DONE, raw, save, unguarded

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.tables.history import Event
from cm_tui.model.views.history import ChainReport
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.history.chain import GENESIS, event_hash
from cm_tui.services.services import Services

COLUMNS = ("seq", "at", "user_key", "account_key", "host", "event", "entity", "payload", "prev", "hash")


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
    def test_are_named_by_place_and_kind(
        self, busy: Services, busy_path: Path, forge: Forge, first: int, kind: str
    ) -> None:
        assert busy.history.verify().valid
        with unguarded(busy_path) as connection:
            forge(connection)
        report = busy.history.verify()
        assert not report.valid
        assert report.first_invalid == first
        assert (report.fault or "").startswith(kind), report.fault
        assert any(f"event {first}" in problem for problem in busy.check.run().problems)

    def test_of_any_column_of_any_event_are_found(self, busy: Services, busy_path: Path) -> None:
        for event in range(1, 11):
            for column in COLUMNS[1:]:
                with unguarded(busy_path) as connection:
                    [[sound]] = connection.execute(f"SELECT {column} FROM event WHERE seq = {event}").fetchall()
                    connection.execute(f"UPDATE event SET {column} = ? WHERE seq = {event}", (f"{sound}1",))
                report = busy.history.verify()
                assert (report.valid, report.first_invalid) == (False, event), (event, column)
                with unguarded(busy_path) as connection:
                    connection.execute(f"UPDATE event SET {column} = ? WHERE seq = {event}", (sound,))
        assert busy.history.verify().valid

    @pytest.mark.parametrize("event", [3, 5, 6, 7, 9, 10])
    def test_that_are_well_made_still_contradict_what_follows(
        self, busy: Services, busy_path: Path, event: int
    ) -> None:
        with unguarded(busy_path) as connection:
            connection.execute("DELETE FROM event WHERE seq = ?", (event,))
            rechain(connection)
        assert not busy.history.verify().valid

    def test_of_an_old_value_are_found_even_where_they_are_well_made(self, busy: Services, busy_path: Path) -> None:
        with unguarded(busy_path) as connection:
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
    def test_of_a_present_value_are_found(self, busy: Services, busy_path: Path, statement: str) -> None:
        with raw(busy_path) as connection:
            connection.execute(statement)
        report = busy.history.verify()
        assert not report.valid
        assert report.first_invalid == 10
        assert "CA-001" in (report.fault or "")

    def test_of_an_action_that_is_gone_are_found(self, busy: Services, busy_path: Path) -> None:
        with raw(busy_path) as connection:
            connection.execute("DELETE FROM assessment_action")
            connection.execute("DELETE FROM action_state WHERE public_id = 'CA-003'")
        assert "CA-003" in (busy.history.verify().fault or "")

    def test_of_somebodys_role_are_found(self, busy: Services, busy_path: Path) -> None:
        with raw(busy_path) as connection:
            connection.execute("UPDATE person SET role = 'global-administrator' WHERE email = 'maria@example.org'")
        report = busy.history.verify()
        assert (report.valid, report.first_invalid) == (False, 5)
        assert "role of maria@example.org" in (report.fault or "")

    def test_of_somebody_nobody_added_are_found(self, busy: Services, busy_path: Path) -> None:
        with raw(busy_path) as connection:
            connection.execute(
                "INSERT INTO person VALUES ('k', 'king@example.org', 'King', 'global-administrator', NULL)"
            )
        assert "king@example.org" in (busy.history.verify().fault or "")

    def test_of_a_whole_history_that_is_gone_are_found(self, busy: Services, busy_path: Path) -> None:
        with unguarded(busy_path) as connection:
            connection.execute("DELETE FROM event")
        report = busy.history.verify()
        assert (report.events, report.valid, report.first_invalid) == (0, False, 1)


class TestsOfADigestKeptElsewhere:
    def test_finds_a_tail_that_was_cut(self, busy: Services, busy_path: Path) -> None:
        busy.people.add("new@example.org", "New", Role.READER, None)
        kept = busy.history.verify().digest
        seq = tail(busy.history.verify())[0]
        with unguarded(busy_path) as connection:
            connection.execute("DELETE FROM event WHERE seq = ?", (seq,))
            connection.execute("DELETE FROM person WHERE email = 'new@example.org'")
        assert busy.history.verify().valid
        report = busy.history.verify(kept)
        assert (report.valid, report.first_invalid, report.fault) == (False, seq, "cut")

    def test_finds_a_history_that_was_written_anew(self, busy: Services, busy_path: Path) -> None:
        kept = busy.history.verify().digest
        with unguarded(busy_path) as connection:
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


def test_an_event_that_cannot_be_read_is_named_wherever_the_history_is_asked(busy: Services, busy_path: Path) -> None:
    with unguarded(busy_path) as connection:
        connection.execute("UPDATE event SET payload = '[1]' WHERE seq = 8")
        rechain(connection)
    seen = busy.actions.details("CA-001").row.version - 1
    with pytest.raises(StorageProblem, match="event 8"):
        busy.history.rows()
    with pytest.raises(StorageProblem, match="event 8"):
        busy.actions.save(ActionDraft("CA-001", seen, {Field.TEST_NOTES: "x"}))
    assert busy.history.verify().first_invalid == 8
