"""Accept all updates: the number first, the list to walk, all of them or none, and the list as it was left (issue 5, item 4)."""

from __future__ import annotations

from pathlib import Path

from details_page import other, still, still_template
from list_page import ListPage, list_page
from support import dump, save, stored

from cm_tui.model.rules.points import percent, show_percent, show_points
from cm_tui.model.vocabulary import Field, ImplementationStatus
from cm_tui.screens.flyouts.accept_all import AcceptAllFlyout
from cm_tui.screens.flyouts.review_update import ReviewUpdateFlyout
from cm_tui.screens.flyouts.update_rows import RETIRES
from cm_tui.screens.palette import Palette
from cm_tui.services.services import Services
from cm_tui.widgets.scroll_body import ScrollBody

__all__ = ["other", "still", "still_template"]

MARIA, READER = "maria.ruiz@contoso.example", "priya.nair@contoso.example"


def told(page: ListPage) -> str:
    """The screen as one line."""
    return " ".join(page.text().replace("▌", "").split())


def flyout(page: ListPage) -> AcceptAllFlyout:
    """The flyout, also below a review."""
    return next(screen for screen in page.app.screen_stack if isinstance(screen, AcceptAllFlyout))


def ids_of(services: Services) -> list[str]:
    """The updates that wait."""
    return [one.id for one in services.updates.updates()]


async def test_the_number_is_told_first_and_the_promise_is_kept(still: Path, other: Services) -> None:
    everything = other.updates.review_all()
    number, after = len(everything.updates), everything.effect.after
    async with list_page(still, who=MARIA, size=(120, 40)) as page:
        assert f"{number} updates pending" in told(page)
        assert f"U Updates ({number})" in page.lines()[-1]
        await page.press("space", "space", "j", "j")
        cursor, marks = page.table.cursor_id, page.table.marks
        before = stored(still)
        await page.press("ctrl+p", *"accept all")
        assert page.shows(Palette)
        await page.press("enter")
        assert page.shows(AcceptAllFlyout)
        assert f"{number} updates will be accepted" in told(page)
        share = show_percent(percent(after.achieved, after.possible) / 100)
        assert f"→ {share} ({show_points(after.achieved)} of {show_points(after.possible)})" in told(page)
        assert all(one.name in told(page) for one in everything.effect.assessments)
        retiring = sum(one.promise.retires for one in everything.updates)
        assert f"Of these rows {retiring} leave the list, " in told(page)
        assert "restored. Apart from that, status, dates, notes" in told(page)
        await page.press("G")
        assert everything.updates[-1].id in told(page)
        await page.press("escape")
        assert page.is_left
        assert stored(still) == before

        await page.press("U", "ctrl+s")
        assert page.is_left
        assert page.notices[-1].startswith(f"{number} updates accepted; the list was refreshed. 2 left it, ")
        assert ids_of(other) == []
        assert other.score.score().total == after
        assert show_points(after.possible) in page.lines()[0]
        assert "pending" not in page.lines()[2]
        assert "U Updates" not in page.lines()[-1]
        assert (page.table.cursor_id, page.table.marks) == (cursor, marks)
        await page.press("U")
        assert page.notices[-1] == "No update waits."
    assert other.check.run().problems == ()


async def test_rows_that_no_longer_match_are_held(still: Path, other: Services) -> None:
    waiting = ids_of(other)
    gone = {one.id for one in other.updates.updates() if one.promise.retires}
    async with list_page(still, who=MARIA, size=(60, 20)) as page:
        page.actions.filter_line.text = "update:pending test:any"
        page.actions.load()
        await page.settle()
        assert set(page.ids) == set(waiting)
        assert all("⟳" in line for line in page.lines()[4:-1])
        kept = next(one for one in reversed(page.ids) if one not in gone)
        page.table.move_to(page.ids.index(kept))
        await page.press("U")
        flyout(page).table.move_to(waiting.index(min(gone)))
        await page.settle()
        assert RETIRES in told(page)
        await page.press("ctrl+s")
        assert page.table.held == set(page.ids) == set(waiting) - gone
        assert page.table.cursor_id == kept
        assert "⟳" not in page.text()
        await page.press("ctrl+r")
        assert page.ids == ()


async def test_stopped_at_work_it_accepts_nothing(still: Path, other: Services) -> None:
    before, waiting = dump(still), ids_of(other)
    async with list_page(still, who=MARIA) as page:
        await page.press("U")
        with other.store.writing() as session:
            session.connection()
            await page.pilot.press("ctrl+s", "ctrl+s", "ctrl+q", "enter", "ctrl+p", "question_mark")
            assert page.shows(AcceptAllFlyout)
            assert set(page.notices) == {"Accepting goes on; wait for it, or stop it with esc."}
            await page.pilot.press("escape")
            assert f"Stopping: {len(waiting)} updates" in page.text()
        await page.settle()
        assert page.shows(AcceptAllFlyout)
        assert AcceptAllFlyout.STOPPED in told(page)
        assert dump(still) == before
        await page.press("ctrl+s")
        assert ids_of(other) == []


async def test_whoever_is_slower_is_told_and_looks_again(still: Path, other: Services) -> None:
    first, second, *others = ids_of(other)
    async with list_page(still, who=MARIA, size=(140, 40)) as page:
        await page.press("U")
        other.updates.accept_ids([first])
        await page.press("ctrl+s")
        assert f"{first}: Helen Fischer accepted the update at " in told(page)
        assert f"{len(others) + 1} updates will be accepted" in told(page)
        assert ids_of(other) == [second, *others]

        save(other, second, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        await page.press("ctrl+s")
        assert f"{second} was changed meanwhile" in told(page)
        assert ids_of(other) == [second, *others]

        other.updates.accept_ids()
        await page.press("ctrl+s")
        assert page.is_left
        assert "Helen Fischer accepted the update" in page.notices[-1]
        assert page.notices[-1].endswith("No update waits.")
        assert "pending" not in page.lines()[2]


async def test_one_of_them_is_reviewed_and_accepted_alone(still: Path, other: Services) -> None:
    first, second, *others = ids_of(other)
    async with list_page(still, who=MARIA) as page:
        await page.press("U", "j", "enter")
        assert page.shows(ReviewUpdateFlyout)
        await page.press("escape")
        assert ids_of(other) == [first, second, *others]
        await page.press("enter", "ctrl+s")
        assert page.shows(AcceptAllFlyout)
        assert ids_of(other) == [first, *others]
        assert f"{second}: the update was accepted." in told(page)
        assert f"{len(others) + 1} updates will be accepted" in told(page)
        await page.press("tab")
        assert isinstance(page.app.focused, ScrollBody)
        await page.press("escape")
        assert f"{len(others) + 1} ⟳" in page.lines()[2]


async def test_a_reader_sees_it_and_is_refused(still: Path, other: Services) -> None:
    before = stored(still)
    async with list_page(still, who=READER) as page:
        await page.press("U", "ctrl+s")
        assert page.shows(AcceptAllFlyout)
        assert "The role Reader may not" in page.notices[-1]
    assert stored(still) == before
