"""Long copies on the details page: how far they are, how they are stopped, and what leaving the page means meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from details_page import Page, details_page, other, still, still_template

from cm_tui.screens.dialogs.evidence import StopTransferDialog
from cm_tui.screens.tabs.evidence import EvidenceTab
from cm_tui.services.services import Services
from cm_tui.widgets.transfer import Transfer, transfer_parts

__all__ = ["other", "still", "still_template"]

MANUAL = "CA-003"
TAB = "right_square_bracket"
LARGE = 30 * 1024 * 1024


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document of 30 MB in the current folder."""
    path = tmp_path / "large.txt"
    path.write_bytes(b"evidence\n" * (LARGE // 9))
    monkeypatch.chdir(tmp_path)
    return path


class Gate:
    """Holds the thread that copies at one of its reports until it is let go."""

    def __init__(self) -> None:
        self.reached, self.open = Event(), Event()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """A gate that every copy meets at its first bytes."""
    gate, report = Gate(), Transfer.report

    def held(transfer: Transfer, done: int, total: int) -> None:
        report(transfer, done, total)
        if done:
            gate.reached.set()
            assert gate.open.wait(30)

    monkeypatch.setattr(Transfer, "report", held)
    yield gate
    gate.open.set()


async def begin(page: Page, gate: Gate) -> None:
    """Begin to upload the large file, up to the gate."""
    await page.press(TAB, "plus", "enter", *"large.txt")
    await page.pilot.press("ctrl+s")
    await page.until(gate.reached.is_set)
    page.screen.query_one(EvidenceTab).progress.look()
    await page.pilot.pause()


def kept(workspace: Path) -> list[Path]:
    """The files that lie in the folder of evidence."""
    return [path for path in (workspace / "evidence").rglob("*") if path.is_file() and path.stat().st_size > 1000]


async def test_a_large_upload_says_how_far_it_is_and_comes_to_its_end(
    still: Path, large: Path, gate: Gate, other: Services
) -> None:
    async with details_page(still, MANUAL, size=(80, 24)) as page:
        await begin(page, gate)
        assert page.is_on_top
        text = page.text()
        assert "Uploading large.txt" in text
        assert "1 MB of 30 MB  3 %  esc Stop" in text
        await page.pilot.press("plus")
        await page.pilot.pause()
        assert "Uploading goes on" in page.notices[-1]
        gate.open.set()
        await page.settle()
        assert "Uploading" not in page.text()
        assert "Evidence (1)" in page.text()
        assert [one.size for one in other.actions.details(MANUAL).evidence] == [large.stat().st_size]


async def test_escape_stops_an_upload_and_nothing_of_it_stays(
    still: Path, large: Path, gate: Gate, other: Services
) -> None:
    async with details_page(still, MANUAL, size=(60, 20)) as page:
        await begin(page, gate)
        await page.pilot.press("escape")
        await page.pilot.pause()
        assert page.is_on_top
        assert "Stopping: large.txt" in page.text()
        gate.open.set()
        await page.settle()
        assert "nothing was stored" in page.notices[-1]
        assert other.actions.details(MANUAL).evidence == ()
        assert kept(still) == []
        assert other.check.run().problems == ()
        await page.press("escape")
        assert page.is_left


async def test_leaving_during_an_upload_asks_and_stops_it(
    still: Path, large: Path, gate: Gate, other: Services
) -> None:
    async with details_page(still, MANUAL) as page:
        await begin(page, gate)
        await page.pilot.press("q")
        await page.until(lambda: page.shows(StopTransferDialog))
        assert "large.txt" in page.text()
        await page.pilot.press("escape")
        await page.until(lambda: page.is_on_top)
        await page.pilot.press("q")
        await page.until(lambda: page.shows(StopTransferDialog))
        await page.pilot.press("s")
        gate.open.set()
        await page.until(lambda: page.is_left)
        assert other.actions.details(MANUAL).evidence == ()
        assert kept(still) == []


async def test_an_app_that_is_ended_takes_the_upload_with_it(
    still: Path, large: Path, gate: Gate, other: Services
) -> None:
    async with details_page(still, MANUAL) as page:
        await begin(page, gate)
        transfer = page.screen.query_one(EvidenceTab)._transfer
        assert transfer is not None
        page.app.exit(0)
        await page.until(transfer.is_stopping)
        gate.open.set()
    assert other.actions.details(MANUAL).evidence == ()
    assert kept(still) == []


async def test_stopping_a_download_leaves_no_file(still: Path, large: Path, gate: Gate, other: Services) -> None:
    other.evidence.add(MANUAL, [large])
    large.unlink()
    async with details_page(still, MANUAL) as page:
        await page.press(TAB, "o")
        await page.pilot.press("ctrl+s")
        await page.until(gate.reached.is_set)
        await page.pilot.press("escape")
        gate.open.set()
        await page.settle()
        assert page.is_on_top
        assert list(large.parent.glob("*large*")) == []


@pytest.mark.parametrize(
    ("names", "at", "left", "right"),
    [
        (["a.pdf"], (0, 0), "Uploading a.pdf", "…  esc Stop"),
        (["a.pdf"], (512, 2048), "Uploading a.pdf", "512 bytes of 2 KB  25 %  esc Stop"),
        (["a.pdf", "b.pdf"], (1, 2), "Uploading a.pdf and 1 more", "1 byte of 2 bytes  50 %  esc Stop"),
        (["\x1b[2J.pdf"], (1, 1), r"Uploading \x1b[2J.pdf", "1 byte of 1 byte  100 %  esc Stop"),
    ],
)
async def test_what_is_said_of_a_copy(names: list[str], at: tuple[int, int], left: str, right: str) -> None:
    transfer = Transfer("Uploading", names)
    transfer.report(*at)
    said = transfer_parts(transfer)
    assert said[0][0].plain == left
    assert said[1][0].plain.strip() == right
