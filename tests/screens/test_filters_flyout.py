"""The filters flyout writes the text of the search box, and reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from details_page import other, still, still_template
from list_page import ListPage, list_page
from textual.widgets import Static

from cm_tui.model.listing import ListQuery
from cm_tui.model.views.actions import Facets
from cm_tui.screens.flyouts.criteria import Criterion, chosen_values, criteria
from cm_tui.screens.flyouts.filters import FiltersFlyout
from cm_tui.services.services import Services
from cm_tui.widgets.choices import ChoiceList, TickList

__all__ = ["other", "still", "still_template"]

TODAY = date(2026, 11, 20)
SIZES = [(60, 20), (80, 24), (140, 40)]


async def _go_to(page: ListPage, criterion: str, value: str) -> None:
    """Move the cursors to a criterion and to one of its values, by keys alone."""
    lists = page.app.screen.query_one("#criteria", ChoiceList)
    values = page.app.screen.query_one("#values", TickList)
    await page.press("left", "home")
    while lists.current != criterion:
        await page.press("down")
    await page.press("right", "home")
    while values.current != value:
        await page.press("down")


@pytest.mark.parametrize("size", SIZES)
async def test_every_criterion_is_reached_by_keys_and_written(still: Path, size: tuple[int, int]) -> None:
    async with list_page(still, size=size) as page:
        await page.press("f")
        assert isinstance(page.app.screen, FiltersFlyout)
        await _go_to(page, "test", "Failed high risk")
        await page.press("space")
        await _go_to(page, "owner", "maria.ruiz@contoso.example")
        await page.press("enter")
        await _go_to(page, "update", "pending")
        await page.press("space")
        written = 'test:"Failed high risk" owner:maria.ruiz@contoso.example update:pending'
        assert str(page.app.screen.query_one("#filter-text", Static).content) == written
        await page.press("ctrl+s")
        assert page.is_left
        assert page.filter_text == written


async def test_what_is_written_is_ticked(still: Path, other: Services) -> None:
    async with list_page(still) as page:
        await page.search("regulation:gdpr,hipaa multifactor")
        await page.press("f")
        await _go_to(page, "regulation", "lgpd")
        assert page.app.screen.query_one("#values", TickList).ticked == ("gdpr", "hipaa-hitech")
        await page.press("space", "ctrl+s")
        assert page.filter_text == "regulation:gdpr,hipaa-hitech,lgpd multifactor"
        assert "CA-001" in page.ids


async def test_any_status_and_clear(still: Path, other: Services) -> None:
    async with list_page(still) as page:
        await page.search("review")
        await page.press("f", "F")
        assert "no filter: passed actions are hidden" in page.text()
        await page.press("right", "space", "ctrl+s")
        assert page.filter_text == "test:any"
        assert page.ids == other.listing.listing(ListQuery()).ids


async def test_escape_changes_nothing(still: Path) -> None:
    async with list_page(still) as page:
        await page.search("review")
        await page.press("f", "right", "space", "escape")
        assert page.filter_text == "review"


async def test_the_mouse_ticks_too(still: Path) -> None:
    async with list_page(still, size=(140, 40)) as page:
        await page.press("f")
        assert await page.pilot.click("#criteria", offset=(3, 6))
        await page.settle()
        assert page.app.screen.query_one("#criteria", ChoiceList).current == "category"
        assert await page.pilot.click("#values", offset=(3, 0))
        await page.settle()
        await page.press("ctrl+s")
        assert page.filter_text == 'category:"Control Access"'


def test_every_criterion_of_the_specification_is_offered() -> None:
    facets = Facets((("gdpr", "GDPR"),), ("G",), ("A",), ("S",), ("V",), (("a@b", "Ann"),))
    assert {criterion.key for criterion in criteria(facets)} >= {
        "regulation", "solution", "group", "type", "category", "test", "service",
        "owner", "implementation", "assessment", "update", "eligible",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        (("gdpr",), ("gdpr",)),
        (("GDPR",), ("gdpr",)),
        (("General",), ("gdpr",)),
        (("regulation",), ("gdpr", "other")),
        (("nothing",), ()),
    ],
)
def test_written_values_are_found_by_key_label_or_beginning(written: tuple[str, ...], chosen: tuple[str, ...]) -> None:
    values = (("gdpr", "General Data Protection Regulation"), ("other", "Another Regulation"))
    assert chosen_values(Criterion("regulation", "Regulations", values), written) == chosen
