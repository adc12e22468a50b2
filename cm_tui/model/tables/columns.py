"""How values are stored: STRICT tables on SQLite, enumerations by value with a CHECK, ASCII JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Enum, Float, MetaData, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

STRICT: dict[str, bool] = {"sqlite_strict": True}
"""Table arguments of every table."""

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """The base of all tables: every constraint has a name, so that migrations can find it."""

    model_config = SQLModelConfig(defer_build=True)
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def choice(kind: type[StrEnum], *, checked: bool = True) -> Enum:
    """A column type that stores a member's value and refuses anything else, in Python and, if `checked`, in the database.

    SQLite cannot add a check to a table that exists.
    """
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        validate_strings=True,
        create_constraint=checked,
        name=kind.__name__.lower(),
        length=40,
    )


@compiles(String, "sqlite")
@compiles(Date, "sqlite")
@compiles(DateTime, "sqlite")
@compiles(Enum, "sqlite")
@compiles(JSON, "sqlite")
def _as_text(element: TypeEngine[object], compiler: SQLCompiler, **options: object) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def _as_integer(element: TypeEngine[object], compiler: SQLCompiler, **options: object) -> str:
    return "INTEGER"


@compiles(Float, "sqlite")
def _as_real(element: TypeEngine[object], compiler: SQLCompiler, **options: object) -> str:
    return "REAL"
