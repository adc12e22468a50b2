"""The owner of an action: type-ahead, suggestions, nobody, readers, and who is told (issue 4, item 3)."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import Page, details_page, other, own_workspace, still, still_template
from support import SMALL_CATALOGUE, raw, save
from textual.widgets import Input

from cm_tui.model.vocabulary import Field, Role
from cm_tui.screens.dialogs.role import RoleDialog
from cm_tui.screens.flyouts.owner import OwnerFlyout
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"
PRIYA, SAMIR = "priya.nair@contoso.example", "samir.haddad@contoso.example"
UNOWNED, MARIAS = "CA-003", "CA-001"


def staged(page: Page) -> object:
    """The owner that a save would store."""
    assert page.screen.edit is not None
    return page.screen.edit.draft.changes.get(Field.OWNER, "unchanged")


def told(page: Page) -> str:
    """The screen as one line."""
    return " ".join(page.text().replace("▌", "").split())


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_typing_finds_a_person_and_the_save_makes_them_owner(
    still: Path, other: Services, size: tuple[int, int]
) -> None:
    async with details_page(still, UNOWNED, who=MARIA, size=size) as page:
        await page.press("a", "down")
        assert page.shows(OwnerFlyout)
        assert isinstance(page.app.focused, Input)
        assert "Nobody (unassign)" in page.text()
        assert "owns 46 in Control Access" in page.text()
        await page.press(*"fisch")
        assert "Owner: nobody → Helen Fischer." in told(page)
        assert "A notice to Helen Fischer will be queued." in told(page)
        await page.press("enter")
        assert staged(page) == HELEN
        assert "Helen Fischer" in page.text()
        assert other.actions.details(UNOWNED).row.owner is None
        await page.press("ctrl+s")
        assert other.actions.details(UNOWNED).row.owner == HELEN
        assert [one.recipient for one in other.notices.waiting() if one.action == UNOWNED] == [HELEN]


async def test_keys_that_are_typed_ahead_find_the_flyout(still: Path) -> None:
    async with details_page(still, UNOWNED, who=MARIA) as page:
        for key in ("a", *"helen", "enter"):
            page.app.simulate_key(key)
        await page.until(lambda: staged(page) == HELEN)
        assert page.is_on_top


async def test_nobody_takes_the_owner_away(still: Path, other: Services) -> None:
    async with details_page(still, MARIAS, who=MARIA) as page:
        await page.press("a", *"nobody")
        assert "Owner: María Ruiz → nobody." in told(page)
        assert "notice" not in told(page)
        await page.press("enter", "ctrl+s")
        assert other.actions.details(MARIAS).row.owner is None


async def test_the_cursor_begins_on_the_owner_and_choosing_them_again_stages_nothing(still: Path) -> None:
    async with details_page(still, MARIAS, who=MARIA) as page:
        await page.press("a", "enter")
        assert staged(page) == "unchanged"
        await page.press("a", *"helen", "enter", "a", "enter")
        assert staged(page) == HELEN
        await page.press("a", *"ruiz", "enter")
        assert staged(page) == "unchanged"


async def test_nobody_is_found_and_nothing_is_staged(still: Path) -> None:
    async with details_page(still, UNOWNED, who=MARIA) as page:
        await page.press("a", *"xyzzy", "enter")
        assert page.shows(OwnerFlyout)
        assert "Nobody is called so." in page.text()
        await page.press("escape")
        assert staged(page) == "unchanged"


async def test_who_may_not_change_roles_learns_who_can(still: Path, other: Services) -> None:
    async with details_page(still, UNOWNED, who=MARIA) as page:
        await page.press("a", *"priya")
        assert "Priya Nair may only read" in told(page)
        assert "Samir Haddad can change it." in told(page)
        await page.press("ctrl+g")
        assert page.shows(OwnerFlyout)
        assert "can change it" in page.notices[-1]
        await page.press("enter", "ctrl+s")
        assert other.actions.details(UNOWNED).row.owner == PRIYA
        assert any("Priya Nair may only read" in notice for notice in page.notices[1:])


async def test_who_manages_people_changes_the_role_at_once_after_a_question(still: Path, other: Services) -> None:
    async with details_page(still, UNOWNED, who=SAMIR) as page:
        await page.press("a", *"priya", "ctrl+g")
        assert page.shows(RoleDialog)
        assert "may change every improvement action" in told(page)
        await page.press("n")
        assert {one.email: one.role for one in other.people.people()}[PRIYA] is Role.READER
        await page.press("ctrl+g", "y")
        await page.until(lambda: "may only read" not in told(page))
        assert {one.email: one.role for one in other.people.people()}[PRIYA] is Role.CONTRIBUTION
        assert "Priya Nair Contribution" in told(page)
        await page.press("ctrl+g")
        assert "may work on actions already" in page.notices[-1]
        await page.press("enter")
        assert staged(page) == PRIYA


async def test_a_reader_cannot_open_it(still: Path) -> None:
    async with details_page(still, UNOWNED, who=PRIYA) as page:
        await page.press("a")
        assert page.is_on_top
        assert "Reader may not" in page.notices[-1]


async def test_another_owner_ends_the_wait_for_the_assessor(still: Path, other: Services) -> None:
    save(other, "CA-004", {Field.OWNER: HELEN, Field.SENT_BY: HELEN})
    async with details_page(still, "CA-004", who=MARIA) as page:
        await page.press("a", *"maria")
        assert "It no longer waits for an assessor." in told(page)
        await page.press("enter", "ctrl+s")
        assert other.actions.details("CA-004").sent_by is None


async def test_a_government_cloud_says_that_nobody_is_told(tmp_path: Path) -> None:
    workspace = own_workspace(tmp_path, SMALL_CATALOGUE)
    with raw(workspace) as connection:
        connection.execute("UPDATE organisation SET cloud = 'gcc-high'")
    async with details_page(workspace, "CA-001") as page:
        await page.press("a", "up", "down")
        assert "This cloud sends no notices; nobody is told." in told(page)
