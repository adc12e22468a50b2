"""Send to assessor on the details page: who is offered, what is warned of, what is staged, and others' changes meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from details_page import Page, details_page, other, still, still_template
from support import raw
from test_edit import DETAILS, ROW

from cm_tui.model.rules.handover import NO_EVIDENCE
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestingType, TestStatus
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.screens.dialogs.conflict import ConflictDialog
from cm_tui.screens.flyouts.send import SendFlyout
from cm_tui.screens.flyouts.test_status import TestStatusFlyout
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

ACTION, UNTOUCHED = "CA-025", "CA-003"
"""María's, implemented and under test; and nobody's, not implemented."""
MARIA, HELEN, TOMAS = "maria.ruiz@contoso.example", "helen.fischer@contoso.example", "tomas.vesely@contoso.example"
OLIVER = "oliver.grant@contoso.example"
HANDOVER: dict[Field, FieldValue] = {Field.OWNER: HELEN, Field.SENT_BY: MARIA}


def words(page: Page) -> str:
    """The screen as one line of words."""
    return " ".join(page.text().replace("▌", " ").split())


def staged(page: Page) -> dict[Field, FieldValue]:
    """What a save would change."""
    assert page.screen.edit is not None
    return dict(page.screen.edit.draft.changes)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_assessors_come_first_readers_are_dimmed_and_what_is_missing_is_said(
    still: Path, size: tuple[int, int]
) -> None:
    async with details_page(still, ACTION, who=MARIA, size=size) as page:
        await page.press("A")
        assert page.shows(SendFlyout)
        text = words(page)
        assert NO_EVIDENCE in text
        assert text.index("Helen Fischer") < text.index("Tomáš Veselý")
        await page.press(*"oliver")
        assert "Oliver Grant may only read and cannot record a verdict" in words(page)
        await page.press("enter", "ctrl+s")
        assert page.shows(SendFlyout)
        assert all(len(line) <= size[0] for line in page.lines())
        await page.press("escape")
        assert staged(page) == {}


async def test_it_is_staged_and_stored_with_the_save_and_the_bar_says_who_sent_it(still: Path, other: Services) -> None:
    async with details_page(still, ACTION, who=MARIA) as page:
        await page.press("A", *"vesely", "enter")
        assert staged(page) == {Field.OWNER: TOMAS, Field.SENT_BY: MARIA}
        assert "Tomáš Veselý · sent by you" in page.text()
        assert other.actions.details(ACTION).sent_by is None
        await page.press("ctrl+s")
        details = other.actions.details(ACTION)
        assert (details.row.owner, details.sent_by) == (TOMAS, MARIA)
        assert "Tomáš Veselý · sent by María Ruiz" in page.text()
        await page.press("A", *"helen", "enter", "ctrl+s")
        details = other.actions.details(ACTION)
        assert (details.row.owner, details.sent_by) == (HELEN, MARIA)
    assert other.check.run().problems == ()


async def test_what_is_not_implemented_is_warned_of_and_can_be_sent(still: Path, other: Services) -> None:
    async with details_page(still, UNTOUCHED, who=MARIA, size=(80, 24)) as page:
        await page.press("A")
        assert "A verdict needs the action implemented; its status is Not implemented." in words(page)
        await page.press("down", "up", "enter", "ctrl+s")
        assert other.actions.details(UNTOUCHED).row.owner == HELEN


async def test_where_automation_judges_that_is_said_and_defenders_are_refused(still: Path, other: Services) -> None:
    automatic = [row for row in other.listing.find("CA-0", 50) if row.testing_type is TestingType.AUTOMATIC]
    async with details_page(still, automatic[0].id, who=MARIA, size=(80, 24)) as page:
        await page.press("A")
        assert "a verdict can be recorded once its testing type is Manual" in words(page)
    async with details_page(still, "IC-002", who=MARIA) as page:
        await page.press("A")
        assert page.is_on_top
        assert "Defender for Cloud judges this action by itself" in page.notices[-1]
    async with details_page(still, ACTION, who=OLIVER) as page:
        await page.press("A")
        assert "The role Reader may not change" in page.notices[-1]


async def test_somebody_who_sent_it_meanwhile_is_named_and_theirs_can_be_taken(still: Path, other: Services) -> None:
    async with details_page(still, ACTION, who=MARIA) as page:
        await page.press("A", "enter")
        other.acting_as("li.chen@contoso.example").assessing.send([ACTION], TOMAS)
        await page.press("ctrl+s")
        assert page.shows(ConflictDialog)
        text = words(page)
        assert "Owner changed by Li Chen" in text
        assert "Sender changed by Li Chen" in text
        await page.press("t")
        assert staged(page) == {}
        assert other.actions.details(ACTION).row.owner == TOMAS


async def test_insisting_sends_it_in_my_name(still: Path, other: Services) -> None:
    async with details_page(still, ACTION, who=MARIA) as page:
        await page.press("A", "enter")
        other.acting_as("li.chen@contoso.example").assessing.send([ACTION], TOMAS)
        await page.press("ctrl+s", "m")
        details = other.actions.details(ACTION)
        assert (details.row.owner, details.sent_by) == (HELEN, MARIA)


async def test_a_verdict_on_the_page_of_what_was_sent_meanwhile_is_stored(still: Path, other: Services) -> None:
    async with details_page(still, ACTION, who=HELEN) as page:
        await page.press("t", "j", "enter", "enter")
        assert isinstance(staged(page)[Field.TEST_STATUS], TestStatus)
        other.acting_as(MARIA).assessing.send([ACTION], TOMAS)
        await page.press("ctrl+s")
        assert staged(page) == {}
        assert page.is_on_top


async def test_four_eyes_dim_passed_with_the_reason(still: Path) -> None:
    with raw(still) as connection:
        connection.execute("UPDATE organisation SET four_eyes = 1")
    async with details_page(still, ACTION, who=MARIA, size=(80, 24)) as page:
        await page.press("t")
        assert page.shows(TestStatusFlyout)
        await page.press("G")
        assert "the organisation asks for four eyes" in words(page)
    async with details_page(still, ACTION, who=HELEN, size=(80, 24)) as page:
        await page.press("t", "G")
        assert "four eyes" not in words(page)


# Staging, without a screen

SENT = replace(DETAILS, row=replace(ROW, owner=HELEN, owner_name="Helen"), sent_by=MARIA, sent_by_name="María")


def after(edit: Edit, *steps: dict[Field, FieldValue]) -> Edit:
    """An edit after changes were staged one after another."""
    for changes in steps:
        step = edit.stage(changes)
        assert isinstance(step, Staged)
        edit = step.edit
    return edit


def test_another_owner_takes_the_sending_back() -> None:
    edit = after(Edit.of(DETAILS), HANDOVER)
    assert edit.sender == "you"
    assert after(edit, {Field.OWNER: TOMAS}).draft.changes == {Field.OWNER: TOMAS}
    assert after(edit, {Field.OWNER: None}).draft.changes == {}


def test_sending_on_keeps_the_sender_in_the_draft() -> None:
    edit = after(Edit.of(SENT), {Field.OWNER: TOMAS, Field.SENT_BY: MARIA})
    assert edit.draft.changes == {Field.OWNER: TOMAS, Field.SENT_BY: MARIA}


@pytest.mark.parametrize(
    ("changes", "sender"),
    [
        ({}, "María"),
        ({Field.OTHER_NOTES: "x"}, "María"),
        ({Field.OWNER: TOMAS}, None),
        ({Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE}, None),
    ],
)
def test_the_sender_is_shown_as_long_as_the_action_waits(changes: dict[Field, FieldValue], sender: str | None) -> None:
    assert after(Edit.of(SENT), changes).sender == sender


@pytest.mark.parametrize("field", [Field.OWNER, Field.SENT_BY])
def test_taking_theirs_of_one_half_drops_the_other(field: Field) -> None:
    edit = after(Edit.of(DETAILS), HANDOVER, {Field.OTHER_NOTES: "x"})
    rebased, _ = edit.rebased(replace(DETAILS, row=replace(ROW, version=8)), [field])
    assert rebased.draft.changes == {Field.OTHER_NOTES: "x"}


def test_implementing_and_passing_in_one_draft_is_refused_where_four_eyes_are_asked_for() -> None:
    edit = after(
        Edit.of(replace(DETAILS, four_eyes=True)), {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED}
    )
    assert "four eyes" in str(edit.why_not_pass)
    assert "four eyes" in str(edit.stage({Field.TEST_STATUS: TestStatus.PASSED}))
    assert isinstance(edit.stage({Field.TEST_STATUS: TestStatus.FAILED_LOW}), Staged)
