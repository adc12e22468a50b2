"""Runs the command line inside this process and keeps what it printed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from cm_tui.cli.main import main

Record: TypeAlias = dict[str, object]


@dataclass(frozen=True)
class Result:
    """What a command left: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[Record]:
        """The output as a JSON array of objects."""
        found = json.loads(self.out)
        assert isinstance(found, list)
        return found

    @property
    def record(self) -> Record:
        """The output as a JSON object."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def lines(self) -> list[str]:
        """The lines of the output."""
        return self.out.splitlines()


@dataclass(frozen=True)
class Cli:
    """`cm-tui --workspace DIR …` on one workspace."""

    path: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str, acting: str | None = None) -> Result:
        """Run a command; `acting` is the e-mail for --as."""
        who = [] if acting is None else ["--as", acting]
        return self.bare("--workspace", str(self.path), *who, *words)

    def bare(self, *words: str) -> Result:
        """Run a command line as it is."""
        code = main(words)
        captured = self.capsys.readouterr()
        return Result(code, captured.out, captured.err)

    def digest(self) -> str:
        """A fingerprint of every file of the workspace."""
        found = hashlib.sha256()
        for path in sorted(self.path.rglob("*")):
            found.update(str(path).encode())
            found.update(path.read_bytes() if path.is_file() else b"")
        return found.hexdigest()


def assert_refused(result: Result, code: int, *needles: str) -> None:
    """Exactly one line of complaint, nothing on standard output, and every needle in the line."""
    assert result.code == code, result
    assert result.out == ""
    assert result.err.count("\n") == 1, result.err
    assert result.err.startswith("cm-tui: ")
    assert "Traceback" not in result.err
    for needle in needles:
        assert needle in result.err, (needle, result.err)
