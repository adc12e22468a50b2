"""`updates list`, `show` and `accept`; what `actions show` and `assessments` say of updates (issue 5, item 6)."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from cli_runner import Cli, Record, assert_refused
from support import StillClock
from updating import ELSEWHERE, NO_LONGER_TESTED, OTHER_SERVICE, POINTS, organisation_before, updated_catalogue

from cm_tui.cli import update_report
from cm_tui.model.rules.updates import KEPT, NOT_COUNTED, NOTHING_WAITS, PERMANENT

MARIA, PRIYA = "maria.ruiz@contoso.example", "priya.nair@contoso.example"
TECHNICAL, IN_EUROPE, LABELS = "CA-001", "CA-005@europe", "PI-001"
FIRST = "id name from_version to_version points_before points_after changes"
HOSTILE = "x\x1b[2J\u202e[b]{+y+}"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


@pytest.fixture
def own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """A small organisation with an update of every kind, one of them with a text that attacks the terminal."""
    files = updated_catalogue()
    actions = files["actions/control-access.toml"]["action"]
    assert isinstance(actions, list)
    actions[1] |= {"title": HOSTILE, "guidance": f"1. Do {HOSTILE}.\n2. Then rest."}
    actions[1]["earlier"][0] |= {"guidance": "1. Do it.\n2. Then rest."}
    return Cli(organisation_before(tmp_path / "own", files, StillClock()), capsys)


def waiting(cm: Cli) -> list[object]:
    """The ids that wait."""
    return [row["id"] for row in cm("updates", "list", "--format", "json").rows]


def test_the_listing_names_what_changes_in_three_styles(cm: Cli) -> None:
    rows = cm("updates", "list", "--format", "json").rows
    assert [row["id"] for row in rows] == sorted(str(row["id"]) for row in rows)
    assert all(list(row)[:7] == FIRST.split() for row in rows)
    for row in rows:
        assert isinstance(row["changes"], list)
        assert all(list(change) == ["field", "before", "after"] for change in row["changes"])
        assert all(change["before"] != change["after"] for change in row["changes"])
    labels = next(row for row in rows if row["id"] == LABELS)
    assert (labels["points_before"], labels["points_after"]) == (9, 27)
    assert {"field": "requirement", "before": "discretionary", "after": "mandatory"} in list_of(labels, "changes")
    controls = next(one for row in rows for one in list_of(row, "changes") if one["field"] == "controls")
    assert all(isinstance(controls[side], list) for side in ("before", "after"))
    found = list(csv.DictReader(io.StringIO(cm("updates", "list", "--format", "csv").out)))
    assert [(one["id"], one["points_after"]) for one in found] == [
        (row["id"], str(row["points_after"])) for row in rows
    ]
    assert [json.loads(one["changes"]) for one in found] == [row["changes"] for row in rows]
    table = cm("updates", "list").lines
    assert len(table) == len(rows) + 1
    assert any(line.startswith(LABELS) and "9 → 27" in line for line in table)


def list_of(record: Record, name: str) -> list[Record]:
    """A list of objects in a record."""
    value = record[name]
    assert isinstance(value, list)
    return value


def test_the_listing_is_narrowed_like_that_of_actions(cm: Cli) -> None:
    rows = cm("updates", "list", "--filter", "group:europe", "--format", "json").rows
    wanted = cm("actions", "list", "--filter", "group:europe update:pending", "--format", "json").rows
    assert {row["id"] for row in rows} == {row["id"] for row in wanted}
    assert rows
    assert cm("updates", "list", "--filter", "zzzz").lines == ["No update that waits matches the filter."]
    assert_refused(cm("updates", "list", "--filter", "test:("), 1, "--filter")
    assert_refused(cm("updates", "list", "--format", "xml"), 1, "--format", "xml")


def test_the_review_as_data(cm: Cli) -> None:
    listed = next(row for row in cm("updates", "list", "--format", "json").rows if row["id"] == IN_EUROPE)
    record = cm("updates", "show", IN_EUROPE, "--format", "json").record
    assert {name: record[name] for name in listed} == listed
    assert record["still_waiting_in"] == ["Health Services", "North America"]
    score = cm("score", "--format", "json").record
    names = ("percent", "points_achieved", "points_possible")
    assert record["score_before"] == {name: score[name] for name in names}
    promised = {one["name"]: one["after"] for one in list_of(record, "assessments")}
    assert cm("updates", "accept", IN_EUROPE).code == 0
    score = cm("score", "--format", "json").record
    assert record["score_after"] == {name: score[name] for name in names}
    after = {one["name"]: {name: one[name] for name in names} for one in list_of(score, "assessments")}
    assert promised.items() <= after.items()
    assert set(promised) == {"GDPR Europe", "LGPD Europe and Brazil"}


@pytest.mark.parametrize("columns", [None, 80])
def test_the_review_as_text(cm: Cli, monkeypatch: pytest.MonkeyPatch, columns: int | None) -> None:
    monkeypatch.setattr(update_report, "terminal_width", lambda: columns)
    lines = cm("updates", "show", LABELS).lines
    text = " ".join(" ".join(lines).split())
    assert all(char.isprintable() for line in lines for char in line)
    assert columns is None or max(map(len, lines)) <= columns
    for needle in (
        "9 → 27",
        "Organisation-wide: one acceptance for 6 assessments in 3 groups.",
        "Automation does not change.",
        "Requirement: discretionary → mandatory",
        KEPT,
        "Why accept Accept to work",
        "Why wait Wait if",
        PERMANENT,
        f"cm-tui updates accept {LABELS}",
    ):
        assert needle in text
    assert any(line.startswith("  ~ ") and "[-" in line for line in lines)
    assert any(line.startswith("  + ") for line in lines)
    assert len([line for line in lines if line.startswith(("GDPR ", "CCPA ", "HIPAA ", "LGPD "))]) == 6


def test_accepting_says_what_it_did_and_once_more_who_did_it(cm: Cli) -> None:
    lines = cm("updates", "accept", LABELS, "MD-001", "CA-003", acting=MARIA).lines
    assert lines[0].startswith(f"{LABELS}: version ")
    assert "points 9 → 27 (counted: " in lines[0]
    assert lines[1].startswith("MD-001: version 1 → ")
    assert lines[2] == "MD-001: testing type Automatic → Manual"
    assert lines[3] == "CA-003: unchanged; no update waits to be accepted"
    assert lines[4].startswith("Score: ")
    assert "→" in lines[4]
    before = cm.digest()
    again = cm("updates", "accept", LABELS, LABELS)
    assert again.code == 0
    assert len(again.lines) == 1
    assert again.lines[0].startswith(f"{LABELS}: unchanged; María Ruiz accepted the update at 20")
    data = cm("updates", "accept", LABELS, "--format", "json").record
    assert data["accepted"] == []
    (unchanged,) = list_of(data, "unchanged")
    assert (unchanged["id"], unchanged["accepted_by"]) == (LABELS, "María Ruiz")
    assert data["score_before"] == data["score_after"]
    assert cm.digest() == before
    assert_refused(cm("updates", "show", LABELS), 1, f"{LABELS}: María Ruiz accepted the update at")


def test_all_are_accepted_and_then_nothing_waits(cm: Cli) -> None:
    number = len(waiting(cm))
    data = cm("updates", "accept", "--all", "--format", "json").record
    assert len(list_of(data, "accepted")) == number
    score = cm("score", "--format", "json").record
    after = data["score_after"]
    assert isinstance(after, dict)
    assert after.items() <= score.items()
    before = cm.digest()
    for words in (("accept", "--all"), ("list",)):
        assert cm("updates", *words).lines == [NOTHING_WAITS]
    assert cm.digest() == before
    assert cm("check").code == 0


@pytest.mark.parametrize(
    ("words", "who", "code", "needles"),
    [
        ((), MARIA, 2, ("--all", "updates accept --help")),
        (("--all", LABELS), MARIA, 2, ("not both",)),
        ((LABELS, "XX-1"), MARIA, 1, ("XX-1",)),
        (("",), MARIA, 1, ("no action",)),
        ((LABELS,), PRIYA, 1, ("Reader may not",)),
        (("--all",), PRIYA, 1, ("Reader may not",)),
        ((LABELS, "--format", "csv"), MARIA, 1, ("--format", "csv")),
    ],
)
def test_what_is_refused_changes_nothing(
    cm: Cli, words: tuple[str, ...], who: str, code: int, needles: tuple[str, ...]
) -> None:
    before = cm.digest()
    assert_refused(cm("updates", "accept", *words, acting=who), code, *needles)
    assert cm.digest() == before


def test_actions_and_assessments_name_what_waits(cm: Cli) -> None:
    shown = " ".join(cm("actions", "show", TECHNICAL).out.split())
    review = cm("updates", "show", TECHNICAL, "--format", "json").record
    versions = f"version {review['to_version']} waits, version {review['from_version']} is in use"
    assert f"Pending update {versions}: cm-tui updates show {TECHNICAL}" in shown
    listed = cm("assessments", "list", "--format", "json").rows
    assert list(listed[0])[-1] == "pending_updates"
    for row in listed:
        record = cm("assessments", "show", str(row["name"]), "--format", "json").record
        assert isinstance(record["updates"], list)
        assert record["pending_updates"] == row["pending_updates"] == len(record["updates"])
        assert TECHNICAL in record["updates"]
        assert ", ".join(record["updates"]) in cm("assessments", "show", str(row["name"])).out
    assert "Updates" in cm("assessments", "list").lines[0].split()
    cm("updates", "accept", TECHNICAL)
    assert "Pending update" not in cm("actions", "show", TECHNICAL).out
    fewer = cm("assessments", "list", "--format", "json").rows
    assert [row["pending_updates"] for row in fewer] == [int(str(row["pending_updates"])) - 1 for row in listed]


def test_what_no_assessment_counts_any_more_is_told(own: Cli) -> None:
    assert NOT_COUNTED in own("updates", "show", ELSEWHERE).out
    lines = own("updates", "accept", ELSEWHERE, f"{OTHER_SERVICE}@south").lines
    assert lines[1] == f"{ELSEWHERE}: {NOT_COUNTED}"
    assert lines[0] == f"{ELSEWHERE}: version 1 → 2, points 27 (counted: 0/27 → 0/0)"
    assert ELSEWHERE not in own("actions", "list").out
    assert "0 of 27 (no assessment counts it: not counted)" in own("actions", "show", ELSEWHERE).out
    assert_refused(
        own("actions", "set", ELSEWHERE, "--other-notes", "x"), 1, "No assessment counts this action any more"
    )
    assert "no longer tests it" in own("updates", "show", NO_LONGER_TESTED).out


def test_hostile_texts_drive_nothing(own: Cli) -> None:
    action = f"{POINTS}@north"
    for words in (("list",), ("list", "--format", "csv"), ("show", action), ("show", action, "--format", "json")):
        out = own("updates", *words).out
        assert all(char.isprintable() or char == "\n" for char in out)
        assert "\\u202e" in out
    changes = list_of(own("updates", "show", action, "--format", "json").record, "changes")
    assert any(one["after"] == f"1. Do {HOSTILE}.\n2. Then rest." for one in changes)
    shown = own("updates", "show", action).lines
    assert r"  + 1. Do x\x1b[2J\u202e[b]{+y+}." in shown
    assert "    2. Then rest." in shown


@pytest.mark.parametrize("command", ["list", "show", "accept"])
def test_the_help_says_how(cm: Cli, command: str) -> None:
    result = cm("updates", command, "--help")
    assert result.code == 0
    assert f"cm-tui updates {command}" in result.out
    assert ("--all" in result.out) is (command == "accept")
