"""Assessments are created, edited and deleted in the app: the wizard with its wrong turns, the flyout, the question."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from details_page import Page, assert_golden, own_workspace
from list_page import ListPage, list_page
from support import DONE, StillClock, save, small_catalogue, toml_action, toml_control, toml_regulation

from cm_tui.bootstrap import open_services
from cm_tui.model.drafts import AssessmentDraft, AssessmentEdit
from cm_tui.model.vocabulary import Role
from cm_tui.screens.dialogs.delete_assessment import DeleteAssessmentDialog
from cm_tui.screens.flyouts.assessment_edit import AssessmentEditFlyout
from cm_tui.screens.wizard.create import CreateWizard
from cm_tui.services.services import Services

SIZES = [(60, 20), (80, 24), (140, 40)]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Group 1, assessed against R1; there is R2 too, and actions that name different services."""
    files = small_catalogue()
    files["catalogue.toml"]["regulations"] = ["r1", "r2"]
    files["regulations/r2.toml"] = toml_regulation("r2", toml_control("R2 § 1"), toml_control("R2 § 2"))
    both = {"direct": ["R1 Art. 1", "R2 § 1"]}
    azure = {"services": ["Microsoft Azure"], "satisfies": {"direct": ["R2 § 2"]}}
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", satisfies=both),
        toml_action("CA-002", type="Operational", satisfies=both),
        toml_action("CA-003", type="Operational", **azure),
    ]
    return own_workspace(tmp_path, files)


@asynccontextmanager
async def section(workspace: Path, size: tuple[int, int] = (80, 24), who: str | None = None) -> AsyncIterator[ListPage]:
    """The app, open on the assessments."""
    async with list_page(workspace, size=size, who=who) as page:
        await page.press("4")
        yield page


def other(workspace: Path) -> Services:
    """Somebody else's services on the workspace."""
    return open_services(workspace, None, StillClock())


def names(workspace: Path) -> list[str]:
    """The assessments that are stored."""
    with closing(sqlite3.connect(workspace / "workspace.db")) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM assessment ORDER BY name")]


async def letters(page: Page, text: str) -> None:
    """Type a text."""
    await page.press(*(" ".join(text).replace("   ", " space ").split()))


async def test_the_wizard_with_its_wrong_turns(own: Path) -> None:
    services = other(own)
    save(services, "CA-002@group-1", DONE)
    heard: list[str] = []
    async with section(own) as page:
        page.app.assessments_changed.subscribe(page.app.root, heard.append)
        await page.press("plus")
        assert page.shows(CreateWizard)
        assert "needs a new group" in page.text()
        await letters(page, "law R")
        assert "Looking for law R" in page.text()
        await page.press("escape")
        await letters(page, "zz yy")
        assert "No regulation holds 'zz yy'" in page.text()
        await page.press("enter")
        assert "Group:" not in page.text()
        await page.press("escape")  # forgets the letters, and stays
        await page.press("enter")
        assert "'Group 1' is assessed against R1 already" in " ".join(page.text().split())
        assert "+ New group" in page.text()
        await page.press("escape")
        await letters(page, "r2")
        await page.press("enter")
        assert "R2 Group 1" in page.text()
        await page.press("down", "enter")  # a new group: its name is asked for
        await letters(page, "group 1")
        assert "There is a group 'group 1' already" in " ".join(page.text().split())
        await page.press("enter")
        assert "☑" not in page.text()
        await page.press(*["backspace"] * 7)
        await letters(page, "Europe")
        assert "R2 Europe" in page.text()
        await page.press("enter", "enter", "down", "enter")  # enter leads to what is copied: from Group 1
        assert "What is copied" in page.text()
        await page.press("tab", "right", "tab")
        await page.press("ctrl+u")
        await letters(page, "own 1")  # the issue's own name: nothing proposes over it
        await page.press(*["backspace"] * 5)
        await letters(page, "R1 Group 1")
        assert "There is an assessment 'R1 Group 1' already" in " ".join(page.text().split())
        await page.press("ctrl+s")
        assert "☑" not in page.text()
        await page.press("ctrl+u")
        await page.press("ctrl+s")
        assert "Write a name" in page.text()
        await letters(page, "Second")
        await page.press("enter")
        assert "☑ Microsoft 365" in page.text()
        await page.press("a", "enter")
        assert "Tick at least one service" in page.text()
        await page.press("a", "down", "space", "enter")
        text = " ".join(page.text().split())
        assert "Group Europe, which begins with it" in text
        assert "Copied from Group 1: implementation and testing details" in text
        assert "Services Microsoft 365" in text
        assert "1 new action begins with it" in text
        assert "1 action of them takes over" in text
        await page.press("escape", "escape", "escape", "escape")
        assert "Leave the wizard?" in page.text()
        await page.press("n")
        assert page.shows(CreateWizard)
        assert names(own) == ["R1 Group 1"]
        await page.press("ctrl+s", "ctrl+s", "ctrl+s")
        assert "Assessment Second" in " ".join(page.text().split())
        services.assessments.create(AssessmentDraft("R1 North", "Europe", "r1"))
        await page.press("enter")  # the group that it was to begin with began meanwhile: the step is shown anew
        assert "The group 'Europe' was created by" in page.notices[-1]
        assert "There is a group 'Europe' already" in " ".join(page.text().split())
        assert "Europe  1 assessment" in page.text()
        await page.press("X", "enter", "enter")  # and the review, once more
        assert "Group EuropeX, which begins with it" in " ".join(page.text().split())
        services.assessments.create(AssessmentDraft("second", "Elsewhere", "r2"))
        await page.press("enter")
        assert "There is an assessment 'Second' already" in " ".join(page.text().split())
        assert "Try again" in page.text()
        services.assessments.edit(AssessmentEdit("second", name="Third"))
        await page.press("enter")
        assert not page.shows(CreateWizard)
        assert "Assessment Second created: 1 new action, 1 shared, 1 taken over from Group 1." in page.notices
        assert heard == ["Second"]
        assert page.app.services is not None
        assert page.app.services.actions.details("CA-002@europex").row.test_status == "Passed"
    services.close()
    assert names(own) == ["R1 Group 1", "R1 North", "Second", "Third"]


