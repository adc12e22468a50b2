"""The section Regulations in the real app: the list, a regulation's tree, a control, and its actions (spec 11.8)."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import assert_golden, own_workspace, still, still_template
from list_page import list_page
from support import TomlFiles, small_catalogue, toml_action, toml_control, toml_regulation

from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.screens.flyouts.regulation_control import InstanceFlyout, RegulationControlFlyout
from cm_tui.screens.regulation_page import RegulationScreen
from cm_tui.screens.regulations_section import RegulationsScreen
from cm_tui.screens.wizard.regulation import RegulationList

__all__ = ["still", "still_template"]


def regulations() -> TomlFiles:
    """Two regulations, one of them with everything that a control can be."""
    files = small_catalogue()
    files["catalogue.toml"]["regulations"] = ["r1", "r2"]
    files["regulations/r1.toml"] = toml_regulation(
        "r1",
        toml_control("R1 Art. 1", family="Principles", title="Lawful processing"),
        toml_control("R1 Art. 1(a)", family="Principles", title="Consent", unverified=True),
        toml_control("R1 Art. 1(b)", family="Principles", title="Contract"),
        toml_control("R1 Art. 2", family="Security", title="Protection of what is stored and of what travels"),
        toml_control(
            "R1 Art. 3",
            family="Security",
            title="The authority",
            no_action="It binds the authority alone.",
        ),
        toml_control("R1 Art. 8", family="Security", title="Certificates", status="proposed"),
    )
    files["regulations/r2.toml"] = toml_regulation("r2", toml_control("R2 Art. 1"))
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", satisfies={"direct": ["R1 Art. 1(a)", "R1 Art. 2"], "supporting": ["R2 Art. 1"]}),
        toml_action("CA-002", type="Operational", satisfies={"best_practice": ["R1 Art. 2"], "direct": ["R1 Art. 8"]}),
        toml_action("CA-003", satisfies={"direct": ["R2 Art. 1"]}),
    ]
    return files


async def test_from_the_list_to_an_action_and_back(still: Path) -> None:
    async with list_page(still, size=(140, 40)) as page:
        await page.press("5")
        assert page.shows(RegulationsScreen)
        line = next(line for line in page.lines() if line.lstrip().startswith("GDPR · General"))
        assert "2: GDPR Europe, GDPR North" in line
        assert "✔ active" in line
        await page.press("j", "j")
        assert "204 controls, 1 of them not in force" in page.text()
        await page.press("enter")
        assert page.shows(RegulationScreen)
        assert "HIPAA Health Services" in page.text()
        assert "164.308(a)(1)(i) " not in page.text()
        await page.press("j", "right")
        assert "▾ Administrative safeguards" in page.text()
        assert "▸ 45 CFR 164.308(a)(1)(i)  " in page.text()
        assert "164.308(a)(1)(ii)(A)" not in page.text()
        await page.press("j", "space")
        specification = next(line for line in page.lines() if "164.308(a)(1)(ii)(A)" in line)
        assert "required" in specification
        assert "in force" in specification
        await page.press("j", "left", "left", "left", "left")
        assert "164.308(a)(1)(i) " not in page.text()
        await page.press("space")
        assert "▸ 45 CFR 164.308(a)(1)(i)  " in page.text()
        await page.press("asterisk", "asterisk")
        assert "▸ Administrative safeguards" in page.text()
        await page.press("asterisk", "slash", *"addressable", "enter", "space")
        assert "the tree is unfolded" in page.notices[-1]
        assert "Addressable specifications" in page.text()
        await page.press("escape", "l")
        assert page.shows(RegulationScreen)
        assert page.notices[-1].endswith("https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164")
        await page.press("asterisk", "home", "right", "j", "enter")
        assert page.shows(RegulationControlFlyout)
        text = " ".join(page.text().split())
        assert "4 actions serve it, the strongest first" in text
        assert "managed by Microsoft · also GDPR supporting, CCPA" in text
        await page.press("enter")
        assert page.shows(InstanceFlyout)
        await page.press("j", "enter")
        assert page.shows(ActionDetailsScreen)
        assert page.screen.action_id == "MC-048@health-services"
        await page.press("n")
        assert page.screen.action_id == "MC-048@north-america"
        await page.press("escape")
        assert page.shows(RegulationControlFlyout)
        await page.press("q", "o")
        assert page.filter_text == "regulation:hipaa-hitech test:any"
        assert page.in_table()


async def test_what_nobody_uses_says_so(tmp_path: Path) -> None:
    async with list_page(own_workspace(tmp_path, regulations()), size=(60, 20)) as page:
        await page.press("5", "j")
        assert "No assessment uses it." in page.text()
        await page.press("o")
        assert page.shows(RegulationsScreen)
        assert page.notices[-1] == "No assessment uses it."
        await page.press("plus")
        assert page.app.screen.query_one(RegulationList).current == "r2"
        await page.press("escape")
        await page.press("enter", "right", "j", "enter", "enter")
        assert page.notices[-1] == "CA-003: no assessment uses it yet."
        assert page.shows(RegulationControlFlyout)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_section_and_page_look_as_they_did(tmp_path: Path, size: tuple[int, int]) -> None:
    async with list_page(own_workspace(tmp_path, regulations()), size=size) as page:
        await page.press("5")
        section = page.lines()[1:]
        await page.press("enter", "asterisk")
        tree = page.lines()
        await page.press("slash", *"protection", "enter", "G", "enter")
        shown = [*section, "", *tree, "", *page.lines()]
        assert_golden(f"regulations_{size[0]}x{size[1]}", "\n".join(shown))
