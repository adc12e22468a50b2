"""Unknown commands and options, missing arguments, help: exit 2 and exit 0 without a workspace in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused

from cm_tui import __version__
from cm_tui.cli.registry import COMMANDS


@pytest.fixture
def cm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path / "nowhere", capsys)


@pytest.mark.parametrize(
    ("words", "needle"),
    [
        (("frob",), "'frob'"),
        (("actions",), "list, show, set"),
        (("actions", "frob"), "'frob'"),
        (("actions", "delete", "CA-001"), "'delete'"),
        (("assessments", "make", "--name", "x"), "'make'"),
        (("actions", "list", "--nope"), "--nope"),
        (("actions", "list", "--nope=3"), "--nope"),
        (("actions", "list", "extra"), "'extra'"),
        (("actions", "list", "--filt", "x"), "--filt"),
        (("actions", "list", "--filter"), "--filter"),
        (("actions", "list", "--filter", "--sort", "-gain"), "--filter"),
        (("actions", "list", "--filter", "--format=json"), "--filter"),
        (("actions", "list", "--sort", "--"), "--sort"),
        (("actions", "list", "--workspace", "x"), "--workspace stands before the command"),
        (("actions", "list", "--as=x@y.example"), "--as stands before the command"),
        (("actions", "show"), "ID"),
        (("actions", "show", "CA-001", "CA-002"), "'CA-002'"),
        (("actions", "set"), "ID"),
        (("actions", "set", "CA-001"), "what to change"),
        (("actions", "set", "--owner", "none"), "ID"),
        (("actions", "set", "CA-001", "--test-notes"), "--test-notes"),
        (("open",), "ID"),
        (("demo", "--keep"), "--keep"),
        (("demo", "now"), "'now'"),
        (("init", "--regulation", "gdpr"), "--organisation"),
        (("history", "list", "--action"), "--action"),
        (("history", "verify", "--against"), "--against"),
        (("users", "add", "--name", "x", "--role", "reader"), "EMAIL"),
        (("users", "add", "a@b.example", "--name", "x"), "--role"),
        (("users", "add", "a@b.example", "--role", "reader"), "--name"),
        (("users", "role", "a@b.example"), "ROLE"),
        (("users", "remove"), "EMAIL"),
        (("regulations", "show"), "KEY"),
        (("assessments", "show"), "NAME"),
        (("export",), "a command is missing"),
        (("export", "testing-history"), "FILE"),
        (("import",), "commands: actions, catalogue"),
        (("import", "actions"), "FILE"),
        (("import", "catalogue", "a", "b"), "'b'"),
        (("backup",), "FILE"),
        (("restore", "x.zip"), "NEWDIR"),
        (("updates",), "commands: list, show, accept"),
    ],
)
def test_a_command_line_that_does_not_fit_is_exit_2(cm: Cli, words: tuple[str, ...], needle: str) -> None:
    assert_refused(cm(*words), 2, needle, "--help")
    assert not cm.path.exists()


@pytest.mark.parametrize(
    ("words", "needle"),
    [
        (("--nope",), "--nope"),
        (("--workspace",), "--workspace"),
        (("--workspace", "--as", "x"), "--workspace"),
        (("--as",), "--as"),
        (("--filter", "x"), "--filter"),
        (("-x",), "-x"),
        (("--workspace", "/tmp/x", "demo"), "--keep"),
        (("--as", "a@b.example", "init", "--demo"), "--as"),
    ],
)
def test_what_stands_before_the_command_is_checked_too(cm: Cli, words: tuple[str, ...], needle: str) -> None:
    assert_refused(cm.bare(*words), 2, needle)


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_help_with_an_example(cm: Cli, command: object, option: str) -> None:
    found = next(one for one in COMMANDS if one is command)
    result = cm(*found.words, option)
    assert (result.code, result.err) == (0, "")
    assert found.summary.split()[0] in result.out
    assert all(f"  cm-tui {example}" in result.out for example in found.examples)


def test_help_lists_exactly_what_works(cm: Cli) -> None:
    result = cm.bare("--help")
    assert result.code == 0
    assert all(command.name in result.out for command in COMMANDS)


def test_help_of_a_noun_lists_its_commands(cm: Cli) -> None:
    result = cm.bare("history", "--help")
    assert result.code == 0
    assert "history verify" in result.out
    assert "actions" not in result.out


def test_version(cm: Cli) -> None:
    assert cm.bare("--workspace", "x", "--version").out == f"cm-tui {__version__}\n"
