"""A mistake of the program: one sentence for the user, the place for the log, and nothing of what was at hand."""

from __future__ import annotations

import sys
from pathlib import Path

from harness import Terminal, environment

SECRET = "what somebody wrote in a note"
SCRIPT = f"""
import sys
from cm_tui.app import run_app

def opener():
    note = {SECRET!r}
    raise RuntimeError(note)

sys.exit(run_app(opener))
"""


def test_a_crash_shows_no_values_and_logs_none(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Terminal([sys.executable, "-c", SCRIPT], environment(home)) as terminal:
        assert terminal.wait_exit() == 1
        assert terminal.left_behind() == []
        assert "cm-tui stopped because of a mistake of its own" in terminal.text
        assert SECRET.encode() not in terminal.output
        assert b"Traceback" not in terminal.output
    (log,) = home.rglob("*.log")
    text = log.read_text()
    assert "builtins.RuntimeError" in text
    assert "in opener" in text
    assert SECRET not in text
    assert log.stat().st_mode & 0o077 == 0


def test_settings_that_cannot_be_kept_end_it_before_the_first_frame(tmp_path: Path) -> None:
    home = tmp_path / "home"
    config = home / "config" / "cm-tui"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[keys]\n"list.filters" = "ctrl+h"\n')
    script = "import sys\nfrom cm_tui.app import run_app\nfrom cm_tui.model.errors import InvalidInput\n"
    script += "try:\n    run_app(lambda: None)\nexcept InvalidInput as error:\n    sys.exit(str(error))\n"
    with Terminal([sys.executable, "-c", script], environment(home), columns=120) as terminal:
        assert terminal.wait_exit() == 1
        assert "[keys] list.filters: terminals deliver ctrl+h as backspace; choose another key." in terminal.text
        assert b"\x1b[?1049h" not in terminal.output
