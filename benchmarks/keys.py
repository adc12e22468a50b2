"""What a key costs: bytes and milliseconds; and what an idle program costs: nothing."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from harness import Terminal, environment

from benchmarks.measuring import Answer, Line, answer, composition, middle, processor_seconds, quieten, until
from benchmarks.starts import BARE_LABEL, COLUMNS, ROWS

WORD = "review"
IDLE = 2.0
"""Seconds for which an idle program is watched."""
QUIET_START = 0.18
"""Seconds until the first frame of a bare Textual app on the machine that the limits in milliseconds were set on."""
LEAST_CPU = 0.5
"""Per cent of one processor: what counts as none. Textual looks for keys ten times a second."""


def key_lines(workspace: Path, first_row: str, runs: int) -> Iterator[Line]:
    """The cursor, the page, the search and idleness, on `runs` starts of the program, each after a bare app's."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    idle: dict[str, list[tuple[int, float]]] = defaultdict(list)
    bare: list[float] = []
    for run in range(runs):
        home = workspace.parent / f"home-{run}"
        with Terminal([sys.executable, str(BARE_LABEL)], environment(home), COLUMNS, ROWS) as terminal:
            bare.append(until(terminal, "first frame"))
        command = [sys.executable, "-m", "cm_tui", "--workspace", str(workspace)]
        with Terminal(command, environment(home), COLUMNS, ROWS) as terminal:
            until(terminal, first_row)
            quieten(terminal, 0.5)
            idle["idle in the table"].append(_watch(terminal))
            answers["cursor down"] += [answer(terminal, "down", 0.06) for _ in range(20)]
            answers["page down"] += [answer(terminal, "pagedown", 0.1) for _ in range(6)]
            answers["home"] += [answer(terminal, "home", 0.1)]
            answers["focus search"] += [answer(terminal, "/", 0.3)]
            idle["idle in the search input"].append(_watch(terminal))
            answers["search keystroke"] += [answer(terminal, letter, 0.3) for letter in WORD]
            terminal.press("ctrl+q")
            terminal.wait_exit()
    yield from _answer_lines(answers, middle(bare) / QUIET_START)
    for name, watched in idle.items():
        yield Line(f"{name}: bytes in {IDLE:g} s", max(amount for amount, _ in watched), 0, "B")
        yield Line(f"{name}: CPU", middle([share for _, share in watched]), LEAST_CPU, "%")


def _answer_lines(answers: dict[str, list[Answer]], slowness: float) -> Iterator[Line]:
    limits = {
        "cursor down": (450, 5.0),
        "page down": (9 * 1024, None),
        "search keystroke": (11 * 1024, 60.0),
        "home": (None, None),
        "focus search": (None, None),
    }
    yield Line("this machine : the one of the limits", slowness, None, "×", "divides the milliseconds below")
    for name, (amount, milliseconds) in limits.items():
        found = answers[name]
        middling = sorted(found, key=lambda one: len(one.data))[len(found) // 2]
        most = max(len(one.data) for one in found)
        note = f"at most {most}; {composition(middling.data)}"
        yield Line(f"{name}: bytes", middle([len(one.data) for one in found]), amount, "B", note)
        first, last = middle([one.first for one in found]) * 1e3, middle([one.last for one in found]) * 1e3
        slowest = max(one.last for one in found) * 1e3
        note = f"as measured {last:.1f}: first byte {first:.1f}, slowest {slowest:.1f}"
        yield Line(f"{name}: until written", last / slowness, milliseconds, "ms", note)


def _watch(terminal: Terminal) -> tuple[int, float]:
    """The bytes that a program writes when nothing happens, and its share of one processor in per cent."""
    place, before, started = len(terminal.chunks), processor_seconds(terminal.process), time.perf_counter()
    while (left := started + IDLE - time.perf_counter()) > 0:
        terminal.read(left)
    used = processor_seconds(terminal.process) - before
    return sum(len(chunk.data) for chunk in terminal.chunks[place:]), 100 * used / IDLE
