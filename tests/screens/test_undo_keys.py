"""`z`: on the details page the last staged change, then the last save; in the list the last step (issue 4, items 3 and 4)."""

from __future__ import annotations

from pathlib import Path

from details_page import details_page, other, still, still_template
from list_page import list_page
from support import save

from cm_tui.model.vocabulary import Field, ImplementationStatus
from cm_tui.screens.undoing import NOTHING
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

MARIA = "maria.ruiz@contoso.example"
MANUAL = "CA-003"


async def test_staged_changes_go_one_after_the_other(still: Path) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        await page.press("a", *"helen", "enter", "m", "j", "ctrl+s")
        assert "● unsaved: 3 fields" in page.text()
        await page.press("z")
        assert "● unsaved: 1 field" in page.text()
        assert page.notices[-1] == "Taken back, not saved: implementation status, implementation date."
        await page.press("z")
        assert "unsaved" not in page.text()
        await page.press("z")
        assert page.notices[-1].startswith("Nothing of this action was changed in this session that could be undone;")


async def test_after_the_save_it_undoes_the_save(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        before = other.actions.details(MANUAL).row
        await page.press("m", "j", "ctrl+s", "ctrl+s")
        assert other.actions.details(MANUAL).row.implementation_status is ImplementationStatus.IMPLEMENTED
        await page.press("z")
        after = other.actions.details(MANUAL).row
        assert after.implementation_status is before.implementation_status
        assert after.implementation_date is None
        assert page.notices[-1] == "Undone: implementation status, implementation date of CA-003."
        assert "Not implemented" in page.text()
        await page.press("z")
        assert "Nothing of this action" in page.notices[-1]


async def test_what_was_staged_before_the_save_does_not_come_back(still: Path) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        await page.press("a", *"helen", "enter", "m", "j", "ctrl+s", "ctrl+s", "a", *"nobody", "enter")
        assert "● unsaved: 1 field" in page.text()
        await page.press("z")
        assert "unsaved" not in page.text()
        assert "Helen Fischer" in page.text()


async def test_what_somebody_else_changed_since_keeps_the_save(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        await page.press("m", "j", "ctrl+s", "ctrl+s")
        save(other, MANUAL, {Field.OTHER_NOTES: "hers"})
        await page.press("z")
        assert "CA-003 was changed since, by Helen Fischer" in page.notices[-1]
        assert other.actions.details(MANUAL).row.implementation_status is ImplementationStatus.IMPLEMENTED


async def test_the_list_undoes_the_last_save_too(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        await page.press("z")
        assert page.notices[-1] == NOTHING
        first = page.ids[0]
        before = other.actions.details(first).row
        await page.press("enter", "m", "j", "ctrl+s", "S")
        assert other.actions.details(first).row.implementation_status is not before.implementation_status
        await page.press("z")
        assert other.actions.details(first).row.implementation_status is before.implementation_status
        assert page.notices[-1].startswith(f"Undone: implementation status, implementation date of {first}")


async def test_a_step_of_many_actions_is_undone_in_the_list_alone(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        ids = page.ids[:3]
        before = other.listing.rows(ids)
        await page.press("space", "space", "space", "a", *"helen", "enter")
        assert {row.owner for row in other.listing.rows(ids)} == {"helen.fischer@contoso.example"}
        await page.press("g", "enter", "z")
        assert page.notices[-1] == "This action was changed together with 2 others; undo that in the list."
        await page.press("escape", "z")
        assert [row.owner for row in other.listing.rows(ids)] == [row.owner for row in before]
        assert page.notices[-1] == "Undone: 3 actions are as they were."
