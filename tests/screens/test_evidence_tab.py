"""The Evidence tab by keys, on a real workspace: adding, reading, downloading, deleting, and what forbids each."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from details_page import Page, details_page, other, still, still_template
from support import DONE, TODAY, automation, save
from textual import events
from textual.widgets import Input

from cm_tui.model.vocabulary import EvidenceKind, Field, ImplementationStatus, TestingSource, TestingType
from cm_tui.screens.dialogs.evidence import DeleteEvidenceDialog, OverwriteDialog
from cm_tui.screens.flyouts.evidence_add import AddEvidenceFlyout
from cm_tui.screens.flyouts.evidence_download import DownloadFlyout
from cm_tui.screens.flyouts.evidence_view import EvidenceFlyout
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

MANUAL = "CA-003"
READER = "priya.nair@contoso.example"
TAB = "right_square_bracket"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with files that can be evidence and files that cannot."""
    folder = tmp_path / "files"
    (folder / "out").mkdir(parents=True)
    contents = {
        "policy.pdf": b"%PDF-1.4\n%%EOF\n",
        "minutes.txt": b"We met.\n\x1b[31mred\x1b[0m [bold]not bold[/bold]\n",
        "liar.pdf": b"<html>no pdf</html>",
        "tool.exe": b"MZ",
        "empty.txt": b"",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    monkeypatch.chdir(folder)
    return folder


async def paste(page: Page, text: str) -> None:
    """Paste a text into the field that has the focus."""
    assert page.app.focused is not None
    page.app.focused.post_message(events.Paste(text))
    await page.settle()


async def add(page: Page, *names: str) -> None:
    """Add documents through the flyout."""
    await page.press("plus", "enter")
    await paste(page, "\n".join(names))
    await page.press("ctrl+s")


def flat(page: Page) -> str:
    """The screen as one line, so that folding does not matter."""
    return " ".join(page.text().replace("▌", " ").split())


def names(services: Services, action: str = MANUAL) -> list[str]:
    """The names of an action's evidence."""
    return [one.name for one in services.actions.details(action).evidence]


async def test_the_empty_tab_says_which_key_adds_and_what_is_accepted(still: Path) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press(TAB)
        text = flat(page)
        assert "Evidence (0)" in text
        assert "There is no evidence yet. + adds documents or a link." in text
        assert "at most 250 MB: .doc .xls .ppt" in text
        await page.press("d")
        assert page.notices[-1] == "There is no evidence yet."


async def test_a_typed_path_is_completed_and_added(still: Path, files: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "plus", "enter", "p", "tab", "enter")
        assert "policy.pdf  15 bytes" in page.text()
        await page.press("ctrl+s")
        assert page.is_on_top
        assert names(other) == ["policy.pdf"]
        assert "Evidence (1)" in page.text()
        assert page.notices == ["Added policy.pdf."]


async def test_several_are_pasted_one_is_taken_off_again(still: Path, files: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "plus", "enter")
        await paste(page, f"minutes.txt\n'{files / 'policy.pdf'}' tool.exe empty.txt\nnowhere.pdf\nout\n")
        text = flat(page)
        assert "minutes.txt 43 bytes" in text
        assert "policy.pdf 15 bytes" in text
        assert "type .exe are not accepted" in text
        assert "empty.txt is empty" in text
        assert "No such file" in text
        assert "out is a folder" in text
        page.app.screen.set_focus(page.app.screen.query_one("ChosenFiles"))
        await page.press("j", "d", "ctrl+s")
        assert names(other) == ["minutes.txt"]


async def test_a_path_that_still_stands_in_its_field_is_meant_too(still: Path, files: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "plus", "enter", *"policy.pdf", "ctrl+s")
        assert names(other) == ["policy.pdf"]
        await page.press("plus", "enter", *"tool.exe", "ctrl+s")
        assert page.shows(AddEvidenceFlyout)
        assert ".exe are not accepted" in page.text()


async def test_content_that_is_refused_stands_in_the_flyout_again(still: Path, files: Path, other: Services) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await page.press(TAB)
        await add(page, "policy.pdf", "liar.pdf")
        assert page.shows(AddEvidenceFlyout)
        text = flat(page)
        assert "liar.pdf 19 bytes" in text
        assert "✗ liar.pdf" in text
        assert names(other) == []
        page.app.screen.set_focus(page.app.screen.query_one("ChosenFiles"))
        await page.press("j", "d", "ctrl+s")
        assert names(other) == ["policy.pdf"]


async def test_a_link_says_beside_its_fields_what_is_wrong(still: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "plus", "j", "enter", "ctrl+s")
        assert "✗ A link needs a name" in page.text()
        await page.press(*"The plan", "enter", *"ftp://host")
        assert "begins with https:// or http://" in flat(page)
        await page.press("ctrl+s")
        assert page.shows(AddEvidenceFlyout)
        page.app.screen.query_one("TextField:last-of-type Input", Input).value = "https://example.org/plan"
        await page.press("enter", *"2026-01-01", "enter", *"yesterday", "ctrl+s")
        one = other.actions.details(MANUAL).evidence[0]
        assert (one.kind, one.name, one.url) == (EvidenceKind.LINK, "The plan", "https://example.org/plan")
        assert one.expires_on == TODAY - timedelta(days=1)
        assert "The plan  ! expired" in page.text()


async def test_dates_in_the_wrong_order_are_refused(still: Path, files: Path, other: Services) -> None:
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "plus", "enter", *"policy.pdf", "enter", "enter", "tab")
        await page.press(*"today", "enter", *"yesterday", "ctrl+s")
        assert page.shows(AddEvidenceFlyout)
        assert "before it becomes effective" in flat(page)
        assert names(other) == []


