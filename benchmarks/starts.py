"""How long it takes until something is on the screen, and what `--version` costs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from harness import Terminal, environment

from benchmarks import ROOT
from benchmarks.measuring import Line, middle, until

COLUMNS, ROWS = 120, 40
BARE_LABEL = Path(__file__).with_name("bare_label.py")
BARE_ROW = Path(__file__).with_name("bare_row.py")
FIRST_FRAME = "Improvement actions"
"""A text of the frame that is painted before the workspace is opened."""


def start_lines(workspace: Path, row: Path, first_row: str, runs: int) -> Iterator[Line]:
    """First frame and first rows against the bare apps; the runs alternate."""
    home = workspace.parent / "home"
    programs = {
        "bare label": ([str(BARE_LABEL)], ("first frame",)),
        "bare row": ([str(BARE_ROW), str(row)], ("first row",)),
        "cm-tui": (["-m", "cm_tui", "--workspace", str(workspace)], (FIRST_FRAME, first_row)),
    }
    taken: dict[str, list[float]] = defaultdict(list)
    for run in range(runs + 1):
        for name, (arguments, texts) in programs.items():
            with Terminal([sys.executable, *arguments], environment(home), COLUMNS, ROWS) as terminal:
                for text in texts:
                    seconds = until(terminal, text)
                    if run:
                        taken[f"{name}: {text}"].append(seconds)
                terminal.press("ctrl+q")
                terminal.wait_exit()
    bare, with_row = (middle(taken[name]) for name in ("bare label: first frame", "bare row: first row"))
    frame, rows = (middle(taken[f"cm-tui: {text}"]) for text in (FIRST_FRAME, first_row))
    yield Line(
        "first frame : bare app with a label", frame / bare, 1.3, "×", f"{frame * 1e3:.0f} : {bare * 1e3:.0f} ms"
    )
    yield Line(
        "first rows : bare app with SQLModel and a row",
        rows / with_row,
        1.3,
        "×",
        f"{rows * 1e3:.0f} : {with_row * 1e3:.0f} ms",
    )


def version_lines(runs: int) -> Iterator[Line]:
    """`--version` against an empty Python program, and whether it imports what it must not."""
    commands = {"version": ["-m", "cm_tui", "--version"], "pass": ["-c", "pass"]}
    taken: dict[str, list[float]] = defaultdict(list)
    for run in range(4 * runs + 1):
        for name, arguments in commands.items():
            started = time.perf_counter()
            _python(arguments)
            if run:
                taken[name].append(time.perf_counter() - started)
    version, empty = middle(taken["version"]), middle(taken["pass"])
    note = f"{version * 1e3:.1f} : {empty * 1e3:.1f} ms"
    yield Line("--version : python -c pass", version / empty, None, "×", note)
    told = _python(["-X", "importtime", *commands["version"]]).stderr
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.splitlines()}
    unwanted = imported & {"textual", "rich", "sqlmodel", "sqlalchemy", "pydantic", "argparse"}
    yield Line("--version imports of Textual, SQLModel, …", len(unwanted), 0, "", " ".join(sorted(unwanted)))


def _python(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *arguments], env=environ, capture_output=True, text=True, check=True)
