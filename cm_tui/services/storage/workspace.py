"""Creating and opening a workspace: only our own, whole, known files are opened (safety 3)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table
from sqlalchemy.schema import CreateTable
from sqlmodel import Session

from cm_tui.model.errors import StorageProblem
from cm_tui.services.storage.dialect import append_only_history, immutable_definitions, sqlite_engine
from cm_tui.services.storage.examine import APPLICATION_ID, SCHEMA, examine
from cm_tui.services.storage.paths import DATABASE, EVIDENCE, PRIVATE, Modes, make_folder, sync_folder
from cm_tui.services.storage.store import Store

REVISIONS = {1: "0001", 2: "0002", 3: "0003", 4: "0004", 5: "0005", 6: "0006", 7: "0007"}
"""The migration that leads to each schema."""

_VERSION_TABLE = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""As Alembic makes it, so that a new workspace and a migrated one are the same."""
_UNFINISHED = ".workspace.db.new-"
"""The beginning of the name of a database that is being made; the process number follows."""


def create(path: Path, fill: Callable[[Session], None], modes: Modes = PRIVATE) -> None:
    """Make a workspace in a new or empty directory; `fill` writes its first content in the same transaction.

    The database is written beside and renamed when it is complete. Raises StorageProblem; nothing is left behind then.
    """
    made: list[Path] = []
    try:
        made = _missing_folders(path)
        refuse_occupied(path)
        make_folder(path, modes)
        _write_workspace(path, fill, modes)
    except OSError as error:
        raise StorageProblem(f"The workspace {path} could not be created: {error.strerror}.") from error
    finally:
        if made and not (path / DATABASE).exists():
            _remove_folders(path, made)


def open_store(path: Path) -> Store:
    """The store of an existing workspace, migrated first where it is older.

    Raises StorageProblem for a workspace that is missing, foreign, damaged, read-only or newer; it is not touched then.
    """
    database = path / DATABASE
    version = examine(path, SCHEMA)
    if version < SCHEMA:
        from cm_tui.services.storage.migration import migrate

        migrate(database, version, SCHEMA, REVISIONS[SCHEMA])
    return Store(sqlite_engine(database), str(database))


def create_schema(store: Store, session: Session) -> None:
    """Write every table, the guards of history and definitions, and the schema's number."""
    from cm_tui.model.tables.schema import METADATA

    connection = session.connection()
    METADATA.create_all(connection, checkfirst=False)
    dialect = store.engine.dialect.name
    for statement in (*append_only_history(dialect), *immutable_definitions(dialect)):
        connection.execute(statement)
    connection.execute(CreateTable(_VERSION_TABLE))
    connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{REVISIONS[SCHEMA]}')")
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")


def _write_workspace(path: Path, fill: Callable[[Session], None], modes: Modes) -> None:
    new = path / f"{_UNFINISHED}{os.getpid()}"
    try:
        _remove(new)
        _write_database(new, fill, modes)
        make_folder(path / EVIDENCE, modes)
        _put_in_place(new, path / DATABASE)
        _remove_leftovers(path)
        sync_folder(path)
    finally:
        _remove(new)


def _write_database(new: Path, fill: Callable[[Session], None], modes: Modes) -> None:
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, modes.file))
    os.chmod(new, modes.file)
    store = Store(sqlite_engine(new))
    try:
        with store.writing() as session:
            create_schema(store, session)
            fill(session)
    finally:
        store.close()


def _missing_folders(path: Path) -> list[Path]:
    """The folders that have to be made for a path, innermost first."""
    return [folder for folder in (path, *path.absolute().parents) if not folder.exists()]


def _remove_folders(path: Path, made: list[Path]) -> None:
    """Remove a workspace that was not finished, and the folders made for it as far as nobody else uses them."""
    shutil.rmtree(path, ignore_errors=True)
    for folder in made[1:]:
        with suppress(OSError):
            folder.rmdir()


def refuse_occupied(path: Path) -> None:
    """Refuse a place for a new workspace where something lies already. Raises StorageProblem."""
    if not path.exists():
        return
    if not path.is_dir():
        raise StorageProblem(f"{path} is not a directory; choose another place with --workspace DIR.")
    names = {entry.name for entry in path.iterdir() if not entry.name.startswith(_UNFINISHED)} - {EVIDENCE}
    if DATABASE in names:
        raise StorageProblem(
            f"{path} already holds a workspace; open it, or choose another place with --workspace DIR."
        )
    if names:
        raise StorageProblem(f"{path} is not empty; choose a new directory with --workspace DIR.")


def _put_in_place(new: Path, database: Path) -> None:
    """Give the finished database its name, unless another program was faster."""
    try:
        os.link(new, database)
    except FileExistsError as error:
        place = database.parent
        raise StorageProblem(f"{place} got a workspace from another program in this moment; open that one.") from error
    except OSError:
        os.rename(new, database)


def _remove_leftovers(path: Path) -> None:
    """Remove what killed creations left behind; one that still runs keeps its file."""
    for leftover in path.glob(f"{_UNFINISHED}*"):
        number = leftover.name.removeprefix(_UNFINISHED).removesuffix("-journal")
        if not (number.isdigit() and Path(f"/proc/{number}").exists()):
            leftover.unlink(missing_ok=True)


def _remove(new: Path) -> None:
    for name in (new, new.with_name(f"{new.name}-journal")):
        name.unlink(missing_ok=True)
