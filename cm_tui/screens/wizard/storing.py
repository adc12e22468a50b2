"""How a wizard stores in the end: in a thread, it cannot be left meanwhile, and what fails can be tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar, Generic

from textual import work
from textual.app import ComposeResult
from textual.content import Content

from cm_tui.model.errors import ServiceError
from cm_tui.screens.base import Opened
from cm_tui.screens.wizard.step import FailureLine
from cm_tui.widgets.flyout import Flyout, Result
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

Job = Callable[[], Result]
"""Stores what was chosen, in a thread; raises ServiceError."""


class Storing(Opened, Flyout[Result], Generic[Result], inherit_bindings=False):
    """A panel that stores once; below its body it says what goes on, or why nothing was stored."""

    WORKING: ClassVar[str] = "Creating…"
    """Said while it is at work."""
    WAIT: ClassVar[str] = "It is being created; wait for it."
    """Said of keys that would leave meanwhile."""
    FAILED: ClassVar[str] = "Nothing was created; enter tries again, esc goes back."
    """Said behind the reason why storing failed."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._state = Folded(id="storing")
        self._failure = FailureLine()
        self._storing = False

    def compose_foot(self) -> ComposeResult:
        """That something is being stored, or why it could not be."""
        yield self._state
        yield self._failure

    @property
    def is_storing(self) -> bool:
        """Whether something is being stored; the panel cannot be left then."""
        return self._storing

    def job(self) -> Job[Result] | None:
        """What storing does, from what is chosen now; None while that cannot be told yet."""
        raise NotImplementedError

    def begin_to_store(self) -> None:
        """Store what is chosen now, if that can be told."""
        if (job := self.job()) is not None:
            self._storing = True
            self._store(job)

    @work(group="store")
    async def _store(self, job: Job[Result]) -> None:
        """Store, and close; where that fails say why, and offer to try again."""
        self.forget_failure()
        self.say(self.WORKING)
        try:
            stored = await asyncio.to_thread(job)
        except ServiceError as refused:
            self.refused(refused)
        else:
            self.dismiss(stored)
        finally:
            self._storing = False
            self.say("")

    def say(self, sentence: str) -> None:
        """Show what goes on; nothing for an empty sentence."""
        said = Content.styled(show(sentence), MUTED)
        self._state.put(lambda width: hanging(Content(""), said, width) if sentence else ())

    def refused(self, error: ServiceError) -> None:
        """Say why storing failed, and offer to try again."""
        said = Content(show(f"{error} {self.FAILED}"))
        lead = Content.styled("✗ ", "$text-error")
        self._failure.put(lambda width: hanging(lead, said, width))
        self._failure.add_class("-failed")
        self.set_focus(self._failure)

    def forget_failure(self) -> None:
        """Say no longer why storing failed."""
        self._failure.remove_class("-failed")