async def test_an_assessment_is_edited_and_deleted(own: Path) -> None:
    services = other(own)
    services.assessments.create(AssessmentDraft("R2 Europe", "Europe", "r2"))
    save(services, "CA-003@europe", DONE)
    stored = "Microsoft 365", "Microsoft Azure", "No longer named"
    with closing(sqlite3.connect(own / "workspace.db")) as connection, connection:
        connection.execute("UPDATE assessment SET services = ? WHERE name = 'R2 Europe'", (json.dumps(stored),))
    async with section(own) as page:
        await page.press("home", "enter")  # Europe comes before Group 1
        await page.press("e")
        assert page.shows(AssessmentEditFlyout)
        assert "Nothing is changed yet" in page.text()
        assert "☑ No longer named" in page.text()
        before = services.history.rows()
        await page.press("ctrl+s", "e")
        assert services.history.rows() == before
        await page.press("X")
        assert "R2 Europe → R2 EuropeX" in page.text()
        await page.press("ctrl+s", "e")
        assert services.assessments.details("R2 EuropeX").assessment.services == stored
        await page.press("tab", "down", "space", "space", "space")
        assert "1 action leaves (CA-003@europe): no assessment would" in " ".join(page.text().split())
        await page.press("down", "space", "home", "space")
        assert "Tick at least one service" in page.text()
        await page.press("space")
        services.assessments.edit(AssessmentEdit("R2 EuropeX", services=stored[:2]))
        await page.press("ctrl+s")
        said = " ".join(page.text().split())
        assert f"services Microsoft 365, Microsoft Azure by {services.person.name} at" in said
        assert "Microsoft 365 by you. Nothing was saved. Save again to store yours." in said
        await page.press("shift+tab", "Y")
        services.assessments.edit(AssessmentEdit("R1 Group 1", name="r2 europexy"))
        await page.press("ctrl+s")
        assert "There is an assessment" in page.text()
        services.assessments.edit(AssessmentEdit("r2 europexy", name="R1 Group 1"))
        await page.press("ctrl+s")
        changed = "now called R2 EuropeXY, 1 action left, counted nowhere now"
        assert page.notices[-1] == f"Assessment R2 EuropeX changed: {changed}."
        assert names(own) == ["R1 Group 1", "R2 EuropeXY"]
        await page.press("d")
        assert page.shows(DeleteAssessmentDialog)
        assert "1 action of yours disappears with it" in " ".join(page.text().split())
        save(services, "CA-002@europe", DONE)
        await page.press("d")  # what was shown is no longer so: told, and shown anew
        assert page.shows(DeleteAssessmentDialog)
        assert "● CA-002@europe" in page.text()
        assert "work and evidence are" in page.text()
        assert "not asked for again" not in page.text()
        await page.press("escape")
        assert names(own) == ["R1 Group 1", "R2 EuropeXY"]
        await page.press("d", "d")
        assert page.notices[-1] == "Assessment R2 EuropeXY deleted: 1 action of yours went with it, 1 of yours stays."
        assert names(own) == ["R1 Group 1"]
        await page.press("4", "home", "enter", "d")
        assert "The last assessment cannot be deleted" in page.notices[-1]
    services.close()


@pytest.mark.parametrize("size", SIZES[1:], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_steps_look_as_they_should(own: Path, size: tuple[int, int]) -> None:
    async with section(own, size) as page:
        shown: list[str] = []
        await page.press("plus", "down")
        for _ in range(4):
            shown.append(page.panel())
            await page.press("enter")
        assert_golden(f"wizard_{size[0]}x{size[1]}", "\n".join(shown))


async def test_a_role_that_may_not_is_told_so(own: Path) -> None:
    services = other(own)
    services.people.add("rita@example.org", "Rita", Role.READER, None)
    me = services.person.email
    services.people.add("boss@example.org", "Boss", Role.GLOBAL_ADMINISTRATOR, "nobody")
    services.people.change_role(me, Role.READER)
    services.close()
    async with section(own) as page:
        await page.press("plus")
        assert not page.shows(CreateWizard)
        assert "The role Reader may not create or change assessments" in page.notices[-1]
