"""The history of all actions, and what others changed since somebody last looked."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import other, still, still_template
from list_page import list_page
from support import save

from cm_tui.model.vocabulary import Field
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.flyouts.news import NewsFlyout
from cm_tui.screens.history_view import HistoryScreen
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

MARIA = "maria.ruiz@contoso.example"
FREE = "CA-003"
NEW = "change by others to actions that you own or sent"


async def test_the_history_is_narrowed_while_it_is_typed_and_opens_its_action(still: Path, other: Services) -> None:
    save(other, FREE, {Field.OWNER: MARIA, Field.OTHER_NOTES: "secret"})
    async with list_page(still, size=(140, 40)) as page:
        await page.press("H")
        assert page.shows(HistoryScreen)
        assert "other notes changed" in page.text()
        assert "secret" not in page.text()
        await page.press("slash")
        await page.pilot.press(*"field:owner", "space", *"action:ca-003")
        await page.settle()
        assert f"— → {MARIA}" in page.text()
        assert "1 row that match" in page.text()
        await page.press("enter", "enter")
        assert page.shows(ActionDetailsScreen)
        assert page.screen.action_id == FREE


@pytest.mark.parametrize(
    ("text", "says"), [("since:someday", "is not a date"), ("owner:x", "owner: is not known here")]
)
async def test_a_filter_that_cannot_be_read_says_why(still: Path, text: str, says: str) -> None:
    async with list_page(still, size=(140, 40)) as page:
        await page.press("H", "slash")
        await page.pilot.press(*text)
        await page.settle()
        assert says in page.text()


async def test_the_history_follows_a_save_and_is_left_by_escape(still: Path) -> None:
    async with list_page(still) as page:
        await page.press("H", "escape")
        assert page.is_left


async def test_what_others_changed_is_told_once_and_opens_its_action(
    still: Path, other: Services, tmp_path: Path
) -> None:
    state = tmp_path / "state.toml"
    async with list_page(still, who=MARIA, state=state) as page:
        await page.press("w", "escape")
    save(other, FREE, {Field.OWNER: MARIA})
    async with list_page(still, who=MARIA, state=state, size=(140, 40)) as page:
        assert "w  1 change since you last looked" in page.lines()[1]
        await page.press("w")
        assert page.shows(NewsFlyout)
        assert f"1 {NEW}" in page.text()
        assert "Helen Fischer: owner" in page.text()
        await page.press("enter")
        assert page.screen.action_id == FREE
    async with list_page(still, who=MARIA, state=state) as page:
        await page.press("w")
        assert "Nobody else changed" in page.text()


async def test_news_that_comes_while_somebody_types_a_search_is_told_without_its_key(
    still: Path, other: Services
) -> None:
    save(other, FREE, {Field.OWNER: MARIA})
    async with list_page(still, who=MARIA, size=(140, 40)) as page:
        await page.press("slash")
        page.actions.announce_news()
        await page.settle()
        assert "since you last looked" in page.lines()[1]
