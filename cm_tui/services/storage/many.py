"""Writing many rows with one statement: what SQLAlchemy would do for every row is done once for each column (architecture 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, Dialect, Insert, Update
from sqlalchemy.types import TypeEngine


def execute_many(
    connection: Connection, statement: Insert | Update, columns: Mapping[str, Iterable[object]], *, rows: int
) -> int:
    """Run a statement for many rows, whose values go to the driver in the form that the database stores.

    Args:
        connection: Of a writing unit.
        statement: What is run.
        columns: By parameter of the statement, its value in every row; hashable ones, because few differ within a column.
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


class _Forms(dict[object, object]):
    """What the database stores in place of values; each is asked for once."""

    def __init__(self, form: Callable[[object], object]) -> None:
        self._form = form

    def __missing__(self, value: object) -> object:
        self[value] = form = self._form(value)
        return form


def _stored(kind: TypeEngine[object], dialect: Dialect, values: Iterable[object]) -> Iterable[object]:
    form = kind.dialect_impl(dialect).bind_processor(dialect)
    return values if form is None else map(_Forms(form).__getitem__, values)
