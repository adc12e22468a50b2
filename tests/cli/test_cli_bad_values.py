"""Bad values: one line that names the value, the place and what is allowed, exit 1, nothing changed (issue 2)."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused

SET = ("actions", "set", "CA-003")
ESC = "\x1b[31m"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


@pytest.mark.parametrize(
    ("words", "needles"),
    [
        ((*SET, "--implementation-status", "Done"), ("--implementation-status", "'Done'", "Planned", "Out of scope")),
        ((*SET, "--implementation-status", ""), ("--implementation-status", "''", "Planned")),
        ((*SET, "--test-status", "Foo"), ("--test-status", "'Foo'", "Failed high risk", "In progress")),
        ((*SET, "--test-status", "To be detected"), ("To be detected", "automation")),
        ((*SET, "--test-status", "CouldNotBeDetected"), ("Could not be detected", "automation")),
        ((*SET, "--test-status", "passed"), ("CA-003", "Passed", "Not implemented", "None")),
        ((*SET, "--testing-type", "robot"), ("--testing-type", "'robot'", "Manual", "Automatic")),
        (
            (*SET, "--implementation-date", "2026-13-01"),
            ("--implementation-date", "'2026-13-01'", "YYYY-MM-DD", "none"),
        ),
        ((*SET, "--test-date", "2026-02-30"), ("--test-date", "2026-02-30", "YYYY-MM-DD")),
        ((*SET, "--test-date", "soon"), ("--test-date", "'soon'", "YYYY-MM-DD")),
        ((*SET, "--test-date", ""), ("--test-date", "''", "YYYY-MM-DD")),
        ((*SET, "--owner", "nobody@contoso.example"), ("--owner", "'nobody@contoso.example'", "none", "maria.ruiz@")),
        ((*SET, "--owner", ""), ("--owner", "''", "none", "maria.ruiz@")),
        ((*SET, "--test-notes", "a\x00b"), ("test notes", "NUL")),
        ((*SET, "--test-notes", "\udcff"), (r"'\udcff'", "UTF-8")),
        ((*SET, "--owner", "none", "--expect-version", "x"), ("--expect-version", "'x'", "whole number")),
        ((*SET, "--owner", "none", "--expect-version", "-1"), ("--expect-version", "'-1'", "whole number")),
        ((*SET, "CA-001", "--owner", "none", "--expect-version", "1"), ("--expect-version", "one id")),
        ((*SET, "--owner", "none", "--format", "csv"), ("--format", "'csv'", "text, json")),
        ((*SET, "XX-999", "--owner", "none"), ("'XX-999'", "actions list")),
        (("actions", "set", "cz-003", "--owner", "none"), ("'CZ-003'",)),
        (("actions", "set", "MS-001", "--other-notes", "x"), ("MS-001", "Microsoft")),
        (("actions", "show", "XX-999"), ("'XX-999'", "actions list")),
        (("actions", "show", ESC), (r"'\x1b[31m'",)),
        (("actions", "show", "CA-001", "--format", "table"), ("--format", "'table'", "text, json")),
        (("actions", "list", "--format", "xml"), ("--format", "'xml'", "table, json, csv")),
        (("actions", "list", "--limit", "-5"), ("--limit", "'-5'", "whole number")),
        (("actions", "list", "--limit", "many"), ("--limit", "'many'", "whole number")),
        (("actions", "list", "--limit", "９"), ("--limit", "whole number")),
        (("actions", "list", "--limit", "1" * 5000), ("--limit", "whole number")),
        (("actions", "list", "--sort", "colour"), ("--sort", "'colour'", "points_possible", "gain")),
        (("actions", "list", "--sort", "-"), ("--sort", "points_possible")),
        (("actions", "list", "--filter", "colour:red"), ("--filter", "'colour'", "category", "character 1")),
        (("actions", "list", "--filter", "test:blue"), ("--filter", "'blue'", "Passed")),
        (("actions", "list", "--filter", "mfa (x"), ("--filter", "character 5")),
        (("actions", "list", "--filter", "owner:nobody"), ("--filter", "'nobody'", "maria.ruiz@")),
        (("actions", "list", "--filter", "regulation:sox"), ("--filter", "'sox'", "gdpr")),
        (("actions", "list", "--filter", "group:mars"), ("--filter", "'mars'", "Europe")),
        (("actions", "list", "--filter", "assessment:mars"), ("--filter", "'mars'", "GDPR Europe")),
        (("actions", "list", "--filter", "gain>much"), ("--filter", "'much'")),
        (("actions", "list", "--filter", "changed>someday"), ("--filter", "someday")),
        (("score", "--explain", "XX-999"), ("'XX-999'", "actions list")),
        (("score", "--format", "csv"), ("--format", "'csv'", "text, json")),
        (("history", "list", "--action", "XX-999"), ("'XX-999'", "actions list")),
        (("history", "list", "--since", "lately"), ("--since", "'lately'", "YYYY-MM-DD")),
        (("history", "list", "--since", "2026-01-01T25:00"), ("--since", "T25:00", "YYYY-MM-DD")),
        (("history", "list", "--since", "0001-01-01"), ("--since", "'0001-01-01'")),
        (("history", "list", "--limit", "x"), ("--limit", "'x'")),
        (("history", "verify", "--against", "foo"), ("--against", "'foo'")),
        (("assessments", "show", "Mars"), ("'Mars'", "GDPR Europe")),
        (("assessments", "list", "--format", "text"), ("--format", "'text'", "table, json, csv")),
        (("regulations", "show", "sox"), ("'sox'", "gdpr, ccpa, hipaa-hitech, lgpd")),
        (("users", "add", "bad", "--name", "x", "--role", "reader"), ("'bad'", "e-mail")),
        (("users", "add", "a@b.example", "--name", ESC, "--role", "reader"), ("--name", r"'\x1b[31m'")),
        (("users", "add", "a@b.example", "--name", "x", "--role", "king"), ("--role", "'king'", "assessor")),
        (("users", "add", "a@b.example", "--name", "x", "--role", "reader", "--login", ""), ("--login", "''")),
        (("users", "add", "li.chen@contoso.example", "--name", "x", "--role", "reader"), ("li.chen@", "already")),
        (("users", "role", "li.chen@contoso.example", "king"), ("ROLE", "'king'", "assessor")),
        (("users", "role", "a@b.example", "reader"), ("'a@b.example'", "users list")),
        (("users", "remove", "a@b.example"), ("'a@b.example'", "users list")),
        (("check", "--format", "table"), ("--format", "'table'", "text, json")),
    ],
)
def test_a_bad_value_is_exit_1_and_changes_nothing(cm: Cli, words: tuple[str, ...], needles: tuple[str, ...]) -> None:
    before = cm.digest()
    assert_refused(cm(*words), 1, *needles)
    assert cm.digest() == before


@pytest.mark.parametrize(
    ("words", "needles"),
    [
        (("--as", "nobody@contoso.example"), ("--as", "'nobody@contoso.example'", "li.chen@")),
        (("--as", ""), ("--as", "empty")),
        (("--as= ",), ("--as", "empty")),
    ],
)
def test_an_unknown_acting_user(cm: Cli, words: tuple[str, ...], needles: tuple[str, ...]) -> None:
    before = cm.digest()
    assert_refused(cm.bare("--workspace", str(cm.path), *words, "actions", "list"), 1, *needles)
    assert cm.digest() == before


def test_an_empty_workspace_is_not_the_default_one(cm: Cli) -> None:
    assert_refused(cm.bare("--workspace", "", "actions", "list"), 1, "--workspace", "empty")


@pytest.mark.parametrize("role", ["reader", "priya"])
def test_a_reader_changes_nothing(cm: Cli, role: str) -> None:
    reader = {"reader": "oliver.grant@contoso.example", "priya": "priya.nair@contoso.example"}[role]
    before = cm.digest()
    assert_refused(cm(*SET, "--owner", "li.chen@contoso.example", acting=reader), 1, "Reader", "Assessor")
    assert_refused(cm("users", "remove", "li.chen@contoso.example", acting=reader), 1, "Reader", "Administration")
    assert cm.digest() == before
    assert cm("actions", "list", "--limit", "1", acting=reader).code == 0
