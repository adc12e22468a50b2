"""The wizard Update actions: reminders, workbook, review with conflicts and faults, all of it or nothing, and back (spec 3.6)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from details_page import assert_golden, own_workspace
from list_page import ListPage, list_page
from support import DONE, DONE_DAY, LATER_DAY, StillClock, save, small_catalogue, stored, toml_action
from test_hasty_keys import slow

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import StorageProblem
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role
from cm_tui.screens.update_actions.decisions import UNCHECKED
from cm_tui.screens.update_actions.fault import FaultFlyout
from cm_tui.screens.update_actions.fields import FieldsFlyout
from cm_tui.screens.update_actions.wizard import UpdateActionsWizard
from cm_tui.screens.update_actions.working import CHECKING, NOT_READ, STOPPED
from cm_tui.services.action_workbook.layout import VERSION
from cm_tui.services.services import Services

HOSTILE = "[b]red[/b] \u202egnp.exe"
WORK: tuple[tuple[str, str | date], ...] = (
    ("Implementation Status", "Implemented"),
    ("Implementation Date", DONE_DAY),
    ("Test Status", "Passed"),
    ("Test Date", LATER_DAY),
)
"""`DONE` as a workbook says it."""
_KEYS = {"/": "slash", ".": "full_stop", "-": "minus", "_": "underscore", " ": "space"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An organisation with six technical actions."""
    files = small_catalogue()
    files["actions/control-access.toml"]["action"] = [toml_action(f"CA-00{number}") for number in range(1, 7)]
    return own_workspace(tmp_path, files)


def edited(source: Path, file: Path, cells: dict[tuple[str, str], str | date], *, versions: bool = True) -> None:
    """Write values into a copy of a workbook as somebody does in Excel, by action and column; without versions as Purview's own."""
    book = openpyxl.load_workbook(source)
    sheet = book["Action Update"]
    columns = {cell.value: at for at, cell in enumerate(sheet[1], 1)}
    rows = {row[0].value: at for at, row in enumerate(sheet.iter_rows(), 1)}
    for (action, column), value in cells.items():
        sheet.cell(rows[action], columns[column]).value = value
    if not versions:
        sheet.delete_cols(columns[VERSION])
    book.save(file)


def unreadable(asked: list[object], checked: object, choices: object, **named: object) -> object:
    """A check of a workspace on a disk that is away for a moment."""
    asked.append(choices)
    raise StorageProblem("The workspace cannot be read just now.")


def told(page: ListPage) -> str:
    """The screen as one line."""
    return " ".join(page.text().replace("▌", "").split())


async def letters(page: ListPage, text: str) -> None:
    """Type a text."""
    await page.pilot.press(*(_KEYS.get(char, char) for char in text))
    await page.settle()


async def stopped(page: ListPage, key: str, method: str, *others: str) -> None:
    """Begin what a key asks a service for, press others while it is at work, and stop it by esc."""
    answer = slow(page, "action_workbooks", method)
    await page.pilot.press(key)
    await page.until(lambda: answer.asked > 0)
    await page.pilot.press(*others, "escape")
    answer.let_go.set()
    await page.settle()


def implementation(services: Services, action: str) -> str:
    """What is stored."""
    return str(services.actions.details(action).row.implementation_status)


