"""Export actions on the screen: what goes out and where to, a file that exists, stopping, and the path at the end (spec 4)."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest
from details_page import own_workspace
from list_page import ListPage, list_page
from openpyxl import load_workbook
from support import small_catalogue, toml_action

from cm_tui.bootstrap import open_services
from cm_tui.model.drafts import AssessmentDraft
from cm_tui.model.errors import Cancelled
from cm_tui.model.listing import ListQuery
from cm_tui.model.views.exports import Exported
from cm_tui.screens.dialogs.evidence import OverwriteDialog
from cm_tui.screens.flyouts.export import STOPPED
from cm_tui.screens.flyouts.export_actions import ExportActionsFlyout, Scope
from cm_tui.screens.list_exporting import shown_columns
from cm_tui.screens.list_loading import CHANGED
from cm_tui.services.effort import IsCancelled, Progress


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An organisation with six technical actions, and one of each group."""
    files = small_catalogue()
    technical = [toml_action(f"CA-00{number}") for number in range(1, 7)]
    files["actions/control-access.toml"]["action"] = [*technical, toml_action("CA-007", type="Operational")]
    return own_workspace(tmp_path, files)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the app runs in."""
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    return tmp_path / "place"


def rows(path: Path, tab: str) -> list[tuple[object, ...]]:
    """The rows of a tab."""
    return list(load_workbook(path)[tab].iter_rows(values_only=True))


async def export(page: ListPage) -> None:
    """Write what the flyout offers."""
    await page.press("ctrl+s")
    await page.until(lambda: not page.shows(ExportActionsFlyout))


async def test_all_the_marked_or_what_is_shown(own: Path, place: Path) -> None:
    async with list_page(own, who=None, size=(80, 24)) as page:
        await page.press("x")
        assert page.shows(ExportActionsFlyout)
        said = " ".join(page.text().split())
        assert f"All {len(page.ids)} actions to be edited and brought back" in said
        assert said.count("brought back") == 1
        assert "ExportActions.xlsx" in said
        await export(page)
        target = place / "ExportActions.xlsx"
        assert page.notices[-1] == f"Written: {target} ({len(page.ids)} actions). The path is copied."
        assert page.app.clipboard == str(target)
        assert page.in_table()
        assert len(rows(target, "Action Update")) == len(page.ids) + 1
        kept = target.read_bytes()
        shown = len(page.ids)
        with closing(open_services(own)) as other:  # what the list shows and what it is asked for are one state
            other.assessments.create(AssessmentDraft("Second", "Europe", "r1", new_group=True))
            await page.press("W")
            total = len(other.listing.select(ListQuery()))
            assert total == len(page.ids) > shown
            assert f"The {total} actions that the list shows. {total} would newly pass" in " ".join(page.text().split())
            assert page.notices[-1] == CHANGED
            await page.press("q")
            other.assessments.delete("Second")
            await page.press("x")
            assert len(page.ids) == shown
            assert f"All {shown} actions" in page.text()
            assert f"As shown: {shown} actions" in page.text()
            await page.press("escape")

        await page.press("j", "space", "x")
        assert "The 1 marked" in page.text()
        await page.press("ctrl+s")
        await page.until(lambda: page.shows(OverwriteDialog))
        await page.press("escape", "escape")
        assert page.in_table()
        assert target.read_bytes() == kept
        marked = next(iter(page.table.marks))
        await page.press("x", "enter", "ctrl+u", *"mine.xlsx", "enter")
        await page.until(lambda: not page.shows(ExportActionsFlyout))
        assert [row[0] for row in rows(place / "mine.xlsx", "Action Update")] == ["Action Id", marked]

        await page.press("x", "end")
        assert f"As shown: {len(page.ids)} actions a table to read" in " ".join(page.text().split())
        await export(page)
        heading, *table = rows(place / "ShownActions.xlsx", "Improvement actions")
        assert list(heading) == [title for title, _ in shown_columns(page.actions.columns)]
        names = [page.app.services.actions.details(one).row.name for one in page.ids] if page.app.services else []
        assert [row[0] for row in table] == names
        ended = threading.Event()

        def endless(target: Path, overwrite: bool, progress: Progress, cancelled: IsCancelled) -> Exported:
            progress(1234, 20_000)
            while not cancelled():
                ended.wait(0.01)
            ended.set()
            raise Cancelled("Stopped.")

        flyout = ExportActionsFlyout([Scope("all", "All actions", "", "never.xlsx", endless)])
        page.app.push_screen(flyout)
        await page.settle()
        await page.pilot.press("ctrl+s")
        await page.until(lambda: "1 234 of 20 000  6 %" in page.text())
        await page.pilot.press("ctrl+s", "escape")
        await page.until(lambda: STOPPED in page.text())
        assert ended.is_set()
        assert page.notices[-1] == "Writing goes on; wait for it, or stop it with esc."
        await page.press("escape")
        assert page.in_table()
        assert sorted(one.name for one in place.iterdir()) == ["ExportActions.xlsx", "ShownActions.xlsx", "mine.xlsx"]
