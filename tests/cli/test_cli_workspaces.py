"""`init`, and workspaces that are missing, foreign, damaged, newer, read-only or somebody else's: exit 4, or 1."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused

from cm_tui.services.people.identity import SystemAccount
from cm_tui.services.storage.examine import SCHEMA

INIT = ("init", "--organisation", "Fabrikam")
LIST = ("actions", "list")


@pytest.fixture
def cm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "new", capsys)


@pytest.fixture
def full(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("words", "folder", "file", "mask"), [((), 0o700, 0o600, 0o000), (("--shared",), 0o2770, 0o660, 0o777)]
)
def test_init_whatever_the_umask_says(cm: Cli, words: tuple[str, ...], folder: int, file: int, mask: int) -> None:
    before = os.umask(mask)
    try:
        result = cm(*INIT, "--regulation", "gdpr", "--regulation", "lgpd", *words)
    finally:
        os.umask(before)
    assert (result.code, result.err) == (0, "")
    assert "GDPR Default Group: assessment created" in result.lines
    assert (mode(cm.path), mode(cm.path / "evidence")) == (folder, folder)
    assert mode(cm.path / "workspace.db") == file
    assert cm("check").code == 0
    assert cm("users", "list", "--format", "json").rows[0]["role"] == "global-administrator"


def test_init_as_data(cm: Cli) -> None:
    words = ("--regulation", "ccpa", "--group", "Board", "--cloud", "GCC-High", "--format", "json")
    record = cm(*INIT, *words).record
    assert record["organisation"] == "Fabrikam"
    assert (record["cloud"], record["demo"]) == ("gcc-high", False)
    assert record["assessments"] == ["CCPA Board"]
    assert cm("groups", "list", "--format", "json").rows[0]["slug"] == "board"


def test_init_of_a_demo(cm: Cli) -> None:
    result = cm("init", "--demo", "--organisation", "Fabrikam", "--shared", "--group", "Board", "--format", "json")
    assert (result.code, result.record["organisation"], result.record["demo"]) == (0, "Fabrikam", True)
    assert "--group" in result.err
    assert mode(cm.path) == 0o2770
    assert cm(*LIST, acting="li.chen@contoso.example").code == 0


@pytest.mark.parametrize(
    ("words", "needles"),
    [
        (INIT, ("--regulation", "gdpr, ccpa, hipaa-hitech, lgpd", "--demo")),
        ((*INIT, "--regulation", "sox"), ("--regulation", "'sox'", "gdpr, ccpa, hipaa-hitech, lgpd")),
        ((*INIT, "--regulation", "gdpr", "--cloud", "moon"), ("--cloud", "'moon'", "gcc-high")),
        ((*INIT, "--regulation", "gdpr", "--cloud", ""), ("--cloud", "''", "gcc-high")),
        ((*INIT, "--regulation", "gdpr", "--group", " "), ("--group", "Write a name")),
        (("init", "--organisation", "a\x1bb", "--regulation", "gdpr"), ("--organisation", r"'a\x1bb'")),
        (("init", "--organisation", "", "--regulation", "gdpr"), ("--organisation", "Write a name")),
        (("init", "--demo", "--organisation", "\x1b"), ("--organisation", r"'\x1b'")),
        ((*INIT, "--regulation", "gdpr", "--format", "csv"), ("--format", "'csv'")),
    ],
)
def test_init_refuses_and_leaves_nothing_behind(cm: Cli, words: tuple[str, ...], needles: tuple[str, ...]) -> None:
    assert_refused(cm(*words), 1, *needles)
    assert not cm.path.exists()


def test_init_does_not_touch_what_is_there(full: Cli, tmp_path: Path) -> None:
    before = full.digest()
    assert_refused(full(*INIT, "--regulation", "gdpr"), 4, "already holds a workspace")
    assert_refused(full("init", "--demo"), 4, "already holds a workspace")
    assert full.digest() == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("Dear")
    other = Cli(tmp_path / "other", full.capsys)
    assert_refused(other("init", "--demo"), 4, "not empty")
    assert [path.name for path in other.path.iterdir()] == ["letter.txt"]


def test_init_warns_of_a_network_file_system(cm: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cm_tui.services.storage.paths.network_file_system", lambda path: "nfs4")
    result = cm(*INIT, "--regulation", "gdpr")
    assert result.code == 0
    assert "nfs4" in result.err
    assert result.err.count("\n") == 1
    assert cm(*LIST).err == ""


def test_the_environment_names_the_workspace(full: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CM_TUI_WORKSPACE", str(full.path))
    assert full.bare("score").code == 0
    assert_refused(full.bare("--workspace", "/nonexistent/x", "check"), 4, "/nonexistent/x", "cm-tui init")


def _remove_database(path: Path) -> None:
    (path / "workspace.db").unlink()


def _write(data: bytes) -> Callable[[Path], None]:
    return lambda path: _replace(path / "workspace.db", data)


def _replace(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _cut(path: Path) -> None:
    os.truncate(path / "workspace.db", 20_000)


def _read_only(path: Path) -> None:
    (path / "workspace.db").chmod(0o400)


def _foreign(path: Path) -> None:
    _remove_database(path)
    with sqlite3.connect(path / "workspace.db") as database:
        database.execute("CREATE TABLE letters (x)")


def _newer(path: Path) -> None:
    with sqlite3.connect(path / "workspace.db") as database:
        database.execute(f"PRAGMA user_version = {SCHEMA + 1}")


def _directory(path: Path) -> None:
    _remove_database(path)
    (path / "workspace.db").mkdir()


@pytest.mark.parametrize("words", [LIST, ("actions", "set", "CA-003", "--owner", "none"), ("check",), ("score",)])
@pytest.mark.parametrize(
    ("spoil", "needle"),
    [
        (_remove_database, "holds no workspace.db"),
        (_write(b""), "damaged"),
        (_write(b"SQLite format 3\x00" + bytes(500)), "not a workspace"),
        (_write(b"Dear Sir, " * 50), "damaged"),
        (_cut, "damaged"),
        (_read_only, "read-only"),
        (_foreign, "another program"),
        (_newer, "newer"),
        (_directory, "not a regular file"),
    ],
)
def test_an_unusable_workspace_is_exit_4(
    full: Cli, words: tuple[str, ...], spoil: Callable[[Path], None], needle: str
) -> None:
    spoil(full.path)
    before = full.digest()
    assert_refused(full(*words), 4, needle)
    assert full.digest() == before


@pytest.mark.parametrize("place", ["~nobody-of-that-name/x", "/nonexistent/x", "/dev/null", "/dev/null/x", "x" * 300])
def test_an_impossible_place_is_exit_4(cm: Cli, place: str) -> None:
    assert_refused(cm.bare("--workspace", place, "actions", "list"), 4)


def test_a_directory_that_was_removed_under_our_feet(cm: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here").rmdir()
    assert_refused(cm.bare("--workspace", "w", *LIST), 4, "--workspace")


def test_a_path_that_is_not_text(cm: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CM_TUI_WORKSPACE", "/tmp/\udcff")
    assert_refused(cm.bare(*LIST), 4, "UTF-8")


@pytest.mark.parametrize("words", [LIST, (*INIT, "--regulation", "gdpr")])
def test_a_blank_name_is_no_workspace(
    cm: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CM_TUI_WORKSPACE", " ")
    assert_refused(cm.bare(*words), 4, "blank", "--workspace")
    assert list(tmp_path.iterdir()) == []


def test_an_account_that_nobody_let_in(full: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cm_tui.bootstrap.system_account", lambda: SystemAccount("mallory", (), "host"))
    before = full.digest()
    assert_refused(full(*LIST), 1, "'mallory'", "Amelia Stone", "users add")
    assert full.digest() == before


def test_acting_as_somebody_needs_a_demo(cm: Cli) -> None:
    assert cm(*INIT, "--regulation", "gdpr").code == 0
    email = str(cm("users", "list", "--format", "json").rows[0]["email"])
    assert_refused(cm(*LIST, acting=email), 1, "--as", "demo")
