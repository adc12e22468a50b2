"""Moving bytes with their digest: hashed in a second thread while they are written."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import TypeAlias

from cm_tui.services.effort import CHUNK

Write: TypeAlias = Callable[[memoryview], None]
"""Takes all of a chunk; the bytes are its own only until it returns."""

_BUFFERS = 8
"""Chunks that may wait for their digest while the next ones are written."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many bytes were copied, and their SHA-256 as hexadecimal digits."""

    size: int
    sha256: str


def copy(read: Callable[[bytearray], int], write: Write, expected: int) -> Copied:
    """Copy everything that `read` puts into a buffer to `write`; both raise what they like.

    Args:
        read: Fills a buffer and returns how many bytes it got; 0 at the end.
        write: Takes each chunk, which is hashed meanwhile.
        expected: How many bytes there should be, for the size of the buffers.
    """
    digest, done = hashlib.sha256(), 0
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1, "sha256") as beside:
        for buffer in cycle([bytearray(min(CHUNK, expected + 1)) for _ in range(_BUFFERS)]):
            if len(waiting) == _BUFFERS:
                waiting.popleft().result()
            count = read(buffer)
            if not count:
                break
            chunk = memoryview(buffer)[:count]
            waiting.append(beside.submit(digest.update, chunk))
            write(chunk)
            done += count
    return Copied(done, digest.hexdigest())
