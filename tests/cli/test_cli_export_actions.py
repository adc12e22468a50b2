"""`export actions`: which actions go out, what is said, what stands in the way (interface 4)."""

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


def ids(path: Path) -> list[object]:
    """The actions of a workbook."""
    sheet = load_workbook(path, read_only=True)["Action Update"]
    return [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_filter_and_ids_say_which_actions_go_out(cm: Cli, place: Path) -> None:
    before = cm.digest()
    text = "owner:none category:control"
    listed = [row["id"] for row in cm("actions", "list", "--filter", text, "--sort", "id", "--format", "json").rows]
    filtered = cm("export", "actions", "some.xlsx", "--filter", text, acting=PRIYA)
    assert (filtered.code, filtered.err) == (0, "")
    assert filtered.lines == [f"{len(listed)} improvement actions written to some.xlsx"]
    assert ids(place / "some.xlsx") == listed
    named = cm("export", "actions", "two.xlsx", "--id", "PM-001@europe", "--id", "CA-001", "--format", "json")
    assert named.record == {"file": "two.xlsx", "actions": 2}
    assert ids(place / "two.xlsx") == ["PM-001@europe", "CA-001"]
    assert_refused(cm("export", "actions", "two.xlsx", "--id", "CA-001"), 1, "two.xlsx exists already", "--force")
    both = cm(
        "export",
        "actions",
        "two.xlsx",
        "--id",
        "PM-001@europe",
        "--id",
        "CA-001",
        "--filter",
        "category:privacy",
        "--force",
    )
    assert both.lines == ["1 improvement action written to two.xlsx"]
    assert ids(place / "two.xlsx") == ["PM-001@europe"]
    nothing = cm("export", "actions", "none.xlsx", "--filter", "owner:none [b]nothing")
    assert (nothing.code, nothing.err) == (0, "")
    assert nothing.lines == ["No improvement action matches owner:none [b]nothing; none.xlsx has its headings only."]
    assert ids(place / "none.xlsx") == []
    meant = cm("export", "actions", "none.xlsx", "--filter", "ca-001", "--force")
    assert meant.out.endswith("headings only. Words are not looked for in ids; write id:CA-001.\n")
    assert cm.digest() == before


@pytest.mark.parametrize(
    ("words", "code", "needle"),
    [
        (("h.xlsx", "--id", "CA-999"), 1, "CA-999"),
        (("h.xlsx", "--id", "CA-999", "--filter", "owner:none"), 1, "CA-999"),
        (("h.xlsx", "--id", "MS-001"), 1, "managed by Microsoft"),
        (("h.xlsx", "--filter", "colour:red"), 1, "--filter"),
        (("h.xls", "--id", "CA-001"), 1, "has to end in .xlsx"),
        (("h.xlsx", "--format", "csv"), 1, "--format"),
        ((), 2, "FILE"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(
    cm: Cli, place: Path, words: tuple[str, ...], code: int, needle: str
) -> None:
    assert_refused(cm("export", "actions", *words), code, needle)
    assert os.listdir(place) == []
