"""The part of the list that opens reports about all actions: the history, and what others changed meanwhile."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.screens.base import asks
from cm_tui.screens.list_arranging import ListArranging, list_key
from cm_tui.widgets.key_bar import active_hints
from cm_tui.widgets.sections import SectionLine

UNSEEN = 0
"""What somebody who never looked has seen."""


class ListReports(ListArranging):
    """Keys that leave the list for a report and come back, to an action that was chosen there."""

    _told_of_release = False

    BINDINGS: ClassVar[list[BindingType]] = [
        list_key("H", "history", "history", "History", "Read the history of all actions by person, date and field"),
        list_key("Q", "ready", "ready", "Ready for assessment", "Open the queue of actions that wait for a verdict"),
        list_key("w", "news", "news", "What changed", "See what others changed in your actions since you last looked"),
    ]

    @abstractmethod
    def open_action(self, action_id: str) -> None:
        """Push the details page of an action."""

    def action_history(self) -> None:
        """Read the history of all actions."""
        from cm_tui.screens.history_view import HistoryScreen

        self.app.push_screen(HistoryScreen(), self._open_chosen)

    def action_ready(self) -> None:
        """Open the assessors' queue."""
        from cm_tui.screens.ready_queue import ReadyQueueScreen

        self.app.push_screen(ReadyQueueScreen())

    @asks("flyout")
    async def action_news(self) -> None:
        """Show what others changed; from then on it counts as seen."""
        from cm_tui.screens.flyouts.news import NewsFlyout

        with self.notices():
            news = await asyncio.to_thread(lambda: self.services.news.since(self._seen() or UNSEEN))
            chosen = await self.app.push_screen_wait(NewsFlyout(news))
            await asyncio.to_thread(self._remember_seen, news.head)
            self.announce_news()
            self._open_chosen(chosen)

    @work(exclusive=True, group="news")
    async def announce_news(self) -> None:
        """Say at the start that there is news."""
        with self.notices():
            news = await asyncio.to_thread(lambda: self.services.news.since(self._seen() or UNSEEN))
            # while somebody types into the search the key is no key
            key = next((hint.label for hint in active_hints(self.screen) if hint.id == "list.news"), "")
            count = f"{key}  {news.total} change{'' if news.total == 1 else 's'}".strip()
            variants = (f"{count} since you last looked", count) if news.total else ()
            self.screen.query_one(SectionLine).announce(variants)
            await self._announce_release()

    async def _announce_release(self) -> None:
        """Say once, to those who may import it, that the program brought a newer catalogue; the last thing that is asked for."""
        if self._told_of_release or why_not_allowed(self.services.person.role, Permission.IMPORT_CATALOGUE):
            return
        newer = await asyncio.to_thread(self.services.catalogue.newer_release)
        self._told_of_release = True
        if newer is not None:
            key = next((hint.label for hint in active_hints(self.screen) if hint.id == "section.settings"), "")
            self.tell(f"Release {newer} came with this program: {f'{key} '.lstrip()}Settings › Catalogue.")

    def _open_chosen(self, action_id: str | None) -> None:
        if action_id is not None:
            self.open_action(action_id)

    def _seen(self) -> int | None:
        return self.app.memory.seen(self.services.workspace.path, self.services.person.email)

    def _remember_seen(self, head: int) -> None:
        self.app.memory.remember_seen(self.services.workspace.path, self.services.person.email, head)
