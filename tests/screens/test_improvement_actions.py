"""The list: what it shows, how it is searched, sorted and arranged, what it keeps."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from details_page import assert_golden, other, still, still_template
from list_page import list_page
from support import DONE, save

from cm_tui.model.listing import ListQuery, SortOrder
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import Listing
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.help import HelpScreen
from cm_tui.screens.jump import JumpScreen
from cm_tui.screens.palette import Palette
from cm_tui.services.actions.listing import ListingService
from cm_tui.services.services import Services
from cm_tui.widgets.details_pane import DetailsPane
from cm_tui.widgets.filter_line import Counts
from cm_tui.widgets.header import Header
from cm_tui.widgets.key_bar import KeyBar

__all__ = ["other", "still", "still_template"]

MANUAL = "CA-003"
"""Manual, not implemented, 27 points, no owner."""
EDITOR = "maria.ruiz@contoso.example"
IMPLEMENTED_TODAY = ("m", "j", "enter", "enter")
PASSED_TODAY = ("t", "j", "j", "enter", "enter")


async def test_it_opens_on_the_table_with_passed_actions_hidden(still: Path, other: Services) -> None:
    async with list_page(still, size=(140, 40)) as page:
        expected = other.listing.listing(ListQuery(hide_passed=True))
        assert page.ids == expected.ids
        assert page.in_table()
        counts = expected.counts
        assert f"{counts.shown} of {counts.total} shown · {counts.passed_hidden} passed hidden" in page.text()
        assert f"{counts.pending} updates pending" in page.text()
        points = other.score.score().total
        assert "Contoso" in page.lines()[0]
        assert f"{show_points(points.achieved)} of {show_points(points.possible)} points" in page.lines()[0]
        assert "Global administrator" in page.lines()[0]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_list_looks_as_it_should(still: Path, size: tuple[int, int]) -> None:
    async with list_page(still, who=EDITOR, size=size) as page:
        await page.until(lambda: size[0] < 140 or "How to implement" in page.text())
        assert_golden(f"improvement_actions_{size[0]}x{size[1]}", page.text())


async def test_typing_narrows_and_enter_keeps_the_text(still: Path, other: Services) -> None:
    async with list_page(still) as page:
        await page.type("multifactor administrators")
        assert page.ids[0] == "CA-001"
        assert page.in_search()
        await page.press("enter")
        assert page.in_table()
        assert page.filter_text == "multifactor administrators"
        await page.press("slash", "escape")
        assert page.in_table()
        assert page.filter_text == "multifactor administrators"
        await page.press("escape")
        assert page.filter_text == ""
        assert page.ids == other.listing.listing(ListQuery(hide_passed=True)).ids
        await page.press("escape")
        assert page.is_left
        assert page.app.is_running


async def test_a_status_in_the_text_lifts_the_hiding_of_passed(still: Path) -> None:
    async with list_page(still, size=(140, 40)) as page:
        everything = page.app.services
        assert everything is not None
        total = everything.listing.listing(ListQuery()).counts.total
        await page.search("test:any")
        assert len(page.ids) == total
        assert "passed hidden" not in page.text()


async def test_what_cannot_be_read_is_searched_for_as_text_and_explained(still: Path) -> None:
    async with list_page(still) as page:
        await page.search("test:pased zzz")
        assert page.ids == ()
        assert "No improvement action matches." in page.text()
        assert "'pased' at character 6 is no value of test" in page.text()
        assert "In the table F clears the filter." in page.text()
        await page.press("F")
        assert page.ids


async def test_a_value_that_names_nothing_is_said_with_what_there_is(still: Path) -> None:
    async with list_page(still) as page:
        await page.search("owner:nobody@x")
        assert page.ids == ()
        assert "owner:'nobody@x' at character 1 names nothing here" in page.text()
        assert "maria.ruiz@contoso.example" in page.text()


async def test_an_empty_list_says_how_to_widen(still: Path, other: Services) -> None:
    save(other, MANUAL, DONE)
    name = other.actions.details(MANUAL).row.name
    async with list_page(still) as page:
        await page.search(f'"{name.lower()}" type:technical')
        assert "test:any shows passed ones too: 1 more match." in page.text()
        await page.press("F")
        await page.search("multifactor zzz")
        assert "Without zzz: " in page.text()


async def test_the_main_job_from_the_list_to_the_score(still: Path, other: Services) -> None:
    async with list_page(still) as page:
        before = other.score.score().total
        place = page.ids.index(MANUAL)
        page.table.move_to(place)
        await page.press("enter", *IMPLEMENTED_TODAY, *PASSED_TODAY, "ctrl+s", "q")
        assert page.is_left
        assert page.ids.index(MANUAL) == place
        assert page.table.cursor_id == MANUAL
        assert set(page.table.held) == {MANUAL}
        assert "27/27" in page.text()
        assert "1 held" in page.text()
        counts = re.search(r"(\d+)(?: of |/)(\d+)(?: shown)? · (\d+) passed hidden", page.lines()[2])
        assert counts is not None
        assert int(counts[1]) + int(counts[3]) == int(counts[2])
        after = other.score.score().total
        assert after.achieved == before.achieved + 27_000_000
        assert f"{show_points(after.achieved)} of " in page.lines()[0]
        await page.press("ctrl+r")
        assert MANUAL not in page.ids
        assert "held" not in page.text()


async def test_somebody_elses_change_comes_with_the_refresh(still: Path, other: Services) -> None:
    async with list_page(still) as page:
        save(other, MANUAL, DONE)
        assert MANUAL in page.ids
        await page.press("ctrl+r")
        assert MANUAL not in page.ids


async def test_sorting_by_keys_menu_and_heading(still: Path, other: Services) -> None:
    def expected(sort: SortOrder) -> tuple[str, ...]:
        return other.listing.listing(ListQuery(sort=sort, hide_passed=True)).ids

    async with list_page(still, size=(140, 40)) as page:
        assert page.actions.sort == SortOrder("gain", True)
        await page.press("less_than_sign")
        assert page.ids == expected(SortOrder("name", False))
        assert "Improvement action ▴" in page.text()
        await page.press("greater_than_sign")
        assert page.ids == expected(SortOrder("gain", True))
        await page.press("s", "enter")
        assert page.ids == expected(SortOrder("gain", False))
        await page.press("s", "G", "enter")
        assert page.ids == expected(SortOrder("id", False))
        assert await page.pilot.click("ActionsTable", offset=(6, 0))
        await page.settle()
        assert page.ids == expected(SortOrder("name", False))


async def test_columns_are_chosen_and_ordered(still: Path) -> None:
    async with list_page(still, size=(80, 24)) as page:
        await page.press("c", "space", "j", "shift+up", "G", "space", "ctrl+s")
        assert page.actions.columns[:2] == ("name", "test_status")
        assert page.actions.columns[-1] == "id"
        assert "points" not in page.actions.columns
        await page.press("c", "R", "ctrl+s")
        assert page.actions.columns[1] == "points"
        await page.press("c", "space", "escape")
        assert page.actions.columns[1] == "points"


async def test_filter_sort_columns_and_cursor_survive_a_restart(still: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.toml"
    async with list_page(still, state=state) as page:
        await page.search("owner:none")
        await page.press("less_than_sign", "c", "space", "ctrl+s", "j", "j", "p")
        cursor, ids, columns = page.table.cursor_id, page.ids, page.actions.columns
        await page.press("q")
    async with list_page(still, state=state) as page:
        assert page.filter_text == "owner:none"
        assert (page.ids, page.table.cursor_id, page.actions.columns) == (ids, cursor, columns)
        assert page.actions.sort == SortOrder("name", False)
        assert page.actions.query_one(DetailsPane).display
        assert page.in_table()


async def test_the_state_of_another_workspace_is_its_own(still: Path, demo: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.toml"
    async with list_page(still, state=state) as page:
        await page.search("owner:none")
    async with list_page(demo, state=state) as page:
        assert page.filter_text == ""


async def test_the_cursor_stays_on_its_row_when_the_filter_is_cleared(still: Path) -> None:
    async with list_page(still) as page:
        await page.search("owner:none")
        await page.press("j", "j", "j")
        cursor = page.table.cursor_id
        await page.press("F")
        assert page.table.cursor_id == cursor


async def test_the_pane_is_there_on_wide_terminals_and_on_demand(still: Path) -> None:
    async with list_page(still, size=(140, 40)) as page:
        pane = page.actions.query_one(DetailsPane)
        await page.until(lambda: "Why it matters" in page.text())
        assert pane.region.x > page.table.region.x
        await page.press("p")
        assert not pane.display
    async with list_page(still, size=(80, 24)) as page:
        assert not page.actions.query(DetailsPane)
        await page.press("p")
        pane = page.actions.query_one(DetailsPane)
        assert pane.region.y > page.table.region.y
        await page.until(lambda: "0 of 27" in page.text())
        await page.press("j")
        row = page.table.cursor_row
        assert row is not None
        await page.until(lambda: f" {row.name}"[:40] in page.text())


async def test_marks_are_counted(still: Path) -> None:
    async with list_page(still, size=(140, 40)) as page:
        await page.press("space", "space", "V", "j", "j", "V")
        assert "5 marked" in page.text()
        await page.press("underscore")
        assert "marked" not in page.lines()[2]
        await page.press("asterisk")
        assert f"{len(page.ids)} marked" in page.text()


async def test_enter_opens_and_next_follows_the_filtered_list(still: Path) -> None:
    async with list_page(still) as page:
        await page.search("owner:none points:27")
        first, second = page.ids[:2]
        await page.press("enter")
        assert isinstance(page.app.screen, ActionDetailsScreen)
        assert page.screen.action_id == first
        await page.press("n")
        assert page.screen.action_id == second
        await page.press("escape")
        assert page.is_left
        assert page.table.cursor_id == second


async def test_q_at_the_root_leaves_and_ctrl_q_everywhere(still: Path) -> None:
    async with list_page(still) as page:
        await page.press("q")
        assert not page.app.is_running or page.app._exit
    async with list_page(still) as page:
        await page.press("f", "ctrl+q")
        assert page.app._exit


async def test_help_lists_the_keys_of_the_view_and_the_glossary(still: Path) -> None:
    async with list_page(still, size=(80, 90)) as page:
        await page.press("question_mark")
        assert isinstance(page.app.screen, HelpScreen)
        assert "Clear the filter. Not now: there is no filter." in page.text()
        assert "Move the cursor one row down." in page.text()
        assert "Leave the program." in page.text()
        await page.press("tab")
        assert "Virtual resource" in page.text()
        await page.press("question_mark")
        assert page.is_left


async def test_the_palette_finds_an_action_by_id_and_by_name(still: Path, other: Services) -> None:
    name = other.actions.details(MANUAL).row.name
    async with list_page(still) as page:
        for text in (MANUAL.lower(), " ".join(name.lower().split()[-3:])):
            await page.press("ctrl+p")
            assert isinstance(page.app.screen, Palette)
            await page.pilot.press(*("minus" if char == "-" else "space" if char == " " else char for char in text))
            await page.settle()
            await page.press("enter")
            assert page.screen.action_id == MANUAL
            await page.press("q")


async def test_the_palette_runs_what_a_key_does(still: Path) -> None:
    async with list_page(still) as page:
        await page.press("ctrl+p", *"columns", "space", *"order", "enter")
        assert type(page.app.screen).__name__ == "ColumnsFlyout"


async def test_the_palette_changes_the_theme_and_keeps_it(still: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.toml"
    async with list_page(still, state=state) as page:
        assert page.app.theme == "tokyo-night"
        await page.press("ctrl+p", *"ansi", "minus", *"dark", "enter")
        assert page.app.theme == "ansi-dark"
    async with list_page(still, state=state) as page:
        assert page.app.theme == "ansi-dark"


async def test_jump_mode_moves_the_focus(still: Path) -> None:
    async with list_page(still) as page:
        await page.press("ctrl+o")
        assert isinstance(page.app.screen, JumpScreen)
        await page.press("a")
        assert page.in_search()
        await page.press("ctrl+o", "s")
        assert page.in_table()


async def test_the_key_bar_dims_what_cannot_act_and_presses_keys(still: Path) -> None:
    async with list_page(still) as page:
        bar = page.app.root.query_one(KeyBar)
        assert "enter Open" in page.lines()[-1]
        assert await page.pilot.click(bar, offset=(page.lines()[-1].index("Search"), 0))
        await page.settle()
        assert page.in_search()
        assert "enter To the table" in page.lines()[-1]


async def test_a_keystroke_in_the_search_lays_nothing_out(still: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with list_page(still) as page:
        await page.press("slash")
        layouts: list[object] = []
        screen = page.app.screen
        monkeypatch.setattr(type(screen), "_refresh_layout", lambda self, *args, **kwargs: layouts.append(args))
        await page.press(*"review")
        assert layouts == []
        assert page.ids


async def test_the_frame_says_who_is_at_work(still: Path) -> None:
    async with list_page(still, who="oliver.grant@contoso.example", size=(140, 40)) as page:
        header = page.app.root.query_one(Header)
        assert "oliver.grant · Reader" in page.lines()[0]
        assert "no guarantee" in str(header.tooltip) or "not a guarantee" in str(header.tooltip)
        assert page.actions.query_one(Counts).region.bottom == 3


async def test_a_shorter_text_is_shown_from_its_beginning(still: Path) -> None:
    async with list_page(still, size=(80, 24)) as page:
        await page.type("stage:retain regulation:lgpd source:connector and more words")
        await page.press("ctrl+u", *"stage", "colon", *"xyz")
        assert page.lines()[2].startswith(" / stage:xyz ")


async def test_the_first_rows_are_shown_before_all_are_counted(still: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counting, gate = ListingService.listing, threading.Event()

    def held(service: ListingService, query: ListQuery, *more: Callable[[], bool]) -> Listing:
        assert gate.wait(30)
        return counting(service, query, *more)

    monkeypatch.setattr(ListingService, "listing", held)
    async with list_page(still, settled=False) as page:
        await page.until(lambda: "Make administrator roles eligible" in page.text())
        assert "passed hidden" not in page.text()
        gate.set()
        await page.settle()
        assert "passed hidden" in page.text()
