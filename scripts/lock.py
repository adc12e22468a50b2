"""Writes the two lock files: requirements-run.lock for using the program, requirements.lock for building it too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLAGS = (
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--quiet",
)


def compile_lock(name: str, *extra: str) -> None:
    """Resolve pyproject.toml into one lock file: names, versions, hashes, and no registry's address."""
    command = [sys.executable, "-m", "piptools", "compile", *FLAGS, *extra, "-o", name, "pyproject.toml"]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    compile_lock("requirements.lock", "--extra", "dev")
    compile_lock("requirements-run.lock", "--constraint", "requirements.lock")
