"""Everything that differs between SQLite and PostgreSQL (safety 3)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Dialect, Engine, Insert, Table, TextClause, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

BUSY_SECONDS = 30

_READ = "SELECT count(*) FROM sqlite_master"
"""Begins to read before a backup does, which would ask for a lock without end; reading gives up after BUSY_SECONDS."""
_REFUSAL = {
    "sqlite": [
        """CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table}{when}
        BEGIN SELECT RAISE(ABORT, '{reason}'); END""",
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION {table}_no_{name}() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION '{reason}'; END $$ LANGUAGE plpgsql""",
        """CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table}
        FOR EACH ROW{when} EXECUTE FUNCTION {table}_no_{name}()""",
    ],
}
_VERSION_CONTENT = (
    "action_id, number, release, title, description, guidance, shown_by, launch_url, requirement, function, stage, "
    "eligible_source, solutions, services, privacy_framework, sp800_53, search_text, digest, score, dimensions"
)


def append_only_history(dialect: str) -> list[TextClause]:
    """The statements after which the event table refuses UPDATE and DELETE (safety 4)."""
    return _refusals(dialect, "event", "the history is append-only", "UPDATE", "DELETE")


def immutable_definitions(dialect: str) -> list[TextClause]:
    """The statements after which no definition of an action is edited or removed: a change is a new version (issue 5).

    The organisation's own mappings are no part of a definition and can be removed (spec 11.10).
    """
    reason = "definitions of actions are never edited"
    return [
        *_refusals(dialect, "action", reason, "UPDATE OF id, category, action_type, managed_by", "DELETE"),
        *_refusals(dialect, "action_version", reason, f"UPDATE OF {_VERSION_CONTENT}", "DELETE"),
        *_refusals(dialect, "action_control", reason, "UPDATE"),
        *_refusals(dialect, "action_control", reason, "DELETE", when=" WHEN (NOT OLD.own)"),
    ]


def _refusals(dialect: str, table: str, reason: str, *verbs: str, when: str = "") -> list[TextClause]:
    return [
        text(body.format(table=table, name=verb.split()[0], verb=verb, reason=reason, when=when))
        for verb in verbs
        for body in _REFUSAL[dialect]
    ]


def inserting_new(table: Table, dialect: Dialect) -> Insert:
    """A statement that inserts rows into a table and leaves out those whose key is there already."""
    if dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def connect(path: Path) -> sqlite3.Connection:
    """A raw connection to an existing SQLite file, with the recipe of safety.md section 3.

    Raises sqlite3.Error where the file cannot be opened, UnicodeDecodeError where even the reason is damaged.
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("synchronous=EXTRA", "foreign_keys=ON", "trusted_schema=OFF", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
            connection.execute("PRAGMA journal_mode=DELETE")
    except (sqlite3.Error, UnicodeDecodeError):
        connection.close()
        raise
    return connection


def copy_database(source: Path, target: Path) -> None:
    """Copy a database into an empty file, as it stands at one moment, whoever writes meanwhile.

    Raises sqlite3.Error and UnicodeDecodeError. On a server the twin is its own dump, taken in one snapshot.
    """
    with closing(connect(source)) as original, closing(connect(target)) as copy:
        original.execute("BEGIN")
        original.execute(_READ).fetchone()
        original.backup(copy)


def sqlite_engine(path: Path) -> Engine:
    """An engine on a workspace's file; units that write take the write lock first, readers do not."""
    return _in_units(create_engine("sqlite+pysqlite://", creator=lambda: connect(path), poolclass=QueuePool))


def copied_engine(connection: Connection) -> Engine | None:
    """An engine on a copy in memory of what a connection reads: what is tried there keeps nobody from writing.

    Raises OperationalError where it cannot be read. A server locks rows only: there None, because its own engine serves.
    """
    source = connection.connection.driver_connection
    if not isinstance(source, sqlite3.Connection):
        return None
    connection.exec_driver_sql(_READ).scalar_one()
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("foreign_keys=ON", "trusted_schema=OFF"):
            copy.execute(f"PRAGMA {pragma}")
        source.backup(copy)
    except sqlite3.Error as error:
        copy.close()
        raise OperationalError("backup", None, error) from error
    return _in_units(create_engine("sqlite+pysqlite://", creator=lambda: copy, poolclass=StaticPool))


def _in_units(engine: Engine) -> Engine:
    """The engine whose units that write take the write lock first; readers do not."""

    @event.listens_for(engine, "connect")
    def _no_implicit_begin(connection: DBAPIConnection, record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
