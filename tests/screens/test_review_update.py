"""Review update on the details page: what is read, what accepting and leaving it do, and what others do meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from details_page import Page, details_page, other, still, still_template
from support import DONE, raw, save

from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.updates import KEPT, PERMANENT
from cm_tui.model.vocabulary import Field, ImplementationStatus
from cm_tui.screens.flyouts.preview_text import change_text
from cm_tui.screens.flyouts.review_update import ReviewUpdateFlyout
from cm_tui.services.services import Services
from cm_tui.widgets.page_head import PageTitle

__all__ = ["other", "still", "still_template"]

ACTION, ELSEWHERE = "CA-005@europe", "CA-005@north-america"
"""Not begun, with an update of points and guidance; the same in another group."""
AUTOMATIC = "MD-001"
"""Passed, and from its second version on tested by hand."""
CURRENT = "CA-003"
"""No update waits."""
MARIA, OLIVER = "maria.ruiz@contoso.example", "oliver.grant@contoso.example"
TOMAS = "tomas.vesely@contoso.example"
IMPLEMENTED_TODAY = ("m", "j", "enter", "enter")


async def read(page: Page) -> str:
    """Everything that the flyout says, scrolled page by page, as one line of words."""
    await page.press("home")
    pages = [panel(page)]
    while True:
        await page.press("pagedown")
        if panel(page) == pages[-1]:
            return " ".join(" ".join(pages).split())
        pages.append(panel(page))


def panel(page: Page) -> str:
    """The flyout without what stands beside it, and without its scroll bar."""
    return "\n".join(line.rpartition("▌")[2].rstrip("▁▂▃▄▅▆▇█ ") for line in page.lines())


def waiting(services: Services) -> set[str]:
    """The actions whose updates wait."""
    return {one.id for one in services.updates.updates()}


async def test_it_is_read_left_and_accepted_and_what_is_staged_stays_staged(still: Path, other: Services) -> None:
    review, before = other.updates.review(ACTION), other.actions.details(ACTION)
    async with details_page(still, ACTION, who=MARIA) as page:
        assert "⟳ Pending update   u Review" in page.lines()[0]
        assert "u Review update" in page.lines()[-1]
        assert "version 2 waits for a review; u reviews it" in page.text()
        await page.press(*IMPLEMENTED_TODAY, "u")
        assert page.shows(ReviewUpdateFlyout)
        text = await read(page)
        for said in (
            *("Version 1 → 2", "Release 2026.2 of 2026-06-02", "Changes points · guidance", "Points 0/1 → 0/3"),
            *("discretionary → mandatory, worth 1 → 3 points", "unchanged", "[-", "{+", KEPT, PERMANENT),
            f"Score: {change_text(review.effect.before, review.effect.after)}",
            *(review.reach, review.automation, review.why_accept, review.why_wait),
            *(f"{one.name} · {one.group} {change_text(one.before, one.after)}" for one in review.effect.assessments),
        ):
            assert " ".join(said.split()) in text
        await page.press("escape")
        assert page.is_on_top
        assert "⟳ Pending update   u Review" in page.lines()[0]
        assert other.actions.details(ACTION) == before
        assert page.screen.edit is not None
        assert page.screen.edit.draft.changes[Field.IMPLEMENTATION_STATUS] is ImplementationStatus.IMPLEMENTED

        await page.press("u", "ctrl+s")
        assert page.is_on_top
        assert page.notices[-1].startswith("Update accepted: version 1 → 2. Score: ")
        assert page.app.last_step is None
        assert "u Review" not in page.lines()[0] + page.lines()[-1]
        accepted = other.actions.details(ACTION)
        assert (accepted.definition_version, accepted.row.implementation_status) == (
            2,
            before.row.implementation_status,
        )
        assert accepted.guidance != before.guidance
        assert accepted.guidance.split("\n")[0][3:40] in page.text()
        assert {ELSEWHERE} <= waiting(other)
        assert ACTION not in waiting(other)
        event, *_ = other.history.rows(ACTION)
        assert (event.user, event.event) == ("María Ruiz", "update.accepted")

        assert "unsaved: 2 fields" in page.text()
        await page.press("ctrl+s")
        assert page.notices[-1] == f"Saved 2 fields: 0 of {show_points(accepted.row.points.possible)} points."
        assert other.actions.details(ACTION).row.implementation_status is ImplementationStatus.IMPLEMENTED
        await page.press("u")
        assert page.notices[-1] == "No update waits; the newest version of the action is in use."
    assert other.check.run().problems == ()


async def test_a_reader_reads_it_and_is_told_why_not_more(still: Path, other: Services) -> None:
    async with details_page(still, AUTOMATIC, who=OLIVER, size=(60, 20)) as page:
        width = page.app.screen.query_one(PageTitle).size.width
        assert await page.pilot.click(PageTitle, offset=(width - 2, 0))
        await page.settle()
        assert page.shows(ReviewUpdateFlyout)
        assert "✗ The role Reader may not change improvement actions" in page.text()
        text = await read(page)
        assert "● Testing type: Automatic → Manual" in text
        assert "Apart from that, status, dates, notes" in text
        assert "! The verdict Passed was given on the earlier version and stays" in text
        assert "Microsoft Secure Score → manual testing only" in text
        await page.press("ctrl+s")
        assert page.shows(ReviewUpdateFlyout)
        assert page.notices[-1].startswith("The role Reader may not")
        await page.press("q")
        assert page.is_on_top
    assert AUTOMATIC in waiting(other)


async def test_who_comes_second_is_told_and_keeps_what_is_staged(still: Path, other: Services) -> None:
    async with details_page(still, ACTION, who=MARIA, size=(80, 24)) as page:
        await page.press("a", *"tom", "enter", "u")
        save(other, ACTION, DONE)
        await page.press("ctrl+s")
        assert any("was changed meanwhile; look at the review again" in one for one in page.notices)
        assert page.shows(ReviewUpdateFlyout)
        assert "Points 1/1 → 3/3" in await read(page)
        other.updates.accept_ids([ACTION])
        await page.press("ctrl+s")
        assert page.is_on_top
        assert any("Helen Fischer accepted the update at" in one for one in page.notices)
        assert "⟳" not in page.lines()[0]
        edit = page.screen.edit
        assert edit is not None
        assert edit.details.definition_version == 2
        assert dict(edit.draft.changes) == {Field.OWNER: TOMAS}
        assert "Tomáš Veselý" in page.text()
        await page.press("ctrl+s")
        row = other.actions.details(ACTION).row
        assert (row.owner, row.test_status) == (TOMAS, DONE[Field.TEST_STATUS])
    assert [row.event for row in other.history.rows(ACTION)].count("update.accepted") == 1


async def test_of_what_was_withdrawn_no_update_comes(still: Path, other: Services) -> None:
    with raw(still) as database:
        database.execute("UPDATE action SET withdrawn_in = '2026.3' WHERE id = ?", (CURRENT,))
    async with details_page(still, CURRENT, size=(140, 60)) as page:
        assert "in release 2026.3: no more updates come; set it Out of scope" in page.text()
        assert "u Review" not in page.lines()[0] + page.lines()[-1]
        await page.press("u")
        assert page.notices == ["No update waits, and none will come: the action was withdrawn in release 2026.3."]
        with raw(still) as database:
            database.execute("UPDATE action SET withdrawn_in = NULL WHERE id = ?", (CURRENT,))
        assert page.screen.edit is not None
        assert replace(page.screen.edit.details, withdrawn_in=None) == other.actions.details(CURRENT)
