"""Looking something up in a thread, one at a time: what is slow may hold the store, and a thread cannot be broken off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from cm_tui.model.errors import ServiceError

Wanted = TypeVar("Wanted")
Found = TypeVar("Found")


class Lookup(Generic[Wanted, Found]):
    """Looks up the newest of what is wanted, once the one before is done; what was wanted between them never is."""

    def __init__(self, look: Callable[[Wanted], Found], rest: float = 0) -> None:
        """Make a lookup.

        Args:
            look: Looks it up; called in a thread.
            rest: So many seconds nothing newer has to be wanted before anything is looked up.
        """
        self._look, self._rest = look, rest
        self._newest = 0
        self._alone = asyncio.Lock()

    async def found(self, wanted: Wanted) -> Found | None:
        """What was found; None where something newer is wanted by now. Raises ServiceError where looking does."""
        mine = self.forget()
        await asyncio.sleep(self._rest)
        async with self._alone:
            if mine != self._newest:
                return None
            try:
                found = await asyncio.to_thread(self._look, wanted)
            except ServiceError:
                if mine != self._newest:
                    return None
                raise
        return found if mine == self._newest else None

    def forget(self) -> int:
        """Want nothing any more of what was asked for; gives the number of what is asked for next."""
        self._newest += 1
        return self._newest
