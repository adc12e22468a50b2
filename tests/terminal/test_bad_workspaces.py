"""The app on a workspace that it cannot open: one line, exit code 4, nothing touched (safety 3, interface 2)."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import Terminal, app
from sequences import pieces

from cm_tui.services.storage.paths import DATABASE

STORAGE = 4


def _without_database(workspace: Path) -> None:
    (workspace / DATABASE).unlink()


def _empty(workspace: Path) -> None:
    (workspace / DATABASE).write_bytes(b"")


def _not_a_database(workspace: Path) -> None:
    (workspace / DATABASE).write_bytes(os.urandom(65536))


def _cut_short(workspace: Path) -> None:
    os.truncate(workspace / DATABASE, (workspace / DATABASE).stat().st_size // 2)


def _page_overwritten(workspace: Path) -> None:
    """Damage that the header does not show: the page of the schema's table is not what it should be."""
    with (workspace / DATABASE).open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)


def _foreign(workspace: Path) -> None:
    (workspace / DATABASE).unlink()
    connection = sqlite3.connect(workspace / DATABASE)
    connection.execute("CREATE TABLE bookmark (title TEXT)")
    connection.close()


def _newer(workspace: Path) -> None:
    connection = sqlite3.connect(workspace / DATABASE)
    connection.execute("PRAGMA user_version=99")
    connection.close()


def _read_only(workspace: Path) -> None:
    (workspace / DATABASE).chmod(0o400)


def _a_folder(workspace: Path) -> None:
    (workspace / DATABASE).unlink()
    (workspace / DATABASE).mkdir()


DAMAGES = [
    _without_database,
    _empty,
    _not_a_database,
    _cut_short,
    _page_overwritten,
    _foreign,
    _newer,
    _read_only,
    _a_folder,
]


def _content(folder: Path) -> dict[str, str]:
    """Every file below a folder with a digest of its content."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _last_words(terminal: Terminal) -> str:
    """What stands on the terminal after the program gave its screen back, or all of it where it never took one."""
    found, _ = pieces(terminal.output.rpartition(b"\x1b[?1049l")[2])
    return b"".join(piece.raw for piece in found if piece.kind in ("text", "control")).decode()


def _assert_refused(terminal: Terminal, *names: str) -> None:
    assert terminal.wait_exit() == STORAGE
    assert terminal.left_behind() == []
    words = _last_words(terminal)
    assert re.fullmatch(r"cm-tui: [^\r\n]+\.\r\n", words), words
    for name in names:
        assert name in words
    assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_it_says_one_line_and_touches_nothing(demo: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    damage(demo)
    before = _content(demo)
    with app(tmp_path / "home", "--workspace", str(demo)) as terminal:
        _assert_refused(terminal, str(demo))
    assert _content(demo) == before


def test_a_missing_workspace_is_named_with_what_to_do(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with app(tmp_path / "home", "--workspace", str(missing), "open", "CA-001") as terminal:
        _assert_refused(terminal, str(missing), "cm-tui init")
    assert not missing.exists()
