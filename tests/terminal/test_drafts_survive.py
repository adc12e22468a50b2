"""What is typed and not saved outlives the program, however it ends, and is offered at the next start (safety 1.10)."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import PATIENCE, Terminal, app, environment

from cm_tui.bootstrap import open_services

ACTION = "CA-003"
NOTE = "Typed before the line dropped."
STAGED = re.compile("●( unsaved:)? 1")
LIMIT = 2.0
"""Seconds that the program has for ending."""
CRASHING = """
import sys
from cm_tui.cli.main import main
from cm_tui.screens.flyouts.notes import NotesFlyout

def crash(self, step):
    raise RuntimeError("a mistake")

NotesFlyout.action_tab = crash
sys.exit(main(sys.argv[1:]))
"""


def _note(workspace: Path) -> str:
    services = open_services(workspace)
    try:
        return services.actions.details(ACTION).implementation_notes
    finally:
        services.close()


def _drafts(home: Path) -> list[Path]:
    return list(home.rglob("drafts/*/*.json"))


def _type_a_note(terminal: Terminal) -> None:
    terminal.wait_for("of 27")
    terminal.press("e")
    terminal.wait_for("Edit action details")
    terminal.type(NOTE)
    terminal.wait_for(NOTE)


def _wait_until_kept(terminal: Terminal, home: Path) -> None:
    """Watch the program until all of the note lies in a file."""
    deadline = time.perf_counter() + PATIENCE
    while not any(NOTE in path.read_text() for path in _drafts(home)):
        assert time.perf_counter() < deadline
        terminal.read(0.05)


def _go_on_and_save(demo: Path, home: Path) -> None:
    """The next start asks; the page has the note, and a save stores it."""
    with app(home, "--workspace", str(demo)) as terminal:
        terminal.wait_for("c Continue")
        terminal.press("c")
        terminal.wait_for(STAGED)
        terminal.press("ctrl+s")
        terminal.wait_for("Saved 1 field")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert _note(demo) == NOTE
    assert _drafts(home) == []


def _hang_up(terminal: Terminal) -> None:
    terminal.hang_up()


def _terminate(terminal: Terminal) -> None:
    terminal.signal(signal.SIGTERM)


@pytest.mark.parametrize("end", [_hang_up, _terminate], ids=lambda end: end.__name__.strip("_"))
def test_a_note_outlives_a_program_that_is_told_to_end(
    demo: Path, tmp_path: Path, end: Callable[[Terminal], None]
) -> None:
    home = tmp_path / "home"
    with app(home, "--workspace", str(demo), "open", ACTION) as terminal:
        _type_a_note(terminal)
        end(terminal)
        terminal.wait_exit(LIMIT)
    (path,) = _drafts(home)
    assert NOTE in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert _note(demo) == ""
    _go_on_and_save(demo, home)


def test_a_note_outlives_a_kill(demo: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with app(home, "--workspace", str(demo), "open", ACTION) as terminal:
        _type_a_note(terminal)
        _wait_until_kept(terminal, home)
        terminal.signal(signal.SIGKILL)
        terminal.wait_exit()
    _go_on_and_save(demo, home)


def test_a_note_outlives_a_mistake_of_the_program(demo: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-c", CRASHING, "--workspace", str(demo), "open", ACTION]
    with Terminal(command, environment(home)) as terminal:
        _type_a_note(terminal)
        terminal.press("ctrl+t")
        assert terminal.wait_exit() == 1
        assert NOTE.encode() not in terminal.output.split(b"\x1b[?1049l")[-1]
    _go_on_and_save(demo, home)


def test_no_other_program_is_offered_what_one_still_holds(demo: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with app(home, "--workspace", str(demo), "open", ACTION) as terminal:
        _type_a_note(terminal)
        _wait_until_kept(terminal, home)
        with app(home, "--workspace", str(demo)) as second:
            second.wait_for("passed hidden")
            second.press("ctrl+q")
            assert second.wait_exit() == 0
            assert "Go on with" not in second.text
        terminal.press("ctrl+s")
        terminal.wait_for(STAGED)
        terminal.press("ctrl+s")
        terminal.wait_for("Saved 1 field")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert _drafts(home) == []


def test_nothing_of_a_demo_that_goes_is_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with app(home, "demo") as terminal:
        terminal.wait_for("passed hidden", 3 * PATIENCE)
        terminal.press("enter")
        _type_a_note(terminal)
        terminal.signal(signal.SIGTERM)
        terminal.wait_exit()
    assert _drafts(home) == []


def test_commands_know_nothing_of_drafts(tmp_path: Path) -> None:
    script = (
        "import sys; from cm_tui.cli.main import main; main(['--help']); print('cm_tui.kept_drafts' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment(tmp_path), capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False"
