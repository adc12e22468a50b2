"""The assessors' queue: what it shows, a verdict with one key, assigning back, and the details page that goes through it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from details_page import other, still, still_template
from list_page import ListPage, list_page
from support import TODAY, raw, save
from textual.widgets import Input

from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingType, TestStatus
from cm_tui.screens.flyouts.assign_back import AssignBackFlyout
from cm_tui.screens.flyouts.verdict import VerdictFlyout
from cm_tui.screens.queued_action import QueuedActionScreen
from cm_tui.screens.ready_queue import ReadyQueueScreen
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

HELEN, MARIA, OLIVER = "helen.fischer@contoso.example", "maria.ruiz@contoso.example", "oliver.grant@contoso.example"
WIDE = (140, 40)


def queue(page: ListPage) -> ReadyQueueScreen:
    """The queue, also below a question."""
    return next(screen for screen in page.app.screen_stack if isinstance(screen, ReadyQueueScreen))


def at_hand(page: ListPage) -> str:
    """The action under the cursor of the queue."""
    found = queue(page).at_hand
    assert found is not None
    return found


def go_to(page: ListPage, action: str) -> None:
    """Put the cursor on an action."""
    queue(page).table.move_to(queue(page).table.ids.index(action))


def words(page: ListPage) -> str:
    """The screen as one line of words."""
    return " ".join(page.text().replace("▌", " ").split())


@pytest.mark.parametrize("size", [(60, 20), (80, 24), WIDE])
async def test_it_shows_who_sent_what_proves_it_and_how_much_waits(still: Path, size: tuple[int, int]) -> None:
    async with list_page(still, who=HELEN, size=size) as page:
        await page.press("Q")
        assert page.shows(ReadyQueueScreen)
        lines = page.lines()
        assert "Ready for assessment" in lines[0]
        assert "111 ready · 2" in lines[1]
        assert "João Pereira" in lines[3]
        if size[0] >= 80:
            assert all(head in lines[2] for head in ("Sent by", "Evidence", "Implem. on", "Test status"))
            assert "no evidence 2026-07-25 ○ Not assessed" in lines[3]
        assert all(len(line) <= size[0] for line in lines)


async def test_only_mine_or_all(still: Path) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q", "m")
        assert len(queue(page).table.ids) == 2
        assert "2 of 111 shown" in page.lines()[1]
        await page.press("m")
        assert len(queue(page).table.ids) == 111
    async with list_page(still, who=MARIA) as page:
        await page.press("Q", "m")
        assert "Nothing was sent to you; m shows all 111." in page.text()
        await page.press("P")
        assert "The queue is empty; there is nothing to judge." in page.notices


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("P", TestStatus.PASSED),
        ("L", TestStatus.FAILED_LOW),
        ("M", TestStatus.FAILED_MEDIUM),
        ("H", TestStatus.FAILED_HIGH),
    ],
)
async def test_a_verdict_is_one_key_and_a_confirmation_and_the_next_action_follows(
    still: Path, other: Services, key: str, status: TestStatus
) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        first, second = queue(page).table.ids[:2]
        await page.press(key)
        assert page.shows(VerdictFlyout)
        text = words(page)
        assert f"Verdict: {status}" in text
        assert other.actions.details(first).row.name in text
        assert "Sent by João Pereira" in text
        assert "There is no evidence yet." in text
        assert other.actions.details(first).row.test_status is TestStatus.NOT_ASSESSED
        await page.press("enter")
        if status is not TestStatus.PASSED:
            assert page.shows(AssignBackFlyout)
            await page.press("escape")
        details = other.actions.details(first)
        assert (details.row.test_status, details.row.test_date, details.sent_by) == (status, TODAY, None)
        assert details.row.owner == HELEN
        assert page.shows(ReadyQueueScreen)
        assert at_hand(page) == second
        assert "110 ready" in page.lines()[1]


async def test_date_and_note_can_be_given_and_a_note_stands_below_those_before(still: Path, other: Services) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        action = at_hand(page)
        save(other, action, {Field.TEST_NOTES: "Earlier."})
        await page.press("P")
        page.app.screen.query(Input).first().value = ""
        await page.press(*"-1d", "tab", *"Seen", "enter")
        details = other.actions.details(action)
        assert details.row.test_date == TODAY - timedelta(days=1)
        assert details.test_notes == "Earlier.\nSeen"


async def test_a_date_before_the_implementation_is_refused_in_place_and_esc_leaves_all(
    still: Path, other: Services
) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        action = at_hand(page)
        await page.press("P")
        page.app.screen.query(Input).first().value = ""
        await page.press(*"2026-07-01", "enter")
        assert page.shows(VerdictFlyout)
        assert "lies before the implementation date" in words(page)
        page.app.screen.query(Input).first().value = ""
        await page.press("enter")
        assert "A verdict has a date" in words(page)
        await page.press("escape")
        assert page.shows(ReadyQueueScreen)
        assert other.actions.details(action).row.test_status is TestStatus.NOT_ASSESSED


async def test_a_failed_action_goes_back_to_its_sender_or_to_somebody_else(still: Path, other: Services) -> None:
    async with list_page(still, who=HELEN, size=WIDE) as page:
        await page.press("Q")
        first, second = queue(page).table.ids[:2]
        await page.press("H", "enter")
        assert page.shows(AssignBackFlyout)
        assert "João Pereira sent it." in words(page)
        await page.press("enter")
        assert other.actions.details(first).row.owner == "joao.pereira@contoso.example"
        assert f"{first}: assigned back to João Pereira." in page.notices
        await page.press("L", "enter", *"oliver")
        assert "Oliver Grant may only read" in words(page)
        await page.press(*["backspace"] * 6, *"ruiz", "enter")
        assert other.actions.details(second).row.owner == MARIA
        assert other.check.run().problems == ()


async def test_what_nobody_sent_is_offered_to_nobody(still: Path, other: Services) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q", "G", "H", "enter")
        assert page.shows(ReadyQueueScreen)


async def test_a_wrong_key_is_taken_back(still: Path, other: Services) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        action = at_hand(page)
        await page.press("P", "enter", "z")
        details = other.actions.details(action)
        assert details.row.test_status is TestStatus.NOT_ASSESSED
        assert details.sent_by == "joao.pereira@contoso.example"
        assert action in queue(page).table.ids


async def test_what_cannot_be_judged_says_why(still: Path, other: Services) -> None:
    other.assessing.send(["CA-003"], HELEN)
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        go_to(page, "CA-003")
        await page.press("P")
        assert page.shows(ReadyQueueScreen)
        assert "once the action is implemented" in page.notices[-1]
    async with list_page(still, who=OLIVER) as page:
        await page.press("Q", "L")
        assert "The role Reader may not change improvement actions" in page.notices[-1]


async def test_four_eyes_refuse_a_pass_and_nothing_else(still: Path, other: Services) -> None:
    with raw(still) as connection:
        connection.execute("UPDATE organisation SET four_eyes = 1")
    async with list_page(still, who="joao.pereira@contoso.example") as page:
        await page.press("Q")
        go_to(page, "PI-006@north-america")
        await page.press("P")
        assert page.shows(ReadyQueueScreen)
        assert "asks for four eyes" in page.notices[-1]
        await page.press("L")
        assert page.shows(VerdictFlyout)
        await page.press("escape", "enter", "P")
        assert page.shows(QueuedActionScreen)
        await page.press("t")
        assert "asks for four eyes" in words(page)


async def test_somebody_who_judged_it_meanwhile_is_named(still: Path, other: Services) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        action = at_hand(page)
        await page.press("P")
        maria = other.acting_as(MARIA)
        maria.assessing.judge(action, TestStatus.FAILED_LOW, TODAY, None, maria.actions.details(action).row.version)
        await page.press("enter")
        assert "María Ruiz" in page.notices[-1]
        assert other.actions.details(action).row.test_status is TestStatus.FAILED_LOW
        assert action not in queue(page).table.ids


async def test_the_details_page_goes_through_the_queue(still: Path, other: Services) -> None:
    async with list_page(still, who=HELEN, size=WIDE) as page:
        await page.press("Q")
        first, second, third = queue(page).table.ids[:3]
        await page.press("enter")
        assert page.shows(QueuedActionScreen)
        assert "‹ Ready for assessment" in page.lines()[0]
        assert "Helen Fischer · sent by João Pereira" in page.text()
        await page.press("n")
        assert page.screen.action_id == second
        await page.press("p", "P", "enter")
        assert other.actions.details(first).row.test_status is TestStatus.PASSED
        assert page.screen.action_id == second
        assert page.screen.edit is not None
        assert page.screen.edit.details.row.id == second
        await page.press("M", "enter", "enter")
        assert other.actions.details(second).row.owner == "joao.pereira@contoso.example"
        assert page.screen.action_id == third
        await page.press("escape")
        assert page.shows(ReadyQueueScreen)
        assert at_hand(page) == third


async def test_unsaved_changes_are_asked_about_before_a_verdict(still: Path, other: Services) -> None:
    async with list_page(still, who=HELEN, size=WIDE) as page:
        await page.press("Q", "enter", "m", "j", "enter", "enter")
        assert page.screen.edit is not None
        assert page.screen.edit.draft
        await page.press("P")
        assert not page.shows(VerdictFlyout)
        await page.press("d", "enter")
        assert not page.screen.edit.draft


async def test_an_empty_queue_says_so(still: Path, other: Services) -> None:
    everything = [action.id for action in other.assessing.ready()]
    changes = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE}
    other.bulk.apply(other.bulk.preview(everything[:-1], changes))
    async with list_page(still, who=HELEN) as page:
        await page.press("Q", "enter", "P", "enter")
        assert page.shows(ReadyQueueScreen)
        assert "That was the last action of the queue." in page.notices
        assert "Nothing is ready for assessment" in page.text()
        await page.press("enter")
        assert page.shows(ReadyQueueScreen)
        await page.press("escape")
        assert page.is_left


async def test_an_automatic_one_that_was_sent_says_who_judges_it(still: Path, other: Services) -> None:
    row = next(row for row in other.listing.find("CA-0", 50) if row.testing_type is TestingType.AUTOMATIC)
    other.assessing.send([row.id], HELEN)
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        go_to(page, row.id)
        await page.press("H")
        assert "automatically tested action" in page.notices[-1]
