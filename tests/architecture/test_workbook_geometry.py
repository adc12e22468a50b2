"""What comes in by a workbook is read and decided at every size that must work: nothing outside, what decides in sight."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from action_books import Book, working_catalogue
from details_page import own_workspace
from list_page import ListPage, list_page
from support import DONE_DAY, LATER_DAY, StillClock, save
from template_files import own_template, write_template
from test_geometry import SIZES, outside

from cm_tui.bootstrap import open_services
from cm_tui.model.vocabulary import Field, ImplementationStatus
from cm_tui.screens.update_actions.fault import FaultFlyout
from cm_tui.screens.update_actions.fields import FieldsFlyout
from cm_tui.screens.update_actions.summary import SummaryFlyout
from cm_tui.screens.update_actions.wizard import UpdateActionsWizard
from cm_tui.services.action_workbook.layout import VERSION
from cm_tui.services.services import Services
from cm_tui.widgets.path_input import PathInput

LONG = "A note that goes on and on, 漢字 \u202e [b]too[/b]; " * 30
TICK = "I have looked through every change. No versions, so no conflict can be seen."
REFUSED = "2 faults refuse the whole workbook; mend them in Excel, or choose a different file."


def worked_on(services: Services) -> Book:
    """An export in which somebody says that everything is done."""
    book = Book.of(services)
    for row in book.rows:
        book.put(str(row["Action Id"]), implementation_status="Implemented", implementation_date=DONE_DAY)
        book.put(str(row["Action Id"]), test_status="Passed", test_date=LATER_DAY, test_notes=LONG)
    return book


def filled(tmp_path: Path) -> Path:
    """A workspace, and workbooks beside it: with changes alone, in conflict, with faults, without versions."""
    workspace = own_workspace(tmp_path, working_catalogue())
    services = open_services(workspace, None, StillClock())
    book = worked_on(services)
    first, second, third = (str(row["Action Id"]) for row in book.rows[:3])
    save(services, first, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED, Field.OTHER_NOTES: LONG})
    worked_on(services).write(tmp_path / "clean.xlsx")
    book.write(tmp_path / "conflicts.xlsx")
    book.put(second, test_status="Pased [b]").put(third, implementation_date="soon").write(tmp_path / "faults.xlsx")
    book.put(second, test_status="Passed").put(third, implementation_date=DONE_DAY).without(VERSION)
    book.write(tmp_path / "purview.xlsx")
    services.close()
    return workspace


def told(page: ListPage) -> str:
    """The screen as one line."""
    return " ".join(page.text().replace("▌", "").split())


async def at_every_size(page: ListPage, *decisive: str) -> None:
    """Nothing lies outside, and what is needed to decide stands there."""
    for size in SIZES:
        await page.resize(*size)
        assert outside(page.app.screen) == [], decisive
        lines = page.lines()
        assert len(lines) == size[1]
        assert all(len(line) <= size[0] for line in lines), decisive
        assert "esc " in lines[-1], (size, decisive)
        text = told(page)
        assert [one for one in decisive if one not in text] == [], (size, text)
    await page.resize(*SIZES[0])


async def check(page: ListPage, file: Path) -> None:
    """Let the wizard check a workbook."""
    page.app.screen.query_one(PathInput).text = str(file)
    await page.press("ctrl+s")


async def opened(page: ListPage, kind: type, keys: Sequence[str], *decisive: str) -> None:
    """What a key of the review opens."""
    await page.press(*keys)
    assert page.shows(kind)
    await at_every_size(page, *decisive)
    await page.press("escape")
    assert page.shows(UpdateActionsWizard)


async def test_the_review_of_actions(tmp_path: Path) -> None:
    """Every state of the review, and what is opened from it; leaving says that nothing was stored."""
    async with list_page(filled(tmp_path), size=SIZES[0]) as page:
        await page.press("i", "space", "space", "enter")
        await check(page, tmp_path / "clean.xlsx")
        await at_every_size(page, "0 faulty", "Score: ", "→", "ctrl+s Update actions", "Changes ")
        await opened(page, FieldsFlyout, ("enter",), "Implementation status", "to Implemented", "n Next row")
        await page.press("f")
        await check(page, tmp_path / "conflicts.xlsx")
        await at_every_size(page, "1 field in conflict waits for a choice.", "Planned stored by", "1 Keep 2 Take")
        await opened(page, FieldsFlyout, ("enter",), "1 stored Planned by", "2 workbook Implemented", "1 Keep stored")
        await page.press("f")
        await check(page, tmp_path / "faults.xlsx")
        await at_every_size(page, REFUSED, "Faults 2", "Pased [b]", "w Corrected copy")
        await opened(page, FaultFlyout, ("enter",), "Row 3, Test Status", "What could stand there", "n Next fault")
        await opened(page, SummaryFlyout, ("s",), "Workbook", "1 assessment counts an action that changes")
        await page.press("f")
        await check(page, tmp_path / "purview.xlsx")
        await at_every_size(page, TICK, "Score: ", "space Looked through")
        await opened(page, SummaryFlyout, ("s",), "whether somebody changed an action since cannot be told.")
        await page.press("escape", "escape", "escape")
        assert page.is_left
        assert page.notices[-1] == "Nothing of purview.xlsx was stored."


async def test_the_review_of_a_regulation(tmp_path: Path) -> None:
    """What a template does, and its faults."""
    tabs = own_template()
    good = write_template(tmp_path / "house.xlsx", tabs)
    tabs["Actions"][1][2] = 100
    faulty = write_template(tmp_path / "faulty.xlsx", tabs)
    async with list_page(own_workspace(tmp_path, working_catalogue()), size=SIZES[0]) as page:
        await page.press("5", "i")
        for file, said in ((faulty, "1 fault: mend the workbook"), (good, "2 added, 0 changed, 0 removed; 2 in all")):
            page.app.screen.query_one(PathInput).text = str(file)
            await page.press("ctrl+s")
            await at_every_size(page, said, "ctrl+s Import")
            await page.press("escape")
