"""The section Improvement actions: the frame that is painted first, and the list that follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content

from cm_tui.screens.section import SectionScreen
from cm_tui.widgets.header import Header
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.line import Line
from cm_tui.widgets.sections import SectionLine

if TYPE_CHECKING:
    from cm_tui.model.drafts import Unsaved
    from cm_tui.screens.actions_list import ActionsList


class ImprovementActionsScreen(SectionScreen):
    """Header, sections and keys around the list.

    The list is imported and mounted only after the first frame: it is most of the work of starting.
    """

    SECTION = "improvement-actions"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "search.leave",
        "table.open",
        "list.search",
        "list.filters",
        "list.clear",
        "list.sort",
        "list.accept_all",
        "table.mark",
        "list.assign",
        "list.export",
        "list.update_actions",
        "list.undo",
        "list.implementation_status",
        "list.ready",
        "list.columns",
        "list.pane",
        "app.palette",
    )

    actions: ActionsList | None = None
    """The list; None while only the frame is there."""

    def compose(self) -> ComposeResult:
        """The frame."""
        yield Header()
        yield SectionLine(self.SECTION)
        yield Line(id="opening")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say why there is nothing yet."""
        self.query_one("#opening", Line).put([Content("Opening the workspace …")])

    async def furnish(self) -> None:
        """Put the list into the frame, once the workspace is open, and wait until it shows its first rows or why there are none."""
        from cm_tui.screens.actions_list import ActionsList

        self.introduce()
        self.actions = ActionsList()
        await self.query_one("#opening").remove()
        await self.mount(self.actions, before=self.query_one(KeyBar))
        await self.actions.answered.wait()

    def refill(self) -> None:
        """Show everything as another person sees it."""
        self.introduce()
        if self.actions is not None:
            self.actions.fill()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What the list says of its keys."""
        return self.actions.why_key_cannot_act(binding_id) if self.actions is not None else None

    def count_of_key(self, binding_id: str) -> int | None:
        """What the list says of its keys."""
        return self.actions.count_of_key(binding_id) if self.actions is not None else None

    def open_action(self, action_id: str, begun: Unsaved | None = None) -> None:
        """Push the details page of an action, with what was not saved last time where there is something."""
        if self.actions is not None:
            self.actions.open_action(action_id, begun)

    def keep_memory(self) -> None:
        """Keep how the list stands before the app ends."""
        if self.actions is not None:
            self.actions.keep_memory()

    def action_refresh_all(self) -> None:
        """Apply the filter anew, and count again."""
        if self.actions is not None:
            self.actions.load(score=True)

    def on_list_loading_score_wanted(self) -> None:
        """Show the score anew, and after it what others changed: both can wait until the rows are there."""
        self.load_score()
        if self.actions is not None:
            self.actions.announce_news()
