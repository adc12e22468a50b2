"""The list of improvement actions in the real app on a real workspace, driven by keys; shared by the tests of the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from details_page import ASKING, Page
from support import StillClock

from cm_tui.app import ComplianceManager
from cm_tui.bootstrap import open_services
from cm_tui.model.views.actions import ActionRow
from cm_tui.screens.actions_list import ActionsList
from cm_tui.settings import Memory, Settings
from cm_tui.widgets.filter_line import SearchInput
from cm_tui.widgets.table import PagedTable


class ListPage(Page):
    """A running app that shows the list."""

    ASKING = ASKING | {"flyout", "leave"}

    @property
    def actions(self) -> ActionsList:
        """The list: the one that lies on top."""
        lists = [found for screen in self.app.screen_stack for found in screen.query(ActionsList)]
        return lists[-1]

    @property
    def table(self) -> PagedTable[ActionRow]:
        """Its table."""
        return self.actions.table

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that the table holds."""
        return tuple(self.table.ids)

    @property
    def filter_text(self) -> str:
        """The text of the filter."""
        return self.actions.filter_line.text

    def in_table(self) -> bool:
        """Whether the table has the focus."""
        return self.app.focused is self.table

    def in_search(self) -> bool:
        """Whether the search box has the focus."""
        return isinstance(self.app.focused, SearchInput)

    async def type(self, text: str) -> None:
        """Write a text into the search box, key by key, and stay in it."""
        await self.press("slash")
        await self.pilot.press(*(_KEYS.get(char, char) for char in text))
        await self.settle()

    async def search(self, text: str) -> None:
        """Write a text into the search box and go to the table."""
        await self.type(text)
        await self.press("enter")


_KEYS = {":": "colon", " ": "space", '"': "quotation_mark", "-": "minus", ",": "comma"}


@asynccontextmanager
async def list_page(
    workspace: Path,
    *,
    who: str | None = None,
    size: tuple[int, int] = (80, 24),
    state: Path | None = None,
    settings: Settings | None = None,
    settled: bool = True,
) -> AsyncIterator[ListPage]:
    """The app on a workspace, open on the list; `state` is the file of what it remembers, `settled` waits until all is loaded."""
    app = ComplianceManager(
        lambda: open_services(workspace, who, StillClock()), memory=Memory(state), settings=settings
    )
    async with app.run_test(size=size) as pilot:
        page = ListPage(app, pilot)
        await page.until(lambda: app.root.actions is not None and app.root.actions.answered.is_set())
        if settled:
            await page.settle()
        yield page
    if app.services is not None:
        app.services.close()
