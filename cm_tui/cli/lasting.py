"""What a command leaves behind for good: once that is there, ctrl+c cannot take it back, and nothing may claim otherwise."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

INTERRUPTED = "Interrupted; nothing was stored."


@dataclass
class Lasting:
    """Whether a command works on a workspace, and whether it has done by now what it was asked for."""

    is_begun: bool = False
    what: str = ""
    """What it did, in a word such as `stored`; empty before."""
    thing: str = ""
    """What that is done with."""

    def done(self, what: str = "stored", thing: str = "What was asked for") -> None:
        """What was asked for is there, or is being committed: from now on the command ends, whatever is pressed."""
        self.what, self.thing = what, thing
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    @property
    def unprinted(self) -> str:
        """What to add where the output could not be written; empty where nothing was done."""
        return f" {self.thing} is {self.what} all the same; only the output is missing." if self.what else ""


@contextmanager
def interrupts_as_before() -> Iterator[None]:
    """Listen to ctrl+c afterwards as before, for a process that goes on after a command."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)
