"""Assign improvement actions: one user for all marked actions, previewed, in one step (spec 1.7; issue 4, item 3)."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import other, still, still_template
from list_page import ListPage, list_page
from support import save

from cm_tui.model.vocabulary import Field, Role
from cm_tui.screens.dialogs.role import RoleDialog
from cm_tui.screens.flyouts.assign import AssignFlyout
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"
PRIYA, SAMIR = "priya.nair@contoso.example", "samir.haddad@contoso.example"


def told(page: ListPage) -> str:
    """The screen as one line."""
    return " ".join(page.text().replace("▌", "").split())


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_marked_actions_get_one_owner_and_stay_marked(
    still: Path, other: Services, size: tuple[int, int]
) -> None:
    async with list_page(still, who=MARIA, size=size) as page:
        ids = page.ids[:3]
        await page.press("space", "space", "space", "a")
        assert page.shows(AssignFlyout)
        assert "Assign improvement actions" in page.text()
        assert f"3 actions: {', '.join(ids)}" in told(page)
        assert "To María Ruiz: 1 from nobody; 2 are theirs already." in told(page)
        await page.press(*"helen")
        assert "To Helen Fischer: 2 from María Ruiz, 1 from nobody." in told(page)
        assert "3 notices to Helen Fischer will be queued." in told(page)
        assert HELEN not in {row.owner for row in other.listing.rows(ids)}
        await page.press("ctrl+s")
        assert {row.owner for row in other.listing.rows(ids)} == {HELEN}
        assert page.notices[-1] == "3 actions assigned to Helen Fischer. z undoes it."
        assert page.table.marks == set(ids)
        assert {one.action for one in other.notices.waiting() if one.recipient == HELEN} >= set(ids)


async def test_without_marks_it_is_the_action_under_the_cursor(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        await page.press("j", "a", *"helen", "enter")
        assert other.actions.details(page.ids[1]).row.owner == HELEN
        assert page.notices[-1] == "1 action assigned to Helen Fischer. z undoes it."
        await page.press("a", *"nobody", "enter")
        assert other.actions.details(page.ids[1]).row.owner is None
        assert page.notices[-1] == "1 action unassigned. z undoes it."


async def test_two_hundred_go_in_one_transaction_and_come_back_by_one_key(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        ids = page.ids[:200]
        page.table.marks = frozenset(ids)
        before = other.listing.rows(ids)
        events = other.history.verify().events
        await page.press("a", *"helen", "enter")
        changed = [row for row in before if row.owner != HELEN]
        assert {row.owner for row in other.listing.rows(ids)} == {HELEN}
        assert other.history.verify().events == events + len(changed)
        assert page.notices[-1] == f"{len(changed)} actions assigned to Helen Fischer. z undoes it."
        await page.press("z")
        assert [row.owner for row in other.listing.rows(ids)] == [row.owner for row in before]
        assert other.history.verify().valid


async def test_keys_that_are_typed_ahead_are_not_lost(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        first = page.ids[0]
        for key in ("a", *"helen", "ctrl+s"):
            page.app.simulate_key(key)
        await page.until(lambda: bool(page.notices))
        assert other.actions.details(first).row.owner == HELEN


async def test_what_somebody_else_did_meanwhile_refuses_the_whole_and_is_shown_anew(
    still: Path, other: Services
) -> None:
    async with list_page(still, who=MARIA) as page:
        first, second = page.ids[:2]
        await page.press("space", "space", "a", *"samir")
        save(other, second, {Field.OWNER: HELEN})
        await page.press("ctrl+s")
        assert f"{second} was changed meanwhile: owner by Helen Fischer" in page.notices[0]
        assert page.shows(AssignFlyout)
        assert "1 from Helen Fischer" in told(page)
        assert other.actions.details(first).row.owner != SAMIR
        await page.press("ctrl+s")
        assert {row.owner for row in other.listing.rows([first, second])} == {SAMIR}


async def test_nothing_to_change_says_so_and_stays(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        await page.press("a", "ctrl+s")
        assert page.shows(AssignFlyout)
        assert page.notices == ["None of the actions would change."]
        await page.press("ctrl+s")  # takes the place of the one before, and of none that has another title
        page.app.notify(page.notices[0], title="Bulk", severity="warning", markup=False)
        await page.settle()
        assert page.notices == ["None of the actions would change."] * 2
        await page.press("escape")
        assert page.is_left


async def test_a_reader_is_warned_of_and_the_role_can_be_given(still: Path, other: Services) -> None:
    async with list_page(still, who=SAMIR) as page:
        await page.press("space", "space", "a", *"priya")
        assert "Priya Nair may only read" in told(page)
        await page.press("ctrl+g")
        assert page.shows(RoleDialog)
        await page.press("enter")
        await page.until(lambda: "may only read" not in told(page) and "2 notices" in told(page))
        assert {one.email: one.role for one in other.people.people()}[PRIYA] is Role.CONTRIBUTION
        await page.press("enter")
        assert {row.owner for row in other.listing.rows(page.ids[:2])} == {PRIYA}


async def test_who_may_only_read_assigns_nothing(still: Path) -> None:
    async with list_page(still, who=PRIYA) as page:
        for key in ("a", "m", "t", "y", "e"):
            page.app.clear_notifications()
            await page.press(key)
            assert page.is_left
            [notice] = page.notices
            assert "Reader may not change improvement actions" in notice


async def test_marks_that_the_filter_hides_count_too(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        marked = page.ids[0]
        await page.press("space")
        await page.search("category:privacy")
        assert marked not in page.ids
        await page.press("a")
        assert f"1 action: {marked}" in told(page)
        await page.press("escape")


async def test_an_empty_list_has_nothing_to_assign(still: Path) -> None:
    async with list_page(still, who=MARIA) as page:
        await page.search("zzzzz")
        await page.press("a")
        assert page.is_left
        assert page.notices == ["The list is empty; there is nothing to change."]
