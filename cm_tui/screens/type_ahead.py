"""Keys in the order in which they were typed, each once the one before is worked off.

Textual gives a key to whatever has the focus when it arrives; over a slow line several arrive at once, and `/roles` would
reach the table as five commands. Here a key waits until the one before has passed every queue, and until a screen that
it opens is there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from time import monotonic

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import ModalScreen

ASKING = frozenset({"flyout", "palette", "change", "leave", "step", "store"})
"""Groups of workers that open a question, or that wait for its answer and go on then."""
FILLING = frozenset({"open", "list", "load"})
"""Groups of workers that bring what a key is meant for; a letter of a search does not wait for them."""
_LOOK = 0.01
"""Seconds between two looks while typed keys wait for a screen."""
_PATIENCE = 1.5
"""Seconds that a key waits at most; then it is given to what is there."""


class TypeAhead(App[int], inherit_bindings=False):
    """An app that works off one key at a time."""

    @dataclass
    class KeyDone(Message):
        """Follows a key through the same queues; where it arrives the key has been worked off.

        It goes twice: the second time behind the messages that the key's action has put into those queues.
        """

        key: events.Key
        again: bool

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._typed: deque[events.Key] = deque()
        self._target: DOMNode | None = None
        """What the key at work was given to; None while no key is at work."""
        self._at_work: events.Key | None = None
        self._since = 0.0
        """When the next key became the next."""

    @property
    def is_typing(self) -> bool:
        """Whether keys wait that were typed ahead."""
        return bool(self._typed)

    async def on_event(self, event: events.Event) -> None:
        """Put a key behind those that were typed before; everything else goes its way."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if len(self._typed) == 1:
            self._since = monotonic()
        await self._next_key()
        if len(self._typed) == 1:
            self.run_worker(self._look_again(), group="keys", exclusive=True)

    async def _next_key(self) -> None:
        """Give the next key away if nothing stands before it."""
        if self._typed and (self._is_free() or monotonic() - self._since > _PATIENCE):
            self._since = monotonic()
            self._target = self.focused or self.screen
            self._at_work = self._typed.popleft()
            await super().on_event(self._at_work)
            self._follow(self.KeyDone(self._at_work, again=True))

    def _follow(self, done: KeyDone) -> None:
        if self._target is not None and not self._target.post_message(done):
            self._target = None

    async def on_type_ahead_key_done(self, event: KeyDone) -> None:
        """Go on with the next key."""
        if event.key is not self._at_work:
            return
        if event.again:
            self._follow(self.KeyDone(event.key, again=False))
        else:
            self._target = None
        await self._next_key()

    async def _look_again(self) -> None:
        """While keys wait, see whether the screen that they are meant for is there; a worker, so that this is known."""
        while self._typed:
            await asyncio.sleep(_LOOK)
            self.call_next(self._next_key)

    def _is_free(self) -> bool:
        """Whether the last key is worked off, and what it opened is there; a key vanishes with the screen it closes."""
        target = self._target
        at_work = target is not None and target.is_attached and target.screen is self.screen
        return not at_work and not self._is_opening()

    def _is_opening(self) -> bool:
        """Whether something that was asked for is still on its way to the screen."""
        focused = self.focused
        if not self.screen.is_mounted or (focused is not None and not focused.region.area):
            return True
        if isinstance(self.screen, ModalScreen):
            return False
        writing = focused is not None and focused.check_consume_key("a", "a")
        groups = ASKING if writing else ASKING | FILLING
        return any(worker.group in groups and not worker.is_finished for worker in self.workers)
