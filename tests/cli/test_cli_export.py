"""`export testing-history`: a workbook, what was written, and what stands in the way (interface 4)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused
from openpyxl import load_workbook

PRIYA = "priya.nair@contoso.example"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands are run in."""
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    return tmp_path / "place"


def test_it_writes_says_so_and_asks_before_it_replaces(cm: Cli, place: Path) -> None:
    done = ("--implementation-status", "Implemented", "--implementation-date", "2026-11-01")
    cm("actions", "set", "CA-003", *done, "--test-status", "failed low risk", "--test-notes", "=1+1")
    known = len([row for row in history(cm, "CA-003") if row["field"] == "test_status"])
    before = cm.digest()
    result = cm("export", "testing-history", "CA-003", "h.xlsx")
    changes = f"{known} change{'' if known == 1 else 's'}"
    assert (result.code, result.err) == (0, "")
    assert result.lines == [f"CA-003: testing history of {changes} written to h.xlsx"]
    sheet = load_workbook(place / "h.xlsx")["Testing history"]
    assert sheet.max_row == known + 1
    assert (sheet["C2"].value, sheet["I2"].value) == ("Failed low risk", "=1+1")
    kept = (place / "h.xlsx").read_bytes()
    assert_refused(cm("export", "testing-history", "CA-003", "h.xlsx"), 1, "h.xlsx exists already", "--force")
    assert (place / "h.xlsx").read_bytes() == kept
    forced = cm("export", "testing-history", "CA-003", "h.xlsx", "--force", "--format", "json")
    assert forced.record == {"id": "CA-003", "file": "h.xlsx", "changes": known}
    assert cm.digest() == before
    assert os.listdir(place) == ["h.xlsx"]


def history(cm: Cli, action: str) -> list[dict[str, object]]:
    """The history of an action."""
    return cm("history", "list", "--action", action, "--format", "json").rows


def test_a_reader_exports_too_and_group_ids_are_no_trouble(cm: Cli, place: Path) -> None:
    result = cm("export", "testing-history", "PM-001@europe", "a b.xlsx", acting=PRIYA)
    assert result.code == 0
    assert (place / "a b.xlsx").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "code", "needle"),
    [
        (("CA-999", "h.xlsx"), 1, "CA-999"),
        (("CA-001", "h.xls"), 1, "has to end in .xlsx"),
        (("CA-001", ""), 1, "has to end in .xlsx"),
        (("CA-001", "nowhere/h.xlsx"), 1, "There is no directory"),
        (("CA-001", "link.xlsx", "--force"), 1, "symbolic link"),
        (("CA-001", "h.xlsx", "--format", "csv"), 1, "--format"),
        (("CA-001",), 2, "FILE"),
        (("CA-001", "h.xlsx", "more"), 2, "more"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(
    cm: Cli, place: Path, words: tuple[str, ...], code: int, needle: str
) -> None:
    (place / "link.xlsx").symlink_to("target.xlsx")
    assert_refused(cm("export", "testing-history", *words), code, needle)
    assert os.listdir(place) == ["link.xlsx"]
