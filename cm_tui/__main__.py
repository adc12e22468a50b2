"""The console script: `cm-tui`, `python -m cm_tui`."""

from __future__ import annotations

import os
import sys

from cm_tui import __version__


def run() -> int:
    """Run the program on the arguments of the process and return its exit code."""
    os.umask(0o077)
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"cm-tui {__version__}")
        return 0
    from cm_tui.cli.main import main

    return main(arguments)


if __name__ == "__main__":
    sys.exit(run())
