"""`export assessment` and `export regulation`: what is written, what is said, what stands in the way (interface 4)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused
from openpyxl import load_workbook

PRIYA = "priya.nair@contoso.example"


@pytest.fixture
def cm(demo_template: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """The commands on the demo that everybody shares: an export changes nothing of a workspace."""
    return Cli(demo_template, capsys)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file and a link, that commands are run in."""
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    (tmp_path / "place" / "mine.xlsx").write_text("mine")
    (tmp_path / "place" / "link.xlsx").symlink_to("target.xlsx")
    return tmp_path / "place"


def test_a_reader_takes_both_away_and_nothing_changes(cm: Cli, place: Path) -> None:
    before = cm.digest()
    result = cm("export", "assessment", "gdpr EUROPE", "mine.xlsx", "--force", acting=PRIYA)
    assert (result.code, result.err) == (0, "")
    controls = len(list(load_workbook(place / "mine.xlsx")["Controls"])) - 1
    assert result.lines == [f"GDPR Europe: report of {controls} controls written to mine.xlsx"]
    assert (place / "mine.xlsx").stat().st_mode & 0o777 == 0o600
    written = cm("export", "regulation", "LGPD", "l.xlsx", "--format", "json", acting=PRIYA)
    controls = len(list(load_workbook(place / "l.xlsx")["ControlFamily"])) - 1
    assert written.record == {"regulation": "lgpd", "file": "l.xlsx", "controls": controls}
    assert sorted(os.listdir(place)) == ["l.xlsx", "link.xlsx", "mine.xlsx"]
    assert cm.digest() == before


@pytest.mark.parametrize(
    ("words", "code", "needles"),
    [
        (("assessment", "Mars", "a.xlsx"), 1, ("'Mars'", "GDPR Europe")),
        (("assessment", "GDPR Europe", "a.xls"), 1, ("has to end in .xlsx",)),
        (("assessment", "GDPR Europe", "mine.xlsx"), 1, ("mine.xlsx exists already", "--force")),
        (("assessment", "GDPR Europe", "a.xlsx", "--format", "csv"), 1, ("--format", "text, json")),
        (("assessment", "GDPR Europe"), 2, ("FILE",)),
        (("assessment",), 2, ("NAME",)),
        (("regulation", "sox", "a.xlsx"), 1, ("'sox'", "gdpr")),
        (("regulation", "gdpr", "nowhere/a.xlsx"), 1, ("There is no directory",)),
        (("regulation", "gdpr", "link.xlsx", "--force"), 1, ("symbolic link",)),
        (("regulation", "gdpr", ""), 1, ("has to end in .xlsx",)),
        (("regulation", "gdpr"), 2, ("FILE",)),
        (("regulation",), 2, ("KEY",)),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(
    cm: Cli, place: Path, words: tuple[str, ...], code: int, needles: tuple[str, ...]
) -> None:
    assert_refused(cm("export", *words), code, *needles)
    assert sorted(os.listdir(place)) == ["link.xlsx", "mine.xlsx"]
    assert (place / "mine.xlsx").read_text() == "mine"