async def test_evidence_is_read_safely_and_copied(still: Path, files: Path, other: Services) -> None:
    digest = other.evidence.add(MANUAL, [files / "minutes.txt"]).evidence[0].sha256
    other.evidence.link(MANUAL, "The [b]plan[/b]", "https://example.org/plan")
    assert digest is not None
    async with details_page(still, MANUAL, who=READER) as page:
        await page.press(TAB, "enter")
        assert page.shows(EvidenceFlyout)
        text = page.text()
        assert digest in text
        assert r"\x1b[31mred\x1b[0m [bold]not bold[/bold]" in text
        await page.press("c")
        assert page.app.clipboard == digest
        await page.press("escape", "j", "enter")
        assert "The [b]plan[/b]" in page.text()
        await page.press("l")
        assert page.app.clipboard == "https://example.org/plan"


async def test_a_reader_reads_and_nothing_else(still: Path, files: Path, other: Services) -> None:
    other.evidence.add(MANUAL, [files / "policy.pdf"])
    async with details_page(still, MANUAL, who=READER) as page:
        await page.press(TAB, "plus", "d", "o")
        assert page.is_on_top
        assert page.notices
        assert all("Reader may not upload, download or delete evidence" in notice for notice in page.notices)


async def test_a_download_goes_where_it_is_told_and_asks_before_it_overwrites(
    still: Path, files: Path, other: Services
) -> None:
    other.evidence.add(MANUAL, [files / "policy.pdf"])
    target = files / "out" / "policy.pdf"
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "o")
        assert page.shows(DownloadFlyout)
        assert page.app.screen.query_one(Input).value == str(files / "policy.pdf")
        await page.press("ctrl+u", *"out/", "ctrl+s")
        assert target.read_bytes() == (files / "policy.pdf").read_bytes()
        assert page.notices[-1] == f"Downloaded policy.pdf to {target}."
        target.write_text("mine")
        await page.press("o", "ctrl+u", *"out", "enter")
        assert page.shows(OverwriteDialog)
        await page.press("escape")
        assert page.shows(DownloadFlyout)
        assert target.read_text() == "mine"
        await page.press("ctrl+s", "o")
        assert target.read_bytes() == (files / "policy.pdf").read_bytes()
        await page.press("o", "ctrl+u", *"nowhere/x.pdf", "enter")
        assert "✗ There is no folder" in page.text()


