"""Work in the background of something that can be closed while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual import messages


class EndsWorkFirst(MessagePump):
    """Ends its workers when it is about to be taken down.

    Textual ends them only once the widgets inside are gone, which the workers ask for when a thread answers meanwhile.
    """

    async def on_prune(self, event: messages.Prune) -> None:
        """End what still runs."""
        if isinstance(self, DOMNode):
            self.workers.cancel_node(self)
