"""Questions about evidence: whether it is deleted, whether a file is overwritten, whether a copy is stopped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.evidence import EvidenceView
from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.text import show
from cm_tui.widgets.transfer import Transfer


class _Question(Dialog[bool]):
    """A question that is answered by yes or no."""

    def action_answer(self, yes: bool) -> None:
        """Give an answer."""
        self.dismiss(yes)


class DeleteEvidenceDialog(_Question):
    """Whether a piece of evidence is deleted."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("delete.yes", "delete.no")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,y", "answer(True)", "Delete", id="delete.yes", tooltip="Delete this evidence for good"),
        Binding("escape,q,n,enter", "answer(False)", "Keep", id="delete.no", tooltip="Delete nothing"),
    ]

    def __init__(self, one: EvidenceView, action_name: str) -> None:
        """Make the question about a piece of evidence of an action."""
        text = (
            f"It no longer proves {one.action} {action_name}.",
            "The history keeps that it was there and who deleted it; what was in it cannot be brought back.",
        )
        super().__init__(f"Delete {one.name}?", lambda width: _sentences(text, width))


class OverwriteDialog(_Question):
    """Whether a download takes the place of a file that exists."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("overwrite.yes", "overwrite.no")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,y", "answer(True)", "Overwrite", id="overwrite.yes", tooltip="Put the download in its place"),
        Binding("escape,q,n,enter", "answer(False)", "Keep the file", id="overwrite.no", tooltip="Choose another name"),
    ]

    def __init__(self, target: Path) -> None:
        """Make the question about a file."""
        text = (f"{target.name} exists already in {target.parent}.",)
        super().__init__("Overwrite the file?", lambda width: _sentences(text, width))


class StopTransferDialog(_Question):
    """Whether a copy that is under way is stopped, so that the page can be left."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("stop.yes", "stop.no")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,y", "answer(True)", "Stop and leave", id="stop.yes", tooltip="Stop the copy; nothing of it stays"),
        Binding("escape,q,n,enter", "answer(False)", "Stay", id="stop.no", tooltip="Stay here, and let it go on"),
    ]

    def __init__(self, transfer: Transfer) -> None:
        """Make the question about a copy."""
        text = (f"{transfer.verb}: {', '.join(transfer.names)}", "If it is stopped, nothing of it is stored.")
        super().__init__("A copy is under way.", lambda width: _sentences(text, width))


def _sentences(sentences: Sequence[str], width: int) -> list[Content]:
    return [line for one in sentences for line in hanging(Content(""), Content(show(one)), width)]
