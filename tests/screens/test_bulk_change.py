"""Bulk change: one flyout for statuses, dates, testing type and a note, with a preview of every action (issue 4, item 4)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from details_page import other, still, still_template
from list_page import ListPage, list_page
from support import TODAY, save

from cm_tui.bootstrap import open_services
from cm_tui.model.rules.points import percent, show_percent, show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingType, TestStatus
from cm_tui.screens.flyouts.bulk_change import BulkChangeFlyout
from cm_tui.services.services import Services
from cm_tui.widgets.stepper import Stepper

__all__ = ["other", "still", "still_template"]

MARIA, AMELIA = "maria.ruiz@contoso.example", "amelia.stone@contoso.example"
OPEN = 'implementation:"not implemented" testing:manual'


async def narrow(page: ListPage, text: str) -> None:
    """Show what a filter selects."""
    page.actions.filter_line.text = text
    page.actions.load()
    await page.settle()


def told(page: ListPage) -> str:
    """The screen as one line."""
    return " ".join(page.text().replace("▌", "").split())


def shown(score: Points) -> str:
    """A score as the preview tells it."""
    share = show_percent(percent(score.achieved, score.possible) / 100)
    return f"{share} ({show_points(score.achieved)} of {show_points(score.possible)})"


@pytest.mark.parametrize(
    ("key", "field"),
    [("m", "implementation_status"), ("t", "test_status"), ("y", "testing_type"), ("e", "note")],
)
@pytest.mark.parametrize("size", [(60, 20), (140, 40)])
async def test_each_key_opens_it_at_its_field(still: Path, size: tuple[int, int], key: str, field: str) -> None:
    async with list_page(still, who=MARIA, size=size) as page:
        await page.press("space", "space", key)
        assert page.shows(BulkChangeFlyout)
        assert "Change 2 improvement actions" in page.text()
        assert isinstance(page.app.focused, Stepper)
        assert page.app.focused.id == field
        await page.press("ctrl+s")
        assert page.notices == ["Nothing is chosen yet."]
        await page.press("escape")
        assert page.is_left


async def test_several_fields_are_set_together_and_undone_as_one(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        await narrow(page, OPEN)
        ids = page.ids[:3]
        before = other.listing.rows(ids)
        await page.press("space", "space", "space", "m", "right", "right")
        assert "3 of 3 change" in told(page)
        assert "implementation status: Not implemented → Implemented" in told(page)
        assert f"implementation date: — → {TODAY}" in told(page)
        await page.press("tab", "tab", "right", "right", "right")
        assert "test status: None → Passed" in told(page)
        await page.press("ctrl+s")
        for row in other.listing.rows(ids):
            assert row.implementation_status is ImplementationStatus.IMPLEMENTED
            assert row.test_status is TestStatus.PASSED
            assert row.implementation_date == row.test_date == TODAY
        assert page.notices[-1] == "3 actions changed. z undoes it."
        await page.press("z")
        assert [row.test_status for row in other.listing.rows(ids)] == [row.test_status for row in before]
        assert [row.implementation_date for row in other.listing.rows(ids)] == [None] * 3


async def test_the_score_before_and_after_stands_there(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA, size=(140, 40)) as page:
        await narrow(page, OPEN)
        await page.press("m", "right", "right")
        before, worth = other.score.score().total, other.actions.details(page.ids[0]).row.points.possible
        assert f"Score: {shown(before)}, unchanged" in told(page)
        await page.press("tab", "tab", "right", "right", "right")
        after, _, _ = shown(replace(before, achieved=before.achieved + worth)).partition(" of ")
        assert f"→ {after}" in told(page)


async def test_which_refuse_and_why_stands_first(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA, size=(80, 50)) as page:
        await narrow(page, "category:infrastructure")
        await page.press("asterisk", "t", "right", "right", "right")
        text = told(page)
        assert "automatically tested action is set by Defender for Cloud" in text
        assert "Block public access to cloud storage" in text
        versions = {row.id: row.version for row in other.listing.rows(page.ids)}
        preview = other.bulk.preview(page.ids, {Field.TEST_STATUS: TestStatus.PASSED, Field.TEST_DATE: TODAY})
        changing = {line.id for line in preview.changing}
        await page.press("ctrl+s")
        after = {row.id: row.version for row in other.listing.rows(page.ids)}
        assert {one for one in after if after[one] != versions[one]} == changing


async def test_a_note_is_written_to_all_and_an_empty_one_to_none(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        ids = page.ids[:2]
        save(other, ids[0], {Field.OTHER_NOTES: "was there"})
        await page.press("space", "space", "e", "right", "right")
        await page.press("ctrl+s")
        assert page.notices == ["Nothing is chosen yet."]
        await page.press("tab", *"see", "enter", *"it")
        assert "other notes: replaced" in told(page)
        assert "other notes: written" in told(page)
        assert "Replaces what is recorded already: 1 × other notes." in told(page)
        await page.press("ctrl+s")
        assert [other.actions.details(one).other_notes for one in ids] == ["see\nit"] * 2
        await page.press("z")
        assert [other.actions.details(one).other_notes for one in ids] == ["was there", ""]


async def test_the_testing_type_changes_where_it_may(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        await narrow(page, "testing:automatic category:infrastructure,control")
        await page.press("asterisk", "y", "right")
        assert "refuse" in told(page)
        await page.press("ctrl+s")
        rows = other.listing.rows(page.ids)
        kept = {row.testing_source for row in rows if row.testing_type is TestingType.AUTOMATIC}
        assert {str(source) for source in kept} == {"Defender for Cloud"}
        assert "refused. z undoes it." in page.notices[-1]


async def test_a_wrong_date_says_why(still: Path) -> None:
    async with list_page(still, who=MARIA) as page:
        await page.press("m", "right", "right", "tab", "ctrl+u", *"2026-02-30")
        assert "There is no such day as 2026-02-30" in told(page)
        await page.press("ctrl+s")
        assert page.shows(BulkChangeFlyout)
        assert "no such day" in page.notices[-1]


async def test_a_typed_date_stays_and_an_emptied_one_leaves_the_dates(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        await narrow(page, "implementation:implemented testing:manual -test:passed")
        rows = other.listing.rows(page.ids)
        dated = next(row for row in rows if row.implementation_date is not None and row.test_date is None)
        page.table.marks = frozenset({dated.id})
        await page.press("m", "right", "right", "right")
        assert "Replaces what is recorded already: 1 × implementation date." in told(page)
        await page.press("tab", "ctrl+u")
        assert "implementation date:" not in told(page)
        await page.press("ctrl+s")
        row = other.actions.details(dated.id).row
        assert row.implementation_status is ImplementationStatus.ALTERNATIVE
        assert row.implementation_date == dated.implementation_date


async def test_four_eyes_refuse_in_the_preview(still: Path, other: Services) -> None:
    amelia = open_services(still, AMELIA)
    amelia.settings.change(four_eyes=True)
    amelia.close()
    async with list_page(still, who=MARIA) as page:
        await narrow(page, OPEN)
        await page.press("m", "right", "right", "tab", "tab", "right", "right", "right")
        assert "the organisation asks for four eyes" in told(page)
        await page.press("ctrl+s")
        assert page.notices == ["None of the actions would change."]


async def test_a_change_meanwhile_shows_the_flyout_again_with_what_was_chosen(still: Path, other: Services) -> None:
    async with list_page(still, who=MARIA) as page:
        await narrow(page, OPEN)
        first = page.ids[0]
        await page.press("m", "right", "right", "right", "right")
        assert "Not implemented → Planned" in told(page)
        save(other, first, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        await page.press("ctrl+s")
        assert f"{first} was changed meanwhile" in page.notices[0]
        assert page.shows(BulkChangeFlyout)
        assert "Out of scope → Planned" in told(page)
        await page.press("ctrl+s")
        assert other.actions.details(first).row.implementation_status is ImplementationStatus.PLANNED


async def test_a_long_preview_scrolls(still: Path) -> None:
    async with list_page(still, who=MARIA, size=(60, 20)) as page:
        await page.press("asterisk", "m", "right")
        before = page.text()
        await page.press("pagedown", "pagedown")
        assert page.text() != before
        assert page.text().splitlines()[0] == before.splitlines()[0]
