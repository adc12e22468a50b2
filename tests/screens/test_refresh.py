"""The simulated daily refresh: offered by the palette of demo workspaces, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from details_page import details_page, other, own_workspace, still, still_template
from support import small_catalogue

from cm_tui.model.vocabulary import TestStatus
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

FAILED = "CA-011"
COMMAND = ("ctrl+p", *"daily", "space", *"refresh")


async def test_it_replays_results_and_the_page_shows_them(still: Path, other: Services) -> None:
    async with details_page(still, FAILED) as page:
        assert "● Failed high risk" in page.text()
        await page.press(*COMMAND)
        assert "Simulate the daily refresh" in page.text()
        await page.press("enter")
        await page.until(lambda: any("Daily refresh simulated" in one for one in page.notices))
        await page.settle()
        assert "✔ Passed" in page.text()
        assert other.actions.details(FAILED).row.test_status is TestStatus.PASSED
        changed = {
            row.action for row in other.history.rows() if row.event == "action.signal" and row.at == other.clock()
        }
        assert f"automatic testing changed {len(changed)} actions" in page.notices[-1]


async def test_a_reader_is_told_why_not(still: Path) -> None:
    async with details_page(still, FAILED, who="priya.nair@contoso.example") as page:
        await page.press(*COMMAND, "enter")
        await page.until(lambda: bool(page.notices))
        assert "The role Reader may not change improvement actions" in page.notices[-1]


async def test_other_workspaces_do_not_offer_it(tmp_path: Path) -> None:
    async with details_page(own_workspace(tmp_path, small_catalogue()), "CA-001") as page:
        await page.press(*COMMAND)
        assert "Simulate" not in page.text()
