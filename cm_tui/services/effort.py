"""Work that takes a while: whoever asked for it is told how far it is, and can break it off."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from cm_tui.model.errors import Cancelled

T = TypeVar("T")

Progress: TypeAlias = Callable[[int, int], None]
"""Told how much is done, and how much there is in all."""
IsCancelled: TypeAlias = Callable[[], bool]
"""Asked after every step; True ends the work, and nothing of it stays."""
CHUNK = 1024 * 1024
"""Bytes that are read at a time."""
_ITEMS = 32
_MANY = 50_000
"""So many new objects at once are worth no collection."""


def ask(is_cancelled: IsCancelled | None) -> None:
    """Raise Cancelled where that was asked for."""
    if is_cancelled is not None and is_cancelled():
        raise Cancelled("Cancelled; nothing was stored.")


@dataclass
class Effort:
    """How far a work is, in bytes or in whatever it consists of."""

    total: int
    progress: Progress | None = None
    is_cancelled: IsCancelled | None = None
    done: int = 0

    def step(self, count: int) -> None:
        """So much more is done. Raises Cancelled where that was asked for."""
        ask(self.is_cancelled)
        self.done += count
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)

    def finish(self) -> None:
        """Everything is done. Raises Cancelled where that was asked for at the last moment."""
        self.step(max(0, self.total - self.done))

    def walk(self, items: Iterable[T]) -> Iterator[T]:
        """Things to work on, a step each; every few dozen it is told and asked whether to go on. Raises Cancelled."""
        count = 0
        self.step(0)
        for one in items:
            yield one
            count += 1
            if count == _ITEMS:
                self.step(count)
                count = 0
        self.step(count)


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Work on many records, of which hardly any is garbage: a collection walks through all of them and holds every thread.

    Where many stay, the collections to come leave them out: they go when nobody refers to them any more. A screen is always
    referred to, by what is in it, so one that shows them has to let go of them when it is closed.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > _MANY:
                gc.freeze()
            gc.enable()
