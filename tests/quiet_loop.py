"""When the app has worked off what a test gave it: asked of the event loop, not guessed from the processor's time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import ParamSpec, TypeVar

import textual.app
import textual.pilot

Given = ParamSpec("Given")
Made = TypeVar("Made")
_QUIET = 3
"""So many rounds of the loop without anything ready: one may only wake what the next one runs."""


async def worked_off(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the event loop has nothing ready; threads and timers are not waited for."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    quiet, end = 0, monotonic() + max_sleep
    while quiet < _QUIET and monotonic() < end:
        await asyncio.sleep(0)
        quiet = 0 if ready else quiet + 1


_threads = 0


def threads_work() -> bool:
    """Whether a thread is at work that the app waits for."""
    return _threads > 0


async def _counted(function: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs) -> Made:
    """`asyncio.to_thread`, counted as long as it runs."""
    global _threads
    _threads += 1
    try:
        return await _to_thread(function, *args, **kwargs)
    finally:
        _threads -= 1


_to_thread = asyncio.to_thread


def install() -> None:
    """Let Textual's pilot wait so: its own watch of the process sleeps several times a key, and takes a loaded machine for an idle app."""
    asyncio.to_thread = _counted
    textual.app.wait_for_idle = worked_off  # type: ignore[attr-defined]
    textual.pilot.wait_for_idle = worked_off  # type: ignore[attr-defined]
