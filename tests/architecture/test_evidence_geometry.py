"""Nothing of the Evidence tab lies outside the screen, at every size that must work."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from details_page import Page, details_page, other, still, still_template
from test_geometry import SIZES, outside

from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]

ACTION = "CA-003"
TAB = "right_square_bracket"
LONG = "A name that goes on and on, " * 7
VIEWS: dict[str, tuple[str, ...]] = {
    "list": (TAB,),
    "kinds": (TAB, "plus"),
    "document": (TAB, "plus", "enter", "m", "tab", "enter", "n"),
    "link": (TAB, "plus", "j", "enter", "x", "tab", "y"),
    "text": (TAB, "j", "enter", "j"),
    "download": (TAB, "j", "o"),
    "delete": (TAB, "d"),
}


@pytest.fixture
def filled(still: Path, other: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace where an action has a link that has expired, and a text of long and hostile lines."""
    other.evidence.link(ACTION, LONG[:200], f"https://example.org/{'x' * 300}", expires_on=date(2026, 1, 1))
    (tmp_path / "minutes.txt").write_text(f"{LONG}\n{'x' * 500}\n漢字\x1b[2J\t[bold]\n" * 50)
    other.evidence.add(ACTION, [tmp_path / "minutes.txt"])
    monkeypatch.chdir(tmp_path)
    return still


def assert_inside(page: Page, size: tuple[int, int]) -> None:
    """Every widget and every line lies on the screen."""
    assert outside(page.app.screen) == []
    lines = page.lines()
    assert len(lines) == size[1]
    assert "\x1b" not in page.text()


async def test_nothing_of_the_evidence_lies_outside(filled: Path) -> None:
    async with details_page(filled, ACTION, size=SIZES[0]) as page:
        for keys in VIEWS.values():
            await page.press(*keys)
            for size in SIZES:
                await page.resize(*size)
                assert_inside(page, size)
            page.app.workers.cancel_all()
            while not page.is_on_top:
                page.app.pop_screen()
                await page.settle()
            await page.press("left_square_bracket")
            await page.resize(*SIZES[0])
