"""Opening an older workspace: backed up first, then migrated, with everything in it (interface 2; architecture 11)."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from backups import DATABASE, MANIFEST, consistent, pack, restored
from sqlmodel import Session
from support import DONE, NOW, OpenAs, StillClock, dump, raw, save, unguarded

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import StorageProblem
from cm_tui.model.tables.organisation import Group
from cm_tui.model.vocabulary import TestStatus
from cm_tui.services.assessments.membership import NewAssessment, add_assessment
from cm_tui.services.catalogue.loader import data_folder, load_catalogue
from cm_tui.services.catalogue.writer import write_catalogue
from cm_tui.services.creation import NewWorkspace, found
from cm_tui.services.history.chain import Ledger
from cm_tui.services.people.identity import system_account
from cm_tui.services.storage.dialect import sqlite_engine
from cm_tui.services.storage.examine import APPLICATION_ID, SCHEMA
from cm_tui.services.storage.migration import migrate, upgrade
from cm_tui.services.storage.workspace import create

BACKUP = "workspace.db.schema-1.backup"


def fill(session: Session) -> None:
    """What a creation writes into a new workspace."""
    actor = found(session, NewWorkspace("Old Ltd"), system_account(), StillClock())
    write_catalogue(session, load_catalogue(data_folder()))
    group = Group(name="Default Group", slug="default-group")
    session.add(group)
    session.flush()
    ledger = Ledger(session)
    add_assessment(session, ledger, actor, NOW, NewAssessment("GDPR Default Group", group, "gdpr"))
    ledger.flush()


@pytest.fixture(scope="module")
def old_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as the first release made it, with content."""
    path = tmp_path_factory.mktemp("old") / "old"
    (path / "evidence").mkdir(parents=True)
    database = path / "workspace.db"
    database.touch(mode=0o600)
    database.chmod(0o600)
    engine = sqlite_engine(database)
    with engine.execution_options(writes=True).connect() as connection:
        upgrade(connection, "0001")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql("PRAGMA user_version=1")
        connection.commit()
    engine.dispose()
    create(path.with_name("new"), fill)
    copy_what_fits(path.with_name("new") / "workspace.db", database)
    return path


def copy_what_fits(new: Path, old: Path) -> None:
    """Copy every row of a new database into the tables and columns that an old one has."""
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("ATTACH ? AS new", (str(new),))
        tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table != "alembic_version":
                columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
                connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        connection.commit()


@pytest.fixture
def old(old_template: Path, tmp_path: Path) -> Path:
    """An old workspace of one's own."""
    return Path(shutil.copytree(old_template, tmp_path / "old"))


def schema_of(path: Path) -> dict[str, list[str]]:
    """Everything that a database says of its own form, up to order and white space."""
    with raw(path) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {f"{kind} {name}": sorted(" ".join(part.split()) for part in parts_of(sql)) for kind, name, sql in rows}


def parts_of(statement: str) -> list[str]:
    """The parts of a statement between its commas; a column that was added later stands behind the others on their line."""
    lines = re.sub(r"\)\s*(STRICT)?\s*$", r"\n\1", statement).replace(", ", ",\n").splitlines()
    return [stripped for line in lines if (stripped := line.strip().rstrip(","))]


def version_of(database: Path) -> int:
    """The schema that a file says it has."""
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


