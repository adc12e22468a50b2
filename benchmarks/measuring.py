"""What is measured of a program in a terminal, and the lines that say whether it is within its limits."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from harness import Terminal
from sequences import pieces


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program wrote to one key: how many bytes, and the seconds until the first and the last of them."""

    data: bytes
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report; `limit` None where the figure is only told."""

    what: str
    value: float
    limit: float | None
    unit: str
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"{self.limit:>8g}"
        share = "" if not self.limit else f"{self.value / self.limit:>6.2f}"
        verdict = "" if self.limit is None else "pass" if self.kept else "MISSED"
        return f"{self.what:<44}{self.value:>10.2f} {self.unit:<3}{limit:>9} {share:>7}  {verdict:<7}{self.note}"


PATIENCE = 5.0
"""Seconds until the first byte of an answer: then there is none."""
HEADING = f"{'':<44}{'measured':>10}    {'limit':>9} {'of it':>7}"


def until(terminal: Terminal, text: str, patience: float = 30.0) -> float:
    """Seconds from the program's start until it had written a text (all of it in one style)."""
    wanted, deadline = text.encode(), time.perf_counter() + patience
    seen = b""
    for place in range(1_000_000):
        while place >= len(terminal.chunks):
            if not terminal.read(deadline - time.perf_counter()) or terminal.exit_code is not None:
                raise RuntimeError(f"{text!r} did not appear; on the screen:\n{terminal.text}")
        seen += terminal.chunks[place].data
        if wanted in seen:
            return terminal.chunks[place].at - terminal.started
    raise RuntimeError("unreachable")


def quieten(terminal: Terminal, quiet: float) -> None:
    """Read until the program has written nothing for so many seconds."""
    while terminal.read(quiet):
        pass


def answer(terminal: Terminal, key: str, quiet: float) -> Answer:
    """Press one key and take the time of what is written to it; over after so many silent seconds."""
    place, pressed = len(terminal.chunks), time.perf_counter()
    terminal.press(key)
    terminal.read(PATIENCE)
    quieten(terminal, quiet)
    written = terminal.chunks[place:]
    if not written:
        raise RuntimeError(f"no answer to {key!r}; on the screen:\n{terminal.text}")
    return Answer(b"".join(chunk.data for chunk in written), written[0].at - pressed, written[-1].at - pressed)


def processor_seconds(process: int) -> float:
    """The processor time that all threads of a process have used."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def middle(values: Sequence[float]) -> float:
    """The median."""
    return median(values)


def composition(data: bytes) -> str:
    """What bytes are made of, in per cent: colours, moves, text, blanks, the rest."""
    kinds: Counter[str] = Counter()
    for piece in pieces(data)[0]:
        if piece.kind == "text":
            blanks = piece.raw.count(b" ")
            kinds += Counter(blanks=blanks, text=len(piece.raw) - blanks)
        elif piece.kind == "csi":
            kinds[{"m": "colours", "H": "moves"}.get(piece.final, "other")] += len(piece.raw)
        else:
            kinds["other"] += len(piece.raw)
    return " ".join(f"{kind} {100 * amount / len(data):.0f}%" for kind, amount in kinds.most_common())
