"""Two people change the same action: nothing is lost, nothing is overwritten unseen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from details_page import Page, details_page, other, still, still_template
from support import TODAY, save

from cm_tui.model.vocabulary import Field, ImplementationStatus, TestStatus
from cm_tui.screens.dialogs.conflict import ConflictDialog
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

MANUAL = "CA-003"
FAILED = "CA-004"
THEIR_DAY = date(2026, 11, 10)
IMPLEMENTED_TODAY = ("m", "j", "enter", "enter")


def they_implement(other: Services, day: date = THEIR_DAY) -> None:
    """The other person records the same action as implemented with other means."""
    status = ImplementationStatus.ALTERNATIVE
    save(other, MANUAL, {Field.IMPLEMENTATION_STATUS: status, Field.IMPLEMENTATION_DATE: day})


def unsaved(page: Page) -> int:
    """How many fields are not saved."""
    assert page.screen.edit is not None
    return len(page.screen.edit.draft.changes)


async def test_a_conflict_names_who_when_and_both_values(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY)
        they_implement(other)
        await page.press("ctrl+s")
        assert page.shows(ConflictDialog)
        text = " ".join(page.text().split())
        assert "Implementation status changed by Helen Fischer, 2026-11-20 " in text
        assert "stored Alternative implementation" in text
        assert "yours Implemented" in text
        assert f"stored {THEIR_DAY}" in text
        assert f"yours {TODAY}" in text


async def test_stay_changes_nothing_and_loses_nothing(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY)
        they_implement(other)
        await page.press("ctrl+s", "escape")
        assert unsaved(page) == 2
        assert other.actions.details(MANUAL).row.implementation_date == THEIR_DAY
        await page.press("ctrl+s")
        assert page.shows(ConflictDialog)


async def test_theirs_is_shown_and_the_rest_stays_unsaved(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY, "t", "j", "j", "enter", "enter")
        they_implement(other)
        await page.press("ctrl+s", "t")
        assert "Alternative implementation" in page.text()
        assert unsaved(page) == 2
        await page.press("ctrl+s")
        row = other.actions.details(MANUAL).row
        assert (row.implementation_status, row.implementation_date) == (ImplementationStatus.ALTERNATIVE, THEIR_DAY)
        assert (row.test_status, row.test_date) == (TestStatus.PASSED, TODAY)


async def test_mine_is_saved_on_top(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY)
        they_implement(other)
        version = other.actions.details(MANUAL).row.version
        await page.press("ctrl+s", "m")
        row = other.actions.details(MANUAL).row
        assert (row.implementation_status, row.implementation_date) == (ImplementationStatus.IMPLEMENTED, TODAY)
        assert row.version == version + 1
        assert unsaved(page) == 0


async def test_mine_does_not_overwrite_a_third_change(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY)
        they_implement(other)
        await page.press("ctrl+s")
        they_implement(other, date(2026, 11, 12))
        await page.press("m")
        assert page.shows(ConflictDialog)
        assert "stored 2026-11-12" in " ".join(page.text().split())
        assert other.actions.details(MANUAL).row.implementation_date == date(2026, 11, 12)


async def test_save_and_close_closes_once_the_conflict_is_settled(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY)
        they_implement(other)
        await page.press("S", "m")
        assert page.is_left
        assert other.actions.details(MANUAL).row.implementation_date == TODAY


async def test_mine_where_their_change_forbids_mine(still: Path, other: Services) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("t", "k", "k", "k", "enter", "enter")
        save(other, FAILED, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        await page.press("ctrl+s")
        assert page.shows(ConflictDialog)
        assert "yours Implemented" in " ".join(page.text().split())
        await page.press("m")
        row = other.actions.details(FAILED).row
        assert (row.implementation_status, row.implementation_date) == (
            ImplementationStatus.IMPLEMENTED,
            date(2026, 7, 3),
        )
        assert (row.test_status, row.test_date) == (TestStatus.PASSED, TODAY)


async def test_theirs_where_their_change_forbids_mine_is_told(still: Path, other: Services) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("t", "k", "k", "k", "enter", "enter")
        save(other, FAILED, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        await page.press("ctrl+s", "t")
        assert unsaved(page) == 0
        assert other.actions.details(FAILED).row.implementation_status is ImplementationStatus.PLANNED
        assert "Planned" in page.text()


async def test_changes_of_other_fields_merge_and_are_named(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY)
        save(other, MANUAL, {Field.OWNER: "li.chen@contoso.example", Field.OTHER_NOTES: "secret"})
        await page.press("ctrl+s")
        row = other.actions.details(MANUAL).row
        assert row.owner == "li.chen@contoso.example"
        assert row.implementation_date == TODAY
        told = "\n".join(page.notices)
        assert "Helen Fischer changed the owner to li.chen@contoso.example" in told
        assert "Helen Fischer changed the other notes at" in told
        assert "secret" not in told
        assert "Chen" in page.text()


async def test_refreshing_a_dirty_page_keeps_the_draft(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY)
        they_implement(other)
        await page.press("ctrl+r")
        assert unsaved(page) == 2
        assert "Somebody changed this action meanwhile" in page.notices[-1]
        await page.press("ctrl+s")
        assert page.shows(ConflictDialog)


async def test_refreshing_a_clean_page_shows_what_is_stored(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        they_implement(other)
        await page.press("ctrl+r")
        assert f"Alternative implementation {THEIR_DAY}" in page.text()
