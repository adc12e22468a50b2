"""The flyout that reads a piece of evidence: its facts, and the content of a text."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.evidence import EvidenceText, EvidenceView
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.screens.base import Opened
from cm_tui.screens.links import open_link
from cm_tui.widgets.evidence_lines import fact_lines, text_lines
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.lines_view import LinesView


class EvidenceFlyout(Opened, Flyout[None], inherit_bindings=False):
    """Reads one piece of evidence; nothing can be changed."""

    DEFAULT_CSS = """
    EvidenceFlyout {
        #flyout-panel { width: 90; }
        &.-full #flyout-panel { width: 100%; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("viewer.close", "viewer.copy", "viewer.down", "viewer.up", "viewer.page_down")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "cancel", "Close", id="viewer.close", tooltip="Go back to the list of evidence"),
        Binding(
            "c,l",
            "copy",
            "Copy",
            id="viewer.copy",
            tooltip="Copy the address of a link, and open it where a browser exists; of a document copy its SHA-256",
        ),
        Binding("down,j", "scroll(1)", "Down", id="viewer.down", tooltip="Scroll one line down"),
        Binding("up,k", "scroll(-1)", "Up", id="viewer.up", tooltip="Scroll one line up"),
        Binding(
            "pagedown,ctrl+d,space", "scroll(15)", "Page down", id="viewer.page_down", tooltip="Scroll a page down"
        ),
        Binding("pageup,ctrl+u", "scroll(-15)", "Page up", id="viewer.page_up", tooltip="Scroll a page up"),
        Binding("home,g", "scroll(-1000000)", "Beginning", id="viewer.home", tooltip="Scroll to the beginning"),
        Binding("end,G", "scroll(1000000)", "End", id="viewer.end", tooltip="Scroll to the end"),
    ]

    def __init__(self, one: EvidenceView, action_name: str, today: date) -> None:
        """Make the flyout of a piece of evidence of an action."""
        super().__init__(one.name)
        self._one, self._action, self._today = one, f"{one.action} {action_name}", today
        self._text: EvidenceText | None = None
        self._view = LinesView(self._fold)

    def compose_body(self) -> ComposeResult:
        """The facts, and the text below them."""
        yield self._view

    def on_mount(self) -> None:
        """Read the content, if there is any to show."""
        if self._one.kind is EvidenceKind.DOCUMENT:
            self._read()

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        with self.notices():
            self._text = await asyncio.to_thread(self.services.evidence.text, self._one.id)
        self._view.put(self._fold)

    def _fold(self, width: int) -> list[Content]:
        lines = fact_lines(self._one, self._action, self._today, width)
        return lines if self._text is None else [*lines, Content(""), *text_lines(self._text, width)]

    def action_scroll(self, lines: int) -> None:
        """Scroll the text by some lines."""
        self._view.scroll_relative(y=lines, animate=False)

    @work(exclusive=True, group="link")
    async def action_copy(self) -> None:
        """Copy the address of a link, and open it where a browser exists; of a document copy the digest of its bytes."""
        one = self._one
        if one.url is not None:
            self.app.copy_to_clipboard(one.url)
            opened = await asyncio.to_thread(open_link, one.url)
            self.tell(f"{'Copied and opened' if opened else 'Copied'}: {one.url}")
        elif one.sha256 is not None:
            self.app.copy_to_clipboard(one.sha256)
            self.tell("Copied the SHA-256.")
