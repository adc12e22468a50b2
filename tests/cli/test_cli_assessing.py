"""`actions send` and `actions ready` (issue 4, item 8)."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused

MARIA, HELEN, TOMAS = "maria.ruiz@contoso.example", "helen.fischer@contoso.example", "tomas.vesely@contoso.example"
OLIVER = "oliver.grant@contoso.example"
ACTION = "CA-025"
"""María's, implemented and under test."""


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def test_sending_says_who_owns_it_and_what_is_missing_and_the_assessor_finds_it(cm: Cli) -> None:
    result = cm("actions", "send", ACTION, "CA-013", "--to", HELEN.upper(), acting=MARIA)
    assert result.code == 0
    assert f"{ACTION}: owner {MARIA} → {HELEN}" in result.lines
    assert f"{ACTION}: sender none → {MARIA}" in result.lines
    assert f"{ACTION}: There is no evidence yet." in result.lines
    mine = cm("actions", "ready", "--mine", "--format", "json", acting=HELEN).rows
    assert {ACTION, "CA-013"} <= {row["id"] for row in mine}
    assert {row["owner"] for row in mine} == {HELEN}
    assert f"Sent by{' ' * 16}María Ruiz <{MARIA}>" in cm("actions", "show", ACTION).out
    assert cm("actions", "show", ACTION, "--format", "json").record["sent_by"] == MARIA
    assert cm("actions", "send", ACTION, "--to", HELEN, acting=MARIA).lines == [f"{ACTION}: unchanged"]


def test_the_queue_prints_names_first_and_what_was_sent_at_the_top(cm: Cli) -> None:
    rows = cm("actions", "ready", "--format", "json").rows
    assert list(rows[0]) == [
        "id", "name", "group", "owner", "sent_by", "sent_at", "implementation_status", "implementation_date",
        "test_status", "evidence", "points_achieved", "points_possible", "version",
    ]  # fmt: skip
    sent = [row["sent_by"] is not None for row in rows]
    assert sent == sorted(sent, reverse=True)
    assert 0 < sum(sent) < len(sent)
    assert cm("actions", "ready", "--format", "csv").lines[0].startswith("id,name,group,owner,sent_by")
    table = cm("actions", "ready").lines
    assert table[0].split()[:3] == ["ID", "Improvement", "action"]
    assert len(table) == len(rows) + 1
    assert cm("actions", "ready", "--mine", acting=MARIA).lines == ["Nothing is ready for assessment."]


@pytest.mark.parametrize(
    ("words", "who", "code", "needles"),
    [
        (("CA-003", "--to", OLIVER), MARIA, 1, ("CA-003", "Oliver Grant may only read")),
        (("CA-003", "--to", "nobody@x.y"), MARIA, 1, ("--to", "nobody@x.y", HELEN)),
        (("CA-003", "XX-1", "--to", HELEN), MARIA, 1, ("XX-1",)),
        (("CA-003", "MS-001", "--to", HELEN), MARIA, 1, ("MS-001", "managed by Microsoft")),
        (("CA-003", "--to", HELEN), OLIVER, 1, ("Reader may not change",)),
        (("CA-003",), MARIA, 2, ("--to",)),
        (("--to", HELEN), MARIA, 2, ("ID",)),
    ],
)
def test_what_cannot_be_sent_changes_nothing(
    cm: Cli, words: tuple[str, ...], who: str, code: int, needles: tuple[str, ...]
) -> None:
    before = cm.digest()
    assert_refused(cm("actions", "send", *words, acting=who), code, *needles)
    assert cm.digest() == before


@pytest.mark.parametrize("command", ["send", "ready"])
def test_the_help_says_how(cm: Cli, command: str) -> None:
    result = cm("actions", command, "--help")
    assert result.code == 0
    assert f"cm-tui actions {command}" in result.out
    assert ("--to EMAIL" if command == "send" else "--mine") in result.out
