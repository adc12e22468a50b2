"""`actions set`: all or nothing, one line for each field, versions, and other people's changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cli_runner import Cli, Record, assert_refused

from cm_tui.model.views.actions import ActionRow
from cm_tui.services.actions.listing import ListingService

MANUAL = "CA-003"
NONTECHNICAL = "CA-005@europe"
AUTOMATIC = "CA-001"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def shown(cm: Cli, action: str) -> Record:
    return cm("actions", "show", action, "--format", "json").record


def test_the_main_job(cm: Cli) -> None:
    today = date.today().isoformat()
    result = cm(
        *("actions", "set", MANUAL, "--implementation-status", "implemented", "--implementation-date", "today"),
        *("--test-status", "PASSED", "--test-date", today),
    )
    assert result.code == 0
    assert result.lines == [
        f"{MANUAL}: implementation status Not implemented → Implemented",
        f"{MANUAL}: implementation date none → {today}",
        f"{MANUAL}: test status None → Passed",
        f"{MANUAL}: test date none → {today}",
    ]
    rows = cm("history", "list", "--action", MANUAL, "--limit", "4", "--format", "json").rows
    assert {row["seq"] for row in rows} == {rows[0]["seq"]}
    names = {"implementation_status", "implementation_date", "test_status", "test_date"}
    assert {row["field"] for row in rows} == names
    assert cm("check").code == 0


def test_the_points_move(cm: Cli) -> None:
    before = cm("score", "--format", "json").record
    assert cm("actions", "set", MANUAL, "--implementation-status", "Implemented", "--test-status", "Passed").code == 0
    after = shown(cm, MANUAL)
    assert (after["points_achieved"], after["points_possible"], after["version"]) == (27, 27, 2)
    total = cm("score", "--format", "json").record
    assert float(str(total["points_achieved"])) == pytest.approx(float(str(before["points_achieved"])) + 27)


def test_setting_what_is_already_so_changes_nothing(cm: Cli) -> None:
    before = cm.digest()
    result = cm(
        "actions", "set", MANUAL, NONTECHNICAL, "--implementation-status", "NotImplemented", "--test-status", "none"
    )
    assert (result.code, result.lines) == (0, [f"{MANUAL}: unchanged", f"{NONTECHNICAL}: unchanged"])
    assert cm.digest() == before


def test_workbook_spellings(cm: Cli) -> None:
    result = cm(
        "actions",
        "set",
        MANUAL,
        "--implementation-status",
        "AlternativeImplementation",
        "--test-status",
        "failedhighrisk",
    )
    assert result.code == 0
    after = shown(cm, MANUAL)
    assert (after["implementation_status"], after["test_status"]) == ("Alternative implementation", "Failed high risk")
    assert cm("actions", "set", MANUAL, "--implementation-status", "NotInScope").code == 0
    assert shown(cm, MANUAL)["test_status"] == "Out of scope"


def test_several_ids_are_changed_together(cm: Cli) -> None:
    result = cm("actions", "set", MANUAL, "--owner", "Li.Chen@contoso.example", NONTECHNICAL, MANUAL)
    assert result.lines == [f"{one}: owner none → li.chen@contoso.example" for one in (MANUAL, NONTECHNICAL)]
    assert cm("actions", "set", MANUAL, NONTECHNICAL, "--owner", "none").code == 0
    assert shown(cm, MANUAL)["owner"] is None


@pytest.mark.parametrize("bad", ["XX-999", AUTOMATIC])
def test_one_refusal_leaves_all_as_they_are(cm: Cli, bad: str) -> None:
    words = ("--implementation-status", "Implemented", "--test-status", "Passed")
    before = cm.digest()
    assert_refused(cm("actions", "set", MANUAL, NONTECHNICAL, bad, *words), 1, bad)
    assert cm.digest() == before


def test_what_a_status_brings_about_is_printed_by_field(cm: Cli) -> None:
    words = ("--implementation-status", "Implemented", "--implementation-date", "2026-01-02", "--test-status", "Passed")
    assert cm("actions", "set", MANUAL, *words, "--test-date", "2026-01-03").code == 0
    lines = cm("actions", "set", MANUAL, "--implementation-status", "Planned").lines
    assert f"{MANUAL}: implementation status Implemented → Planned" in lines
    assert f"{MANUAL}: implementation date 2026-01-02 → none" in lines
    assert f"{MANUAL}: test status Passed → None" in lines
    assert f"{MANUAL}: test date 2026-01-03 → none" in lines


def test_dates_can_be_taken_back(cm: Cli) -> None:
    assert (
        cm("actions", "set", MANUAL, "--implementation-status", "Implemented", "--implementation-date", "-3d").code == 0
    )
    assert shown(cm, MANUAL)["implementation_date"] is not None
    assert cm("actions", "set", MANUAL, "--implementation-date", "none").code == 0
    assert shown(cm, MANUAL)["implementation_date"] is None


def test_of_notes_only_the_change_is_told(cm: Cli) -> None:
    assert cm("actions", "set", MANUAL, "--other-notes", "--secret plan").lines == [f"{MANUAL}: other notes changed"]
    assert shown(cm, MANUAL)["other_notes"] == "--secret plan"
    assert cm("actions", "set", MANUAL, "--other-notes", "").code == 0
    assert shown(cm, MANUAL)["other_notes"] == ""


def test_the_changes_as_data(cm: Cli) -> None:
    rows = cm("actions", "set", MANUAL, "--owner", "li.chen@contoso.example", "--format", "json").rows
    assert rows == [
        {
            "id": MANUAL,
            "version": 2,
            "changes": [{"field": "owner", "old": None, "new": "li.chen@contoso.example"}],
            "notices": [],
            "points_achieved": 0,
            "points_possible": 27,
        }
    ]


def test_each_save_raises_the_version_by_one(cm: Cli) -> None:
    for version in range(2, 5):
        words = ("--other-notes", f"note {version}", "--expect-version", str(version - 1))
        assert cm("actions", "set", MANUAL, *words, "--format", "json").rows[0]["version"] == version


def test_another_version_than_expected_is_a_conflict(cm: Cli) -> None:
    before = cm.digest()
    for expected in ("0", "2", "9" * 18):
        assert_refused(
            cm("actions", "set", MANUAL, "--owner", "none", "--expect-version", expected), 3, MANUAL, "version 1"
        )
    assert cm.digest() == before


def test_an_automatic_action_keeps_its_test(cm: Cli) -> None:
    assert_refused(cm("actions", "set", AUTOMATIC, "--test-status", "Passed"), 1, AUTOMATIC, "Microsoft Secure Score")
    assert cm("actions", "set", AUTOMATIC, "--testing-type", "manual").code == 0
    assert shown(cm, AUTOMATIC)["testing_source"] == "Manual"


@pytest.fixture
def late(cm: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Li Chen takes the action over between our look at it and our save."""
    assert (
        cm("actions", "set", MANUAL, "--owner", "li.chen@contoso.example", acting="li.chen@contoso.example").code == 0
    )
    looked = ListingService.rows

    def before(self: ListingService, ids: Sequence[str]) -> tuple[ActionRow, ...]:
        return tuple(replace(row, version=1) for row in looked(self, ids))

    monkeypatch.setattr(ListingService, "rows", before)
    return cm


def test_somebody_elses_change_of_the_same_field_is_a_conflict(late: Cli) -> None:
    before = late.digest()
    result = late("actions", "set", MANUAL, "--owner", "maria.ruiz@contoso.example")
    assert_refused(result, 3, "owner", "Li Chen", "theirs li.chen@contoso.example", "yours maria.ruiz@contoso.example")
    assert late.digest() == before


def test_somebody_elses_change_of_another_field_stands_beside_mine(late: Cli) -> None:
    lines = late("actions", "set", MANUAL, "--test-notes", "x").lines
    assert lines[0] == f"{MANUAL}: test notes changed"
    assert lines[1].startswith(f"{MANUAL}: Li Chen changed owner (now li.chen@contoso.example) at ")
    after = shown(late, MANUAL)
    assert (after["owner"], after["test_notes"], after["version"]) == ("li.chen@contoso.example", "x", 3)
