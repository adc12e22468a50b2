"""The details page of an action that no assessment counts any more: what it says, what its keys do, what is staged before."""

from __future__ import annotations

from pathlib import Path

from details_page import Page, details_page, other, still, still_template
from support import DONE, save

from cm_tui.model.rules.status import RETIRED_IS_LOCKED
from cm_tui.model.rules.updates import RETIRES_WHAT_IS_STAGED
from cm_tui.model.vocabulary import Field
from cm_tui.screens.flyouts.review_update import ReviewUpdateFlyout
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

ACTION = "MC-044@europe"
"""Its update takes it out of every assessment."""
MARIA, TOMAS = "maria.ruiz@contoso.example", "tomas.vesely@contoso.example"


def words(page: Page) -> str:
    """The screen, or the flyout over it, as one line of words."""
    return " ".join(" ".join(line.rpartition("▌")[2].rstrip("▁▂▃▄▅▆▇█ ") for line in page.lines()).split())


async def test_it_retires_once_nothing_is_staged_and_the_page_says_so(still: Path, other: Services) -> None:
    async with details_page(still, ACTION, who=MARIA) as page:
        await page.press("a", *"tom", "enter", "u")
        assert page.shows(ReviewUpdateFlyout)
        assert f"✗ {RETIRES_WHAT_IS_STAGED}" in words(page)
        await page.press("ctrl+s")
        assert page.shows(ReviewUpdateFlyout)
        assert page.notices[-1] == RETIRES_WHAT_IS_STAGED
        await page.press("escape")
        assert page.screen.edit is not None
        assert dict(page.screen.edit.draft.changes) == {Field.OWNER: TOMAS}
        assert not other.actions.details(ACTION).retired

        await page.press("ctrl+s", "u")
        assert RETIRES_WHAT_IS_STAGED not in words(page)
        await page.press("ctrl+s")
        assert page.is_on_top
        assert any(one.startswith("Update accepted") for one in page.notices)
        assert other.actions.details(ACTION).retired
        assert "! No assessment counts it" in page.lines()[0]
        assert RETIRED_IS_LOCKED in words(page)
        assert "out of scope" not in words(page)

        for key in ("m", "t", "A", "u"):
            await page.press(key)
            assert page.is_on_top
            assert page.notices[-1] == RETIRED_IS_LOCKED
        await page.press("e")
        assert RETIRED_IS_LOCKED[:40] in words(page)
        await page.press("escape", "a", *"maría", "enter")
        assert "when saved" not in words(page)
        assert page.screen.edit.changed_points is None
        await page.press("ctrl+s")
        assert other.actions.details(ACTION).row.owner == MARIA
        await page.press("right_square_bracket", "right_square_bracket", "plus")
        assert page.is_on_top


async def test_what_is_staged_meanwhile_is_refused_with_the_reason(still: Path, other: Services) -> None:
    async with details_page(still, ACTION, who=MARIA, size=(60, 20)) as page:
        await page.press("m", "j", "enter", "enter")
        save(other, ACTION, {Field.OTHER_NOTES: "Theirs."})
        other.updates.accept_ids([ACTION])
        await page.press("ctrl+s")
        assert any(RETIRED_IS_LOCKED in one for one in page.notices)
        assert other.actions.details(ACTION).row.implementation_status is not DONE[Field.IMPLEMENTATION_STATUS]
        await page.press("z")
        assert page.lines()[0].endswith("! Not counted")
        assert RETIRED_IS_LOCKED[:40] in words(page)
