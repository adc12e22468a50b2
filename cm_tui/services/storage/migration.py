"""Bringing an older workspace up to this program's schema: backed up first, then migrated in one transaction."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from cm_tui.model.errors import StorageProblem
from cm_tui.services.storage.dialect import copy_database, sqlite_engine
from cm_tui.services.storage.paths import sync_folder

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Path, before: int, after: int, revision: str) -> Path:
    """Migrate a workspace's database to a revision and return the backup made before, under the same write lock.

    Where another program was faster nothing is left to do. Raises StorageProblem; the database is then as it was.
    """
    backup = database.with_name(f"{database.name}.schema-{before}.backup")
    try:
        engine = sqlite_engine(database)
        try:
            with engine.execution_options(writes=True).connect() as connection:
                if connection.exec_driver_sql("PRAGMA user_version").scalar_one() == before:
                    back_up(database, backup)
                    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                    upgrade(connection, revision)
                    connection.exec_driver_sql(f"PRAGMA user_version={after}")
                    connection.commit()
        finally:
            engine.dispose()
    except (DBAPIError, sqlite3.Error, OSError, UnicodeDecodeError, CommandError) as error:
        raise StorageProblem(f"{database} could not be migrated and is unchanged: {error}.") from error
    return backup


def upgrade(connection: Connection, revision: str) -> None:
    """Run the migrations up to a revision on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def back_up(database: Path, target: Path) -> Path:
    """Copy a database consistently beside itself: written, synced, then renamed. Raises sqlite3.Error and OSError."""
    new = target.with_name(f"{target.name}.new")
    mode = database.stat().st_mode & 0o777
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode))
    os.chmod(new, mode)
    copy_database(database, new)
    with new.open("rb") as file:
        os.fsync(file.fileno())
    os.rename(new, target)
    sync_folder(target.parent)
    return target
