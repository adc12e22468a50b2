"""A flyout that asks for one path and does something with it while it waits; a refusal stands beside the path."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from cm_tui.screens.flyouts.working_flyout import WorkingFlyout
from cm_tui.screens.folders import path_of
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.path_input import PathInput
from cm_tui.widgets.text import show
from cm_tui.widgets.transfer import Transfer

Result = TypeVar("Result")
Found = TypeVar("Found")


class PathFlyout(WorkingFlyout[Result], Generic[Result]):
    """What is asked for, the path, the full path that it means or why it cannot be that one. A subclass acts in `action_save`."""

    DEFAULT_CSS = """
    PathFlyout {
        PathInput, #state { margin-top: 1; }
        &.-short PathInput, &.-short #state { margin-top: 0; }
    }
    """
    MEANS: ClassVar[str] = "It is"
    """How the sentence begins that tells the full path."""

    def __init__(self, title: str, what: str, field: PathInput) -> None:
        """Make the flyout.

        Args:
            title: Its heading.
            what: What is asked for; may come from outside.
            field: Takes the path.
        """
        super().__init__(title)
        self._what = what
        self._field = field
        self._state = Folded(id="state")

    def compose_body(self) -> ComposeResult:
        """What is asked for, the path, and why it cannot be that one."""
        yield Folded(lambda width: hanging(Content(""), Content.styled(show(self._what), MUTED), width))
        yield from (self._field, self._state)

    def compose_foot(self) -> ComposeResult:
        """How far it is."""
        yield self.progress

    def on_mount(self) -> None:
        """Say which path is offered."""
        self.focus_first()
        self.tell_path()

    def focus_first(self) -> None:
        """Give the first keys to the path."""
        self._field.focus_field()

    @property
    def typed(self) -> str:
        """The path as it is typed, without the blanks around it."""
        return self._field.text.strip()

    @on(PathInput.Submitted)
    def _entered(self, event: PathInput.Submitted) -> None:
        if event.paths:
            self._field.text = event.paths[0]
        self.action_save()

    @on(PathInput.Changed)
    def tell_path(self) -> None:
        """Say which path is meant."""
        self.say(f"{self.MEANS} {path_of(self.typed)}." if self.typed else "")

    def refuse(self, reason: str) -> None:
        """Say why it cannot be that path."""
        self.say(f"✗ {reason}", "$text-error")

    def say(self, sentence: str, style: str = MUTED) -> None:
        """Say something below the path; it may hold text from outside."""
        self._state.put(lambda width: hanging(Content(""), Content.styled(show(sentence), style), width))

    async def at_work(
        self, verb: str, path: Path, do: Callable[[Transfer], Found], amount: Callable[[int], str] | None = None
    ) -> Found:
        """Let a thread do something with a path, and show how far it is; esc stops it.

        Raises what it raises, Cancelled where it was stopped.
        """
        transfer = self.begin_work(verb, path.name, amount)
        self.say("")
        try:
            return await asyncio.to_thread(do, transfer)
        finally:
            self.end_work(transfer)
