"""Children that are forked, do some work and are killed in the middle of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from cm_tui.bootstrap import open_services
from cm_tui.services.services import Services


def forked(work: Callable[[], object]) -> int:
    """Do some work in a child, which never returns into the tests. Returns its process; `was_killed` waits for it."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return process


def was_killed(process: int) -> bool:
    """Wait for a child: whether it was killed before it was done. An error of its own fails the test."""
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in (0, -signal.SIGKILL), "the child met an error of its own"
    return code != 0


def killed_before_statement(fatal: int, work: Callable[[], object]) -> bool:
    """Work in a child that kills itself before its `fatal`-th statement or commit. Returns whether it got that far."""

    def counted() -> None:
        _die_before(fatal)
        work()

    return was_killed(forked(counted))


def killed_in_workspace(workspace: Path, fatal: int, work: Callable[[Services], object]) -> bool:
    """The same with a workspace that is open before statements are counted."""

    def counted() -> None:
        services = open_services(workspace)
        _die_before(fatal)
        work(services)

    return was_killed(forked(counted))


def _die_before(fatal: int) -> None:
    made = count(1)

    def die(*_: object) -> None:
        if next(made) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", die)
    event.listen(Engine, "commit", die)
