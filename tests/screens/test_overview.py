"""The overview: every number opens what is behind it, filters are chips that stay, and it looks as it should."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import assert_golden, other, own_workspace, still, still_template
from list_page import ListPage, list_page
from support import DONE, TODAY, raw, save, small_catalogue

from cm_tui.model.filters import parse
from cm_tui.model.listing import ListQuery
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.overview import Overview
from cm_tui.screens.actions_behind import ActionsBehindScreen
from cm_tui.screens.assessment.page import AssessmentScreen
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.flyouts.overview_filters import OverviewFiltersFlyout
from cm_tui.screens.overview_section import OverviewScreen
from cm_tui.services.services import Services
from cm_tui.settings import Memory
from cm_tui.widgets.chips import Chips
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.panel import Panel

__all__ = ["other", "still", "still_template"]

EDITOR = "maria.ruiz@contoso.example"


def overview_screen(page: ListPage) -> OverviewScreen:
    """The section."""
    return next(one for one in page.app.screen_stack if isinstance(one, OverviewScreen))


def shown(page: ListPage) -> Overview:
    """What its panels show."""
    found = overview_screen(page).shown
    assert found is not None
    return found


async def go_to(page: ListPage, key: str) -> None:
    """Move the cursor to a line by keys alone."""
    await page.press("g")
    for _ in range(100):
        focused = page.app.focused
        if isinstance(focused, Panel) and focused.current == key:
            return
        await page.press("j")
    raise AssertionError(f"No key leads to {key}.\n{page.text()}")


async def listed(page: ListPage, key: str, press: str = "enter") -> int:
    """How many actions the list shows after a key on a line; esc comes back to the overview."""
    await go_to(page, key)
    await page.press(press)
    await page.until(lambda: page.shows(ActionsBehindScreen))
    await page.settle()
    assert "passed hidden" not in page.text()
    count = len(page.ids)
    await page.press("escape")
    await page.until(lambda: isinstance(page.app.screen, OverviewScreen))
    await page.settle()
    return count


def counted(services: Services, text: str) -> int:
    """How many of the organisation's actions a filter selects."""
    return len(services.listing.select(ListQuery(parse(text, TODAY))))


async def test_every_number_opens_what_is_behind_it(still: Path, other: Services) -> None:
    async with list_page(still, who=EDITOR) as page:
        await page.press("1")
        overview = shown(page)
        assert overview == other.overview.overview()
        for key, count in (
            ("yours", overview.your_actions),
            ("remaining", overview.remaining),
            ("all-actions", overview.remaining),
            (f"solution:{overview.solutions[2].solution}", overview.solutions[2].remaining),
            (f"category:{overview.categories[4].name}", overview.categories[4].remaining),
        ):
            assert await listed(page, key) == count, key
        for kind, share in (("category", overview.categories[0]), ("assessment", overview.assessments[1])):
            assert await listed(page, f"{kind}:{share.name}", "o") == share.actions
            left_out = show_points((share.points - share.yours).achieved)
            assert (
                page.notices[-1]
                == f"Your actions are listed; Microsoft's, with {left_out} of {left_out} points, are not."
            )
        page.app.clear_notifications()
        await go_to(page, "microsoft")
        await page.press("enter")
        microsoft = show_points(overview.microsoft.possible)
        assert f"Found  {microsoft} of {microsoft} (100 %)" in page.text()
        assert f"{overview.microsoft_actions} of " in page.text()
        await page.press("escape")
        await go_to(page, "all-solutions")
        await page.press("enter")
        await go_to(page, f"solution:{overview.solutions[-1].solution}")
        assert overview.solutions[-1].solution[:20] in page.text()
        await page.press("j", "enter")
        assert "View all" in page.text()
        best = overview.key_actions[1]
        await go_to(page, f"action:{best.id}")
        await page.press("enter")
        assert isinstance(page.app.screen, ActionDetailsScreen)
        assert page.app.screen.action_id == best.id
        save(other, best.id, DONE)
        page.app.actions_changed.publish(frozenset({best.id}))
        await page.settle()
        assert shown(page) == overview
        await page.press("q")
        assert shown(page).yours.achieved == overview.yours.achieved + best.gain
        assert best.id not in {row.id for row in shown(page).key_actions}
        # a score that the history does not lead to takes the trend away, and nothing else
        with raw(still) as database:
            database.execute("UPDATE action_state SET points_achieved = 1 WHERE public_id = ?", (best.id,))
        await page.pilot.resize_terminal(140, 40)
        await page.press("ctrl+r")
        await page.settle()
        assert shown(page).yours.achieved < overview.yours.achieved + best.gain
        assert "The score does not follow from the history;" in page.text()
        assert page.notices == []


