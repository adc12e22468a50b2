"""Subscription monitoring: the table of the Details tab, the list, and the flyout of one subscription (spec 2.9)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from details_page import Page, details_page, other, still, still_template
from support import TODAY, save
from textual.widgets import Input

from cm_tui.model.vocabulary import Field, ImplementationStatus, TestStatus
from cm_tui.screens.dialogs.leave import LeaveDialog
from cm_tui.screens.flyouts.subscription import SubscriptionFlyout
from cm_tui.screens.flyouts.subscriptions import SubscriptionsFlyout
from cm_tui.services.services import Services
from cm_tui.widgets.editor import NoteEditor

__all__ = ["other", "still", "still_template"]

BY_HAND, AUTOMATIC = "IC-005@europe", "IC-002"
"""One that is judged by hand, failed in contoso-shop-prod, and one that Defender for Cloud tests."""
SHOP = "contoso-shop-prod"
NEVER = "never synchronise between Compliance Manager and Defender for Cloud, in either direction"
SIZES = [(60, 20), (80, 24), (140, 40)]


def words(page: Page) -> str:
    """The screen without its line ends."""
    return " ".join(page.text().split())


async def choose(page: Page, status: TestStatus) -> None:
    """Choose a test status in the flyout of a subscription."""
    await page.press("enter", "g", *["j"] * [one for one in TestStatus if "detected" not in one].index(status), "enter")


async def test_the_details_tab_says_how_each_subscription_stands(still: Path) -> None:
    async with details_page(still, AUTOMATIC, size=(140, 60)) as page:
        text = words(page)
        assert "Subscription monitoring (4)" in text
        assert "Subscription Type Complete Points Assessments Test status" in text
        assert "Contoso Sandbox Pay-as-you-go 0 of 4 0 of 27 6 ● Failed high risk" in text
        assert "Go to Defender for Cloud: l copies the link" in text
        assert "visible here within 24 hours" in text
        assert "v opens them" in text
    async with details_page(still, BY_HAND, size=(80, 60)) as page:
        text = words(page)
        assert f"{SHOP} · Amazon Web Services · Member account ● Failed high risk · 0 of 1 complete" in text
        assert NEVER in text
        assert "Go to Defender" not in text


async def test_the_key_of_the_test_status_leads_there(still: Path) -> None:
    async with details_page(still, BY_HAND) as page:
        await page.press("t")
        assert page.is_on_top
        assert "record the result in each of them" in page.notices[-1]
        assert "The key v leads to its subscriptions" in page.notices[-1]
    async with details_page(still, "CA-003") as page:
        await page.press("v")
        assert page.is_on_top
        assert "no subscriptions" in page.notices[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_result_is_stored_at_once_and_moves_the_action(
    still: Path, other: Services, size: tuple[int, int]
) -> None:
    async with details_page(still, BY_HAND, size=size) as page:
        await page.press("v")
        assert page.shows(SubscriptionsFlyout)
        await page.press("enter")
        assert page.shows(SubscriptionFlyout)
        await choose(page, TestStatus.PASSED)
        assert "With that the action is ◐ Partially tested: 0.2 of 1 points." in words(page)
        page.app.screen.query_one(NoteEditor).focus()
        await page.press("ctrl+home", *"Seen. ", "ctrl+s")
        assert page.shows(SubscriptionsFlyout)
        assert "✔ Passed · 1 of 1 complete" in words(page)
        result = other.subscriptions.details(BY_HAND, SHOP).result
        assert (result.test_status, result.test_date) == (TestStatus.PASSED, TODAY)
        assert result.test_notes.startswith("Seen. ")
        await page.press("escape")
        assert page.is_on_top
        assert "◐ Partially tested" in page.text()
        assert any("The action is Partially tested: 0.2 of 1 points" in one for one in page.notices)


async def test_the_tabs_hold_everything_about_it(still: Path) -> None:
    async with details_page(still, AUTOMATIC, size=(80, 24)) as page:
        await page.press("v", "enter")
        assert "Defender for Cloud tests this subscription" in page.text()
        assert "Type Member account" in words(page)
        await page.press("right_square_bracket")
        rows = [line for line in page.lines() if "S3 bucket" in line]
        states = [line.split()[1] for line in rows]
        assert states == sorted(states, key=["Unhealthy", "Healthy", "Not"].index)
        assert {"Unhealthy", "Healthy"} <= set(states)
        await page.press("right_square_bracket")
        assert "GDPR Europe" in page.text()
        await page.press("ctrl+s")
        assert "change a disputed result in the related assessment there" in page.notices[-1]
        await page.press("l")
        assert page.notices[-1].startswith("Copied: https://portal.azure.com/")
        await page.press("escape", "escape")
        assert page.is_on_top


async def test_a_subscription_by_hand_stands_for_itself(still: Path) -> None:
    async with details_page(still, BY_HAND, size=(80, 24)) as page:
        await page.press("v", "enter", "ctrl+t", "ctrl+t")
        assert f"○ Not complete {SHOP} the subscription itself" in words(page)
        await page.press("left_square_bracket")
        assert "Implementation status Implemented" in words(page)
        assert NEVER in words(page)


async def test_a_date_before_the_implementation_is_refused_where_it_is_typed(still: Path, other: Services) -> None:
    async with details_page(still, BY_HAND, size=(80, 24)) as page:
        await page.press("v", "enter", "tab")
        page.app.screen.query_one(Input).value = "2026-01-01"
        await page.press("ctrl+s")
        assert page.shows(SubscriptionFlyout)
        assert "2026-01-01 lies before the implementation date" in words(page)
        assert other.subscriptions.details(BY_HAND, SHOP).result.test_date != date(2026, 1, 1)


async def test_what_is_typed_is_asked_for_before_it_is_lost(still: Path, other: Services) -> None:
    async with details_page(still, BY_HAND) as page:
        await page.press("v", "enter", "tab", "tab", "x", "escape")
        assert page.shows(LeaveDialog)
        await page.press("escape")
        assert page.shows(SubscriptionFlyout)
        await page.press("escape", "s")
        assert page.shows(SubscriptionsFlyout)
        assert other.subscriptions.details(BY_HAND, SHOP).result.test_notes.startswith("x")
        await page.press("enter", "tab", "tab", "y", "escape", "d")
        assert page.shows(SubscriptionsFlyout)
        assert not other.subscriptions.details(BY_HAND, SHOP).result.test_notes.startswith("y")


async def test_somebody_elses_result_is_never_overwritten_unseen(still: Path, other: Services) -> None:
    async with details_page(still, BY_HAND, who="maria.ruiz@contoso.example") as page:
        await page.press("v", "enter")
        seen = other.actions.details(BY_HAND).row.version
        other.subscriptions.record(
            BY_HAND, SHOP, test_status=TestStatus.FAILED_LOW, test_date=TODAY, test_notes="Hers.", seen=seen
        )
        await choose(page, TestStatus.PASSED)
        await page.press("ctrl+s")
        assert page.shows(SubscriptionFlyout)
        assert "Helen Fischer changed the result in contoso-shop-prod" in words(page)
        assert other.subscriptions.details(BY_HAND, SHOP).result.test_status is TestStatus.FAILED_LOW
        await page.press("ctrl+s")
        assert other.subscriptions.details(BY_HAND, SHOP).result.test_status is TestStatus.PASSED


async def test_an_unsaved_page_is_saved_first(still: Path) -> None:
    async with details_page(still, BY_HAND) as page:
        await page.press("m", "j", "ctrl+s", "v", "enter")
        assert "This action has unsaved changes; save them or take them back first" in words(page)
        await page.press("ctrl+s")
        assert page.shows(SubscriptionFlyout)


async def test_nothing_can_be_judged_before_it_is_implemented(still: Path, other: Services) -> None:
    save(other, BY_HAND, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
    async with details_page(still, BY_HAND, size=(80, 24)) as page:
        await page.press("v", "enter")
        assert "can be recorded once the action is implemented" in words(page)
        assert isinstance(page.app.focused, NoteEditor)


async def test_a_reset_is_told_before_it_is_staged(still: Path) -> None:
    async with details_page(still, BY_HAND) as page:
        await page.press("m", "j", "j")
        assert "The results in 3 subscriptions become None." in words(page)


async def test_a_reader_reads_everything_and_stores_nothing(still: Path) -> None:
    async with details_page(still, BY_HAND, who="priya.nair@contoso.example", size=(80, 24)) as page:
        await page.press("v", "enter")
        assert "The role Reader may not change improvement actions" in words(page)
        assert "The policy exists, but one group is missing" in words(page)
        await page.press("ctrl+s")
        assert page.shows(SubscriptionFlyout)
