"""A flyout that is closed while something is on its way for it: the answer finds nobody, and nothing fails."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Static

from cm_tui.widgets.flyout import Flyout


class Line(Static):
    """Lets the answer come when it is taken down itself, while the flyout around it is still there."""

    def on_unmount(self) -> None:
        assert isinstance(self.screen, AskingFlyout)
        self.screen.answered.set()


class AskingFlyout(Flyout[None]):
    """Shows an answer that it waits for."""

    def __init__(self) -> None:
        super().__init__("Asking")
        self.answered = asyncio.Event()

    def compose_body(self) -> ComposeResult:
        yield Line("waiting")

    def on_mount(self) -> None:
        self._ask()

    @work
    async def _ask(self) -> None:
        await self.answered.wait()
        self.query_one(Line).update("answered")


async def test_an_answer_that_comes_while_it_is_taken_down_is_dropped() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        flyout = AskingFlyout()
        await app.push_screen(flyout)
        await pilot.pause()
        await flyout.dismiss()
        await pilot.pause()
    assert flyout.answered.is_set()
