"""The flyout *Edit action details*: what may be changed and why not, what a save of it stages, and that notes show nowhere else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from details_page import Page, details_page, other, still, still_template
from support import TODAY, save
from textual.events import Paste
from textual.widgets import Input

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.testing import AUTOMATION_ONLY
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestStatus
from cm_tui.screens.dialogs.leave import LeaveDialog
from cm_tui.screens.flyouts.notes import TITLES, NotesFlyout
from cm_tui.services.services import Services
from cm_tui.widgets.chooser import Chooser
from cm_tui.widgets.editor import NoteEditor
from cm_tui.widgets.picker import FoldingList
from cm_tui.widgets.tab_line import TabLine

__all__ = ["other", "still", "still_template"]

MANUAL = "CA-003"
"""Not implemented, without notes."""
FAILED = "CA-004"
"""Implemented on 2026-07-03, failed on 2026-07-22, with notes."""
AUTOMATIC = "CA-001"
READER = "priya.nair@contoso.example"
SIZES = [(60, 20), (80, 24), (140, 40)]


def staged(page: Page) -> dict[Field, FieldValue]:
    """What a save of the page would change."""
    assert page.screen.edit is not None
    return dict(page.screen.edit.draft.changes)


def editor(page: Page) -> NoteEditor:
    """The note that is open."""
    return next(one for one in page.app.screen.query(NoteEditor) if one.region.area)


def words(page: Page) -> str:
    """What the screen says, or the flyout at its right, without line ends."""
    return " ".join(" ".join(line.rpartition("▌")[2] for line in page.lines()).split())


async def choose(page: Page, *keys: str) -> None:
    """Go from the note to the status above it, open its list, and press keys there."""
    while not isinstance(page.app.focused, FoldingList):
        in_date = isinstance(page.app.focused, Input)
        chosen = page.app.focused is not None and isinstance(page.app.focused.parent, Chooser)
        await page.press("enter" if chosen and not in_date else "shift+tab")
    await page.press(*keys, "enter")


async def test_notes_are_staged_and_stored_only_by_the_save_of_the_page(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press("e", "H", "i", "exclamation_mark", "enter", "q")
        assert page.shows(NotesFlyout)
        await page.press("ctrl+s")
        assert page.is_on_top
        assert staged(page) == {Field.IMPLEMENTATION_NOTES: "Hi!\nq"}
        assert other.actions.details(MANUAL).implementation_notes == ""
        await page.press("escape", "d")
        assert page.is_left
        assert other.actions.details(MANUAL).implementation_notes == ""
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press("e", "x", "ctrl+t", "ctrl+t", "y", "ctrl+s", "ctrl+s")
        details = other.actions.details(MANUAL)
        assert (details.implementation_notes, details.other_notes) == ("x", "y")


async def test_a_note_that_is_too_long_is_refused_in_the_flyout_and_by_the_service(
    still: Path, other: Services
) -> None:
    text = "x" * 1_000_000
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press("e")
        page.app.post_message(Paste(text))
        await page.settle()
        await page.press("ctrl+s")
        assert page.shows(NotesFlyout)
        assert "have 1000000 characters, at most 500000 are kept" in words(page)
    with pytest.raises(InvalidInput, match="at most 500000 are kept"):
        save(other, MANUAL, {Field.OTHER_NOTES: text})
    assert other.actions.details(MANUAL).other_notes == ""


async def test_notes_show_nowhere_else(still: Path, other: Services) -> None:
    secret = "What nobody else is to read."
    save(other, FAILED, dict.fromkeys((Field.IMPLEMENTATION_NOTES, Field.TEST_NOTES, Field.OTHER_NOTES), secret))
    async with details_page(still, FAILED) as page:
        seen = []
        for _ in page.screen.tab_line._titles:
            seen.append(page.text())
            await page.press("right_square_bracket")
        await page.press("e", "ctrl+end", "x")
        assert secret in words(page)
        await page.press("escape")
        assert page.shows(LeaveDialog)
        seen.append("\n".join(line for line in page.lines() if "character" in line))
        await page.press("s", "escape")
        seen += [page.text(), *page.notices]
        assert "29 characters" in seen[-2] or "29 characters" in page.text()
        assert not any(secret[:12] in text for text in seen)


@pytest.mark.parametrize("text", ["one\r\ntwo\r\n", "a\ttab\n\n", "\x1b[2Jx\x9b\u202e", "mixed\r\nends\n"])
async def test_looking_at_a_note_changes_nothing(still: Path, other: Services, text: str) -> None:
    save(other, MANUAL, {Field.OTHER_NOTES: text})
    async with details_page(still, MANUAL) as page:
        await page.press("e", "ctrl+t", "ctrl+t", "down", "end", "ctrl+s")
        assert staged(page) == {}
        await page.press("e", "ctrl+t", "ctrl+t", "ctrl+end", "x", "ctrl+s", "ctrl+s")
        assert other.actions.details(MANUAL).other_notes == f"{text}x"


async def test_statuses_and_dates_follow_the_rules(still: Path) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press("e")
        assert "An implementation date needs the status Implemented" in words(page)
        await page.press("ctrl+t")
        assert "The test status can be recorded once the action is implemented" in words(page)
        assert "The test date can be recorded once" in words(page)
        await page.press("ctrl+t", "ctrl+t")
        await choose(page, "j")
        assert TODAY.isoformat() in page.text()
        await page.press("ctrl+t")
        await choose(page, "j", "j")
        assert "Points: 0 → 27 of 27 when saved" in page.text()
        await page.press("ctrl+s")
        assert staged(page) == {
            Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED,
            Field.IMPLEMENTATION_DATE: TODAY,
            Field.TEST_STATUS: TestStatus.PASSED,
            Field.TEST_DATE: TODAY,
        }


async def test_what_a_choice_resets_is_told_and_what_was_typed_comes_back(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("e")
        await choose(page, "j", "j")
        assert "! Test status becomes None" in words(page)
        assert "! Test date cleared" in words(page)
        await choose(page, "k")
        await page.press("ctrl+s")
        assert staged(page) == {Field.IMPLEMENTATION_STATUS: ImplementationStatus.ALTERNATIVE}


async def test_a_date_is_typed_in_words_and_a_wrong_one_refused(still: Path) -> None:
    async with details_page(still, FAILED, size=(80, 24)) as page:
        await page.press("e", "ctrl+t", "shift+tab", *["backspace"] * 10, *"2026-02-30")
        assert "There is no such day as 2026-02-30" in words(page)
        await page.press("ctrl+s")
        assert page.shows(NotesFlyout)
        await page.press(*["backspace"] * 10, *"2026-07-01")
        assert "lies before the implementation date 2026-07-03" in words(page)
        await page.press(*["backspace"] * 10, "minus", "3", "d")
        assert "3 days ago" in page.text()
        await page.press("enter", "x", "ctrl+s")
        assert staged(page)[Field.TEST_DATE] == TODAY - timedelta(days=3)
        assert str(staged(page)[Field.TEST_NOTES]).startswith("x")


async def test_the_test_of_an_automatic_action_is_read_only_and_says_why(still: Path) -> None:
    async with details_page(still, AUTOMATIC, size=(80, 24)) as page:
        await page.press("e", "m", "ctrl+t", "x", "backspace")
        text = words(page)
        for field in ("test status", "test date", "test notes"):
            verb = "are" if field == "test notes" else "is"
            assert f"The {field} of an automatically tested action {verb} set by Microsoft Secure Score." in text
        assert isinstance(page.app.focused, NoteEditor)
        page.app.post_message(Paste("pasted"))
        await page.press("ctrl+s")
        assert staged(page) == {Field.IMPLEMENTATION_NOTES: "m"}


async def test_a_reader_reads_and_changes_nothing(still: Path) -> None:
    async with details_page(still, FAILED, who=READER, size=(80, 24)) as page:
        await page.press("e")
        assert "Enabled for all accounts." in page.text()
        assert "The role Reader may not change improvement actions" in words(page)
        await page.press("x", "backspace", "ctrl+k", "ctrl+t")
        assert "Three of ten samples deviate." in page.text()
        await page.press("escape")
        assert page.is_on_top
        assert staged(page) == {}


async def test_esc_asks_once_where_something_was_typed(still: Path) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press("e", "escape")
        assert page.is_on_top
        await page.press("e", "a", "escape", "escape")
        assert page.shows(NotesFlyout)
        assert editor(page).text == "a"
        await page.press("escape", "s")
        assert staged(page) == {Field.IMPLEMENTATION_NOTES: "a"}
        await page.press("e", "b", "escape", "d")
        assert staged(page) == {Field.IMPLEMENTATION_NOTES: "a"}


async def test_leaving_the_program_asks_for_what_was_typed_too(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press("e", "a", "ctrl+q")
        assert page.shows(LeaveDialog)
        await page.press("escape")
        assert page.shows(NotesFlyout)
        await page.press("ctrl+q", "s")
        assert page.shows(LeaveDialog)
        await page.press("s")
        assert other.actions.details(MANUAL).implementation_notes == "a"
        assert not page.app.is_running or page.app._exit


async def test_the_list_of_statuses_closes_before_the_flyout_does(still: Path) -> None:
    async with details_page(still, FAILED, size=(80, 24)) as page:
        await page.press("e", "ctrl+t", "shift+tab", "shift+tab", "enter")
        options = page.app.screen.query_one("#test FoldingList", FoldingList).options
        assert {option.id for option in options if option.disabled} == {str(status) for status in AUTOMATION_ONLY}
        await page.press("escape")
        assert page.shows(NotesFlyout)
        assert not isinstance(page.app.focused, FoldingList)
        await page.press("escape")
        assert page.is_on_top


async def test_the_mouse_opens_tabs_and_lists(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        await page.press("e")
        at = len(TITLES[0]) + 5
        assert await page.pilot.click(page.app.screen.query_one("#tabs", TabLine), offset=(at, 0))
        await page.settle()
        assert "Three of ten samples deviate." in page.text()
        assert await page.pilot.click("#test ChosenLine")
        await page.settle()
        assert isinstance(page.app.focused, FoldingList)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("action", [FAILED, AUTOMATIC])
async def test_everything_is_reached_by_keyboard_at_every_size(still: Path, action: str, size: tuple[int, int]) -> None:
    async with details_page(still, action, size=size) as page:
        await page.press("e")
        for title in TITLES:
            assert title in page.text()
            for _ in range(4):
                focused = page.app.focused
                assert focused is not None
                assert page.app.screen.region.contains_region(focused.region)
                assert focused in page.app.screen._compositor.visible_widgets
                await page.press("tab")
            assert "ctrl+s" in page.lines()[-1]
            assert all(len(line) <= size[0] for line in page.lines())
            await page.press("ctrl+t")
