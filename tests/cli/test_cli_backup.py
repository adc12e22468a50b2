"""`backup` and `restore`: one file, and a workspace that is the same again (interface 4)."""

from __future__ import annotations

import os
import pty
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused
from support import dump

from cm_tui.cli.main import main

PRIYA, SAMIR = "priya.nair@contoso.example", "samir.haddad@contoso.example"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands are run in."""
    (tmp_path / "place").mkdir()
    monkeypatch.chdir(tmp_path / "place")
    return tmp_path / "place"


def test_a_workspace_comes_back_from_its_backup(cm: Cli, place: Path, tmp_path: Path) -> None:
    (tmp_path / "proof.txt").write_text("proof")
    assert cm("evidence", "add", "CA-003", str(tmp_path / "proof.txt")).code == 0
    before = dump(cm.path)
    made = cm("backup", "b.zip", "--format", "json")
    assert (made.code, made.err) == (0, "")
    verified = cm("history", "verify", "--format", "json").record
    counts = {"organisation": "Contoso", "events": verified["events"], "digest": verified["digest"]}
    assert {name: made.record[name] for name in counts} == counts
    assert made.record["file"] == "b.zip"
    documents = made.record["documents"]
    assert isinstance(documents, int)
    assert documents >= 1

    back = cm.bare("restore", "b.zip", "again", "--format", "json")
    assert (back.code, back.err) == (0, "")
    assert {name: value for name, value in back.record.items() if name not in ("path", "problems")} == {
        name: value for name, value in made.record.items() if name != "file"
    }
    assert (back.record["path"], back.record["problems"]) == ("again", [])
    again = Cli(place / "again", cm.capsys)
    assert again("history", "verify", "--against", str(verified["digest"])).code == 0
    assert dump(again.path) == before
    listed = cm("evidence", "list", "CA-003", "--format", "json").rows
    assert again("evidence", "list", "CA-003", "--format", "json").rows == listed
    assert sorted(os.listdir(place)) == ["again", "b.zip"]


def test_both_say_what_they_did(cm: Cli, place: Path) -> None:
    made = cm("backup", "b.zip")
    assert made.lines[0].startswith("b.zip: backup of Contoso written, ")
    digest = made.lines[1].removeprefix("Digest of its history, to keep elsewhere: ")
    back = cm.bare("restore", "b.zip", "again")
    assert back.lines[0].startswith("again: workspace of Contoso restored as of ")
    assert digest in back.lines[1]
    assert back.lines[2] == "Open it with `cm-tui --workspace again`."
    assert_refused(cm("backup", "b.zip"), 1, "b.zip exists already", "--force")
    assert_refused(cm.bare("restore", "b.zip", "again"), 1, "again exists already")


def test_administrators_only(cm: Cli, place: Path) -> None:
    assert_refused(cm("backup", "b.zip", acting=PRIYA), 1, "may not back the workspace up")
    assert os.listdir(place) == []
    (place / "b.zip").write_text("in the way")
    assert cm("backup", "b.zip", "--force", acting=SAMIR).code == 0
    assert_refused(cm.bare("--as", PRIYA, "restore", "b.zip", "again"), 1, "may not back the workspace up")
    assert_refused(cm.bare("--as", "nobody@x.y", "restore", "b.zip", "again"), 1, "nobody@x.y")
    assert os.listdir(place) == ["b.zip"]


def test_what_is_no_backup_or_damaged_is_refused(cm: Cli, place: Path) -> None:
    cm("backup", "b.zip")
    whole = (place / "b.zip").read_bytes()
    (place / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (place / "flipped.zip").write_bytes(whole[:50_000] + bytes([whole[50_000] ^ 1]) + whole[50_001:])
    (place / "text.zip").write_text("no backup")
    before = sorted(os.listdir(place))
    for name, code, needle in (
        ("cut.zip", 4, "is damaged"),
        ("flipped.zip", 4, "is damaged"),
        ("text.zip", 1, "is no backup"),
        ("nothing.zip", 1, "No such file"),
        (".", 1, "is no regular file"),
    ):
        assert_refused(cm.bare("restore", name, "again"), code, name, needle)
    for target, needle in (("", "exists"), (" ", "blanks"), ("a/b", "no directory"), ("b.zip", "exists")):
        assert_refused(cm.bare("restore", "b.zip", target), 1, needle)
    assert_refused(cm.bare("restore", "b.zip"), 2, "NEWDIR")
    assert sorted(os.listdir(place)) == before


def test_a_backup_never_lies_in_the_workspace(cm: Cli) -> None:
    before = cm.digest()
    for name in ("workspace.db", "b.zip", "evidence/b.zip"):
        assert_refused(cm("backup", str(cm.path / name), "--force"), 1, "lies in the workspace")
    assert cm.digest() == before


def whole_output(terminal: int) -> str:
    """All that was written to a terminal whose other end is closed: reading fails after the last of it."""
    found = b""
    with suppress(OSError):
        while piece := os.read(terminal, 65_536):
            found += piece
    return found.decode()


def test_how_far_it_is_stands_on_a_terminal_only(cm: Cli, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, stream = pty.openpty()
    with open(stream, "w", encoding="utf-8") as errors:
        monkeypatch.setattr(sys, "stderr", errors)
        assert main(["--workspace", str(cm.path), "backup", "b.zip"]) == 0
    shown = whole_output(terminal)
    os.close(terminal)
    assert "\rBacking up … 100 %" in shown
    assert shown.endswith(f"\r{' ' * 40}\r")
    assert "\n" not in shown
    assert "…" not in cm.capsys.readouterr().out
