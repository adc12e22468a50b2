"""The details page: what it shows, how changes are staged, saved, kept and left."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import assert_golden, details_page, other, own_workspace, still, still_template
from support import TODAY, small_catalogue, toml_action, toml_control

from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import ImplementationStatus, TestStatus
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.dialogs.leave import LeaveDialog
from cm_tui.screens.flyouts.control import ControlFlyout
from cm_tui.screens.flyouts.implementation_status import ImplementationStatusFlyout
from cm_tui.screens.flyouts.test_status import TestStatusFlyout
from cm_tui.screens.tabs.related_controls import ControlsList
from cm_tui.services.services import Services
from cm_tui.widgets.header import Header
from cm_tui.widgets.info_bar import InfoBar
from cm_tui.widgets.page_head import CommandLine, PageTitle
from cm_tui.widgets.tab_line import TabLine

__all__ = ["other", "still", "still_template"]

MANUAL = "CA-003"
"""Manual, not implemented, 27 points, no owner."""
AUTOMATIC = "CA-001"
"""Tested by Microsoft Secure Score, with an update pending."""
FAILED = "CA-004"
"""Implemented and failed, with a history."""
IMPLEMENTED_TODAY = ("m", "j", "enter", "enter")
PASSED_TODAY = ("t", "j", "j", "enter", "enter")
READER = "oliver.grant@contoso.example"
SIZES = [(60, 20), (80, 24), (140, 40)]


async def test_the_main_job_ends_in_the_service(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY, *PASSED_TODAY)
        assert "● unsaved: 4 fields" in page.text()
        assert "0 → 27 of 27 when saved" in page.text()
        assert other.actions.details(MANUAL).row.test_status is TestStatus.NONE
        await page.press("ctrl+s")
        row = other.actions.details(MANUAL).row
        assert (row.implementation_status, row.implementation_date) == (ImplementationStatus.IMPLEMENTED, TODAY)
        assert (row.test_status, row.test_date) == (TestStatus.PASSED, TODAY)
        assert row.points == Points(27_000_000, 27_000_000)
        assert "27 of 27" in page.text()
        assert "unsaved" not in page.text()
        assert page.notices == ["Saved 4 fields: 27 of 27 points."]


async def test_nothing_is_stored_before_the_page_saves(still: Path, other: Services) -> None:
    before = other.actions.details(MANUAL)
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY, "escape")
        assert page.shows(LeaveDialog)
        await page.press("d")
        assert page.is_left
    assert other.actions.details(MANUAL) == before


@pytest.mark.parametrize("key", ["escape", "q", "n", "p", "2", "ctrl+q"])
async def test_a_dirty_draft_asks_before_it_is_left(still: Path, other: Services, key: str) -> None:
    async with details_page(still, MANUAL) as page:
        ids = list(page.table.ids)
        assert ids.index(MANUAL) not in (0, len(ids) - 1)
        await page.press(*IMPLEMENTED_TODAY, key)
        assert page.shows(LeaveDialog)
        assert "implementation date" in page.text()
        await page.press("escape")
        assert page.is_on_top
        assert page.screen.edit is not None
        assert len(page.screen.edit.draft.changes) == 2
        await page.press(key, "s")
        assert other.actions.details(MANUAL).row.implementation_date == TODAY


async def test_save_and_close_goes_back_to_the_list(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(*IMPLEMENTED_TODAY, "S")
        assert page.is_left
        assert other.actions.details(MANUAL).row.implementation_date == TODAY


async def test_the_score_of_the_list_moves_with_a_save(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        before = page.app.root.query_one(Header).content_region
        score = page.app.services.score.score().yours.achieved if page.app.services else 0
        await page.press(*IMPLEMENTED_TODAY, *PASSED_TODAY, "S")
        assert page.app.services is not None
        after = page.app.services.score.score()
        assert after.yours.achieved == score + 27_000_000
        assert f"{after.total.achieved // 1_000_000:,}".replace(",", " ") in page.lines()[before.y]


async def test_next_and_previous_follow_the_list_as_filtered(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        ids = list(page.table.ids)
        at = ids.index(MANUAL)
        await page.press("n")
        assert page.screen.action_id == ids[at + 1]
        assert page.screen.edit is not None
        assert page.screen.edit.details.row.name in page.lines()[0]
        await page.press("p", "p")
        assert page.screen.action_id == ids[at - 1]
        await page.press("escape")
        assert page.table.cursor_id == ids[at - 1]


async def test_the_ends_of_the_list_say_so(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        first = page.table.ids[0]
        page.app.root.open_action(first)
        await page.press("p")
        assert page.notices == ["This is the first action of the list as filtered."]


async def test_a_key_that_cannot_act_says_the_rules_reason(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press("t", "ctrl+s")
        assert page.is_on_top
        assert page.notices == [
            "The test status can be recorded once the action is implemented; its implementation status is "
            "Not implemented.",
            "Nothing was changed; there is nothing to save.",
        ]


async def test_an_automatic_test_status_is_locked_with_its_source(still: Path) -> None:
    async with details_page(still, AUTOMATIC) as page:
        await page.press("t")
        assert page.notices == ["The test status of an automatically tested action is set by Microsoft Secure Score."]


async def test_a_reader_is_told_who_may(still: Path) -> None:
    async with details_page(still, FAILED, who=READER) as page:
        for key in ("m", "t", "ctrl+s", "S"):
            page.app.clear_notifications()
            await page.press(key)
            assert page.is_on_top
            [notice] = page.notices
            assert notice.startswith("The role Reader may not change improvement actions")


async def test_an_action_of_microsoft_is_read_only(still: Path) -> None:
    async with details_page(still, "MS-001") as page:
        await page.press("m")
        assert page.notices == ["This action is managed by Microsoft and cannot be changed here."]


async def test_related_controls_are_filtered_by_regulation_and_opened(still: Path, other: Services) -> None:
    links = other.actions.details(FAILED).controls
    async with details_page(still, FAILED, size=(80, 24)) as page:
        await page.press("right_square_bracket", "right_square_bracket")
        assert f"Related controls ({len(links)})" in page.text()
        assert all(link.control_id in page.text() for link in links[:5])
        await page.press("r", "r", "r")
        hipaa = [link for link in links if link.regulation == "hipaa-hitech"]
        assert page.screen.query_one(ControlsList).option_count == len(hipaa)
        await page.press("j", "enter")
        assert page.shows(ControlFlyout)
        assert hipaa[1].control_id in page.text()
        assert hipaa[1].source_url[:50] in page.text()
        await page.press("escape")
        assert page.is_on_top


@pytest.mark.parametrize("unverified", [True, False])
async def test_unverified_controls_carry_a_mark(tmp_path: Path, unverified: bool) -> None:
    files = small_catalogue()
    files["regulations/r1.toml"]["control"] = [toml_control("R1 Art. 1", unverified=unverified)]
    async with details_page(own_workspace(tmp_path, files), "CA-001") as page:
        await page.press("right_square_bracket", "right_square_bracket")
        assert ("(unverified)" in page.text()) is unverified
        await page.press("enter")
        assert "What is asked." in page.text()
        assert ("Not verified" in page.text()) is unverified


async def test_the_history_is_told_without_the_text_of_notes(still: Path, other: Services) -> None:
    notes = other.actions.details(FAILED).test_notes
    assert notes
    async with details_page(still, FAILED) as page:
        await page.press("left_square_bracket")
        text = page.text()
        assert "test status             None → Failed high risk" in text
        assert "Helen Fischer" in text
        assert "test notes changed" in text
        assert notes[:20] not in text
        assert text.index("2026-07-22") < text.index("2026-05-25")


async def test_the_history_follows_a_save(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press("left_square_bracket")
        assert "Nothing of this action was changed yet." in page.text()
        await page.press(*IMPLEMENTED_TODAY, "ctrl+s")
        assert "implementation status   Not implemented → Implemented" in page.text()


async def test_subscriptions_are_listed_with_their_results(still: Path, other: Services) -> None:
    async with details_page(still, "IC-003", size=(140, 60)) as page:
        for one in other.actions.details("IC-003").subscriptions:
            line = next(line for line in page.lines() if one.name in line)
            assert f"{one.resources_completed} of {one.resources_applicable}" in line
            assert one.test_status in line


async def test_the_link_is_copied_and_shown(still: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    async with details_page(still, MANUAL) as page:
        await page.press("l")
        assert page.app.clipboard == "https://entra.microsoft.com/"
        assert page.notices == ["Copied: https://entra.microsoft.com/"]


async def test_the_meaning_of_points_stands_on_the_page(still: Path) -> None:
    async with details_page(still, MANUAL, size=(140, 60)) as page:
        assert "not a guarantee of compliance; 100 % is not the aim" in page.text()


async def test_the_page_can_be_worked_with_the_mouse(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        assert await page.pilot.click(TabLine, offset=(30, 0))
        await page.settle()
        assert page.screen.tab == "controls"
        assert await page.pilot.click(InfoBar, offset=(12, 1))
        await page.settle()
        assert page.shows(ImplementationStatusFlyout)
        await page.press("escape")
        assert await page.pilot.click(InfoBar, offset=(40, 1))
        await page.settle()
        assert page.shows(TestStatusFlyout)
        await page.press("k", "enter", "enter")
        assert await page.pilot.click(CommandLine, offset=(3, 0))
        await page.settle()
        assert page.notices == ["Saved 2 fields: 0 of 3 points."]
        assert await page.pilot.click(PageTitle, offset=(3, 0))
        await page.settle()
        assert page.is_left


@pytest.mark.parametrize("size", SIZES)
async def test_everything_stays_on_the_screen(still: Path, size: tuple[int, int]) -> None:
    parts = "PageTitle, CommandLine, InfoBar, TabLine, KeyBar, FoldingList, Input, #flyout-panel, #dialog-panel"
    async with details_page(still, FAILED, size=size) as page:
        for key in (None, "m", "j", "ctrl+s", "t", "escape", "right_square_bracket", "right_square_bracket", "escape"):
            if key is not None:
                await page.press(key)
            for widget in page.app.screen.query(parts):
                if widget.display and widget.region.height:
                    assert page.app.screen.region.contains_region(widget.region), (key, widget)
            assert len(page.lines()) == size[1]
        assert page.shows(LeaveDialog)


async def test_keys_and_their_reasons_are_complete(still: Path) -> None:
    async with details_page(still, MANUAL) as page:
        ours = [one.binding for one in page.screen.active_bindings.values() if one.node is page.screen]
        for binding in ours:
            assert binding.id
            assert binding.description
            assert binding.tooltip
        ids = {binding.id for binding in ours if binding.id and binding.id.startswith("details.")}
        assert set(ActionDetailsScreen.KEY_BAR) >= {"details.implementation_status", "details.test_status"}
        assert len(ids) == 18


async def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    files = small_catalogue()
    bad = "[@click=app.quit]x[/x] [AC-2] \u202e end"
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", title=bad, description=bad, guidance=f"1. {bad}\n- {bad}", shown_by=bad),
    ]
    workspace = own_workspace(tmp_path, files)
    async with details_page(workspace, "CA-001") as page:
        shown = "[@click=app.quit]x[/x] [AC-2] \\u202e end"
        assert page.text().count(shown) == 5
        assert "\u202e" not in page.text()


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_the_page_looks_as_it_did(tmp_path: Path, size: tuple[int, int]) -> None:
    files = small_catalogue()
    files["actions/control-access.toml"]["action"] = [
        toml_action(
            "CA-001",
            title="Review privileged role assignments every quarter",
            type="Operational",
            description="A role that is held all year can be abused all year, also by whoever takes over the account.",
            guidance="1. Export the assignments of every privileged role and give each owner the list of their own.\n"
            "2. Ask each owner to confirm or to withdraw every assignment within ten working days.\n"
            "3. Withdraw what nobody confirmed, and write the reason down.",
            shown_by="The signed lists of the quarter, and the export after the withdrawals.",
            launch_url="https://entra.microsoft.com/",
        )
    ]
    workspace = own_workspace(tmp_path, files)
    async with details_page(workspace, "CA-001@group-1", size=size) as page:
        await page.press(*IMPLEMENTED_TODAY)
        assert_golden(f"action_details_{size[0]}x{size[1]}", page.text())


async def test_quick_keys_end_on_the_last_tab(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        await page.pilot.press(*["right_square_bracket"] * 4, *["left_square_bracket"] * 2)
        await page.settle()
        assert page.screen.tab == page.screen.body.current == "controls"
        assert page.screen.focused is page.screen.query_one("ControlsList")


async def test_another_action_is_read_from_its_beginning(still: Path) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press("G")
        assert "Why it matters" not in page.text()
        await page.press("n")
        assert "Why it matters" in page.text()


async def test_an_action_outside_the_list_has_no_neighbours(still: Path) -> None:
    async with details_page(still, "MS-001") as page:
        await page.press("n")
        assert page.notices == ["The list as filtered has no other action beside this one."]


async def test_keys_typed_ahead_are_for_what_the_first_one_opens(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.pilot.press(*IMPLEMENTED_TODAY, *PASSED_TODAY, "ctrl+s")
        await page.settle()
        assert other.actions.details(MANUAL).row.points.achieved == 27_000_000


async def test_a_flyout_that_is_left_at_once_leaves_nothing_behind(still: Path) -> None:
    async with details_page(still, FAILED) as page:
        await page.pilot.press("m", "t", "escape", *["right_square_bracket"] * 2, "pagedown", "enter", "escape")
        await page.pilot.press("m", "escape")
        await page.settle()
        assert page.is_on_top
