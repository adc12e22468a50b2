"""Owners on the command line: the warning about readers, and the notices that clouds queue or do not (issue 4, item 3)."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused

MANUAL = "CA-003"
RETIRING = "MC-044@europe"
"""Its update takes it out of every assessment."""
PRIYA, MARIA = "priya.nair@contoso.example", "maria.ruiz@contoso.example"
LI, TOMAS = "li.chen@contoso.example", "tomas.vesely@contoso.example"


def test_an_owner_who_may_only_read_is_warned_of(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cm = Cli(demo, capsys)
    warning = "Priya Nair may only read: they can own the action, but not work on it until their role is changed."
    set_owner = ("actions", "set", MANUAL, "--owner", PRIYA)
    result = cm(*set_owner, acting=MARIA)
    assert result.code == 0
    assert result.lines == [f"{MANUAL}: owner none → {PRIYA}", f"{MANUAL}: {warning}"]
    assert cm(*set_owner).lines == [f"{MANUAL}: unchanged"]
    assert cm("actions", "set", "CA-004", "--owner", PRIYA, "--format", "json").rows[0]["notices"] == [warning]


@pytest.mark.parametrize(("cloud", "queued"), [("gcc", 2), ("gcc-high", 0)])
def test_government_clouds_queue_no_notice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cloud: str, queued: int
) -> None:
    cm = Cli(tmp_path / "w", capsys)
    assert cm("init", "--organisation", "Agency", "--regulation", "lgpd", "--cloud", cloud).code == 0
    assert cm("users", "add", "ana@example.org", "--name", "Ana", "--role", "contribution").code == 0
    ids = [str(row["id"]) for row in cm("actions", "list", "--limit", "2", "--format", "json").rows]
    assert cm("actions", "set", *ids, "--owner", "ana@example.org").code == 0
    rows = cm("notices", "list", "--format", "json").rows
    assert len(rows) == queued


def test_what_no_assessment_counts_any_more_still_changes_hands(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cm = Cli(demo, capsys)
    assert cm("actions", "set", RETIRING, "--owner", LI).code == 0
    assert cm("updates", "accept", RETIRING).code == 0
    assert_refused(
        cm("actions", "set", RETIRING, "--implementation-status", "planned"), 1, "No assessment counts this action"
    )
    assert_refused(cm("evidence", "link", RETIRING, "A", "https://a.example"), 1, "No assessment counts")
    assert cm("evidence", "list", RETIRING).code == 0
    moved = cm("users", "reassign", LI, "--to", TOMAS)
    assert (moved.code, moved.err) == (0, "")
    assert cm("actions", "show", RETIRING, "--format", "json").record["owner"] == TOMAS
    assert cm("users", "remove", TOMAS).code == 0
    assert cm("actions", "show", RETIRING, "--format", "json").record["owner"] is None
    assert cm("actions", "set", RETIRING, "--owner", MARIA).code == 0
    assert cm("actions", "set", RETIRING, "--owner", "none").lines == [f"{RETIRING}: owner {MARIA} → none"]
    assert cm("check").code == 0
