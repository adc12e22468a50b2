"""Writing many rows with one statement: what SQLAlchemy would do for every row is done once for each column (architecture 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from sqlalchemy import Connection, Dialect, Insert, Update
from sqlalchemy.types import TypeEngine


def execute_many(
    connection: Connection, statement: Insert | Update, columns: Mapping[str, Iterable[object]], *, rows: int
) -> int:
    """Run a statement for many rows, whose values go to the driver in the form that the database stores.

    Args:
        connection: Of a writing unit.
        statement: What is run.
        columns: By parameter of the statement, its value in every row, of which few differ within a column.
        rows: How many there are; nothing is run for none. Columns of constants may be longer.

    Returns how many rows it touched.
    """
    if not rows:
        return 0
    dialect = connection.dialect
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    names = compiled.positiontup or list(compiled.binds)
    values = zip(*(_stored(compiled.binds[name].type, dialect, columns[name]) for name in names), strict=False)
    found = list(values) if compiled.positional else [dict(zip(names, row, strict=True)) for row in values]
    done = connection.exec_driver_sql(str(compiled), found, {"preserve_rowcount": True})
    return done.rowcount


def _stored(kind: TypeEngine[object], dialect: Dialect, values: Iterable[object]) -> Iterator[object]:
    """What the database stores in place of values; each is asked for once, but those that nothing can be looked up by."""
    form = kind.dialect_impl(dialect).bind_processor(dialect)
    if form is None:
        yield from values
        return
    form_of = lru_cache(maxsize=None, typed=True)(form) if kind.hashable else form
    for value in values:
        try:
            yield form_of(value)
        except TypeError:
            yield form(value)