class TestsOfAnOlderWorkspace:
    def test_is_migrated_when_it_is_opened_and_keeps_everything(self, old: Path, open_as: OpenAs) -> None:
        before = dump(old)
        services = open_as(old)
        after = dump(old)
        assert version_of(old / "workspace.db") == SCHEMA
        assert after.pop("alembic_version") == [("0007",)]
        before.pop("alembic_version")
        assert len(after.pop("assessment_tally")) == 1
        assert after.pop("control_tally")
        before["action"] = [(*row, None) for row in before["action"]]
        before["control"] = [(*row, None, None, 0) for row in before["control"]]
        before["action_control"] = [(*row, 0) for row in before["action_control"]]
        before["action_version"] = [(*row, None, "{}") for row in before["action_version"]]
        before["regulation"] = [(*row, "shipped", "", "", "[]", "{}") for row in before["regulation"]]
        before["action_state"] = [(*row, None, 0) for row in before["action_state"]]
        before["organisation"] = [(*row, 0, None, None, 0) for row in before["organisation"]]
        assert {name: rows for name, rows in after.items() if rows} == {
            name: rows for name, rows in before.items() if rows
        }
        assert services.check.run().problems == ()
        assert services.workspace.organisation == "Old Ltd"
        save(services, "CA-001", DONE)
        assert services.actions.details("CA-001").row.test_status is TestStatus.PASSED

    def test_is_backed_up_before(self, old: Path, open_as: OpenAs) -> None:
        before = dump(old)
        open_as(old)
        backup = old / BACKUP
        assert version_of(backup) == 1
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        restored = old.with_name("restored")
        restored.mkdir()
        backup.rename(restored / "workspace.db")
        assert dump(restored) == before
        assert open_as(restored).check.run().problems == ()

    def test_is_migrated_when_it_comes_from_a_backup(self, old: Path, tmp_path: Path) -> None:
        with raw(old) as connection:
            seq, head = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        said = {"format": 1, "schema": 1, "program": "0.1", "organisation": "Old Ltd", "made_at": NOW.isoformat()}
        manifest = json.dumps({**said, "events": seq, "digest": f"{seq}:{head}"}).encode()
        parts = consistent({MANIFEST: manifest, DATABASE: (old / DATABASE).read_bytes()})
        found = restored(pack(tmp_path / "b.zip", parts), tmp_path / "again")
        assert (found.backup.organisation, found.problems) == ("Old Ltd", ())
        assert version_of(tmp_path / "again" / DATABASE) == SCHEMA

    def test_a_shared_one_stays_shared(self, old: Path, open_as: OpenAs) -> None:
        (old / "workspace.db").chmod(0o660)
        open_as(old)
        assert {stat.S_IMODE((old / name).stat().st_mode) for name in ("workspace.db", BACKUP)} == {0o660}

    def test_ends_in_the_same_form_as_a_new_one(self, old: Path, acme: Path, open_as: OpenAs) -> None:
        open_as(old)
        assert schema_of(old) == schema_of(acme)

    @pytest.mark.parametrize("statement", ["UPDATE event SET at = ''", "DELETE FROM event"])
    def test_keeps_the_guards_of_the_history(self, old: Path, open_as: OpenAs, statement: str) -> None:
        open_as(old)
        with raw(old) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)

    def test_opened_a_second_time_is_left_alone(self, old: Path, open_as: OpenAs) -> None:
        open_as(old).close()
        contents = {one.name: one.read_bytes() for one in old.iterdir() if one.is_file()}
        open_as(old).close()
        assert {one.name: one.read_bytes() for one in old.iterdir() if one.is_file()} == contents

    def test_a_program_that_comes_second_keeps_the_backup_of_the_first(self, old: Path) -> None:
        migrate(old / "workspace.db", 1, SCHEMA, "0002")
        migrate(old / "workspace.db", 1, SCHEMA, "0002")
        assert version_of(old / BACKUP) == 1
        assert version_of(old / "workspace.db") == SCHEMA


class TestsOfAMigrationThatFails:
    @pytest.mark.parametrize(
        "spoil",
        [
            "CREATE INDEX ix_event_entity ON event (seq)",
            "UPDATE alembic_version SET version_num = 'ffff'",
            "DROP TABLE event",
        ],
    )
    def test_leaves_the_workspace_as_it_was_and_says_so(self, old: Path, spoil: str) -> None:
        with raw(old) as connection:
            connection.execute(spoil)
        before = dump(old)
        form = schema_of(old)
        with pytest.raises(StorageProblem, match="could not be migrated and is unchanged"):
            open_services(old, clock=StillClock())
        assert dump(old) == before
        assert schema_of(old) == form
        assert version_of(old / "workspace.db") == 1

    def test_does_not_start_without_a_backup(self, old: Path) -> None:
        (old / f"{BACKUP}.new").mkdir()
        with pytest.raises(StorageProblem, match="could not be migrated"):
            open_services(old, clock=StillClock())
        assert version_of(old / "workspace.db") == 1

    def test_for_damage_is_a_sentence(self, old: Path) -> None:
        with (old / "workspace.db").open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 300_000)
        with pytest.raises(StorageProblem):
            open_services(old, clock=StillClock())


class TestsOfACurrentWorkspace:
    def run(self, path: Path) -> subprocess.CompletedProcess[str]:
        program = (
            "import sys; from pathlib import Path; from cm_tui.bootstrap import open_services;"
            f"open_services(Path({str(path)!r})).close();"
            "print('alembic' in sys.modules)"
        )
        return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    def test_is_opened_without_alembic(self, acme: Path) -> None:
        assert self.run(acme).stdout == "False\n"

    def test_an_older_one_needs_it_and_prints_nothing(self, old: Path) -> None:
        done = self.run(old)
        assert (done.stdout, done.stderr) == ("True\n", "")

    @pytest.mark.parametrize("statement", ["UPDATE event SET at = ''", "DELETE FROM event"])
    def test_has_its_guards(self, acme: Path, statement: str) -> None:
        with raw(acme) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)

    def test_refuses_what_no_column_can_hold(self, acme: Path) -> None:
        refused: list[Callable[[sqlite3.Connection], object]] = [
            lambda connection: connection.execute("UPDATE action_state SET test_status = 'Splendid'"),
            lambda connection: connection.execute("UPDATE action_state SET points_achieved = points_possible + 1"),
            lambda connection: connection.execute("UPDATE action_state SET points_achieved = -1"),
            lambda connection: connection.execute("UPDATE action_state SET version = 0"),
            lambda connection: connection.execute("UPDATE action_state SET version = 'x'"),
            lambda connection: connection.execute("UPDATE action_state SET covered_part = 1"),
            lambda connection: connection.execute("UPDATE action_state SET test_notes = 1.5, version = 1.5"),
            lambda connection: connection.execute("UPDATE person SET role = 'king'"),
            lambda connection: connection.execute("INSERT INTO assessment_group VALUES (9, 'Default Group', 'x')"),
        ]
        with unguarded(acme) as connection:
            for change in refused:
                with pytest.raises(sqlite3.IntegrityError):
                    change(connection)
