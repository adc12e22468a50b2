"""Settings, Catalogue: the release here and in the program, what a newer one brings, importing it (issue 5, item 1)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from details_page import still, still_template
from list_page import ListPage, list_page
from newer_catalogue import shipped_copy
from support import DONE, StillClock, dump, save

from cm_tui.bootstrap import open_services
from cm_tui.model.vocabulary import Field, Role
from cm_tui.screens.flyouts.catalogue import CatalogueFlyout
from cm_tui.screens.flyouts.catalogue_folder import CatalogueFolderFlyout
from cm_tui.screens.settings_section import SettingsScreen
from cm_tui.services.catalogue.definitions import Catalogue
from cm_tui.services.catalogue.loader import data_folder, load_catalogue
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.widgets.path_input import PathInput

__all__ = ["still", "still_template"]

TO_CATALOGUE = ("9", "left_square_bracket")
CHIEF = "amelia.stone@contoso.example"


def as_first_shipped(catalogue: Catalogue) -> Catalogue:
    """A catalogue as it was in its first release."""
    first = catalogue.releases[:1]
    actions = (
        replace(action, versions=tuple(one for one in action.versions if one.release == first[0][0]))
        for action in catalogue.actions
    )
    return replace(catalogue, releases=first, actions=tuple(actions))


@pytest.fixture(scope="module")
def old_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of an earlier program, in which the work on one action is done."""
    path, clock = tmp_path_factory.mktemp("old") / "acme", StillClock()
    catalogue = load_catalogue(data_folder())
    request = NewWorkspace("Acme", group="Europe", regulations=tuple(one.key for one in catalogue.regulations))
    create_organisation(path, request, as_first_shipped(catalogue), system_account(), clock)
    services = open_services(path, clock=clock)
    save(services, "CA-001", DONE)
    services.close()
    return path


@pytest.fixture
def old(old_template: Path, tmp_path: Path) -> Path:
    """Such a workspace of one's own."""
    return Path(shutil.copytree(old_template, tmp_path / "acme"))


def told(page: ListPage) -> str:
    """The screen as one line."""
    return " ".join(page.text().replace("▌", "").split())


def with_release(folder: Path, name: str) -> Path:
    """Give a catalogue one more release; its folder."""
    with (folder / "catalogue.toml").open("a") as index:
        index.write(f'\n[[release]]\nid = "{name}"\ndate = 2099-0{name[-1]}-01\n')
    return folder


async def look_into(page: ListPage, folder: Path) -> None:
    """Put a folder into the flyout that asks for one, and look at its catalogue."""
    page.app.screen.query_one(PathInput).text = str(folder)
    await page.press("ctrl+s")


