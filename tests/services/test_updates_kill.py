"""kill -9 in the middle of `updates accept --all` leaves none of the updates accepted, or all of them (issue 5)."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from killing import killed_before_statement
from support import StillClock, dump
from updating import assert_sound, organisation_before, updated_catalogue, waiting

from cm_tui.bootstrap import open_services
from cm_tui.cli.main import main
from cm_tui.services.storage.paths import DATABASE

UPDATES = 8
"""How many wait in the small organisation."""
ROUNDS = 3
MOST_ROUNDS = 20
STEP = 9
"""Statements between two places where it is killed; the first few are places each."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A small organisation in which updates wait."""
    return organisation_before(tmp_path / "own", updated_catalogue(), StillClock())


def accept_all(path: Path) -> list[str]:
    """The command line."""
    return ["--workspace", str(path), "updates", "accept", "--all"]


def test_before_every_statement_of_it(own: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = dump(own)
    fatal = 1
    while killed_before_statement(fatal, lambda: main(accept_all(own))):
        assert dump(own) == before, f"killed before statement {fatal}"
        fatal += 1 if fatal < STEP else STEP
    assert fatal > 3 * UPDATES, "the command was over too soon to say anything"
    with closing(open_services(own)) as services:
        assert waiting(services) == []
        assert_sound(services)


def test_while_the_database_is_being_written(own: Path, tmp_path: Path) -> None:
    killed, rounds = 0, 0
    while rounds < ROUNDS or not killed:
        assert rounds < MOST_ROUNDS, "every program was faster than the eye; this says nothing"
        path = Path(shutil.copytree(own, tmp_path / f"{rounds}"))
        rounds += 1
        journal = path / f"{DATABASE}-journal"
        with subprocess.Popen(
            [sys.executable, "-m", "cm_tui", *accept_all(path)], stdout=subprocess.DEVNULL
        ) as program:
            while program.poll() is None and not journal.exists():
                continue
            program.kill()
        assert program.returncode in (0, -signal.SIGKILL)
        killed += program.returncode != 0
        with closing(open_services(path)) as services:
            assert len(waiting(services)) in (0, UPDATES)
            assert_sound(services)
