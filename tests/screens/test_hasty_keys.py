"""A key that is pressed again while what it asks for is slow to come never opens a second question, nor about another row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from details_page import Page, details_page, other, still, still_template
from list_page import list_page
from textual.screen import ModalScreen

from cm_tui.model.vocabulary import TestStatus
from cm_tui.screens.flyouts.assign import AssignFlyout
from cm_tui.screens.flyouts.filters import FiltersFlyout
from cm_tui.screens.flyouts.owner import OwnerFlyout
from cm_tui.screens.flyouts.verdict import VerdictFlyout
from cm_tui.screens.ready_queue import ReadyQueueScreen
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

HELEN = "helen.fischer@contoso.example"
WAIT = "The key before is still at work; press this one again in a moment."


class SlowAnswer:
    """A question to a service that waits until it is let go, and then asks the real one."""

    def __init__(self, real: Callable[..., object]) -> None:
        self.real, self.asked, self.let_go = real, 0, Event()

    def __call__(self, *arguments: object, **named: object) -> object:
        self.asked += 1
        assert self.let_go.wait(10)
        return self.real(*arguments, **named)


def slow(page: Page, service: str, method: str) -> SlowAnswer:
    """Make a method of one of the app's services slow to answer."""
    found = getattr(page.app.services, service)
    answer = SlowAnswer(getattr(found, method))
    vars(found)[method] = answer  # the services are frozen; their own attributes come before those of the class
    return answer


def questions(page: Page) -> list[type]:
    """The questions that lie over each other."""
    return [type(screen) for screen in page.app.screen_stack if isinstance(screen, ModalScreen)]


async def haste(page: Page, answer: SlowAnswer, *keys: str) -> None:
    """Press keys, the first of which is slow, each without waiting for the one before; then the answer comes."""
    await page.pilot.press(keys[0])
    await page.until(lambda: answer.asked > 0)
    await page.pilot.press(*keys[1:])
    await page.until(lambda: not page.app.is_typing)
    answer.let_go.set()
    await page.settle()


async def test_verdict_keys_typed_at_once_ask_once(still: Path, other: Services) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        queue = page.app.screen
        assert isinstance(queue, ReadyQueueScreen)
        first, second = queue.table.ids[:2]
        await page.pilot.press("P", "P")
        await page.settle()
        assert questions(page) == [VerdictFlyout]
        await page.press("escape")
        assert page.shows(ReadyQueueScreen)
        await page.press("P", "enter")
        assert other.actions.details(first).row.test_status is TestStatus.PASSED
        assert other.actions.details(second).row.test_status is not TestStatus.PASSED


async def test_a_verdict_key_is_refused_while_one_is_on_its_way(still: Path) -> None:
    async with list_page(still, who=HELEN) as page:
        await page.press("Q")
        await haste(page, slow(page, "actions", "details"), "P", "H")
        assert questions(page) == [VerdictFlyout]
        assert WAIT in page.notices
        await page.press("escape")
        assert page.shows(ReadyQueueScreen)


async def test_the_details_page_asks_for_one_owner_of_the_action_it_shows(still: Path) -> None:
    async with details_page(still, "CA-003", who=HELEN) as page:
        await haste(page, slow(page, "bulk", "suggestions"), "a", "a", "n", "m")
        assert questions(page) == [OwnerFlyout]
        assert page.screen.action_id == "CA-003"
        assert page.notices == [WAIT]


async def test_the_list_asks_once_and_stays(still: Path) -> None:
    async with list_page(still, who=HELEN) as page:
        await haste(page, slow(page, "bulk", "suggestions"), "a", "a", "enter")
        assert questions(page) == [AssignFlyout]
        await page.press("escape")
        assert page.is_left
        await haste(page, slow(page, "listing", "facets"), "f", "f")
        assert questions(page) == [FiltersFlyout]
