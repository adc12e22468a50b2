"""A long copy as it goes on: what is copied, how far it is, and how it is stopped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

from textual.content import Content
from textual.timer import Timer

from cm_tui.model.rules.evidence import shown_size
from cm_tui.widgets.line import Line
from cm_tui.widgets.text import show

_BEAT = 0.2
"""Seconds between two looks at a copy: as often as its line is drawn at most."""


class Transfer:
    """An upload, a download or the like: a thread reports to it and asks whether to go on, the screen looks and may stop it."""

    def __init__(
        self, verb: str, names: Sequence[str], key: str = "esc", amount: Callable[[int], str] | None = shown_size
    ) -> None:
        """Make one.

        Args:
            verb: What is done, as `Uploading`.
            names: The files; may come from outside.
            key: The key that stops it, as people write it.
            amount: How what is done is written: bytes, unless it consists of something else; None where only percent say something.
        """
        self.verb = verb
        self.names = tuple(names)
        self.key = key
        self.amount = amount
        self.finished = asyncio.Event()
        """Set once the thread has come to its end."""
        self._at: tuple[int, int] | None = None
        self._stopping = threading.Event()

    def report(self, done: int, total: int) -> None:
        """Take note of how much is done and of how much there is; called in the thread that does it."""
        self._at = (done, total)

    @property
    def at(self) -> tuple[int, int] | None:
        """How much is done and how much there is, in bytes as a rule; None before the first report."""
        return self._at

    @property
    def why_busy(self) -> str:
        """The reason why nothing else can begin meanwhile."""
        return f"{self.verb} goes on; wait for it, or stop it with {self.key}."

    def stop(self) -> None:
        """Ask the thread to stop."""
        self._stopping.set()

    def is_stopping(self) -> bool:
        """Whether it was asked to stop; the thread asks it again and again."""
        return self._stopping.is_set()


class TransferLine(Line):
    """Shows how far a copy is, five times a second at most; a copy that is done before the first look is never seen."""

    DEFAULT_CSS = """
    TransferLine { display: none; background: $panel; color: $text; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._transfer: Transfer | None = None
        self._beat: Timer | None = None

    def follow(self, transfer: Transfer | None) -> None:
        """Show a copy from now on, or none any longer."""
        self._transfer = transfer
        if self._beat is not None:
            self._beat.stop()
            self._beat = None
        if transfer is None:
            self.display = False
        else:
            self._beat = self.set_interval(_BEAT, self.look)

    def look(self) -> None:
        """Draw how far the copy is."""
        if self._transfer is not None:
            self.put(*transfer_parts(self._transfer))
            self.display = True


def transfer_parts(transfer: Transfer) -> tuple[list[Content], list[Content]]:
    """What is said of a copy: what is copied at the left, how far it is and how to stop it at the right."""
    first, *others = (*transfer.names, "")
    name = f"{show(first)} and {len(others) - 1} more" if len(others) > 1 else show(first)
    if transfer.is_stopping():
        return [Content(f"Stopping: {name}")], [Content("")]
    done, total = transfer.at or (0, 0)
    percent = f"{100 * done // total} %" if total else "…"
    stop = Content.assemble((transfer.key, "bold $text-accent"), " Stop")
    gap = Content("  ")
    short = gap.join([Content(percent), stop])
    amount = transfer.amount
    sizes = [Content(f"{amount(done)} of {amount(total)}")] if amount is not None and total else []
    return [Content(f"{transfer.verb} {name}")], [gap.join([*sizes, short]), short]
