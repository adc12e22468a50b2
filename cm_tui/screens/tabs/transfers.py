"""What a tab needs for long copies: their line, the key that stops one, and the question before the page is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical

from cm_tui.model.errors import Cancelled, ServiceError
from cm_tui.screens.base import Opened
from cm_tui.screens.dialogs.evidence import StopTransferDialog
from cm_tui.screens.tabs.tab import ActionTab
from cm_tui.widgets.key_bar import active_hints
from cm_tui.widgets.transfer import Transfer, TransferLine

STOP = "transfer.stop"
"""The id of the binding that stops a copy."""
T = TypeVar("T")


class TransferringTab(Opened, Vertical, ActionTab):
    """A tab with one copy under way at most; the thread that copies ends with the copy, with the tab and with the app."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", id=STOP, tooltip="Stop the copy; nothing of it stays"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.progress = TransferLine()
        self._transfer: Transfer | None = None

    @property
    def why_busy(self) -> str | None:
        """The reason why no other copy can begin now, or None."""
        return self._transfer.why_busy if self._transfer else None

    async def transfer(self, transfer: Transfer, copy: Callable[[], T]) -> T | str | None:
        """Let a thread copy something, and show how far it is.

        Returns what the copy gave, the sentence of the ServiceError that refused it, or None where it was stopped.
        """
        self._show_transfer(transfer)
        try:
            return await asyncio.to_thread(copy)
        except Cancelled as stopped:
            self.tell(str(stopped))
            return None
        except ServiceError as error:
            return str(error)
        finally:
            transfer.stop()
            transfer.finished.set()
            if self.is_attached:
                self._show_transfer(None)

    def _show_transfer(self, transfer: Transfer | None) -> None:
        self._transfer = transfer
        if transfer is not None:
            transfer.key = next((hint.label for hint in active_hints(self.screen) if hint.id == STOP), transfer.key)
        self.progress.follow(transfer)
        self.screen.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key that stops is there only while there is something to stop; else it goes back a level."""
        return self._transfer is not None if action == "stop" else True

    def action_stop(self) -> None:
        """Stop the copy."""
        if self._transfer is not None:
            self._transfer.stop()
            self.progress.look()

    async def ready_to_leave(self) -> bool:
        """Whether the page may be left; while a copy is under way it asks, and leaves once the thread has ended."""
        transfer = self._transfer
        if transfer is None:
            return True
        if not await self.app.push_screen_wait(StopTransferDialog(transfer)):
            return False
        transfer.stop()
        await transfer.finished.wait()
        return True
