"""Importing a regulation from the section Regulations: the file, its faults, its review, and the list afterwards (spec 11.9)."""

from __future__ import annotations

from pathlib import Path

from details_page import own_workspace, still, still_template
from list_page import list_page
from support import small_catalogue
from template_files import own_template, read_template, write_template

from cm_tui.screens.flyouts.template_file import TemplateFileFlyout
from cm_tui.screens.flyouts.template_review import FAULTY, TemplateFlyout
from cm_tui.screens.regulations_section import RegulationsScreen
from cm_tui.widgets.path_input import PathInput

__all__ = ["still", "still_template"]


async def test_a_regulation_comes_in_by_its_review(tmp_path: Path) -> None:
    tabs = own_template()
    tabs["Template"][1][0] = "House [bold]rules[/bold]"
    tabs["Actions"][1][2] = 100
    file = write_template(tmp_path / "house.xlsx", tabs)
    async with list_page(own_workspace(tmp_path, small_catalogue()), size=(140, 40)) as page:
        await page.press("5", "i")
        assert page.shows(TemplateFileFlyout)
        await page.press("ctrl+s")
        assert "Name the workbook of the regulation." in page.text()
        page.app.screen.query_one(PathInput).text = str(tmp_path / "none.xlsx")
        await page.press("ctrl+s")
        assert page.shows(TemplateFileFlyout)
        assert "✗ " in page.text()

        page.app.screen.query_one(PathInput).text = str(file)
        await page.press("ctrl+s")
        assert page.shows(TemplateFlyout)
        assert "1 fault: mend the workbook" in page.text()
        assert "Actions, row 2, actionScore" in page.text()
        await page.press("ctrl+s")
        assert FAULTY in page.notices
        await page.press("escape")
        assert page.shows(TemplateFileFlyout)
        assert page.app.screen.query_one(PathInput).text == str(file)

        tabs["Actions"][1][2] = 12
        write_template(file, tabs)
        await page.press("ctrl+s")
        text = page.text()
        for said in (
            "House [bold]rules[/bold], a new regulation",
            "2 added, 0 changed, 0 removed; 2 in all",
            "XA-001  Shut",
            "H 1  Doors",
        ):
            assert said in text
        assert "Score: " not in text
        services = page.app.services
        assert services is not None
        with services.store.writing() as session:
            session.connection()
            await page.pilot.press("ctrl+s", "ctrl+s", "escape")
            assert page.notices[-1] == "Importing goes on; wait for it, or stop it with esc."
        await page.until(lambda: TemplateFlyout.STOPPED in page.text())
        assert len(services.regulations.regulations()) == 1
        await page.press("ctrl+s")
        assert page.shows(RegulationsScreen)
        assert any("House [bold]rules[/bold]" in line for line in page.lines())
        await page.press("end", "enter", "l")
        assert "no address of its text is known" in page.notices[-1]
        await page.press("escape")
        assert page.shows(RegulationsScreen)

        await page.press("i")
        page.app.screen.query_one(PathInput).text = str(file)
        await page.press("ctrl+s")
        assert page.shows(RegulationsScreen)
        assert "there is nothing to do" in page.notices[-1]

        shipped = tmp_path / "r1.xlsx"
        page.app.services.exports.regulation("r1", shipped)  # type: ignore[union-attr]
        less = read_template(shipped)
        less["ControlFamily"][1][2] = "Another title"
        write_template(shipped, less)
        await page.press("i")
        page.app.screen.query_one(PathInput).text = str(shipped)
        await page.press("ctrl+s")
        assert "alone from then on." in page.text()
        assert "1 changed" in page.text()
        assert "its text" in page.text()
        await page.press("ctrl+s", "n")
        assert page.shows(TemplateFlyout)
        await page.press("ctrl+s", "y")
        assert page.shows(RegulationsScreen)
        assert "was modified" in page.notices[-1]
