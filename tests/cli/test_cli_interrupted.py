"""Ctrl+C and an output that takes no more: what is there says so, what is not there leaves nothing behind (interface 4)."""

from __future__ import annotations

import io
import shutil
import signal
import sys
from pathlib import Path

import pytest
from action_books import edit_file
from cli_runner import Cli
from support import small_catalogue, write_toml
from template_files import own_template, write_template

from cm_tui.cli.lasting import INTERRUPTED
from cm_tui.services.catalogue.loader import load_catalogue
from cm_tui.services.clock import system_clock
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account

FULL = Path("/dev/full")


class Pressed(io.StringIO):
    """A terminal at which somebody presses ctrl+c as soon as a text appears."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def isatty(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        count = super().write(text)
        if self.text in text:
            signal.raise_signal(signal.SIGINT)
        return count


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace, and the workbook of a regulation that it does not know."""
    folder = tmp_path_factory.mktemp("interrupted")
    catalogue = load_catalogue(write_toml(folder / "data", small_catalogue()))
    request = NewWorkspace("Own", group="Group 1", regulations=("r1",))
    create_organisation(folder / "own" / "w", request, catalogue, system_account(), system_clock)
    write_template(folder / "own" / "house.xlsx", own_template())
    return folder / "own"


@pytest.fixture
def cm(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    folder = Path(shutil.copytree(template, tmp_path / "own"))
    monkeypatch.chdir(folder)
    return Cli(folder / "w", capsys)


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        (("import", "regulation", "house.xlsx"), "Checking"),
        (("import", "regulation", "house.xlsx"), "Importing"),
        (("export", "regulation", "r1", "out.xlsx"), "Writing"),
        (("export", "assessment", "R1 Group 1", "out.xlsx"), "Writing"),
        (("export", "actions", "out.xlsx"), "Writing"),
    ],
)
def test_ctrl_c_at_work_leaves_nothing_and_says_so(
    cm: Cli, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], verb: str
) -> None:
    before, files = cm.digest(), sorted(one.name for one in Path().iterdir())
    terminal = Pressed(verb)
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cm(*words).code == 130
    assert terminal.getvalue().endswith(f"\rcm-tui: {INTERRUPTED}\n")
    assert cm.digest() == before
    assert sorted(one.name for one in Path().iterdir()) == files


def test_ctrl_c_once_it_is_done_takes_nothing_back(cm: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, said in (
        (("import", "regulation", "house.xlsx"), "House rules (new)"),
        (("export", "regulation", "house-rules", "out.xlsx"), "written to out.xlsx"),
    ):
        printed = Pressed(said)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", printed)
            result = cm(*words)
        assert (result.code, result.err) == (0, "")
        assert printed.getvalue().endswith("\n")
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def faulty(cm: Cli, name: str) -> tuple[str, ...]:
    """The command that writes the corrected copy of a workbook with a fault."""
    if not Path("faulty.xlsx").exists():
        assert cm("export", "actions", "faulty.xlsx").code == 0
        edit_file(Path("faulty.xlsx"), ("CA-001", "Test Status", "Pased"))
    return ("import", "actions", "faulty.xlsx", "--corrected", name)


def test_ctrl_c_after_the_corrected_copy_says_that_it_is_there(cm: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    words, printed = faulty(cm, "copy.xlsx"), Pressed("Corrected copy written to copy.xlsx")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", printed)
        result = cm(*words)
    assert (result.code, "1 cell is at fault" in result.err, Path("copy.xlsx").exists()) == (1, True, True)
    assert printed.getvalue().endswith("mend its coloured cells.\n")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_what_is_stored_or_written_says_so_where_it_cannot_be_printed(cm: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ("assessments", "create", "--name", "Second", "--group", "Group 2", "--regulation", "r1")
    for words, done in (
        (made, " What was asked for is stored all the same; only the output is missing.\n"),
        (("export", "regulation", "r1", "out.xlsx"), " What was asked for is written all the same;"),
        (faulty(cm, "copy.xlsx"), " The corrected copy is written all the same; only the output is missing.\n"),
        (("assessments", "list"), "No space left on device.\n"),
    ):
        with FULL.open("w") as full, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", full)
            result = cm(*words)
        assert (result.code, result.err.count("\n")) == (4, 1)
        assert done in result.err
    assert "Second" in cm("assessments", "list").out
    assert Path("out.xlsx").exists()
