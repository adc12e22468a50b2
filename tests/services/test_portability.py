"""Nothing that only SQLite could do: every table can be made by PostgreSQL, every constraint can be found (safety 3)."""

from __future__ import annotations

import pytest
from sqlalchemy import Dialect, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from cm_tui.model.tables.schema import METADATA
from cm_tui.services.storage.dialect import append_only_history, inserting_new

TABLES = METADATA.sorted_tables
POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
SQLITE: Dialect = sqlite.dialect()
LONGEST_NAME = 63
"""Characters of a name that PostgreSQL keeps."""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_can_be_made_by_postgresql(table: Table) -> None:
    statement = str(CreateTable(table).compile(dialect=POSTGRESQL))
    assert f"CREATE TABLE {table.name} " in statement
    assert "STRICT" not in statement
    for index in table.indexes:
        assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=POSTGRESQL))


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_is_strict_on_sqlite(table: Table) -> None:
    statement = str(CreateTable(table).compile(dialect=SQLITE))
    assert statement.rstrip().endswith("STRICT")
    assert "VARCHAR" not in statement


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_constraint_has_a_name_that_fits(table: Table) -> None:
    names = [constraint.name for constraint in table.constraints] + [index.name for index in table.indexes]
    assert all(isinstance(name, str) and 0 < len(name) <= LONGEST_NAME for name in names), names
    assert len(set(names)) == len(names)


def test_names_that_are_indexes_differ_across_tables() -> None:
    unique = [one.name for table in TABLES for one in table.constraints if isinstance(one, UniqueConstraint)]
    names = [*unique, *(index.name for table in TABLES for index in table.indexes)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_both_databases_guard_the_history(dialect: str) -> None:
    statements = [str(one) for one in append_only_history(dialect)]
    for verb in ("UPDATE", "DELETE"):
        assert any(f"BEFORE {verb} ON event" in one for one in statements)


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=lambda one: one.name)
def test_both_databases_leave_out_what_is_there_already(dialect: Dialect) -> None:
    statement = inserting_new(METADATA.tables["note"], dialect).compile(dialect=dialect)
    assert str(statement).endswith("ON CONFLICT DO NOTHING")


def test_every_table_has_its_parents_before_it() -> None:
    seen: set[str] = set()
    for table in TABLES:
        for key in table.foreign_keys:
            assert key.column.table.name in seen | {table.name}
        seen.add(table.name)
