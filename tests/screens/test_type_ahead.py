"""Keys that arrive at once do what they would do one after another."""

from __future__ import annotations

from pathlib import Path

from details_page import other, still, still_template
from list_page import ListPage, list_page
from textual import events
from textual.screen import ModalScreen

from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.flyouts.columns import ColumnsFlyout
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]


async def _burst(page: ListPage, *keys: str) -> None:
    """Send keys as a slow line delivers them: all at once."""
    for key in keys:
        character = {"slash": "/", "space": " "}.get(key, key if len(key) == 1 else None)
        page.app.post_message(events.Key(key, character))
    await page.settle()


async def test_a_search_that_is_typed_at_once_opens_what_it_finds(still: Path) -> None:
    async with list_page(still) as page:
        await _burst(page, "slash", *"notice", "space", *"collection", "enter", "j", "enter")
        await page.until(lambda: isinstance(page.app.screen, ActionDetailsScreen))
        await page.settle()
        assert page.filter_text == "notice collection"
        assert page.screen.action_id == page.ids[1]


async def test_a_flyout_gets_the_keys_that_follow(still: Path) -> None:
    async with list_page(still) as page:
        cursor = page.table.cursor_id
        await _burst(page, "f", "down", "right", "space", "ctrl+s")
        await page.until(lambda: page.filter_text != "")
        await page.settle()
        assert page.filter_text == 'implementation:"Not implemented"'
        assert page.table.cursor_id == cursor
        assert not page.table.marks
        await _burst(page, "c", "j", "space", "ctrl+s", "s", "j", "enter")
        await page.until(lambda: "test_status" not in page.actions.columns)
        await page.settle()
        assert page.actions.sort.column == "implementation_status"


async def test_the_main_job_typed_at_once(still: Path, other: Services) -> None:
    async with list_page(still) as page:
        keys = ("enter", "m", "j", "enter", "enter", "t", "j", "j", "enter", "enter", "ctrl+s", "q")
        page.table.move_to(page.ids.index("CA-003"))
        await page.settle()
        await _burst(page, *keys)
        await page.until(lambda: page.is_left and not page.app.is_typing)
        await page.settle()
        assert other.actions.details("CA-003").row.test_status == "Passed"
        assert page.is_left


async def test_a_key_that_closes_a_screen_does_not_hold_the_next(still: Path) -> None:
    async with list_page(still) as page:
        await _burst(page, "c", "escape", "s", "escape", "ctrl+p", "escape", "question_mark", "q", "j")
        await page.until(lambda: not page.app.is_typing)
        await page.settle()
        assert page.is_left
        assert page.table.cursor_id == page.ids[1]


async def test_many_moves_arrive(still: Path) -> None:
    async with list_page(still) as page:
        await _burst(page, *["j"] * 60, *["k"] * 20)
        await page.until(lambda: not page.app.is_typing)
        assert page.table.cursor_id == page.ids[40]


async def test_an_open_question_takes_keys(still: Path) -> None:
    async with list_page(still) as page:
        await _burst(page, "c")
        await page.until(lambda: isinstance(page.app.screen, ModalScreen))
        assert isinstance(page.app.screen, ColumnsFlyout)
        await page.press("escape")
        assert page.is_left
