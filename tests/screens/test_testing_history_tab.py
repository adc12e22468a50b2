"""The Testing history tab, and `h`, which exports it (spec 2.2; issue 4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import Page, details_page, other, still, still_template
from openpyxl import load_workbook
from support import DONE, save

from cm_tui.model.vocabulary import Field, TestStatus
from cm_tui.screens.dialogs.evidence import OverwriteDialog
from cm_tui.screens.flyouts.export import ExportFlyout, safe_name
from cm_tui.screens.tabs.testing_history import NOT_KEPT, NOTHING
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

PRIYA = "priya.nair@contoso.example"
UNTESTED = "CA-031"
"""An action whose test status nobody changed."""
LONG = "An unusually long note. " * 200


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the program runs in."""
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    return tmp_path / "place"


async def open_tab(page: Page) -> None:
    """Go to the tab by keys."""
    for _ in range(10):
        if page.screen.tab == "testing":
            break
        await page.press("left_square_bracket")
    await page.settle()


def work_on(services: Services, action: str) -> None:
    """Two changes, the later one with markup and control characters in its note."""
    save(services, action, {**DONE, Field.TEST_NOTES: "First note"})
    save(services, action, {Field.TEST_STATUS: TestStatus.FAILED_HIGH, Field.TEST_NOTES: "[b]second[/b] \x1b[2J"})


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (60, 20)])
async def test_every_change_stands_there_with_its_note(still: Path, other: Services, size: tuple[int, int]) -> None:
    work_on(other, "CA-003")
    async with details_page(still, "CA-003", size=size) as page:
        await open_tab(page)
        text = page.text()
        assert "● Failed high risk" in text
        assert "[b]second[/b] \\x1b[2J" in text
        assert text.index("[b]second") < text.index("First note")
        assert other.person.name in text
        assert "2026-11-05" in text
        assert ("Test date" in text) is (size[0] == 140)


async def test_a_new_change_appears_and_a_text_that_is_gone_is_named(still: Path, other: Services) -> None:
    async with details_page(still, UNTESTED, size=(100, 30)) as page:
        await open_tab(page)
        assert NOTHING in page.text()
        work_on(other, UNTESTED)
        with other.store.writing() as session:
            session.connection().exec_driver_sql("DELETE FROM note")
        await page.press("ctrl+r")
        assert "→ ● Failed high risk" in page.text()
        assert NOT_KEPT in page.text()
        assert "[b]second[/b]" in page.text()


async def test_a_long_note_says_where_the_whole_of_it_is(still: Path, other: Services) -> None:
    save(other, "CA-003", {**DONE, Field.TEST_NOTES: LONG})
    async with details_page(still, "CA-003", size=(140, 40)) as page:
        await open_tab(page)
        assert f"({len(LONG)} characters; the export has them all.)" in page.text()


@pytest.mark.parametrize(("width", "title"), [(140, "Testing history"), (80, "Testing history"), (60, "Tests")])
async def test_the_names_of_all_tabs_fit(still: Path, width: int, title: str) -> None:
    async with details_page(still, "CA-003", size=(width, 24)) as page:
        line = next(line for line in page.lines() if line.strip().startswith("Details "))
        assert title in line
        assert line.endswith("History")


class TestsOfTheExport:
    async def test_it_is_written_where_the_flyout_says(self, still: Path, other: Services, place: Path) -> None:
        work_on(other, "CA-003")
        async with details_page(still, "CA-003", who=PRIYA, size=(80, 24)) as page:
            await page.press("h")
            assert page.shows(ExportFlyout)
            target = place / "CA-003 testing history.xlsx"
            assert "".join(f"It will be {target}.".split()) in "".join(page.text().split())
            await page.press("ctrl+s")
            await page.until(lambda: page.is_on_top)
            assert any(str(target) in notice for notice in page.notices)
        sheet = load_workbook(target)["Testing history"]
        assert [sheet["C2"].value, sheet["C3"].value] == ["Failed high risk", "Passed"]

    async def test_a_file_that_exists_is_asked_about(self, still: Path, place: Path) -> None:
        target = place / "CA-003 testing history.xlsx"
        target.write_text("mine")
        async with details_page(still, "CA-003", size=(80, 24)) as page:
            await page.press("h", "ctrl+s")
            await page.until(lambda: page.shows(OverwriteDialog))
            await page.press("escape")
            assert page.shows(ExportFlyout)
            assert target.read_text() == "mine"
            await page.press("ctrl+s")
            await page.until(lambda: page.shows(OverwriteDialog))
            await page.press("o")
            await page.until(lambda: page.is_on_top)
        assert load_workbook(target).sheetnames == ["Testing history", "About"]

    async def test_a_path_that_cannot_be_is_told_beside_it(self, still: Path, place: Path) -> None:
        async with details_page(still, "CA-003", size=(80, 24)) as page:
            await page.press("h", "ctrl+u", *"nowhere/h.xlsx", "enter")
            await page.until(lambda: "There is no directory" in page.text().replace("\n", " "))
            await page.press("ctrl+u", *"h.txt", "ctrl+s")
            await page.until(lambda: "has to end in .xlsx" in " ".join(page.text().split()))
            await page.press("ctrl+u", "ctrl+s")
            await page.until(lambda: "Name the workbook" in page.text())
            await page.press("escape")
            assert page.is_on_top
        assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PM-001@europe testing history", "PM-001-europe testing history.xlsx"),
        ("../../etc/passwd", "etc-passwd.xlsx"),
        ("CA-001", "CA-001.xlsx"),
    ],
)
def test_a_name_is_safe_on_every_system(text: str, name: str) -> None:
    assert safe_name(text) == name
