"""The `evidence` commands on a terminal: the question before a deletion, how far a copy is, and ctrl+c (interface 4)."""

from __future__ import annotations

import re
import signal
import sys
from contextlib import closing
from pathlib import Path

from evidence_files import URL, assert_whole, large
from harness import Terminal, environment

from cm_tui.bootstrap import open_services

ACTION = "CA-003"


def command(workspace: Path, *words: str) -> Terminal:
    """`cm-tui evidence …` on a terminal."""
    program = [sys.executable, "-m", "cm_tui", "--workspace", str(workspace), "evidence", *words]
    return Terminal(program, environment(workspace.parent))


def evidence_of(workspace: Path) -> list[str]:
    """The ids of the action's evidence, after everything was found sound."""
    with closing(open_services(workspace)) as services:
        assert_whole(services)
        return [one.id for one in services.evidence.evidence(ACTION)]


def test_only_yes_deletes(demo: Path) -> None:
    with closing(open_services(demo)) as services:
        [one] = services.evidence.link(ACTION, "The policy", URL).evidence
    for answer, code, stays in (("", 1, True), ("no", 1, True), ("y", 0, False)):
        with command(demo, "delete", one.id) as terminal:
            terminal.wait_for(f"Delete {one.id} The policy of {ACTION}?")
            terminal.type(answer)
            terminal.press("enter")
            assert terminal.wait_exit() == code
            assert ("was kept" in terminal.text) is stays
    assert evidence_of(demo) == []


def test_a_long_copy_says_how_far_it_is_and_ctrl_c_cancels_it(demo: Path, tmp_path: Path) -> None:
    with command(demo, "add", ACTION, str(large(tmp_path, "a.zip", 240_000_000))) as terminal:
        terminal.wait_for(re.compile(r"\d %"))
        terminal.signal(signal.SIGINT)
        assert terminal.wait_exit() == 130
        assert "Traceback" not in terminal.text
        assert "%" not in terminal.text
    assert evidence_of(demo) == []
