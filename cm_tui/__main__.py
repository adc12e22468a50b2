"""The console script: `cm-tui`, `python -m cm_tui`."""

from __future__ import annotations

import gc
import os
import sys

from cm_tui import __version__

START_THRESHOLD = 200_000
"""Objects made between two collections: starting makes many and all of them stay, so looking at them is lost time."""


def run() -> int:
    """Run the program on the arguments of the process and return its exit code."""
    os.umask(0o077)
    gc.set_threshold(START_THRESHOLD)
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"cm-tui {__version__}")
        return 0
    from cm_tui.cli.main import last

    return last(arguments)


if __name__ == "__main__":
    sys.exit(run())
