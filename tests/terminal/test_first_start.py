"""The first start on the terminal: the wizard by keys, the app on what it made, and leaving it (interface 2)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from harness import Terminal, app

LEFT, INTERRUPTED = 1, 130


def assessments(workspace: Path) -> list[str]:
    """The names of the assessments that are stored."""
    with closing(sqlite3.connect(workspace / "workspace.db")) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM assessment ORDER BY name")]


def test_it_asks_step_by_step_and_opens_what_it_made(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with app(tmp_path / "home", "--workspace", str(missing)) as terminal:
        terminal.wait_for("Name of the organisation")
        terminal.press("enter")
        terminal.wait_for("Write a name")
        terminal.type("Fabrikam\r")
        terminal.wait_for("Default Group")
        terminal.press("enter")
        terminal.wait_for("☐ LGPD")
        terminal.type("lgpd")
        terminal.wait_for("Looking for lgpd")
        terminal.press("space")
        terminal.wait_for("☑ LGPD")
        terminal.type("data protection reg ")  # blanks that continue something found are looked for, the last one ticks
        terminal.wait_for("☑ GDPR")
        terminal.press("enter")
        terminal.wait_for("LGPD Default Group")
        terminal.press("tab")
        terminal.type(" 2\r")
        terminal.wait_for("☑ Zoom")
        terminal.press("enter")
        terminal.wait_for("LGPD Default Group 2")
        assert not missing.exists()
        terminal.press("enter")
        terminal.wait_for("Compliance Manager · Fabrikam")
        terminal.wait_for("☐ ")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []
    assert assessments(missing) == ["GDPR Default Group", "LGPD Default Group 2"]


def test_init_asks_what_just_typing_answers(tmp_path: Path) -> None:
    """Answers typed ahead, each with enter: what is under the cursor is taken."""
    missing = tmp_path / "missing"
    with app(tmp_path / "home", "--workspace", str(missing), "init", columns=60, rows=20) as terminal:
        terminal.wait_for("Name of the organisation")
        terminal.type("Fabrikam\r\r")
        terminal.wait_for("☐ GDPR")
        terminal.type("gdpr\r\r\r")
        terminal.wait_for("Global administrator")
        terminal.press("enter")
        assert terminal.wait_exit() == 0
        assert b"workspace of Fabrikam created" in terminal.output
        assert terminal.left_behind() == []
    assert assessments(missing) == ["GDPR Default Group"]


@pytest.mark.parametrize(("keys", "code"), [(("ctrl+c",), INTERRUPTED), (("esc", "y"), LEFT), (("ctrl+q", "y"), LEFT)])
def test_leaving_makes_nothing_and_says_so(tmp_path: Path, keys: tuple[str, ...], code: int) -> None:
    missing = tmp_path / "missing"
    with app(tmp_path / "home", "--workspace", str(missing)) as terminal:
        terminal.wait_for("Name of the organisation")
        terminal.type("Fabrikam")
        terminal.wait_for("Fabrikam")
        _leave(terminal, *keys)
        assert terminal.wait_exit() == code
        assert b"No workspace was made" in terminal.output
        assert b"Traceback" not in terminal.output
        assert terminal.left_behind() == []
    assert not missing.exists()


def _leave(terminal: Terminal, key: str, *answers: str) -> None:
    terminal.press(key)
    for answer in answers:
        terminal.wait_for("Leave the wizard?")
        terminal.press(answer)
