"""When the app has worked off what a test gave it: asked of the event loop, not guessed from the processor's time."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from time import monotonic
from typing import ParamSpec, TypeVar
from unittest.mock import patch
from weakref import WeakSet

import textual.app
import textual.pilot
from textual._compositor import Compositor
from textual._context import active_app, visible_screen_stack
from textual.app import App
from textual.screen import Screen

Given = ParamSpec("Given")
Made = TypeVar("Made")
_QUIET = 3
"""So many rounds of the loop without anything ready: one may only wake what the next one runs."""


_FRAME = 1 / 120
"""Seconds that Textual gathers changes of size."""


async def worked_off(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the event loop has nothing ready and knows its size; threads and other timers are not waited for."""
    ready: Sized = vars(asyncio.get_running_loop())["_ready"]
    quiet, end = 0, monotonic() + max_sleep
    while quiet < _QUIET and monotonic() < end:
        await asyncio.sleep(0)
        quiet = 0 if ready else quiet + 1
        if quiet == _QUIET and (app := active_app.get(None)) is not None and app._resize_event is not None:
            await asyncio.sleep(_FRAME)
            quiet = 0


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


def _not_yet(
    compositor: Compositor, full: bool = False, screen_stack: list[Screen[object]] | None = None, simplify: bool = False
) -> None:
    """What a terminal would be sent; there is none, so nothing is drawn before somebody looks."""
    visible_screen_stack.set(screen_stack or [])
    compositor._dirty_regions.clear()
    _UNDRAWN.add(compositor)


_UNDRAWN: WeakSet[Compositor] = WeakSet()


def is_drawn(app: App[int]) -> bool:
    """Whether the screens that can be seen show all that changed in them; those below ask the top one to repaint for them."""
    screen = app.screen
    lies_otherwise = screen._layout_required or screen._scroll_required or screen._recompose_required
    looks_otherwise = screen._repaint_required or screen._dirty_widgets or screen._compositor in _UNDRAWN
    below = any(one._layout_required for one in app._background_screens)
    return not (lies_otherwise or looks_otherwise or screen._callbacks or below)


def draw(app: App[int]) -> None:
    """Draw the screens where they changed since: a table asks for its rows when its lines are drawn."""
    for below in app._background_screens:
        if below._layout_required:
            below._on_timer_update()
    app.screen._on_timer_update()
    if app.screen._compositor in _UNDRAWN:
        _UNDRAWN.discard(app.screen._compositor)
        app.screen._compositor.render_strips()


_render_update = Compositor.render_update


@contextmanager
def drawing() -> Iterator[None]:
    """Draw as for a terminal: for tests of what is drawn anew."""
    with patch.object(Compositor, "render_update", _render_update):
        yield


_shutdown = App._shutdown


async def _work_ends_first(app: App[object]) -> None:
    """Quit as a program in a terminal does, which ends its workers before its screens; `run_test` begins with the screens."""
    app.workers.cancel_all()
    await _shutdown(app)


def keep_garbage_collected() -> None:
    """Let nobody call what is there lasting any more: a program does so once, the tests start one after the other."""
    patch.object(gc, "freeze", lambda: None).start()


def install() -> None:
    """Let Textual's pilot wait so; its own watch sleeps at every key, and takes a loaded machine for an idle app."""
    replaced: tuple[tuple[object, str, object], ...] = (
        (Compositor, "render_update", _not_yet),
        (App, "_shutdown", _work_ends_first),
        (asyncio, "to_thread", _counted),
        (textual.app, "wait_for_idle", worked_off),
        (textual.pilot, "wait_for_idle", worked_off),
    )
    for owner, name, ours in replaced:
        setattr(owner, name, ours)
