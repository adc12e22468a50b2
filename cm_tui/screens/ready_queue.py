"""The queue of what is ready for assessment: who sent it, what proves it, and a verdict with one key (issue 4, item 8)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from cm_tui.model.views.assessing import ReadyAction
from cm_tui.model.vocabulary import TestStatus
from cm_tui.screens.base import asks
from cm_tui.screens.judging import Judging
from cm_tui.screens.undoing import NOTHING, take_back
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.line import Line
from cm_tui.widgets.page_head import PageTitle
from cm_tui.widgets.ready_columns import ready_columns, ready_counts
from cm_tui.widgets.table import UnmarkedTable

WIDE = 120
"""Columns from which on the names have more room."""
PAGE = 200
"""Rows of a page of the table."""
NOTHING_READY = "Nothing is ready for assessment: whatever is implemented has its verdict, and nothing was sent."


class ReadyTable(UnmarkedTable[ReadyAction]):
    """The actions of the queue."""


class ReadyQueueScreen(Judging):
    """Lists what waits for a verdict, what was sent to whoever looks first."""

    CSS_PATH = "../styles/ready_queue.tcss"
    AUTO_FOCUS = "ReadyTable"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "verdict.passed",
        "verdict.failed_low",
        "verdict.failed_medium",
        "verdict.failed_high",
        "table.open",
        "ready.mine",
        "app.escape",
        "ready.undo",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "m",
            "mine",
            "Mine / all",
            id="ready.mine",
            tooltip="Show only what was sent to you, or everything that is ready for assessment",
        ),
        Binding("z", "undo", "Undo", id="ready.undo", tooltip="Take back the last change of this session, as one step"),
    ]

    mine_only: var[bool] = var(False, init=False)
    """Whether only what was sent to whoever looks is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[ReadyAction, ...] = ()
        self.head, self.counts = PageTitle("Improvement actions"), Line()
        self.table = ReadyTable(ready_columns(wide=False), empty="Looking for what is ready …")

    def compose(self) -> ComposeResult:
        """Title, counts, table, keys."""
        yield from (self.head, self.counts, self.table, KeyBar())

    def on_mount(self) -> None:
        """Fill the queue, and again whenever something is saved."""
        self.head.put("Ready for assessment")
        self.app.actions_changed.subscribe(self, lambda ids: self.load())
        self.load()

    def on_resize(self, event: events.Resize) -> None:
        """Give the names more room where there is some."""
        self.table.set_columns(ready_columns(wide=event.size.width >= WIDE))

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Ask for the queue anew; the cursor stays on its action, or near it where that was judged."""
        with self.notices():
            self._all = await asyncio.to_thread(self.services.assessing.ready)
            self._show()

    def action_refresh_all(self) -> None:
        """Ask for the queue anew."""
        self.load()

    # What is shown

    @property
    def shown(self) -> Sequence[ReadyAction]:
        """The actions of the queue, all of them or mine."""
        return [action for action in self._all if action.is_mine or not self.mine_only]

    @property
    def action(self) -> ReadyAction | None:
        """The action under the cursor."""
        return next((action for action in self._all if action.id == self.table.cursor_id), None)

    def watch_mine_only(self) -> None:
        """Show the other choice."""
        self._show()

    def _show(self) -> None:
        shown = self.shown
        self.table.empty = f"Nothing was sent to you; m shows all {len(self._all)}." if self._all else NOTHING_READY
        self.table.show([action.id for action in shown], shown[:PAGE])
        self.table.update_rows(shown)
        self.counts.put(*ready_counts(self._all, len(shown)))
        self.refresh_bindings()

    @on(ReadyTable.PageWanted)
    def _page_wanted(self, event: ReadyTable.PageWanted) -> None:
        rows = self.shown[event.page * PAGE : (event.page + 1) * PAGE]
        self.table.put_page(event.generation, event.page, rows)

    @on(ReadyTable.Highlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()

    # Keys

    def action_mine(self) -> None:
        """Show what was sent to me, or everything."""
        self.mine_only = not self.mine_only

    @asks("change")
    async def action_undo(self) -> None:
        """Take back the last verdict, or whatever was stored last; the action is in the queue again."""
        if self.app.last_step is None:
            self.tell(NOTHING, "warning")
        else:
            await take_back(self)

    @on(PageTitle.BackWanted)
    async def _back_clicked(self) -> None:
        await self.run_action("app.back")

    @on(ReadyTable.Opened)
    async def _opened(self, event: ReadyTable.Opened) -> None:
        """Open the details of an action, which goes through the queue; coming back, the cursor is where it was left."""
        from cm_tui.screens.queued_action import QueuedActionScreen

        details = QueuedActionScreen(event.id, self._neighbour)
        await self.app.push_screen(details, lambda _result: self._move_to(details.action_id))

    def _neighbour(self, action_id: str, step: int) -> str | None:
        ids = self.table.ids
        at = ids.index(action_id) + step if action_id in ids else -1
        return ids[at] if 0 <= at < len(ids) else None

    def _move_to(self, action_id: str) -> None:
        if action_id in self.table.ids:
            self.table.move_to(self.table.ids.index(action_id))

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What is dimmed while there is nothing to act on."""
        if binding_id == "table.open" and self.action is None:
            return "The queue is empty."
        if binding_id == "ready.undo" and self.app.last_step is None:
            return NOTHING
        return super().why_key_cannot_act(binding_id)

    # Judging

    @property
    def at_hand(self) -> str | None:
        """The action under the cursor."""
        return self.table.cursor_id

    def why_not_judged(self, verdict: TestStatus) -> str | None:
        """The rule that forbids a verdict on the action under the cursor."""
        action = self.action
        if action is None:
            return "The queue is empty; there is nothing to judge."
        return action.why_locked or (action.why_not_pass if verdict is TestStatus.PASSED else None)

    def following(self) -> str | None:
        """Nothing: the queue itself moves up."""
        return None

    async def show_following(self, following: str | None) -> None:
        """Load the queue; the action that was judged is gone, and the cursor is on the next one."""
        self.load()
