"""A signal or a closed terminal ends the program within two seconds, and leaves the terminal as it was (safety 7)."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import Terminal, app

LIMIT = 2.0
"""Seconds."""
SIGNALS = [signal.SIGTERM, signal.SIGHUP]


def _in_the_list(terminal: Terminal) -> None:
    terminal.wait_for("passed hidden")


def _in_the_search(terminal: Terminal) -> None:
    terminal.wait_for("passed hidden")
    terminal.press("/")
    terminal.wait_for("To the table")


def _with_a_draft(terminal: Terminal) -> None:
    """An unsaved change: leaving it by a key would ask first."""
    terminal.wait_for("passed hidden")
    terminal.press("down", "enter")
    terminal.wait_for("‹ Improvement actions")
    terminal.wait_for("of 27")
    terminal.press("m")
    terminal.wait_for("Alternative implementation")
    terminal.press("down")
    terminal.wait_for("· today")
    terminal.press("ctrl+s")
    terminal.wait_for("unsaved")


def _while_starting(terminal: Terminal) -> None:
    """The first frame is there, the workspace is being opened."""
    terminal.wait_for("Improvement actions")


def _log(home: Path) -> str:
    return "".join(path.read_text() for path in home.rglob("*.log"))


MOMENTS = [_in_the_list, _in_the_search, _with_a_draft, _while_starting]


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (_in_the_list, SIGNALS[0]),
        (_in_the_search, SIGNALS[1]),
        (_with_a_draft, SIGNALS[0]),
        (_while_starting, SIGNALS[1]),
    ],
)
def test_a_signal_ends_it_and_restores_the_terminal(
    demo: Path, tmp_path: Path, number: signal.Signals, moment: Callable[[Terminal], None]
) -> None:
    home = tmp_path / "home"
    with app(home, "--workspace", str(demo)) as terminal:
        moment(terminal)
        terminal.signal(number)
        assert terminal.wait_exit(LIMIT) == 128 + number
        assert terminal.left_behind() == []
        assert b"Traceback" not in terminal.output
        assert b"\x1b[?1049l" in terminal.output
        assert b"\x1b[?25h" in terminal.output
    assert _log(home) == ""


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__.strip("_"))
def test_a_closed_terminal_ends_it(demo: Path, tmp_path: Path, moment: Callable[[Terminal], None]) -> None:
    home = tmp_path / "home"
    with app(home, "--workspace", str(demo)) as terminal:
        moment(terminal)
        terminal.hang_up()
        terminal.wait_exit(LIMIT)
    assert _log(home) == ""


def test_a_terminal_that_takes_nothing_does_not_hold_it(demo: Path, tmp_path: Path) -> None:
    with app(tmp_path / "home", "--workspace", str(demo)) as terminal:
        terminal.wait_for("passed hidden")
        terminal.freeze()
        terminal.press("pagedown")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit(LIMIT) == 128 + signal.SIGTERM
