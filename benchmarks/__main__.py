"""`python -m benchmarks [RUNS]`: every limit of the program with what was measured. Exits 1 where one is missed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.applying import applying_lines
from benchmarks.bare_row import prepare
from benchmarks.checking import checking_lines
from benchmarks.evidence import upload_lines
from benchmarks.export import export_lines
from benchmarks.gaps import gap_lines
from benchmarks.keys import key_lines
from benchmarks.measuring import HEADING, Line
from benchmarks.score import score_lines
from benchmarks.starts import start_lines, version_lines
from benchmarks.workspace import creation_lines, demo_workspace
from cm_tui.bootstrap import open_services
from cm_tui.model.listing import ListQuery

RUNS = 5
FEWEST = 5


def measure(folder: Path, runs: int) -> list[Line]:
    """Measure everything, printing each line when it is known."""
    row, workspace = folder / "row.db", folder / "demo"
    actions = demo_workspace(workspace)
    prepare(str(row))
    services = open_services(workspace)
    first = services.listing.first_page(ListQuery(hide_passed=True), 1)[0].name[:24]
    services.close()
    print(f"{actions} improvement actions, a terminal of 120 by 40, medians of {runs} alternating runs\n{HEADING}")
    lines = []
    parts = (
        creation_lines(folder, runs),
        start_lines(workspace, row, first, runs),
        version_lines(runs),
        key_lines(workspace, first, runs),
        upload_lines(workspace, folder, runs),
        score_lines(folder, runs),
        applying_lines(folder),
        export_lines(folder, runs),
        checking_lines(folder, runs),
        gap_lines(folder),
    )
    for part in parts:
        for line in part:
            print(line, flush=True)
            lines.append(line)
    return lines


def main() -> int:
    """Run the benchmarks and return the exit code."""
    runs = max(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS, FEWEST)
    with tempfile.TemporaryDirectory(prefix="cm-tui-bench-") as folder:
        missed = [line for line in measure(Path(folder), runs) if not line.kept]
    print(f"{len(missed)} limits missed" if missed else "every limit kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
