"""Keeps what is not saved beyond the end of the program, and asks at the next start what is to happen with it (safety 1.10)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from cm_tui.kept_drafts import KeptDraft, LeftBehind, OwnDrafts, find_left_behind
from cm_tui.model.drafts import Unsaved
from cm_tui.model.errors import ServiceError
from cm_tui.screens.base import Shell
from cm_tui.screens.dialogs.kept_draft import KeptAnswer, KeptDraftDialog
from cm_tui.widgets.text import show

if TYPE_CHECKING:
    from cm_tui.services.services import Services


@runtime_checkable
class Holding(Protocol):
    """A screen on which something can be typed that is not saved yet."""

    def unsaved(self) -> Unsaved | None:
        """What would be lost with the program, if anything."""


Open = Callable[[str, Unsaved], None]
"""Opens the details page of an action with what was not saved."""


class DraftKeeper:
    """Writes what the screens hold, in a thread, shortly after it changed; at once when the program ends."""

    SOON = 0.8
    """Seconds after a change until it is written; what is typed meanwhile goes along."""

    def __init__(self, app: Shell, services: Services, folder: Path) -> None:
        """Begin.

        Args:
            app: The app whose screens hold what is not saved.
            services: Whose workspace it is, and who types.
            folder: The directory of the drafts of all programs.
        """
        self._app, self._services, self._folder = app, services, folder
        self._workspace = str(Path(services.workspace.path).resolve())
        self._own = OwnDrafts(folder)
        self._turn = 0
        self._is_due = False
        self._complained = False

    # Keeping

    def keep_soon(self) -> None:
        """Write what is not saved a moment from now."""
        if not self._is_due:
            self._is_due = True
            self._app.set_timer(self.SOON, self._keep)

    def _keep(self) -> None:
        self._is_due = False
        self._app.run_worker(self._write(), group="drafts")

    async def _write(self) -> None:
        drafts, turn = self._unsaved(), self._next_turn()
        try:
            await asyncio.to_thread(self._own.keep, drafts, turn)
        except OSError as error:
            self._complain(error)

    def end(self) -> None:
        """Write what is not saved before the program ends, and leave it to the next start."""
        try:
            self._own.keep(self._unsaved(), self._next_turn())
        except OSError as error:
            self._complain(error)
        self._own.let_go()

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            sentence = (
                f"Unsaved changes cannot be kept for the next start ({error.strerror}); save them before you leave."
            )
            self._app.notify(show(sentence), severity="warning", markup=False)

    def _next_turn(self) -> int:
        self._turn += 1
        return self._turn

    def _unsaved(self) -> list[KeptDraft]:
        """What the screens hold; of the same action what lies on top."""
        held = [screen.unsaved() for screen in self._app.screen_stack if isinstance(screen, Holding)]
        last = {one.draft.action: one for one in held if one is not None}
        services = self._services
        return [
            KeptDraft(self._workspace, services.person.email, one.name, one.draft, services.clock())
            for one in last.values()
            if one.draft
        ]

    # At the next start

    async def offer(self, open_action: Open) -> None:
        """Ask, for each draft of this person that was left behind, what is to happen with it. Needs a worker."""
        whose = (self._folder, self._workspace, self._services.person.email)
        left = await asyncio.to_thread(find_left_behind, *whose)
        try:
            for kept in left.drafts:
                if await self._settle(left, kept, open_action):
                    return
        finally:
            left.let_go()

    async def _settle(self, left: LeftBehind, kept: KeptDraft, open_action: Open) -> bool:
        """Ask about one draft; whether it is gone on with. It is kept as this program's own before it is forgotten."""
        reason = await asyncio.to_thread(self._why_not, kept)
        answer = await self._app.push_screen_wait(KeptDraftDialog(kept, reason))
        if answer is KeptAnswer.LATER:
            return False
        if answer is KeptAnswer.CONTINUE:
            open_action(kept.draft.action, Unsaved(kept.name, kept.draft))
            await self._write()
        await asyncio.to_thread(left.forget, kept)
        return answer is KeptAnswer.CONTINUE

    def _why_not(self, kept: KeptDraft) -> str | None:
        """The reason why an action cannot be opened."""
        try:
            self._services.actions.details(kept.draft.action)
        except ServiceError as error:
            return str(error)
        return None
