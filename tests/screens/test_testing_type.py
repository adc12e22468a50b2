"""The flyout of the testing type, and what the page says of a source that is not connected."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import details_page, other, own_workspace, still, still_template
from support import DONE, NOW, automation, save, small_catalogue, toml_action
from test_notes_flyout import staged, words

from cm_tui.bootstrap import open_services
from cm_tui.model.vocabulary import Field, TestingType, TestStatus
from cm_tui.screens.flyouts.testing_type import TestingTypeFlyout
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

AUTOMATIC = "CA-001"
"""Tested by Microsoft Secure Score, waiting for a signal."""
MANUAL_ONLY = "CA-004"
DEFENDER = "IC-001"
SIZES = [(60, 20), (80, 24), (140, 40)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_both_types_are_explained_with_what_they_bring_about(still: Path, size: tuple[int, int]) -> None:
    async with details_page(still, AUTOMATIC, size=size) as page:
        await page.press("y")
        assert page.shows(TestingTypeFlyout)
        text = words(page)
        assert "People test it and record status, date and notes." in text
        assert "Microsoft Secure Score supplies status and notes" in text
        await page.press("k")
        assert "! Test status becomes None: the action is now tested by hand." in words(page)
        await page.press("enter")
        assert staged(page) == {Field.TESTING_TYPE: TestingType.MANUAL, Field.TEST_STATUS: TestStatus.NONE}


async def test_manual_and_back_is_stored_with_the_page(still: Path, other: Services) -> None:
    with automation(other) as stage:
        stage.signal(NOW, AUTOMATIC, TestStatus.PASSED)
    async with details_page(still, AUTOMATIC) as page:
        await page.press("y", "k", "ctrl+s", "ctrl+s")
        row = other.actions.details(AUTOMATIC).row
        assert (row.testing_type, row.test_status) == (TestingType.MANUAL, TestStatus.PASSED)
        await page.press("y", "j")
        text = words(page)
        assert "Microsoft Secure Score supplies the result; the test date stays as it is." in text
        assert "Test status becomes To be detected" in text
        await page.press("ctrl+s", "ctrl+s")
        row = other.actions.details(AUTOMATIC).row
        assert (row.testing_type, row.test_status) == (TestingType.AUTOMATIC, TestStatus.TO_BE_DETECTED)


async def test_esc_stages_nothing(still: Path) -> None:
    async with details_page(still, AUTOMATIC) as page:
        await page.press("y", "k", "escape")
        assert page.is_on_top
        assert staged(page) == {}


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (DEFENDER, "change a disputed result in the related assessment in Defender for Cloud."),
        (MANUAL_ONLY, "This action can only be tested manually; no source supplies a result for it."),
    ],
)
async def test_what_is_fixed_says_why(still: Path, action: str, reason: str) -> None:
    async with details_page(still, action) as page:
        await page.press("y")
        assert page.is_on_top
        assert any(reason in notice for notice in page.notices)


async def test_a_reader_is_told_who_may(still: Path) -> None:
    async with details_page(still, AUTOMATIC, who="priya.nair@contoso.example") as page:
        await page.press("y")
        assert page.is_on_top
        assert any("The role Reader may not change" in notice for notice in page.notices)


async def test_the_page_says_that_no_source_is_connected(tmp_path: Path) -> None:
    files = small_catalogue()
    files["actions/control-access.toml"]["action"] = [toml_action("CA-001", automation="Microsoft Secure Score")]
    workspace = own_workspace(tmp_path, files)
    services = open_services(workspace)
    assert services.actions.details("CA-001").row.testing_type is TestingType.MANUAL
    save(services, "CA-001", DONE)
    services.close()
    async with details_page(workspace, "CA-001", size=(140, 40)) as page:
        hint = "Microsoft Secure Score; no source is connected yet, so it is tested by hand"
        assert hint in words(page)
        await page.press("y", "j")
        assert "No source is connected yet: no signal will come until one is." in words(page)
        await page.press("ctrl+s", "ctrl+s")
        assert "no source is connected yet, so no result comes" in words(page)


async def test_nothing_is_said_of_sources_where_they_are_connected(still: Path) -> None:
    async with details_page(still, AUTOMATIC) as page:
        assert "Microsoft Secure Score" in words(page)
        assert "no source is connected" not in words(page)
