"""The page of an assessment in the real app: its tabs, what opens from its numbers, and what happens when it changes or goes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from assessment_pages import NAME, assessed
from details_page import other, still, still_template
from list_page import ListPage, list_page
from openpyxl import load_workbook
from support import DONE, StillClock, query, save

from cm_tui.bootstrap import open_services
from cm_tui.model.views.assessments import AssessmentView, ControlView
from cm_tui.model.vocabulary import ControlStatus, LegalStatus
from cm_tui.screens.assessment.control_filter import ControlFilter
from cm_tui.screens.assessment.control_flyout import AssessmentControlFlyout
from cm_tui.screens.assessment.page import AssessmentScreen
from cm_tui.screens.assessment.service_flyout import ServiceFlyout
from cm_tui.screens.assessment.shown import Shown, actions_of
from cm_tui.screens.assessments_section import AssessmentsScreen
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.flyouts.control import ReadFlyout
from cm_tui.screens.flyouts.export import ExportFlyout
from cm_tui.screens.score_view import ScoreScreen
from cm_tui.services.services import Services
from cm_tui.widgets.column_list import ColumnList

__all__ = ["other", "still", "still_template"]

AMELIA = "amelia.stone@contoso.example"
NEXT = "right_square_bracket"
HOSTILE = 'R "1" [b]x, OR (y'
TYPED = {
    " ": "space",
    '"': "quotation_mark",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "(": "left_parenthesis",
    ",": "comma",
}


def on_page(page: ListPage) -> Shown:
    """What the page on top shows."""
    screen = page.app.screen
    assert isinstance(screen, AssessmentScreen)
    assert screen.shown is not None
    return screen.shown


def shown(page: ListPage) -> AssessmentView:
    """The assessment of the page on top."""
    return on_page(page).view


def tab(page: ListPage) -> str:
    """The tab that is open."""
    screen = page.app.screen
    assert isinstance(screen, AssessmentScreen)
    return screen.tab


def families(page: ListPage) -> list[str]:
    """The families of the breakdown, as they stand."""
    return [str(option.id) for option in page.app.screen.query_one("#families", ColumnList).rows.options]


async def go_to(page: ListPage, key: str) -> None:
    """Move the cursor of the progress to a line."""
    lines = page.app.screen.query_one("#numbers", ColumnList)
    await page.press("g")
    for _ in range(60):
        if lines.current == key:
            return
        await page.press("j")
    raise AssertionError(f"No line is {key}.\n{page.text()}")


def control(name: str, family: str, status: ControlStatus, *services: str) -> ControlView:
    """A control as an assessment shows it."""
    texts = (name, f"Title of {name}", family, "What is asked.")
    return ControlView(*texts, LegalStatus.IN_FORCE, None, False, None, "", (), status, None, services=services)


def test_controls_are_filtered_by_all_that_is_wanted_and_counted_by_what_is_left() -> None:
    one = control("1", "A", ControlStatus.PASSED, "Zoom", "Azure")
    two = control("2", "A", ControlStatus.FAILED, "Zoom")
    three = control("3", "B", ControlStatus.FAILED)
    controls = [one, two, three]
    failed = ControlFilter().wanting("status", "Failed")
    assert failed.chosen(controls) == [two, three]
    assert failed.wanting("service", "Zoom").chosen(controls) == [two]
    assert failed.chosen(controls, "title 3") == [three]
    assert failed.wanting("family", "B").described == "family: B · status: Failed"
    assert [(one.label, one.hint) for one in failed.choices(controls, "service")] == [
        ("All", "2 controls"),
        ("Zoom", "1 control"),
    ]
    assert [one.label for one in failed.choices(controls, "status")] == ["All", "Passed", "Failed"]


async def test_every_number_opens_what_is_behind_it(still: Path) -> None:
    async with list_page(still, who=AMELIA) as page:
        await page.press("4", "enter", "enter")
        assert page.shows(ScoreScreen)
        await page.press("escape", "j", "enter")
        assert "345" in page.text()
        assert tab(page) == "actions"
        await page.press("right_square_bracket", *["left_square_bracket"] * 3)
        assert tab(page) == "progress"
        await go_to(page, "service:Amazon Web Services")
        await page.press("enter")
        assert page.shows(ServiceFlyout)
        assert "virtual resources completed" in page.text()
        await page.press("enter")
        assert page.filter_text == actions_of("GDPR Europe", service="Amazon Web Services")
        assert len(page.ids) == 60
        await page.press("4", "enter")
        await go_to(page, "status:Passed")
        await page.press("enter")
        assert "status: Passed   F clears" in page.text()
        assert f"{shown(page).controls_passed} of 202 controls" in page.text()
        await page.press("t", "j", "enter")
        assert "32 of 202 controls" in page.text()
        assert "status: Failed   F clears" in page.text()
        await page.press("F", "b")
        assert families(page)[0] == "Principles"
        await page.press("greater_than_sign")
        assert families(page) == sorted(families(page), key=str.casefold)
        await page.press("greater_than_sign")
        assert "Controls by status ▾" in page.text()
        counts = Counter(one.family for one in on_page(page).details.controls)
        assert [counts[one] for one in families(page)] == sorted(counts.values(), reverse=True)
        first_family = families(page)[0]
        await page.press("g", "enter")
        assert f"family: {first_family}" in page.text()
        await page.press("escape")
        assert "family:" not in page.text()
        assert page.app.screen.query_one("#families", ColumnList).current == first_family
        await page.press("escape", "slash", *"accur", "enter", "enter")
        flyout = page.app.screen
        assert isinstance(flyout, AssessmentControlFlyout)
        assert "Keep personal data correct" in page.text()
        lines = [option.id for option in flyout.actions.rows.options]
        await page.press("j", "enter")
        assert page.screen.action_id == lines[1]
        await page.press("p")
        assert page.screen.action_id == lines[0]
        await page.press("escape")
        assert page.shows(AssessmentControlFlyout)
        assert flyout.actions.current == lines[1]
        await page.press("escape", "escape")
        assert "202 controls" in page.text()
        await page.press(NEXT, "j", "enter")
        first = page.screen.action_id
        await page.press("n", "p")
        assert page.screen.action_id == first
        await page.press("escape", NEXT, "enter")
        assert page.shows(ReadFlyout)
        assert "MS-001" in page.text()
        await page.press("escape", "E")
        assert page.shows(ScoreScreen)
        await page.press("escape", "o")
        assert page.filter_text == actions_of("GDPR Europe")
        assert len(page.ids) == 345


async def test_it_follows_saves_a_new_name_and_its_own_end(still: Path, other: Services) -> None:
    async with list_page(still, who=AMELIA, size=(140, 40)) as page:
        await page.press("4", "enter", NEXT, NEXT, "enter")
        helens = other.assessments.details("GDPR Europe").assessment
        untested = query('assessment:"GDPR Europe" type:operational testing:manual test:none')
        save(other, other.listing.select(untested)[0].id, DONE)
        await page.press("escape", "ctrl+r")
        assert shown(page).your_actions_passed == helens.your_actions_passed + 1
        page.app.assessments_changed.subscribe(
            page.app.root, lambda name: page.app.actions_changed.publish(frozenset()), immediate=True
        )
        await page.press("e", "ctrl+u", *(TYPED.get(char, char) for char in HOSTILE), "ctrl+s")
        await page.until(lambda: page.shows(AssessmentScreen) and shown(page).name == HOSTILE)
        page.app.assessments_changed.unsubscribe(page.app.root)
        assert HOSTILE in page.lines()[0]
        await page.press("u")
        assert page.filter_text == actions_of(HOSTILE, update="pending")
        assert len(page.ids) == len(helens.updates)
        await page.press("4", "enter")
        name = shown(page).name
        amelia = other.acting_as(AMELIA).assessments
        amelia.delete(name)
        await page.press("o")  # no empty list of what is gone
        await page.until(lambda: page.shows(AssessmentsScreen))
        await page.settle()
        assert page.notices[-1].startswith("There is no assessment")
        assert name not in page.text()
        await page.press("enter")
        name = shown(page).name
        await page.press(NEXT, NEXT, "enter")
        assert page.shows(ActionDetailsScreen)
        amelia.delete(name)
        await page.press("escape")  # comes back to a page of what is gone
        await page.until(lambda: page.shows(AssessmentsScreen))
        await page.settle()
        await page.press("enter")
        name = shown(page).name
        await page.press("d", "d")
        await page.until(lambda: page.shows(AssessmentsScreen) and name not in page.text())
        assert page.notices[-1].startswith(f"Assessment {name} deleted")


async def test_a_small_one_says_what_is_not_there_and_is_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = assessed(tmp_path)
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    async with list_page(workspace, size=(60, 20)) as page:
        await page.press("4", "enter", "u")
        assert page.notices[-1] == "No update of its actions waits."
        services = open_services(workspace, None, StillClock())
        save(services, "CA-001", DONE)
        services.close()
        await page.press("ctrl+r", NEXT)
        assert "Lawful processing             ✔ Passed" in page.text()
        assert "Sign-in of administrators     ◔ In progress" in page.text()
        assert shown(page).name == NAME
        for keys, name, title in (
            (("x",), f"{NAME} report.xlsx", "Generate report"),
            (("escape", "x", "ctrl+u", *"a.xlsx"), "a.xlsx", "Generate report"),
            (("5", "x"), "R1 template.xlsx", "Export to Excel"),
            (("enter", "x", "ctrl+u", *"b.xlsx"), "b.xlsx", "Export to Excel"),
        ):
            await page.press(*keys)
            assert page.shows(ExportFlyout)
            assert title in page.text()
            await page.press("ctrl+s")
            await page.until(lambda: not page.shows(ExportFlyout))
            assert page.notices[-1] == f"Written: {tmp_path / 'place' / name} (5 controls). The path is copied."
    written = {one.name: load_workbook(one).sheetnames[0] for one in (tmp_path / "place").iterdir()}
    reports, templates = (f"{NAME} report.xlsx", "a.xlsx"), ("R1 template.xlsx", "b.xlsx")
    assert written == {**dict.fromkeys(reports, "Summary"), **dict.fromkeys(templates, "Template")}