async def test_a_link_is_not_downloaded(still: Path, other: Services) -> None:
    other.evidence.link(MANUAL, "Plan", "https://example.org/plan")
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "o")
        assert "nothing to download behind a link" in page.notices[-1]


async def test_deleting_asks_once_and_the_cursor_goes_to_what_follows(
    still: Path, files: Path, other: Services
) -> None:
    for name in ("Alpha", "Beta", "Gamma"):
        other.evidence.link(MANUAL, name, "https://example.org/")
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "j", "d")
        assert page.shows(DeleteEvidenceDialog)
        assert "Delete Beta?" in page.text()
        await page.press("enter")
        assert names(other) == ["Alpha", "Beta", "Gamma"]
        await page.press("d", "d")
        assert names(other) == ["Alpha", "Gamma"]
        await page.press("d")
        assert "Delete Gamma?" in page.text()
        await page.press("y")
        assert names(other) == ["Alpha"]
        assert "Evidence (1)" in page.text()


async def test_a_judged_action_locks_its_evidence(still: Path, other: Services) -> None:
    other.evidence.link(MANUAL, "Plan", "https://example.org/plan")
    save(other, MANUAL, DONE)
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "d")
        assert page.is_on_top
        assert "locked while the test status is Passed" in page.notices[-1]
        assert names(other) == ["Plan"]


def automatic(services: Services, source: TestingSource) -> str:
    """An action that a source tests automatically."""
    with automation(services) as stage:
        ids = sorted(stage.states)
    rows = (services.actions.details(one) for one in ids)
    return next(
        one.row.id for one in rows if one.row.testing_type is TestingType.AUTOMATIC and one.eligible_source is source
    )


async def test_evidence_of_ones_own_turns_automatic_testing_off_and_says_so_before(
    still: Path, files: Path, other: Services
) -> None:
    action = automatic(other, TestingSource.SECURE_SCORE)
    async with details_page(still, action) as page:
        await page.press(TAB, "plus")
        assert "turns automatic testing off" in flat(page)
        await page.press("escape")
        await add(page, "policy.pdf")
        assert names(other, action)[-1] == "policy.pdf"
        assert any("Automatic testing is turned off" in notice for notice in page.notices)
        assert other.actions.details(action).row.testing_type is TestingType.MANUAL


async def test_evidence_changes_nothing_in_the_testing_of_defender_for_cloud(still: Path, other: Services) -> None:
    action = automatic(other, TestingSource.DEFENDER_FOR_CLOUD)
    async with details_page(still, action) as page:
        await page.press(TAB, "plus")
        assert page.shows(AddEvidenceFlyout)
        assert "turns automatic testing off" not in flat(page)


@pytest.mark.parametrize("tested_automatically", [False, True])
async def test_a_staged_change_stays_while_evidence_comes(
    still: Path, files: Path, other: Services, tested_automatically: bool
) -> None:
    action = automatic(other, TestingSource.SECURE_SCORE) if tested_automatically else MANUAL
    async with details_page(still, action) as page:
        await page.press("m", "j", "j", "j", "enter", TAB)
        await add(page, "policy.pdf")
        assert page.screen.edit is not None
        assert Field.IMPLEMENTATION_STATUS in page.screen.edit.draft.changes
        assert "Evidence (1)" in page.text()
        await page.press("ctrl+s")
        assert page.is_on_top
        row = other.actions.details(action).row
        assert (row.implementation_status, row.testing_type) == (ImplementationStatus.PLANNED, TestingType.MANUAL)
