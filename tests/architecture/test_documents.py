"""Pages that are written by the program stay true to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_page_of_keys_is_current() -> None:
    command = [sys.executable, "scripts/keys.py", "--check"]
    told = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert told.returncode == 0, "docs/keys.md is old; run `make keys`"
