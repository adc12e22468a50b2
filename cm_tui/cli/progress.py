"""How far long work is, on standard error, while somebody sits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cm_tui.cli.output import is_terminal

_WIDTH = 40


@contextmanager
def progress_line(verb: str = "Copying") -> Iterator[Callable[[int, int], None] | None]:
    """What long work is to report to: a line that is gone at the end; None where nobody looks."""
    stream = sys.stderr
    if stream is None or not is_terminal(stream):
        yield None
        return
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total if total else 100
        if percent != shown:
            shown = percent
            stream.write(f"\r{f'{verb} … {percent} %':<{_WIDTH}}")
            stream.flush()

    try:
        yield show
    finally:
        stream.write(f"\r{' ' * _WIDTH}\r")
        stream.flush()
