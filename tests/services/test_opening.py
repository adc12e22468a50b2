"""Opening a workspace: only our own, whole, known files; everything else is one sentence (safety 3)."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest
from support import OpenAs, StillClock, raw, unguarded

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import ServiceError, StorageProblem
from cm_tui.model.listing import ListQuery
from cm_tui.services.services import Services
from cm_tui.services.storage.examine import SCHEMA


def refusal(path: Path) -> str:
    """The one sentence that refuses a workspace."""
    with pytest.raises(StorageProblem) as refused:
        open_services(path, clock=StillClock())
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", ")."))
    return sentence


def snapshot(path: Path) -> dict[str, bytes]:
    """The bytes of every file of a folder."""
    return {str(one.relative_to(path)): one.read_bytes() for one in path.rglob("*") if one.is_file()}


class TestsOfWhatIsNoWorkspace:
    def test_a_folder_that_is_missing(self, tmp_path: Path) -> None:
        assert "cm-tui init" in refusal(tmp_path / "nowhere")

    def test_a_folder_without_a_database(self, tmp_path: Path) -> None:
        assert "holds no workspace.db" in refusal(tmp_path)
        assert snapshot(tmp_path) == {}

    def test_a_file_instead_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("mine")
        refusal(tmp_path / "file")

    def test_a_folder_instead_of_the_database(self, tmp_path: Path) -> None:
        (tmp_path / "workspace.db").mkdir()
        assert "not a regular file" in refusal(tmp_path)

    def test_a_pipe_instead_of_the_database_does_not_hang(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "workspace.db")
        assert "not a regular file" in refusal(tmp_path)

    def test_a_link_that_leads_nowhere(self, tmp_path: Path) -> None:
        (tmp_path / "workspace.db").symlink_to(tmp_path / "gone")
        refusal(tmp_path)

    def test_a_link_that_leads_to_itself(self, tmp_path: Path) -> None:
        (tmp_path / "workspace.db").symlink_to(tmp_path / "workspace.db")
        refusal(tmp_path)

    def test_a_file_instead_of_a_directory(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("x")
        assert "a workspace is a directory" in refusal(tmp_path / "notes.txt")

    def test_a_name_that_no_file_can_have(self, tmp_path: Path) -> None:
        refusal(tmp_path / ("x" * 300))

    @pytest.mark.parametrize("content", [b"", b"x", b"Dear diary,\n" * 500, b"SQLite format 3\x00", bytes(4096)])
    def test_another_kind_of_file(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "workspace.db").write_bytes(content)
        assert "restore a backup" in refusal(tmp_path)
        assert snapshot(tmp_path) == {"workspace.db": content}

    @pytest.mark.parametrize("journal", ["delete", "wal"])
    @pytest.mark.parametrize("application", [0, 1, -1, 0x636D7476])
    def test_another_programs_database_is_not_touched(self, tmp_path: Path, application: int, journal: str) -> None:
        with closing(sqlite3.connect(tmp_path / "workspace.db")) as connection:
            connection.execute(f"PRAGMA journal_mode={journal}")
            connection.execute(f"PRAGMA application_id={application}")
            connection.execute("CREATE TABLE organisation (id)")
            connection.commit()
        before = snapshot(tmp_path)
        assert "another program" in refusal(tmp_path)
        assert snapshot(tmp_path) == before


class TestsOfVersions:
    @pytest.mark.parametrize("schema", [SCHEMA + 1, 99, 2**31 - 1])
    def test_a_newer_one_is_refused_untouched_byte_for_byte(self, acme: Path, schema: int) -> None:
        with raw(acme) as connection:
            connection.execute(f"PRAGMA user_version={schema}")
        before = snapshot(acme)
        times = (acme / "workspace.db").stat().st_mtime_ns
        assert "newer cm-tui" in refusal(acme)
        assert snapshot(acme) == before
        assert (acme / "workspace.db").stat().st_mtime_ns == times

    @pytest.mark.parametrize("schema", [0, -1])
    def test_one_that_never_was_is_refused_untouched(self, acme: Path, schema: int) -> None:
        with raw(acme) as connection:
            connection.execute(f"PRAGMA user_version={schema}")
        before = snapshot(acme)
        refusal(acme)
        assert snapshot(acme) == before


class TestsOfPermissions:
    @pytest.mark.parametrize("mode", [0o400, 0o444, 0o000])
    def test_a_database_that_must_not_be_written(self, acme: Path, mode: int) -> None:
        (acme / "workspace.db").chmod(mode)
        assert "read-only" in refusal(acme)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_must_not_be_written(self, acme: Path) -> None:
        acme.chmod(0o500)
        assert "read-only" in refusal(acme)
        acme.chmod(0o700)


def use_everything(path: Path) -> list[str]:
    """Ask everything there is to ask; the sentences of the refusals."""
    services = open_services(path, clock=StillClock())
    try:
        return [sentence for ask in questions(services) if (sentence := sentence_of(ask))]
    finally:
        services.close()


def questions(services: Services) -> list[Callable[[], object]]:
    """Every question to the services of a workspace."""
    return [
        lambda: services.listing.select(ListQuery()),
        lambda: services.listing.facets(),
        lambda: services.actions.details("CA-001"),
        lambda: services.score.score(),
        lambda: services.score.explain(),
        lambda: services.assessments.assessments(),
        lambda: services.assessments.details("GDPR Default Group"),
        lambda: services.regulations.regulations(),
        lambda: services.regulations.details("gdpr"),
        lambda: services.people.people(),
        lambda: services.history.rows(),
        lambda: services.history.verify(),
        lambda: services.check.run(),
    ]


def sentence_of(ask: Callable[[], object]) -> str | None:
    """The refusal of a question, if any; an error that is no ServiceError fails the test."""
    with suppress(ServiceError):
        ask()
        return None
    with pytest.raises(ServiceError) as refused:
        ask()
    return str(refused.value)


class TestsOfDamage:
    @pytest.mark.parametrize("share", [0.999, 0.75, 0.5, 0.1, 0.001])
    def test_a_file_that_was_cut_short(self, acme: Path, share: float) -> None:
        database = acme / "workspace.db"
        os.truncate(database, int(database.stat().st_size * share))
        before = snapshot(acme)
        assert "damaged" in refusal(acme)
        assert snapshot(acme) == before

    def test_a_file_without_its_last_page(self, acme: Path) -> None:
        database = acme / "workspace.db"
        os.truncate(database, database.stat().st_size - 4096)
        assert "cut short" in refusal(acme)

    def test_nonsense_in_the_header(self, acme: Path) -> None:
        sound = (acme / "workspace.db").read_bytes()
        for place in range(16, 100, 12):
            overwrite(acme, place, b"\xff\xff\xff\xff")
            with suppress(StorageProblem):
                use_everything(acme)
            (acme / "workspace.db").write_bytes(sound)

    @pytest.mark.parametrize("seed", range(8))
    def test_random_bytes_in_the_middle_are_sentences_and_never_a_crash(self, acme: Path, seed: int) -> None:
        random = Random(seed)
        size = (acme / "workspace.db").stat().st_size
        for _ in range(random.choice((1, 3, 20))):
            length = random.choice((1, 8, 100, 4096, 20_000))
            overwrite(acme, random.randrange(100, size - length), random.randbytes(length))
        with suppress(StorageProblem):
            use_everything(acme)

    @pytest.mark.parametrize("seed", range(4))
    def test_a_page_of_random_bytes_is_found_by_check(self, acme: Path, seed: int) -> None:
        random = Random(seed)
        pages = (acme / "workspace.db").stat().st_size // 4096
        overwrite(acme, 4096 * random.randrange(1, pages), random.randbytes(4096))
        assert problems_of(acme)

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM organisation",
            "DROP TABLE organisation",
            "DROP TABLE action_state",
            "DROP TABLE person",
            "DROP TABLE account",
            "ALTER TABLE action_state DROP COLUMN other_notes",
        ],
    )
    def test_a_workspace_that_lacks_a_part(self, acme: Path, statement: str) -> None:
        with raw(acme) as connection:
            connection.execute(statement)
        try:
            sentences = use_everything(acme)
        except StorageProblem as problem:
            sentences = [str(problem)]
        assert sentences
        assert all("damaged" in one for one in sentences), sentences

    @pytest.mark.parametrize(
        ("table", "column", "value"),
        [
            ("action_state", "test_status", "'Splendid'"),
            ("action_state", "testing_type", "''"),
            ("action_state", "implementation_date", "'yesterday'"),
            ("action_state", "changed_at", "'x'"),
            ("action_state", "owner_key", "'nobody'"),
            ("action_state", "accepted_version_id", "999999"),
            ("action_state", "group_id", "999999"),
            ("action_version", "solutions", "'{'"),
            ("action_version", "stage", "'x'"),
            ("action_version", "title", "CAST(x'ff' AS TEXT)"),
            ("control", "legal_status", "'x'"),
            ("control", "valid_from", "'x'"),
            ("assessment", "services", "'['"),
            ("assessment", "regulation_key", "'x'"),
            ("organisation", "cloud", "'x'"),
            ("person", "role", "'king'"),
            ("event", "payload", "'{'"),
            ("event", "payload", "'[]'"),
            ("event", "payload", '\'{"changes": {"owner": 1}}\''),
            ("event", "at", "'x'"),
            ("event", "at", "'2026-01-01'"),
            ("event", "prev", "'é'"),
        ],
    )
    def test_values_that_cannot_be_are_sentences_and_found(
        self, acme: Path, table: str, column: str, value: str
    ) -> None:
        with unguarded(acme) as connection:
            connection.execute("PRAGMA ignore_check_constraints=ON")
            connection.execute(f"UPDATE {table} SET {column} = {value} WHERE rowid = (SELECT max(rowid) FROM {table})")
        problems, sentences = look_at(acme)
        assert problems
        assert all("damaged" in one for one in sentences)


def look_at(path: Path) -> tuple[tuple[str, ...], list[str]]:
    """What `check` says, or the refusal to open; and the sentences of all other refusals."""
    try:
        services = open_services(path, clock=StillClock())
    except StorageProblem as problem:
        return (str(problem),), [str(problem)]
    try:
        refused = [sentence for ask in questions(services) if (sentence := sentence_of(ask))]
        return services.check.run().problems, refused
    finally:
        services.close()


def problems_of(path: Path) -> list[str]:
    """What `check` says, or the sentence of the refusal to open."""
    try:
        services = open_services(path, clock=StillClock())
    except StorageProblem as problem:
        return [str(problem)]
    try:
        return list(services.check.run().problems)
    except StorageProblem as problem:
        return [str(problem)]
    finally:
        services.close()


def overwrite(workspace: Path, place: int, content: bytes) -> None:
    """Write bytes into the middle of the database."""
    with (workspace / "workspace.db").open("r+b") as file:
        file.seek(place)
        file.write(content)


def die_in_the_middle_of_a_transaction(workspace: Path) -> None:
    """Write more than the cache holds, so that the file is half changed, and die."""
    connection = sqlite3.connect(workspace / "workspace.db")
    connection.execute("PRAGMA cache_size=2")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE action_state SET implementation_notes = hex(randomblob(9000))")
    os.kill(os.getpid(), signal.SIGKILL)


class TestsOfWhatOpens:
    def test_a_copy_of_a_workspace(self, acme: Path, tmp_path: Path, open_as: OpenAs) -> None:
        shutil.copytree(acme, tmp_path / "moved")
        assert open_as(tmp_path / "moved").check.run().problems == ()

    def test_a_workspace_behind_a_link(self, acme: Path, tmp_path: Path, open_as: OpenAs) -> None:
        (tmp_path / "link").symlink_to(acme)
        assert open_as(tmp_path / "link").workspace.organisation == "Acme"

    def test_reading_writes_nothing(self, acme: Path) -> None:
        before = snapshot(acme)
        assert use_everything(acme) == []
        assert snapshot(acme) == before

    def test_a_transaction_that_was_killed_is_rolled_back(self, acme: Path, open_as: OpenAs) -> None:
        child = os.fork()
        if child == 0:
            try:
                die_in_the_middle_of_a_transaction(acme)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        assert (acme / "workspace.db-journal").exists()
        services = open_as(acme)
        assert services.actions.details("CA-001").implementation_notes == ""
        assert services.check.run().problems == ()

    def test_no_file_stays_open_after_a_refusal(self, acme: Path) -> None:
        with raw(acme) as connection:
            connection.execute("UPDATE person SET login = 'somebody-else'")
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(3):
            with pytest.raises(ServiceError):
                open_services(acme, clock=StillClock())
        assert len(os.listdir("/proc/self/fd")) == before
