"""The part of the list that asks the services: in threads, and a newer question drops the older one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import getters, on, work
from textual.containers import Vertical
from textual.message import Message
from textual.worker import WorkType, get_current_worker

from cm_tui.model.errors import InvalidInput
from cm_tui.model.filters import names_test_status, parse_typing
from cm_tui.model.listing import ListQuery, SortOrder
from cm_tui.screens.base import Opened
from cm_tui.widgets.filter_line import FilterLine
from cm_tui.widgets.table import PagedTable

if TYPE_CHECKING:
    from cm_tui.model.views.actions import ActionRow, Listing
    from cm_tui.widgets.details_pane import DetailsPane

FIRST_ROWS = 60
"""Rows that are fetched before everything else: more than a screen shows."""
CHANGED = "Other actions are stored than the list showed; it is loaded anew."
"""Said where another program created or deleted what the list shows."""
PAGE = 200
"""Rows of a page of the table."""


class ActionsTable(PagedTable["ActionRow"]):
    """The table of improvement actions."""


class ListLoading(Opened, Vertical):
    """Fills the table: first the rows that are seen, then all ids and the counts, then pages as they are wanted."""

    class ScoreWanted(Message):
        """The rows are there; now the score may be asked for, which changed or was not known yet."""

    filter_line = getters.query_one(FilterLine)
    table = getters.query_one(ActionsTable)

    sort = SortOrder()
    """The order of the list."""
    pane: DetailsPane | None = None
    """The details beside the table; None until somebody wants them."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = asyncio.Event()
        """Set once the first rows, or the reason why there are none, are shown."""

    @property
    def list_query(self) -> ListQuery:
        """The question that filter and order amount to; passed actions are hidden while no test status is named."""
        wanted = parse_typing(self.filter_line.text, self.today)
        return ListQuery(wanted, self.sort, hide_passed=not names_test_status(wanted))

    @work(exclusive=True, group="list")
    async def load(self, *, first_rows: bool = False, cursor: str | None = None, score: bool = False) -> None:
        """Ask anew and show the answer; held rows go.

        Args:
            first_rows: Whether the first rows are shown before the rest is known, with the cursor on the first of them.
            cursor: The id that gets the cursor at the end, if it is in the list.
            score: Whether the score is wanted then.
        """
        try:
            await self._load(first_rows, cursor, score)
        finally:
            self.answered.set()

    async def _load(self, first_rows: bool, cursor: str | None, score: bool) -> None:
        query, worker = self.list_query, get_current_worker()
        listing = self.services.listing
        rows: tuple[ActionRow, ...] = ()
        with self.notices():
            try:
                if first_rows:
                    rows = await asyncio.to_thread(listing.first_page, query, FIRST_ROWS)
                    self._show([row.id for row in rows], rows, keep_cursor=False)
                    self.answered.set()
                    await self._painted()
                found = await asyncio.to_thread(listing.listing, query, lambda: worker.is_cancelled)
            except InvalidInput as error:
                self._show_refusal(str(error))
                return
            self._show(found.ids, rows)
            await self._drop_vanished(found.ids)
            if cursor in found.ids:
                self.table.move_to(found.ids.index(cursor))
            self.filter_line.count(found.counts)
            await self._explain(query, found)
        self.refresh_bindings()
        if score:
            self.post_message(self.ScoreWanted())

    async def load_if_changed(self) -> None:
        """Load anew, and say so, where other actions are stored by now than the list shows and counts."""
        shown = set(self.table.ids) - set(self.table.held)
        try:
            found = await asyncio.to_thread(self.services.listing.listing, self.list_query)
        except InvalidInput as error:
            self._show_refusal(str(error))
            return
        counts = self.filter_line.counts
        if set(found.ids) != shown or counts is None or counts.total != found.counts.total:
            await self._load(first_rows=False, cursor=None, score=True)
            self.tell(CHANGED)

    async def _drop_vanished(self, ids: Iterable[str]) -> None:
        """Take the marks off actions that no assessment counts any more, and say so; those that a filter hides keep theirs."""
        elsewhere = self.table.marks - set(ids)
        if not elsewhere:
            return
        rows = await asyncio.to_thread(self.services.listing.rows, tuple(elsewhere))
        gone = len(elsewhere) - len(rows)
        if gone:
            self.table.marks = self.table.marks - (elsewhere - {row.id for row in rows})
            self.tell(f"{gone} of the marked actions count in no assessment any more; their marks are gone.")

    async def _painted(self) -> None:
        """Wait until what is shown is on the terminal, so that counting all rows does not hold the first ones up."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def _show(self, ids: Iterable[str], rows: tuple[ActionRow, ...], *, keep_cursor: bool = True) -> None:
        self.table.held = ()
        self.filter_line.count_held(0)
        if tuple(ids) != tuple(self.table.ids) or not keep_cursor:
            self.table.show(tuple(ids), rows, keep_cursor=keep_cursor)

    def _show_refusal(self, sentence: str) -> None:
        self._show((), ())
        self.filter_line.count(None)
        from cm_tui.screens.emptiness import refused, wrapped

        self.table.empty = wrapped(refused(sentence), self.table.size.width)
        self.refresh_bindings()

    async def _explain(self, query: ListQuery, found: Listing) -> None:
        from cm_tui.screens.emptiness import NOTHING, explain, wrapped

        if not found.ids:
            self.table.empty = NOTHING
            arguments = (self.services, self.filter_line.text, query, found.counts, self.today)
            sentences = await asyncio.to_thread(explain, *arguments)
            self.table.empty = wrapped(sentences, self.table.size.width)

    @on(PagedTable.PageWanted)
    def _page_wanted(self, event: PagedTable.PageWanted) -> None:
        fetching: WorkType[None] = partial(self._fetch_page, event.generation, event.page)
        self.run_worker(fetching, group=f"page-{event.page}", exclusive=True)

    async def _fetch_page(self, generation: int, page: int) -> None:
        ids = self.table.ids[page * PAGE : (page + 1) * PAGE]
        with self.notices():
            rows = await asyncio.to_thread(self.services.listing.rows, ids)
            self.table.put_page(generation, page, rows)

    @work(exclusive=True, group="details")
    async def load_details(self, action_id: str) -> None:
        """Show an action in the pane."""
        with self.notices():
            details = await asyncio.to_thread(self.services.actions.details, action_id)
            if self.pane is not None:
                self.pane.show_details(details)

    @work(exclusive=True, group="changed")
    async def take_over(self, ids: frozenset[str]) -> None:
        """Show what was saved: the rows stay where they are, also those that no longer match; these are held."""
        listing = self.services.listing
        with self.notices():
            rows = await asyncio.to_thread(listing.rows, tuple(ids))
            found = await asyncio.to_thread(listing.listing, self.list_query)
            all_found = await asyncio.to_thread(listing.listing, replace(self.list_query, hide_passed=False))
            self._drop(ids - {row.id for row in rows})
            self.table.update_rows(rows)
            if self.pane is not None:
                self.pane.follow(self.table.cursor_id)
            held = set(self.table.ids) - set(found.ids)
            self.table.held = held
            self.filter_line.count_held(len(held))
            hidden = set(all_found.ids) - set(found.ids) - set(self.table.ids)
            counts = replace(found.counts, shown=len(self.table.ids), passed_hidden=len(hidden))
            self.filter_line.count(counts)
        self.refresh_bindings()
        self.post_message(self.ScoreWanted())

    def _drop(self, gone: frozenset[str]) -> None:
        """Take rows away that are none any more, such as those that no assessment counts since their update was accepted."""
        if not gone.isdisjoint(self.table.ids):
            self.table.show([one for one in self.table.ids if one not in gone])
