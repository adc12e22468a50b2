"""Keys in the order in which they were typed, each once the one before is worked off.

Textual gives a key to whatever has the focus when it arrives; over a slow line several arrive at once, and `/roles` would
reach the table as five commands. Here a key waits until the one before has passed every queue, and until a screen that
it opens is there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import ModalScreen

ASKING = frozenset({"flyout", "palette", "change", "leave", "step", "store"})
"""Groups of workers that open a question, or that wait for its answer and go on then."""
_LOOK = 0.01
"""Seconds between two looks while typed keys wait for a screen."""
_PATIENCE = 1.5
"""Seconds that a key waits at most; then it is given to what is there."""


class TypeAhead(App[int], inherit_bindings=False):
    """An app that works off one key at a time."""

    class KeyDone(Message):
        """Follows a key through the same queues; where it arrives the key has been worked off."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._typed: deque[events.Key] = deque()
        self._key_at_work = False
        self._since = 0.0

    async def on_event(self, event: events.Event) -> None:
        """Hold a key back while another one is at work; everything else goes its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if not self._key_at_work:
            self._key_at_work = True
            await self._next_key()
        elif len(self._typed) == 1:
            self.set_timer(_PATIENCE, self._lose_patience)

    async def _next_key(self) -> None:
        """Work off the next key, or wait for the screen that it is meant for."""
        self._since = monotonic()
        if not self._typed:
            self._key_at_work = False
        elif self._is_opening():
            self.run_worker(self._wait(), group="keys")
        else:
            await self._work_off()

    async def _wait(self) -> None:
        """Wait for a screen, not for ever; a worker, so that it is seen that something is under way."""
        while self._is_opening() and monotonic() - self._since < _PATIENCE:
            await asyncio.sleep(_LOOK)
        if self._typed:
            await self._work_off()

    async def _work_off(self) -> None:
        self._since = monotonic()
        target = self.focused or self.screen
        await super().on_event(self._typed.popleft())
        if not target.post_message(self.KeyDone()):
            self.call_next(self._next_key)

    async def on_type_ahead_key_done(self) -> None:
        """Go on with the next key."""
        await self._next_key()

    async def _lose_patience(self) -> None:
        """Go on where a key vanished with the widget that it was given to."""
        if self._typed and monotonic() - self._since >= _PATIENCE:
            await self._work_off()
        elif self._typed:
            self.set_timer(_PATIENCE, self._lose_patience)

    def _is_opening(self) -> bool:
        """Whether something that was asked for is still on its way to the screen."""
        if isinstance(self.screen, ModalScreen):
            return not self.screen.is_mounted
        asking = any(worker.group in ASKING and not worker.is_finished for worker in self.workers)
        return asking or not self.screen.is_mounted
