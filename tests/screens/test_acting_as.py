"""A demo's visitor becomes another of its users, and the roles hold."""

from __future__ import annotations

from pathlib import Path

from details_page import still, still_template
from list_page import list_page

from cm_tui.screens.undoing import NOTHING

__all__ = ["still", "still_template"]


async def test_a_visitor_of_a_demo_acts_as_one_of_its_readers(still: Path) -> None:
    async with list_page(still) as page:
        await page.press("ctrl+p")
        await page.pilot.press(*"priya", "enter")
        await page.settle()
        services = page.app.services
        assert services is not None
        assert services.person.email == "priya.nair@contoso.example"
        assert "priya.nair" in page.text()
        assert page.ids


async def test_what_one_person_stored_is_not_undone_by_the_next(still: Path) -> None:
    async with list_page(still, who="maria.ruiz@contoso.example") as page:
        await page.press("a", *"oliver", "enter")
        assert page.app.last_step is not None
        await page.press("ctrl+p")
        await page.pilot.press(*"helen", "enter")
        await page.settle()
        await page.press("z")
        assert page.notices[-1] == NOTHING
