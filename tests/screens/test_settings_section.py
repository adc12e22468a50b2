"""The section Settings in the real app: reached by a digit, left by another one, everything in it done by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from details_page import still, still_template
from list_page import ListPage, list_page
from support import StillClock

from cm_tui.bootstrap import open_services
from cm_tui.model.vocabulary import Field, Role
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.levels import MAKERS
from cm_tui.screens.settings_section import SettingsScreen
from cm_tui.services.services import Services
from cm_tui.settings import SECTIONS as SECTIONS_OF_CONFIG
from cm_tui.settings import Settings
from cm_tui.widgets.sections import SECTIONS

__all__ = ["still", "still_template"]

AMELIA, SAMIR, PRIYA = "amelia.stone@contoso.example", "samir.haddad@contoso.example", "priya.nair@contoso.example"
ADAEZE, LI = "adaeze.okafor@contoso.example", "li.chen@contoso.example"
TAB = "right_square_bracket"


@asynccontextmanager
async def settings_page(still: Path, who: str = AMELIA, size: tuple[int, int] = (140, 40)) -> AsyncIterator[ListPage]:
    """The app with the section open, the cursor on the first user."""
    async with list_page(still, who=who, size=size) as page:
        await page.press("9", "g")
        yield page


def stored(page: ListPage) -> Services:
    """What the workspace says now."""
    assert page.app.services is not None
    return page.app.services


def typed(text: str) -> list[str]:
    """The keys of a text."""
    names = {" ": "space", "@": "at", ".": "full_stop", "-": "minus"}
    return [names.get(char, char) for char in text]


def test_the_registers_of_sections_agree() -> None:
    keys = [section.key for section in SECTIONS]
    assert tuple(keys) == SECTIONS_OF_CONFIG
    assert set(MAKERS) == set(keys) - {"improvement-actions"}
    assert [section.digit for section in SECTIONS] == sorted({section.digit for section in SECTIONS})


class TestsOfSections:
    async def test_digits_go_to_and_fro_and_the_list_stays_as_it_was(self, still: Path) -> None:
        async with list_page(still, size=(80, 24)) as page:
            await page.search("label")
            await page.press("j", "j")
            cursor, text = page.table.cursor_id, page.filter_text
            await page.press("9")
            assert page.shows(SettingsScreen)
            await page.press("9", "escape")
            assert page.shows(SettingsScreen)
            await page.press("2")
            assert (page.table.cursor_id, page.filter_text) == (cursor, text)
            assert page.in_table()
            await page.press("enter", "9")
            assert page.shows(SettingsScreen)
            assert len(page.app.screen_stack) == 2
            await page.press("q")
        assert page.app.return_code == 0

    async def test_the_app_opens_where_the_config_says(self, still: Path) -> None:
        async with list_page(still, settings=Settings(section="settings")) as page:
            assert page.shows(SettingsScreen)
            await page.press("2")
            assert page.in_table()

    async def test_a_click_on_its_name_opens_it(self, still: Path) -> None:
        async with list_page(still) as page:
            assert await page.pilot.click("SectionLine", offset=(68, 0))
            await page.settle()
            assert page.shows(SettingsScreen)


class TestsOfUsers:
    async def test_a_user_is_added_and_wrong_entries_say_why(self, still: Path) -> None:
        async with settings_page(still, size=(60, 20)) as page:
            await page.press("plus", *typed(ADAEZE), "ctrl+s")
            assert "is a user already" in page.text()
            await page.press("ctrl+u", *typed("new@example.org"), "ctrl+s")
            assert "Write a name." in page.text()
            await page.press(*typed("Neu Ling"), "enter", *typed("neu"), "enter", "j", "enter")
            [new] = [one for one in stored(page).people.people() if one.email == "new@example.org"]
            assert (new.name, new.role, new.login) == ("Neu Ling", Role.CONTRIBUTION, "neu")
            assert any("no account 'neu'" in notice for notice in page.notices)

    async def test_a_role_is_given_with_what_it_may(self, still: Path) -> None:
        async with settings_page(still) as page:
            await page.press("r")
            assert "changes nothing" in page.text()
            await page.press("escape", "enter", "j", "enter")
            assert {one.email: one.role for one in stored(page).people.people()}[ADAEZE] is Role.ASSESSOR
            assert "Assessor" in next(line for line in page.lines() if ADAEZE in line)

    async def test_the_rule_of_global_administrators_stands_beside_the_role(self, still: Path) -> None:
        async with settings_page(still, SAMIR) as page:
            await page.press("r")
            assert "Only a Global administrator gives or takes" in " ".join(page.text().split())
            await page.press("G", "enter")
            assert {one.email: one.role for one in stored(page).people.people()}[ADAEZE] is Role.ADMINISTRATION
            await page.press("j", "m")
            assert "changes the account of a Global administrator" in page.notices[-1]
            await page.press("d")
            assert "Only a Global administrator" in page.notices[-1]

    async def test_an_account_is_let_in_and_shut_out(self, still: Path) -> None:
        async with settings_page(still) as page:
            await page.press("m", *typed("adaeze"), "enter")
            assert stored(page).people.people()[0].login == "adaeze"
            await page.press("m", "ctrl+u", "enter")
            assert stored(page).people.people()[0].login is None

    async def test_all_actions_go_to_somebody_else(self, still: Path) -> None:
        async with settings_page(still) as page:
            owned = stored(page).people.people()[0].owned
            await page.press("R", *typed("li.chen"))
            assert f"{owned} actions: Adaeze Okafor → Li Chen" in page.text()
            await page.press("enter")
            assert stored(page).people.people()[0].owned == 0
            assert len(stored(page).notices.waiting()) == owned
            assert f"Notices ({owned})" in page.text()
            await page.press("R")
            assert "owns no action" in page.notices[-1]

    async def test_removal_says_what_happens_first(self, still: Path) -> None:
        async with settings_page(still) as page:
            await page.press("d")
            text = " ".join(page.text().split())
            assert "lose their owner" in text
            assert "User removed" in text
            await page.press("escape")
            assert stored(page).people.people()[0].email == ADAEZE
            await page.press("d", "d")
            assert stored(page).people.people()[0].email != ADAEZE
            assert ADAEZE not in page.text()
            await page.press("2")
            assert "Adaeze" not in page.text()

    async def test_who_removes_themself_has_left(self, still: Path) -> None:
        async with settings_page(still) as page:
            await page.press("j", "d")
            assert "This is you" in page.text()
            await page.pilot.press("d")
            await page.until(lambda: page.app._exit)
        assert page.app.return_code == 0

    async def test_ones_own_new_role_holds_at_once(self, still: Path) -> None:
        async with settings_page(still) as page:
            await page.press("j", "r", "g", "enter")
            assert "amelia.stone · Reader" in page.text()
            await page.press("plus")
            assert "Reader may not manage users" in page.notices[-1]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_a_reader_sees_everything_and_is_told_why_keys_do_not_act(still: Path, size: tuple[int, int]) -> None:
    async with settings_page(still, PRIYA, size) as page:
        assert "Adaeze Okafor" in page.text()
        for key in ("enter", "r", "plus", "m", "d", "delete", "R"):
            await page.press(key)
            assert "Reader may not manage users" in page.notices[-1]
            assert page.shows(SettingsScreen)
        await page.press(TAB)
        assert "Reader may not change the settings" in " ".join(page.text().split())
        await page.press("enter")
        assert "Reader may not change the settings" in page.notices[-1]
        assert not stored(page).settings.settings().four_eyes


class TestsOfTheOrganisation:
    async def test_settings_are_changed_where_they_stand(self, still: Path) -> None:
        async with settings_page(still, size=(80, 24)) as page:
            await page.press(TAB, "g", "enter")
            assert stored(page).settings.settings().four_eyes
            await page.press("enter")
            assert not stored(page).settings.settings().four_eyes
            await page.press("j", "enter", "space", "ctrl+s")
            assert ".doc" not in stored(page).settings.settings().evidence_types
            await page.press("j", "enter", "ctrl+u", "x", "enter")
            assert "is no size" in page.text()
            await page.press("ctrl+u", *typed("2 kb"), "enter")
            assert stored(page).settings.settings().evidence_limit == 2048
            assert "2 KB" in page.text()

    async def test_no_type_at_all_is_refused(self, still: Path) -> None:
        async with settings_page(still) as page:
            await page.press(TAB, "g", "j", "enter")
            for _ in stored(page).settings.settings().evidence_types:
                await page.pilot.press("space", "down")
            await page.press("ctrl+s")
            assert "Name at least one file type" in page.text()
            await page.press("R", "ctrl+s")
            assert page.shows(SettingsScreen)


class TestsOfNotices:
    async def test_the_queue_opens_the_action(self, still: Path) -> None:
        amelia = open_services(still, AMELIA, StillClock())
        amelia.people.reassign(ADAEZE, LI)
        newest, *_, oldest = amelia.notices.waiting()
        amelia.close()
        async with settings_page(still, PRIYA, (80, 24)) as page:
            await page.press(TAB, TAB)
            assert "Mail is not connected yet" in page.text()
            assert f"cm-tui open {newest.action}" in page.text()
            await page.press("g", "enter")
            assert page.shows(ActionDetailsScreen)
            assert page.screen.action_id == newest.action
            await page.press("n")
            assert page.screen.action_id != newest.action
            await page.press("q")
            assert page.shows(SettingsScreen)
            await page.press("G", "enter")
            assert page.screen.action_id == oldest.action

    async def test_what_is_assigned_meanwhile_appears(self, still: Path) -> None:
        async with settings_page(still) as page:
            await page.press(TAB, TAB)
            assert "Nobody waits" in page.text()
            await page.press("enter")
            assert page.notices[-1] == "No notice waits."
            version = stored(page).actions.details("CA-003").row.version
            from cm_tui.model.drafts import ActionDraft

            stored(page).actions.save(ActionDraft("CA-003", version, {Field.OWNER: LI}))
            await page.press("ctrl+r")
            assert "cm-tui open CA-003" in page.text()