async def test_the_release_of_a_newer_program_is_told_looked_at_and_imported(old: Path) -> None:
    services = open_services(old, clock=StillClock())
    newest = load_catalogue(data_folder()).releases[-1][0]
    promised, before = services.catalogue.compare(), dump(old)
    waiting = sum(len(one.instances) for one in promised.changed)
    assert waiting >= 25
    async with list_page(old, size=(140, 40)) as page:
        assert page.notices == [f"Release {newest} came with this program: 9 Settings › Catalogue."]
        assert "pending" not in page.lines()[2]
        cursor = page.table.cursor_id
        await page.press(*TO_CATALOGUE)
        assert "This workspace release 2026.1 of 2026-01-15" in told(page)
        assert f"This program release {newest}" in told(page)
        assert f"Release {newest} came with this program and is not imported yet." in told(page)

        await page.press("enter")
        assert page.shows(CatalogueFlyout)
        assert f"2026.1 → {newest}" in told(page)
        assert f"{len(promised.changed)} changed, {promised.unchanged} unchanged" in told(page)
        assert f"Afterwards {waiting} updates to accept" in told(page)
        assert "An imported catalogue cannot be taken out again." in told(page)
        assert "~ CA-001 changed Require multifactor authentication for administrators" in told(page)
        assert told(page).count("version 1 → 3 (guidance, mapping), 1 update to accept") == 1
        assert sum("~changed" in line.replace(" ", "") for line in page.lines()) >= 10
        await page.press("G")
        last = page.lines()[-6:]
        assert promised.rows.begun or promised.rows.moved_on
        assert any(name in " ".join(last) for name in (*promised.rows.begun, *promised.rows.moved_on))
        await page.press("escape")
        assert page.shows(SettingsScreen)
        assert dump(old) == before

        await page.press("enter", "ctrl+s")
        assert page.shows(SettingsScreen)
        assert page.notices[-1].startswith(f"Release {newest} was imported: {waiting} updates to accept")
        assert f"Updates pending {waiting}" in told(page)
        assert "The workspace has everything that came with this program." in told(page)
        await page.press("enter")
        assert page.shows(SettingsScreen)
        assert page.notices[-1] == f"Release {newest}: the workspace has all of this catalogue already."
        await page.press("2")
        assert f"{waiting} updates pending" in page.lines()[2]
        assert page.table.cursor_id == cursor
        assert set(page.ids) >= {name for name in promised.rows.begun if not name.startswith("MS-")}
    assert services.score.score().total == promised.effect.after
    assert services.actions.details("CA-001").row.implementation_status is DONE[Field.IMPLEMENTATION_STATUS]
    assert services.check.run().problems == ()
    services.close()


async def test_another_folder_is_looked_at_and_refused_beside_its_path(still: Path, tmp_path: Path) -> None:
    folder = shipped_copy(tmp_path / "newer")
    broken = shipped_copy(tmp_path / "broken")
    (broken / "actions" / "control-access.toml").write_text("category = [")
    other = open_services(still, CHIEF, StillClock())
    waiting = len(other.updates.updates())
    async with list_page(still, who=CHIEF, size=(60, 20)) as page:
        await page.press(*TO_CATALOGUE, "j", "enter", "ctrl+s")
        assert page.shows(CatalogueFolderFlyout)
        assert "Name the folder of the catalogue." in told(page)
        await look_into(page, broken)
        assert page.shows(CatalogueFolderFlyout)
        assert "actions/control-access.toml is not a TOML file" in told(page)
        await look_into(page, folder)
        assert page.shows(CatalogueFlyout)
        assert "No action and no control changes; only the release does." in told(page)
        assert f"no more updates to accept, {waiting} wait already" in told(page)
        with_release(folder, "2099.2")
        await page.press("ctrl+s")
        assert page.shows(CatalogueFlyout)
        assert "changed since you looked; look again. Nothing was imported." in told(page)
        assert "2099.2" in told(page)
        await page.press("ctrl+s")
        assert page.notices[-1] == f"Release 2099.2 was imported: no more updates to accept, {waiting} wait already."
        assert "The workspace has a release that this program does not know." in told(page)
        await page.press("enter")
        await look_into(page, with_release(folder, "2099.3"))
        other.catalogue.take_over(folder)
        await page.press("ctrl+s")
        assert page.shows(SettingsScreen)
        assert page.notices[-1] == "Release 2099.3: the workspace has all of this catalogue already."
        await page.press("g", "enter")
        assert page.shows(SettingsScreen)
        assert "lacks the release 2099.1" in page.notices[-1]
    other.close()


async def test_whoever_may_not_import_is_told_who_may_and_not_bothered(old: Path) -> None:
    services = open_services(old, clock=StillClock())
    services.people.add("chief@example.org", "Chief", Role.GLOBAL_ADMINISTRATOR, "chief")
    services.people.change_role(services.person.email, Role.READER)
    services.close()
    async with list_page(old, size=(80, 24)) as page:
        assert page.notices == []
        await page.press(*TO_CATALOGUE)
        assert "may not import a catalogue" in told(page)
        await page.press("enter")
        assert page.shows(SettingsScreen)
        assert "import a catalogue" in page.notices[-1]