async def test_filters_are_chips_that_stay(still: Path, other: Services, tmp_path: Path) -> None:
    state = tmp_path / "state.toml"
    async with list_page(still, state=state, size=(140, 40)) as page:
        await page.press("1", "f")
        assert isinstance(page.app.screen, OverviewFiltersFlyout)
        keys = [option.id for option in page.app.screen.query_one("#criteria", ChoiceList).options]
        assert keys == ["regulation", "solution", "group", "category", "type"]
        await page.press("right", "space", "left", "j", "j", "right", "space", "ctrl+s")
        text = overview_screen(page).filter_text
        assert text == "regulation:gdpr group:Europe"
        assert "regulation GDPR ✕ · group Europe ✕" in page.text()
        assert shown(page) == other.overview.overview(parse(text, TODAY))
        points = shown(page).total
        assert f"{show_points(points.achieved)} of {show_points(points.possible)} points achieved" in page.text()
        assert await listed(page, "remaining") == counted(other, f"{text} gain>0")
        share = shown(page).assessments[0]
        await go_to(page, f"assessment:{share.name}")
        await page.press("enter")
        assert isinstance(page.app.screen, AssessmentScreen)
        assert page.app.screen.shown is not None
        assert page.app.screen.shown.view.points == share.points
        await page.press("escape")
        overview_screen(page).narrow('group:Europe category:"Control Access"')
        await page.settle()
        share = shown(page).assessments[0]
        assert await listed(page, f"assessment:{share.name}") == share.actions
        overview_screen(page).narrow(text)
        await page.settle()
    async with list_page(still, state=state, size=(140, 40)) as page:
        await page.press("1")
        assert overview_screen(page).filter_text == text
        overview_screen(page).query_one(Chips).focus()
        await page.press("right", "x")
        assert overview_screen(page).filter_text == "regulation:gdpr"
        assert await page.pilot.click(Chips, offset=(1 + len("regulation GDPR "), 0))
        await page.settle()
        assert shown(page) == other.overview.overview()
        await page.press("F")
        assert page.notices[-1] == "There is no filter to take away."
    memory = Memory(state)
    memory.remember_overview(str(still), 'group:Europe,Mars solution:"Telex" owner:me')
    async with list_page(still, state=state) as page:
        await page.press("1")
        assert overview_screen(page).filter_text == "group:Europe"
        assert "solution Telex, group Mars name nothing here any more" in page.notices[0]
        assert Memory(state).overview_filter(str(still)) == "group:Europe"


async def test_what_selects_nothing_is_said(tmp_path: Path) -> None:
    workspace = own_workspace(tmp_path, small_catalogue())
    memory = tmp_path / "state.toml"
    Memory(memory).remember_overview(str(workspace), "category:privacy")
    async with list_page(workspace, state=memory, size=(60, 20)) as page:
        await page.press("1")
        assert "These filters select no action" in page.text()
        assert "regulation" not in page.text()
        await page.press("F")
        assert "0 of 54 points achieved" in page.text()
        assert "there is no earlier day" in overview_text(page)


def overview_text(page: ListPage) -> str:
    """Every panel as it is drawn, also what is scrolled away."""
    return "\n".join(str(panel.render()) for panel in overview_screen(page).query(Panel))


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_overview_looks_as_it_should(still: Path, size: tuple[int, int]) -> None:
    async with list_page(still, who=EDITOR, size=size) as page:
        await page.press("1", "j")
        assert_golden(f"overview_{size[0]}x{size[1]}", page.text())
