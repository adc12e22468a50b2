"""The flyouts of the two statuses: what they offer, what they warn of, and what they stage."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from details_page import Page, details_page, other, still, still_template
from support import TODAY
from textual.widgets import Input

from cm_tui.model.rules.status import IMPLEMENTATION_HELP, TEST_HELP
from cm_tui.model.rules.testing import AUTOMATION_ONLY
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestStatus
from cm_tui.screens.flyouts.implementation_status import ImplementationStatusFlyout
from cm_tui.screens.flyouts.test_status import TestStatusFlyout
from cm_tui.services.services import Services
from cm_tui.widgets.picker import FoldingList

__all__ = ["other", "still", "still_template"]

MANUAL = "CA-003"
FAILED = "CA-004"
"""Implemented on 2026-07-03, failed on 2026-07-22."""


def staged(page: Page) -> dict[Field, FieldValue]:
    """What a save would change."""
    assert page.screen.edit is not None
    return dict(page.screen.edit.draft.changes)


async def type_date(page: Page, text: str) -> None:
    """Put a text into the date field of the flyout."""
    page.app.screen.query_one(Input).value = ""
    await page.press(*text)


async def test_every_implementation_status_is_explained(still: Path) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press("m")
        assert page.shows(ImplementationStatusFlyout)
        text = " ".join(page.text().split())
        for status in ImplementationStatus:
            assert status in text
            assert IMPLEMENTATION_HELP[status].split(";")[0] in text


@pytest.mark.parametrize("size", [(80, 24), (140, 60)])
async def test_every_test_status_is_explained_and_automations_own_are_dimmed(
    still: Path, size: tuple[int, int]
) -> None:
    async with details_page(still, FAILED, size=size) as page:
        await page.press("t")
        assert page.shows(TestStatusFlyout)
        text = page.text()
        assert all(status in text for status in TestStatus)
        assert TEST_HELP[TestStatus.IN_PROGRESS] in text
        assert text.count("Set by automation only.") == 2
        options = page.app.screen.query_one(FoldingList).options
        assert {option.id for option in options if option.disabled} == {str(status) for status in AUTOMATION_ONLY}


@pytest.mark.parametrize("status", [ImplementationStatus.IMPLEMENTED, ImplementationStatus.ALTERNATIVE])
async def test_being_implemented_asks_for_the_date_with_today_preset(still: Path, status: ImplementationStatus) -> None:
    async with details_page(still, MANUAL) as page:
        downs = list(ImplementationStatus).index(status)
        await page.press("m", *["j"] * downs)
        assert page.app.screen.query_one(Input).value == TODAY.isoformat()
        await page.press("ctrl+s")
        assert staged(page) == {Field.IMPLEMENTATION_STATUS: status, Field.IMPLEMENTATION_DATE: TODAY}


async def test_other_statuses_ask_for_no_date(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press("m", "j", "j", "j")
        assert not page.app.screen.query_one("DateInput").display
        await page.press("enter")
        assert staged(page) == {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}


async def test_a_date_is_typed_in_words(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press("m")
        was = next(one for one in ImplementationStatus if f"▸ {one}" in page.text())
        await page.press("j", "enter")  # the focus is on the date; the choice keeps its mark, what is stored its word
        chosen = list(ImplementationStatus)[list(ImplementationStatus).index(was) + 1]
        assert f"▸ {chosen}" in page.text()
        assert page.text().count("▸") == page.text().count("now · ") == 1
        lines = page.text().splitlines()
        at = next(n for n, line in enumerate(lines) if "now · " in line)
        assert any(was in line for line in lines[at - 1 : at + 1])
        await type_date(page, "-3d")
        assert "3 days ago" in page.text()
        await page.press("enter")
        assert staged(page)[Field.IMPLEMENTATION_DATE] == TODAY - timedelta(days=3)


async def test_a_wrong_date_says_why_and_stages_nothing(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press("m", "j", "enter")
        await type_date(page, "2026-02-30")
        assert "There is no such day as 2026-02-30" in page.text()
        await page.press("ctrl+s")
        assert page.shows(ImplementationStatusFlyout)
        await page.press("escape")
        assert staged(page) == {}


async def test_a_typed_date_survives_another_choice(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press("m", "j", "enter")
        await type_date(page, "2026-11-02")
        await page.press("shift+tab", "j", "ctrl+s")
        assert staged(page)[Field.IMPLEMENTATION_STATUS] is ImplementationStatus.ALTERNATIVE
        assert staged(page)[Field.IMPLEMENTATION_DATE] == date(2026, 11, 2)


async def test_what_a_choice_resets_is_told_before_it_is_staged(still: Path, other: Services) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("m", "j", "j")
        text = " ".join(page.text().split())
        assert "! Test status" in text
        assert "! Implementation date cleared" in text
        assert "! Test date cleared" in text
        await page.press("enter")
        assert staged(page) == {
            Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED,
            Field.IMPLEMENTATION_DATE: None,
            Field.TEST_STATUS: TestStatus.NONE,
            Field.TEST_DATE: None,
        }
        shown = staged(page)
        await page.press("ctrl+s")
        row = other.actions.details(FAILED).row
        assert {field: getattr(row, field.value) for field in shown} == shown


async def test_a_test_before_the_implementation_is_refused_with_both_dates(still: Path) -> None:
    async with details_page(still, FAILED, size=(80, 24)) as page:
        await page.press("t", "enter")
        await type_date(page, "2026-07-01")
        text = " ".join(page.text().split())
        assert "2026-07-01 lies before the implementation date 2026-07-03" in text
        await page.press("ctrl+s")
        assert page.shows(TestStatusFlyout)


async def test_a_status_that_is_chosen_again_keeps_its_date(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("t")
        assert page.app.screen.query_one(Input).value == "2026-07-22"
        await page.press("k", "k", "k")
        assert page.app.screen.query_one(Input).value == TODAY.isoformat()
        await page.press("j", "j", "j", "ctrl+s")
        assert staged(page) == {}


async def test_the_implementation_date_stays_with_another_kind_of_implementation(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("m", "j", "ctrl+s")
        assert staged(page) == {Field.IMPLEMENTATION_STATUS: ImplementationStatus.ALTERNATIVE}


async def test_not_assessed_presets_no_date(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("t", "g", "j", "ctrl+s")
        assert staged(page) == {Field.TEST_STATUS: TestStatus.NOT_ASSESSED, Field.TEST_DATE: None}


async def test_what_was_staged_goes_back_to_nothing(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press("m", "j", "ctrl+s")
        assert "● unsaved: 2 fields" in page.text()
        await page.press("m", "k", "ctrl+s")
        assert staged(page) == {}
        assert "unsaved" not in page.text()


async def test_the_points_are_told_in_the_flyout(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("t", "k", "k", "k")
        assert "Points: 0 → 3 of 3 when saved" in page.text()
        await page.press("escape", "m", "G")
        assert "Points: 0 → out of scope when saved" in page.text()


async def test_the_mouse_chooses_a_status(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press("m")
        assert await page.pilot.click(FoldingList, offset=(6, 7))
        await page.settle()
        assert staged(page) == {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}
