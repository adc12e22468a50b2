"""Queries that can be told to stop."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlmodel import Session

_STEPS = 2000
"""Instructions of SQLite's machine between two looks at the question."""


@contextmanager
def interruptible(session: Session, interrupted: Callable[[], bool] | None) -> Iterator[None]:
    """While inside, a statement of the session is broken off once `interrupted` says so (a StorageProblem then).

    Only SQLite is asked; on a server the statement runs to its end.
    """
    raw = session.connection().connection.dbapi_connection
    if interrupted is None or not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.set_progress_handler(lambda: int(interrupted()), _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)
