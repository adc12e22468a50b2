"""A flyout that does one long thing at a time in a thread: how far that is, esc that stops it, nothing else meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from cm_tui.screens.base import Opened
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.key_bar import active_hints
from cm_tui.widgets.transfer import Transfer, TransferLine

Done = TypeVar("Done")


class WorkingFlyout(Opened, Flyout[Done], Generic[Done]):
    """Knows what is at work; a subclass composes `progress`, and ends what it began."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.progress = TransferLine()
        self._transfer: Transfer | None = None

    @property
    def why_busy(self) -> str | None:
        """The reason why nothing else can be done now, or None."""
        return self._transfer.why_busy if self._transfer else None

    def begin_work(self, verb: str, name: str, amount: Callable[[int], str] | None = None) -> Transfer:
        """Be busy from now on, before the next key is handled; `amount` writes how much is done, where that says something."""
        key = next((hint.label for hint in active_hints(self.screen) if hint.id == "flyout.cancel"), "esc")
        transfer = Transfer(verb, [name], key, amount=amount)
        self._follow(transfer)
        return transfer

    def end_work(self, transfer: Transfer) -> None:
        """Be busy no longer."""
        transfer.finished.set()
        self._follow(None)

    def _follow(self, transfer: Transfer | None) -> None:
        self._transfer = transfer
        self.progress.follow(transfer)
        self.refresh_bindings()

    def on_unmount(self) -> None:
        """No thread outlives the flyout."""
        if self._transfer is not None:
            self._transfer.stop()

    def action_cancel(self) -> None:
        """Close the flyout; while it is at work stop that, and stay."""
        if self._transfer is None:
            super().action_cancel()
        else:
            self._transfer.stop()
            self.progress.look()

    async def ready_to_leave(self) -> bool:
        """Whether the program may leave this flyout: not while it is at work, because nobody would know whether it was done."""
        if self.why_busy is not None:
            self.tell(self.why_busy, "warning")
        return self.why_busy is None
