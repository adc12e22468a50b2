"""The real program as a process: what it imports, its streams, its pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m", "cm_tui")
ROOT = Path(__file__).parents[2]
IMPORTED = r"""
import runpy, sys
sys.argv = ["cm-tui", *sys.argv[1:]]
try:
    runpy.run_module("cm_tui", run_name="__main__")
except SystemExit:
    pass
names = ("textual", "rich", "sqlmodel", "sqlalchemy", "alembic", "argparse", "openpyxl")
sys.stderr.write("\nimported: " + " ".join(name for name in names if name in sys.modules))
"""


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=60,
        check=False,
    )


def imported_by(*words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=True,
    )
    return set(done.stderr.split("imported:")[1].split())


def test_version_imports_next_to_nothing() -> None:
    assert imported_by("--version") == set()


def test_listing_actions_leaves_the_screen_out(demo: Path) -> None:
    assert not imported_by("--workspace", str(demo), "actions", "list") & {"textual", "rich", "alembic", "openpyxl"}


def test_help_and_refused_options_leave_the_database_out() -> None:
    assert imported_by("--help") == {"argparse"}
    assert imported_by("actions", "list", "--format", "xml") == {"argparse"}
    assert imported_by("--workspace", "/nonexistent/x") == set()


def test_a_change_from_end_to_end(demo: Path) -> None:
    done = run("--workspace", str(demo), "actions", "set", "CA-003", "--implementation-status", "Implemented")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "CA-003: implementation status Not implemented → Implemented\n"


def test_a_refusal_from_end_to_end(demo: Path) -> None:
    done = run("--workspace", str(demo), "actions", "set", "CA-003", "--test-status", "Blue")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("cm-tui: --test-status: 'Blue' is not known")


def test_nobody_reading_is_no_fault(demo: Path) -> None:
    command = " ".join([*PROGRAM, "--workspace", str(demo), "actions", "list", "--format", "json"])
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -c 1; echo; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("[\n0\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_the_output_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert "No space left" in done.stderr


def test_another_encoding_still_gets_sound_json(demo: Path) -> None:
    plain, latin = (
        run("--workspace", str(demo), "users", "list", "--format", "json", PYTHONIOENCODING=encoding)
        for encoding in ("utf-8", "ascii")
    )
    assert "María" in plain.stdout
    assert latin.stdout.isascii()
    assert json.loads(latin.stdout) == json.loads(plain.stdout)
    table = run("--workspace", str(demo), "users", "list", PYTHONIOENCODING="ascii")
    assert (table.returncode, table.stderr) == (0, "")


def test_arguments_that_are_not_text(demo: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "--workspace", str(demo), "actions", "show", b"\xff\xfe\x1b[2J"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert b"\x1b" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    done = run("--workspace", str(tmp_path / "w"), "init", "--organisation", "X", "--regulation", "gdpr")
    assert done.returncode == 0
    assert (tmp_path / "w").stat().st_mode & 0o777 == 0o700
