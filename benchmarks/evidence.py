"""What an upload of evidence costs, against `cp` of the same file that is on the disk as surely as ours."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Line, middle
from cm_tui.bootstrap import open_services

SIZE = 250_000_000
LEAST_SPEED = 0.8
"""Of the speed of `cp`."""
ACTION = "CA-003"


def upload_lines(workspace: Path, folder: Path, runs: int) -> Iterator[Line]:
    """A document of 250 MB, copied, hashed and synced, against `cp` and `sync`; the runs alternate."""
    document, copy = folder / "recording.zip", folder / "copy.zip"
    document.write_bytes(b"PK\x03\x04" + os.urandom(SIZE - 4))
    ours, theirs, unsynced = [], [], []
    services = open_services(workspace)
    for _ in range(runs):
        os.sync()
        started = time.perf_counter()
        subprocess.run(["cp", document, copy], check=True)
        unsynced.append(time.perf_counter() - started)
        subprocess.run(["sync", copy], check=True)
        theirs.append(time.perf_counter() - started)
        copy.unlink()
        os.sync()
        started = time.perf_counter()
        [added] = services.evidence.add(ACTION, [document]).evidence
        ours.append(time.perf_counter() - started)
        services.evidence.delete(added.id)
    services.close()
    upload, whole, bare = middle(ours), middle(theirs), middle(unsynced)
    note = f"{upload * 1e3:.0f} : {whole * 1e3:.0f} ms; cp without sync {bare * 1e3:.0f} ms"
    yield Line("upload of 250 MB, hashed : cp and sync", upload / whole, 1 / LEAST_SPEED, "×", note)
