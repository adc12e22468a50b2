"""Below the services: a file that is held is waited for so long and no longer, a server is no copy, many rows at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import JSON, Column, Integer, MetaData, PickleType, String, Table, create_engine, text

from cm_tui.model.errors import StorageProblem
from cm_tui.services.storage import dialect, store
from cm_tui.services.storage.many import execute_many
from cm_tui.services.storage.store import Store

KINDS = Table(
    "kinds",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("listed", JSON),
    Column("pickled", PickleType),
    Column("plain", String),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with an empty table."""
    with closing(sqlite3.connect(tmp_path / "small.db")) as connection:
        connection.execute("CREATE TABLE told (sentence TEXT)")
    return tmp_path / "small.db"


@pytest.fixture
def opened(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store that was read from, whose connections wait for nobody."""
    monkeypatch.setattr(dialect, "BUSY_SECONDS", 0.01)
    opened = Store(dialect.sqlite_engine(file))
    assert sentences(opened) == 0
    yield opened
    opened.close()


def sentences(opened: Store) -> int:
    """How many are stored."""
    with opened.reading() as session:
        return int(session.connection().execute(text("SELECT count(*) FROM told")).scalar_one())


def test_trying_waits_no_longer_than_reading(opened: Store, file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageProblem, match="is busy"):
            sentences(opened)
        with pytest.raises(StorageProblem, match="is busy"), opened.trying():
            pass
        (tmp_path / "copy.db").touch()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            dialect.copy_database(file, tmp_path / "copy.db")
        holder.execute("ROLLBACK")
    with opened.trying() as session:
        session.connection().execute(text("INSERT INTO told VALUES ('tried')"))
    assert sentences(opened) == 0


def test_a_server_is_tried_on_and_keeps_its_connections(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "copied_engine", lambda connection: None)
    pool = opened.engine.pool
    with opened.trying() as session:
        session.connection().execute(text("INSERT INTO told VALUES ('tried')"))
    assert opened.engine.pool is pool
    assert sentences(opened) == 0


def test_many_rows_are_stored_as_one_by_one() -> None:
    listed: list[object] = [["a", "b"], {"a": 1}, True, 1, 1.0, "a", None]
    columns: dict[str, list[object]] = {"listed": listed, "pickled": listed, "plain": [repr(one) for one in listed]}
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        KINDS.create(connection)
        assert execute_many(connection, KINDS.insert(), columns, rows=len(listed)) == len(listed)
        for row in zip(*columns.values(), strict=True):
            connection.execute(KINDS.insert(), dict(zip(columns, row, strict=True)))
        stored = connection.exec_driver_sql("SELECT listed, pickled, plain FROM kinds ORDER BY id").all()
    engine.dispose()
    assert stored[: len(listed)] == stored[len(listed) :]
