"""The other side of the process that parses: it is fed, listened to, and killed where it takes too long (safety 5)."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cm_tui.model.errors import Cancelled
from cm_tui.services.effort import IsCancelled

_SCRIPT = Path(__file__).with_name("child")
_SECONDS = 20.0
"""Of the clock; the process itself stops after 4 seconds of work, however busy the machine is with something else."""
_LONGEST = 80 * 1024 * 1024
"""Bytes of an answer; the process itself says less."""
_EXHAUSTED = (3, -signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGBUS)
"""How the process ends where its limits end it; 3 is what it says itself."""
_POLL = 0.05
_PIECE = 256 * 1024


class Unanswered(Exception):
    """The process did not say what it was asked."""


class TooMuch(Unanswered):
    """It was killed, because it took too much time or memory."""


def ask(data: bytes, wanted: Sequence[str], cancelled: IsCancelled | None = None) -> bytes:
    """What the process says to a workbook: lines of JSON. Raises Unanswered and Cancelled; nothing of it is left running."""
    request = json.dumps(list(wanted)).encode() + b"\n" + data
    process = subprocess.Popen(
        [sys.executable, "-I", str(_SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        said = _talk(process, request, cancelled)
        if process.wait(_SECONDS) in _EXHAUSTED:
            raise TooMuch
        return said
    except subprocess.TimeoutExpired as error:
        raise TooMuch from error
    finally:
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()


def _talk(process: subprocess.Popen[bytes], request: bytes, cancelled: IsCancelled | None) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    feed, answer = process.stdin.fileno(), process.stdout.fileno()
    left, said, deadline = memoryview(request), bytearray(), time.monotonic() + _SECONDS
    with selectors.DefaultSelector() as ready:
        os.set_blocking(feed, False)
        ready.register(feed, selectors.EVENT_WRITE)
        ready.register(answer, selectors.EVENT_READ)
        while True:
            if cancelled is not None and cancelled():
                raise Cancelled("Cancelled; nothing was read.")
            if time.monotonic() > deadline or len(said) > _LONGEST:
                raise TooMuch
            for key, _ in ready.select(_POLL):
                if key.fd == answer:
                    piece = os.read(answer, _PIECE)
                    if not piece:
                        return bytes(said)
                    said += piece
                else:
                    left = left[_fed(feed, left) :]
                    if not left:
                        ready.unregister(feed)
                        process.stdin.close()


def _fed(feed: int, left: memoryview) -> int:
    """How much of it was taken; all of it by a process that is no longer there."""
    try:
        return os.write(feed, left[:_PIECE])
    except BlockingIOError:
        return 0
    except BrokenPipeError:
        return len(left)
