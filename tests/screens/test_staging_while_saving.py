"""What is staged while a save waits behind another program's write is neither lost nor stored with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from details_page import Page, details_page, other, still, still_template
from support import save

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.views.actions import SaveOutcome
from cm_tui.model.views.bulk import BulkOutcome, UndoStep
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestStatus
from cm_tui.screens.dialogs.leave import LeaveDialog
from cm_tui.services.actions.bulk import BulkService
from cm_tui.services.actions.service import ActionService
from cm_tui.services.services import Services
from cm_tui.widgets.flyout import Flyout

__all__ = ["other", "still", "still_template"]

MARIA = "maria.ruiz@contoso.example"
MANUAL = "CA-003"
PATIENCE = 10.0


@dataclass
class Gate:
    """Holds a write back until it is opened."""

    reached: Event = field(default_factory=Event)
    opened: Event = field(default_factory=Event)

    def pass_through(self) -> None:
        self.reached.set()
        assert self.opened.wait(PATIENCE)


@dataclass(frozen=True)
class HeldActions(ActionService):
    """The real service, whose saves wait at a gate."""

    gate: Gate

    def save(self, draft: ActionDraft, strict: bool = False) -> SaveOutcome:
        self.gate.pass_through()
        return super().save(draft, strict)


@dataclass(frozen=True)
class HeldBulk(BulkService):
    """The real service, whose undoing waits at a gate."""

    gate: Gate

    def undo(self, step: UndoStep) -> BulkOutcome:
        self.gate.pass_through()
        return super().undo(step)


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.opened.set()


def hold_writes(page: Page, gate: Gate) -> None:
    """Let saves and undoing wait as behind another program's write."""
    services = page.app.services
    assert services is not None
    parts = (services.store, services.clock, services.actor, gate)
    vars(services).update(actions=HeldActions(*parts), bulk=HeldBulk(*parts))


async def press_and_hold(page: Page, key: str, gate: Gate) -> None:
    """Press a key that writes, and wait until it is held back."""
    await page.pilot.press(key)
    await page.until(gate.reached.is_set)


async def stage(page: Page, *keys: str) -> None:
    """Open a flyout by its key while a write is held back, and press the rest in it."""
    await page.pilot.press(keys[0])
    await page.until(lambda: page.shows(Flyout))
    await page.pilot.press(*keys[1:])
    await page.until(lambda: not page.shows(Flyout))


async def let_through(page: Page, gate: Gate) -> None:
    gate.opened.set()
    await page.settle()


def unsaved(page: Page) -> set[Field]:
    """The fields that are not saved."""
    assert page.screen.edit is not None
    return set(page.screen.edit.draft.changes)


async def test_what_was_staged_meanwhile_is_still_there_and_unsaved(still: Path, other: Services, gate: Gate) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        hold_writes(page, gate)
        await page.press("m", "j", "enter", "enter")
        await press_and_hold(page, "ctrl+s", gate)
        await stage(page, "t", "j", "j", "enter", "enter")
        await let_through(page, gate)
        row = other.actions.details(MANUAL).row
        assert row.implementation_status is ImplementationStatus.IMPLEMENTED
        assert row.test_status is not TestStatus.PASSED
        assert unsaved(page) == {Field.TEST_STATUS, Field.TEST_DATE}
        assert "● unsaved: 2 fields" in page.text()
        await page.press("ctrl+s")
        assert other.actions.details(MANUAL).row.test_status is TestStatus.PASSED
        assert unsaved(page) == set()


async def test_what_was_taken_back_too_late_is_shown_as_it_was_left(still: Path, other: Services, gate: Gate) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        hold_writes(page, gate)
        before = other.actions.details(MANUAL).row
        await page.press("m", "j", "enter", "enter")
        await press_and_hold(page, "ctrl+s", gate)
        await page.pilot.press("z")
        await page.until(lambda: not unsaved(page))
        await let_through(page, gate)
        assert other.actions.details(MANUAL).row.implementation_status is ImplementationStatus.IMPLEMENTED
        assert page.screen.edit is not None
        assert page.screen.edit.row.implementation_status is before.implementation_status
        assert unsaved(page) == {Field.IMPLEMENTATION_STATUS, Field.IMPLEMENTATION_DATE}


async def test_save_and_close_asks_about_what_was_staged_meanwhile(still: Path, other: Services, gate: Gate) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        hold_writes(page, gate)
        await page.press("m", "j", "enter", "enter")
        await press_and_hold(page, "S", gate)
        await stage(page, "t", "j", "j", "enter", "enter")
        await let_through(page, gate)
        assert page.shows(LeaveDialog)
        assert other.actions.details(MANUAL).row.test_status is not TestStatus.PASSED
        await page.press("s")
        assert page.is_left
        assert other.actions.details(MANUAL).row.test_status is TestStatus.PASSED


async def test_a_flyout_that_was_opened_meanwhile_keeps_the_page(still: Path, other: Services, gate: Gate) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        hold_writes(page, gate)
        await page.press("m", "j", "enter", "enter")
        await press_and_hold(page, "S", gate)
        await page.pilot.press("t")
        await page.until(lambda: page.shows(Flyout))
        await let_through(page, gate)
        assert page.shows(Flyout)
        await page.press("j", "j", "enter", "enter")
        assert page.is_on_top
        assert unsaved(page) == {Field.TEST_STATUS, Field.TEST_DATE}


async def test_what_was_staged_while_a_save_is_undone_stays(still: Path, other: Services, gate: Gate) -> None:
    before = other.actions.details(MANUAL).row
    async with details_page(still, MANUAL, who=MARIA) as page:
        await page.press("m", "j", "enter", "enter", "ctrl+s")
        hold_writes(page, gate)
        await press_and_hold(page, "z", gate)
        await stage(page, "a", *"helen", "enter")
        await let_through(page, gate)
        row = other.actions.details(MANUAL).row
        assert (row.implementation_status, row.owner) == (before.implementation_status, before.owner)
        assert unsaved(page) == {Field.OWNER}
        assert "Helen Fischer" in page.text()


async def test_what_others_changed_meanwhile_stands_below_what_was_staged(
    still: Path, other: Services, gate: Gate
) -> None:
    async with details_page(still, MANUAL, who=MARIA) as page:
        hold_writes(page, gate)
        await page.press("m", "j", "enter", "enter")
        await press_and_hold(page, "ctrl+s", gate)
        await stage(page, "a", *"helen", "enter")
        save(other, MANUAL, {Field.OTHER_NOTES: "theirs"})
        await let_through(page, gate)
        assert unsaved(page) == {Field.OWNER}
        assert page.screen.edit is not None
        assert page.screen.edit.details.other_notes == "theirs"
