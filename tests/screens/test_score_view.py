"""The screen that explains the score: what moved it, every point, and the way to the actions behind both."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from details_page import assert_golden, own_workspace, still, still_template
from list_page import ListPage, list_page
from support import DONE, TODAY, StillClock, raw, save, small_catalogue, toml_action

from cm_tui.bootstrap import open_services
from cm_tui.model.filters import parse
from cm_tui.model.rules.points import show_points
from cm_tui.model.signals import Signal
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingType, TestStatus
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.improvement_actions import ImprovementActionsScreen
from cm_tui.screens.score_asked import Asked
from cm_tui.screens.score_view import ScoreScreen
from cm_tui.services.services import Services

__all__ = ["still", "still_template"]

EUROPE = "GDPR Europe"
pytestmark = pytest.mark.usefixtures("utc")


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The time of day as it is at Greenwich."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def words(page: ListPage) -> str:
    """The screen as one line of words."""
    return " ".join(page.text().split())


async def explain(page: ListPage, assessment: str | None = None) -> ScoreScreen:
    """Open the screen above the list."""
    screen = ScoreScreen(Asked(assessment))
    await page.app.push_screen(screen)
    await page.settle()
    return screen


def opened(services: Services | None) -> Services:
    assert services is not None
    return services


async def test_what_moved_it_and_every_point(still: Path) -> None:
    async with list_page(still, size=(140, 40)) as page:
        screen, services = await explain(page), opened(page.app.services)
        total = services.score.score().total
        standing = f"{show_points(total.achieved)} of {show_points(total.possible)}"
        moves = services.score.since(screen.today - timedelta(days=30)).moves
        assert f"What moved it ({len(moves)})" in words(page)
        assert f"30 days, since 2026-10-21 4 014.03 of 10 945 (36.67 %) → {standing} (43 %)" in words(page)
        title = services.actions.details("PT-020").row.name
        assert f"+4.5 PT-020 {title} Automatic testing Test status: To be detected → Partially tested" in words(page)
        # longer and shorter, to the ends, which say so
        await page.press("less_than_sign")
        assert "7 days, since 2026-11-13" in words(page)
        await page.press(*["less_than_sign"] * 3)
        # what is told again while it is still on the screen stands there once
        assert page.notices == ["7 days is the shortest time."]
        await page.press(*["greater_than_sign"] * 3)
        assert f"From the beginning 0 of 0 (0 %) → {standing}" in words(page)
        await page.press("greater_than_sign")
        assert page.notices == ["7 days is the shortest time.", "These are all moves, from the beginning."]
        # a move of many actions opens none, one of an action opens it and comes back
        await page.press("end", "enter")
        assert page.notices[-1] == "Many actions moved at once; the tab Every point lists them."
        assert "406 actions" in words(page)
        await page.press("home", "enter")
        assert isinstance(page.app.screen, ActionDetailsScreen)
        assert page.app.screen.action_id == "PT-020"
        await page.press("escape")
        # every point, narrowed by words; Microsoft's are Microsoft's
        await page.press("right_square_bracket")
        entries = services.score.explain()
        await page.settle()
        assert f"Every point ({len(entries)})" in words(page)
        assert f"Together {standing} (43 %) 12 not counted" in words(page)
        assert f"{len(entries)} of {len(entries)} shown" in words(page)
        assert f"CA-001 {entries[0].condition}" in words(page)
        await page.press("greater_than_sign")
        assert page.notices[-1].startswith("Every point is as it is now")
        await page.press("slash", *"managed", "space", *"microsoft", "space", *"audit", "enter")
        found = [one for one in entries if "audit" in f"{one.name} {one.condition}".casefold()]
        found = [one for one in found if one.managed_by == "Microsoft"]
        assert list(screen.points.table.ids) == [one.id for one in found]
        own = show_points(sum(one.points.achieved for one in found))
        assert f"12 not counted Found {own} of {own} (100 %)" in words(page)
        assert " · MS " in words(page)
        await page.press("enter")
        assert isinstance(page.app.screen, ActionDetailsScreen)
        assert page.app.screen.action_id == screen.points.table.ids[0]
        # what happens elsewhere is told at once, and a filter stays
        await page.press("escape", "left_square_bracket")
        save(services, "CA-003", DONE)
        page.app.actions_changed.publish(frozenset({"CA-003"}))
        await page.settle()
        assert "+27 CA-003" in words(page)
        await page.press("slash", *["backspace"] * 40, *"zzzz")
        assert "No point matches these words." in words(page)
        # a history that does not lead to the score takes the moves away, and no point
        with raw(still) as database:
            database.execute("UPDATE action_state SET points_achieved = 1 WHERE public_id = 'CA-004'")
        await page.press(*["backspace"] * 4, "escape", "left_square_bracket", "ctrl+r")
        await page.settle()
        assert "The score does not follow from the history; `cm-tui history verify` and `check` say more." in words(
            page
        )
        assert "What moved it Every point" in words(page)
        await page.press("right_square_bracket")
        await page.settle()
        assert f"{len(entries)} of {len(entries)} shown" in words(page)
        await page.press("escape")
        assert page.shows(ImprovementActionsScreen)


async def test_what_a_filter_selects(still: Path) -> None:
    wanted = parse("group:Europe category:privacy", TODAY)
    async with list_page(still, size=(140, 40)) as page:
        services = opened(page.app.services)
        screen = ScoreScreen(Asked(None, wanted, ("group Europe", "category Privacy")), span="90 days")
        await page.app.push_screen(screen)
        await page.settle()
        total = services.overview.overview(wanted).total
        standing = f"{show_points(total.achieved)} of {show_points(total.possible)}"
        moves = services.score.since(TODAY - timedelta(days=90), None, wanted).moves
        assert "Why the filtered score is what it is" in words(page)
        told = "Only what this filter selects now is counted, on earlier days too."
        assert f"Filtered group Europe · category Privacy {told}" in words(page)
        assert f"What moved it ({len(moves)})" in words(page)
        assert f"→ {standing}" in words(page)
        await page.press("right_square_bracket")
        assert f"Together {standing}" in words(page)
        assert screen.points.table.ids == services.score.points(None, wanted).ids
        # a list that is longer than a page shows each of its lines
        await page.press("escape")
        whole = await explain(page)
        await page.press("right_square_bracket", "end")
        last = services.score.explain()[-1]
        assert whole.points.table.cursor_row == last
        assert f"{last.id} {last.condition}"[:60] in words(page)


async def test_one_assessment(still: Path) -> None:
    async with list_page(still, size=(80, 24)) as page:
        screen, services = await explain(page, EUROPE), opened(page.app.services)
        own = next(one.points for one in services.score.score().assessments if one.name == EUROPE)
        assert f"Why the score of {EUROPE} is what it is" in words(page)
        assert f"{show_points(own.achieved)} of {show_points(own.possible)}" in words(page)
        await page.press("right_square_bracket")
        assert screen.points.table.ids == tuple(one.id for one in services.score.explain(None, EUROPE))
        for size in ((60, 20), (140, 40), (80, 24)):
            await page.pilot.resize_terminal(*size)
            await page.settle()
            assert all(len(line) <= size[0] for line in page.lines())
            whole = screen.region
            assert all(whole.contains_region(one.region) for one in screen.query("ScorePoints, ScorePoints > *"))


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_screen_looks_as_it_did(tmp_path: Path, size: tuple[int, int]) -> None:
    files = small_catalogue()
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", title="Require [b]multifactor[/b] authentication", automation="Microsoft Secure Score"),
        toml_action("CA-002", title="Review privileged roles every quarter", type="Operational", function="detective"),
        toml_action("CA-003", title="Set up two break-glass accounts", requirement="discretionary"),
    ]
    workspace = own_workspace(tmp_path, files)
    with raw(workspace) as database:
        database.execute("UPDATE person SET name = 'Amelia Stone'")
    services = open_services(workspace, clock=StillClock())
    save(services, "CA-001", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
    services.automation.report([Signal("CA-001", TestStatus.PARTIALLY_TESTED, covered=(56, 100))])
    save(services, "CA-002@group-1", DONE)
    save(services, "CA-003", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
    services.close()
    async with list_page(workspace, size=size) as page:
        await explain(page)
        moves = page.text()
        await page.press("right_square_bracket")
        assert_golden(f"score_{size[0]}x{size[1]}", f"{moves}\n{'═' * size[0]}\n{page.text()}")
