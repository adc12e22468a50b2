"""The commands about settings, notices, accounts and handing work over: additions to the contract, with its manners."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused

from cm_tui.model.rules.evidence import DEFAULT_TYPES

MARIA, LI, PRIYA = "maria.ruiz@contoso.example", "li.chen@contoso.example", "priya.nair@contoso.example"
NAMES = ["organisation", "cloud", "four_eyes", "evidence_types", "evidence_limit"]
MB = 1024 * 1024


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def test_settings_are_shown_and_set(cm: Cli) -> None:
    before = cm("settings", "show", "--format", "json").record
    assert list(before) == NAMES
    assert (before["four_eyes"], before["evidence_limit"]) == (False, 250 * MB)
    words = ("--four-eyes", "ON", "--evidence-limit", "1.5 GB", "--evidence-types", "PDF, .docx")
    assert cm("settings", "set", *words).lines == [
        "four eyes: off → on",
        f"evidence types: {' '.join(DEFAULT_TYPES)} → .pdf .docx",
        "evidence limit: 250 MB → 1.5 GB",
    ]
    assert cm("settings", "set", *words).lines == ["settings: unchanged"]
    assert cm("settings", "show").lines[2:] == ["four eyes: on", "evidence types: .pdf .docx", "evidence limit: 1.5 GB"]
    after = cm("settings", "set", "--evidence-types", "default", "--evidence-limit", "250", "--format", "json").record
    assert after == {**before, "four_eyes": True}
    assert cm("history", "verify").code == 0


@pytest.mark.parametrize(
    ("words", "needles"),
    [
        (("--four-eyes", "maybe"), ("--four-eyes", "'maybe'", "on, off")),
        (("--evidence-limit", "big"), ("--evidence-limit", "'big'", "250 MB")),
        (("--evidence-limit", "0"), ("--evidence-limit", "1 KB", "10 GB")),
        (("--evidence-limit", "-5"), ("--evidence-limit", "'-5'")),
        (("--evidence-types", ""), ("--evidence-types", ".pdf")),
        (("--evidence-types", "pdf,exe"), ("--evidence-types", "'.exe'", ".pdf .jpg")),
        (("--four-eyes", "on", "--format", "csv"), ("--format", "'csv'", "text, json")),
    ],
)
def test_bad_values_name_the_option_and_change_nothing(
    cm: Cli, words: tuple[str, ...], needles: tuple[str, ...]
) -> None:
    before = cm.digest()
    assert_refused(cm("settings", "set", *words), 1, *needles)
    assert cm.digest() == before


def test_who_may_not_is_told_who_may(cm: Cli) -> None:
    for words in (
        ("settings", "set", "--four-eyes", "on"),
        ("users", "login", MARIA, "maria"),
        ("users", "reassign", MARIA, "--to", LI),
    ):
        assert_refused(cm(*words, acting=PRIYA), 1, "Reader", "Administration, Global administrator")
    assert cm("settings", "show", acting=PRIYA).code == 0
    assert cm("notices", "list", acting=PRIYA).lines == ["No notice waits."]


def test_nothing_to_set_is_a_wrong_command(cm: Cli) -> None:
    assert_refused(cm("settings", "set"), 2, "--four-eyes", "--evidence-limit", "--evidence-types")
    assert_refused(cm("users", "reassign", MARIA), 2, "--to")


def test_an_account_is_let_in_and_shut_out(cm: Cli) -> None:
    result = cm("users", "login", MARIA.upper(), "no-such-account")
    assert result.lines == [f"{MARIA}: login none → no-such-account"]
    assert "no account 'no-such-account'" in result.err
    assert cm("users", "login", MARIA, "no-such-account").lines == [f"{MARIA}: unchanged"]
    assert_refused(cm("users", "login", LI, "no-such-account"), 1, MARIA, "already")
    assert cm("users", "login", MARIA, "none", "--format", "json").record["login"] is None


def test_an_unknown_account_of_a_new_user_is_warned_of(cm: Cli) -> None:
    added = cm("users", "add", "a@b.example", "--name", "A", "--role", "reader", "--login", "no-such-account")
    assert added.code == 0
    assert added.lines == ["a@b.example: added as A, role reader, login no-such-account"]
    assert "no account 'no-such-account'" in added.err


def test_all_actions_of_a_user_go_to_another_one_and_wait_to_be_told(cm: Cli) -> None:
    result = cm("users", "reassign", MARIA, "--to", PRIYA)
    assert "may only read" in result.err
    assert len(result.lines) > 10
    assert all(line.endswith(f": owner {MARIA} → {PRIYA}") for line in result.lines)
    rows = cm("notices", "list", "--format", "json").rows
    assert len(rows) == len(result.lines)
    names = ["id", "at", "recipient", "recipient_name", "action", "action_name", "reason", "by", "command"]
    assert all(list(row) == names for row in rows)
    assert {(row["recipient"], row["reason"]) for row in rows} == {(PRIYA, "assigned")}
    assert all(row["command"] == f"cm-tui open {row['action']}" for row in rows)
    found = list(csv.reader(io.StringIO(cm("notices", "list", "--format", "csv").out)))
    assert found[0] == names
    assert len(cm("notices", "list").lines) == len(rows) + 1
    again = cm("users", "reassign", MARIA, "--to", LI, "--format", "json")
    assert again.record == {"email": MARIA, "to": LI, "actions": []}
    assert cm("check").code == 0
