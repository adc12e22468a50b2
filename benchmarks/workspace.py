"""Workspaces with the whole catalogue: the demo organisation to measure in, and how long a new one takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Line, middle
from cm_tui.bootstrap import create_demo, create_workspace, open_services
from cm_tui.model.listing import ListQuery
from cm_tui.services.creation import NewWorkspace

REGULATIONS = ("gdpr", "ccpa", "hipaa-hitech", "lgpd")


def demo_workspace(path: Path) -> int:
    """Make the demo organisation. Returns how many improvement actions the unfiltered list shows."""
    create_demo(path)
    services = open_services(path)
    try:
        return services.listing.listing(ListQuery()).counts.total
    finally:
        services.close()


def creation_lines(folder: Path, runs: int) -> Iterator[Line]:
    """The whole catalogue, from its text files into a new workspace."""
    taken = []
    for run in range(runs):
        started = time.perf_counter()
        create_workspace(folder / f"new-{run}", NewWorkspace("Acme", regulations=REGULATIONS))
        taken.append(time.perf_counter() - started)
    yield Line("the catalogue into a new workspace", middle(taken), 1.5, "s")