@pytest.fixture
def books(own: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with an export of all actions."""
    folder = own.parent / "books"
    folder.mkdir()
    monkeypatch.chdir(folder)
    services = open_services(own, None, StillClock())
    services.exports.actions(folder / "actions.xlsx")
    services.close()
    return folder


@pytest.fixture
def other(own: Path) -> Iterator[Services]:
    """What is stored, and what somebody else does meanwhile."""
    services = open_services(own, None, StillClock())
    yield services
    services.close()


async def test_faults_conflicts_and_changes(own: Path, books: Path, other: Services) -> None:
    """From a broken file to applied and back; every wrong turn leaves the workspace as it was."""
    (books / "broken.xlsx").write_text("no workbook")
    (books / "notes.txt").write_text("not offered")
    cells: dict[tuple[str, str], str | date] = {
        (one, name): value for one in ("CA-001", "CA-002") for name, value in WORK
    }
    edited(books / "actions.xlsx", books / "good.xlsx", cells | {("CA-003", "Other Notes"): HOSTILE})
    edited(books / "good.xlsx", books / "faulty.xlsx", {("CA-004", "Test Status"): "Pased [b]"})
    save(other, "CA-002", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
    before = stored(own)
    async with list_page(own, state=own.parent / "state.toml") as page:
        await page.press("j", "j")
        cursor = page.table.cursor_id
        await page.press("i")
        assert page.shows(UpdateActionsWizard)
        shown = [page.panel()]
        await page.press("ctrl+s")
        assert page.notices[-1] == "Tick both reminders first."
        await page.press("j", "space", "k", "enter")
        assert page.text().count("☑") == 2
        await page.press("enter")
        assert "actions.xlsx" in page.text()
        assert "notes.txt" not in page.text()
        await page.press("enter")
        assert "✗ Name the workbook that is read." in page.text()
        await letters(page, "notes.txt")
        assert "✗ notes.txt does not end in .xlsx" in page.text()
        await page.press("ctrl+u")
        await letters(page, "broken.xlsx")
        await page.press("enter")
        assert "✗ broken.xlsx is a text file" in told(page)
        shutil.copy(books / "faulty.xlsx", books / "broken.xlsx")  # mended, and chosen again
        await page.press("ctrl+r")
        assert "6 rows read · 2 unchanged · 2 changed · 1 conflicting · 1 faulty" in told(page)
        assert "Faults 1 Conflicts 1 Changes 2" in told(page)
        assert "Row 5, Test Status: Pased [b]" in told(page)
        assert "InProgress, NotInScope CA-004 Do what CA-004 asks" in told(page)
        await page.press("ctrl+s")
        assert "1 fault refuses the whole workbook; mend it in Excel" in page.notices[-1]
        assert "ctrl+s" not in page.lines()[-1]
        await page.press("enter")
        assert page.shows(FaultFlyout)
        assert "FailedHighRisk" in page.text()
        assert "Fault 1 of 1 Id CA-004 Action Do what CA-004 asks" in told(page)
        await page.press("n", "escape", "w")
        assert "ctrl+s Write copy" in page.text()
        await page.press("ctrl+s")
        corrected = openpyxl.load_workbook(books / "broken-corrected.xlsx")["Action Update"]
        assert [cell.value for row in corrected for cell in row if cell.comment] == ["Pased [b]"]
        await page.press("f")
        assert "broken-corrected.xlsx" in page.text()
        assert "Read last" in page.text()
        await page.press("ctrl+u")
        await letters(page, "good.xlsx")
        await page.press("enter")
        assert "1 conflicting · 0 faulty ! 1 field in conflict waits for a choice." in told(page)
        assert "ctrl+s Update actions 1 Keep 2 Take esc Back enter Open s Summary" in told(page)
        shown.append(page.panel())
        await page.press("ctrl+s")
        assert page.notices[-1] == "1 field in conflict waits for a choice."
        await page.press("enter")
        assert page.shows(FieldsFlyout)
        assert "○ 1 stored Planned by" in told(page)
        assert "○ 2 workbook Implemented" in told(page)
        await page.press("1")
        assert "● 1 stored Planned" in told(page)
        assert "was left out: it does not fit the kept Planned." in told(page)
        await page.press("right", "escape")
        assert "✓ decided 4: implementation status, imp" in told(page)
        await page.press("escape", "escape", "escape")
        assert "Leave the wizard?" in page.text()
        await page.press("n", "enter", "down", "down", "enter")  # stays, and takes what was read last
        assert stored(own) == before
        assert "1 field in conflict waits" in told(page)
        await page.press("T", "right_square_bracket")
        shown.append(page.panel())
        await page.press("right", "n")
        assert "row 4" in page.text()
        assert "[b]red[/b]" in page.text()
        assert "\u202e" not in page.text()
        shown.append(page.panel())
        await page.press("n", "escape", "left_square_bracket")
        asked: list[object] = []
        assert page.app.services is not None
        workbooks = vars(page.app.services.action_workbooks)  # as in `slow`
        workbooks["recheck"] = partial(unreadable, asked)
        for key in ("K", "ctrl+s"):
            await page.press(key)
            assert UNCHECKED in told(page)
        assert len(asked) == 2
        del workbooks["recheck"]
        await page.press("ctrl+s")  # what was decided is checked first, and shown
        assert UNCHECKED not in told(page)
        assert stored(own) == before
        checking = slow(page, "action_workbooks", "recheck")
        await page.pilot.press("K", "T")
        await page.until(lambda: checking.asked > 0)
        await page.pilot.press("ctrl+s")  # kept until it is known what follows from the choices
        await page.until(lambda: CHECKING in page.text())
        assert implementation(other, "CA-002") == "Planned"
        checking.let_go.set()
        await page.settle()
        assert CHECKING not in page.text()
        assert "✓ 3 actions were updated." in page.text()
        shown.append(page.panel())
        assert [implementation(other, one) for one in ("CA-001", "CA-002")] == ["Implemented"] * 2
        await page.press("z")
        assert "○ Undone: 3 actions are as before." in page.text()
        assert [implementation(other, one) for one in ("CA-001", "CA-002")] == ["Not implemented", "Planned"]
        await page.press("z")
        assert page.notices[-1] == "It was taken back already."
        wizard = page.app.screen
        assert isinstance(wizard, UpdateActionsWizard)
        decisions = wizard.decisions
        assert decisions is not None
        await page.press("enter")
        assert page.is_left
        await page.until(lambda: not vars(decisions))  # no collection would find what closed screens refer to
        assert page.table.cursor_id == cursor
        assert_golden("update_actions_80x24", "\n".join(shown))
    assert other.check.run().problems == ()


async def test_without_versions_and_others_in_between(own: Path, books: Path, other: Services) -> None:
    """Purview's own workbook has no versions: every change is looked through; what others do meanwhile is shown anew."""
    cells: dict[tuple[str, str], str | date] = {(f"CA-00{at}", name): value for at in (1, 2) for name, value in WORK}
    edited(books / "actions.xlsx", books / "purview.xlsx", cells, versions=False)
    async with list_page(own, size=(140, 40), state=own.parent / "state.toml") as page:
        await page.press("4", "i", "space", "down", "space", "enter")  # down stays on the last one
        await letters(page, "purview.xlsx")
        before = stored(own)
        await stopped(page, "enter", "check")
        assert NOT_READ in page.text()
        await page.press("enter")
        assert "does not say at which versions it was exported" in told(page)
        await page.press("ctrl+s")
        assert page.notices[-1] == "Tick first that you have looked through every change."
        shown = [page.panel()]
        await page.press("space")
        assert "☑ I have looked through every change." in page.text()
        await stopped(page, "ctrl+s", "apply", "ctrl+q")
        assert page.notices[-1] == UpdateActionsWizard.WAIT
        assert STOPPED in page.text()
        assert stored(own) == before
        save(other, "CA-001", {Field.OTHER_NOTES: "written meanwhile"})
        save(other, "CA-002", DONE)
        await page.press("ctrl+s")
        assert "The workbook was checked anew; look at it again." in told(page)
        assert "1 changed" in told(page)
        assert "☐ I have looked through every change." in page.text()
        await page.press("space", "ctrl+s")
        shown.append(page.panel())
        assert "✓ 1 action was updated." in page.text()
        await page.press("enter")
        assert not page.shows(UpdateActionsWizard)
        await page.press("2", "z")
        assert page.notices[-1].startswith("Undone: ")
        assert implementation(other, "CA-001") == "Not implemented"
        assert_golden("update_actions_140x40", "\n".join(shown))
    me = other.person.email
    other.people.add("boss@example.org", "Boss", Role.GLOBAL_ADMINISTRATOR, "nobody")
    other.people.change_role(me, Role.READER)
    async with list_page(own) as page:
        for keys in (("i",), ("4", "i")):
            await page.press(*keys)
            assert not page.shows(UpdateActionsWizard)
            assert "The role Reader may not change improvement actions" in page.notices[-1]
