"""`score --since`, `--what-if`, `--explain` and `--assessment`: the names of interface.md section 5, and sums that agree."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from cli_runner import Cli, Record, assert_refused

from cm_tui.model.rules.points import DISCLAIMER

AMOUNTS = ["points_achieved", "points_possible"]
MOVE = ["seq", "at", "user", "event", "action", "name", "reason", *AMOUNTS, "percent_before", "percent_after"]
NOW = ["points_achieved", "points_possible", "percent"]
EUROPE = "GDPR Europe"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def part(record: Record, name: str) -> Record:
    value = record[name]
    assert isinstance(value, dict)
    return value


def records(record: Record, name: str) -> list[Record]:
    value = record[name]
    assert isinstance(value, list)
    return value


def amount(record: Record, name: str) -> float:
    value = record[name]
    assert isinstance(value, int | float)
    return float(value)


def since(cm: Cli, *words: str) -> Record:
    result = cm("score", "--format", "json", *words)
    assert result.code == 0, result
    return part(result.record, "since")


def test_what_moved_the_score_adds_up(cm: Cli) -> None:
    day = date.today() - timedelta(days=60)
    record = cm("score", "--since", day.isoformat(), "--format", "json").record
    found = part(record, "since")
    assert list(found) == ["date", "assessment", "filter", "start", "moves", "end"]
    assert (found["date"], found["assessment"]) == (day.isoformat(), None)
    moves = records(found, "moves")
    assert moves
    assert all(list(one) == MOVE for one in moves)
    start, end = part(found, "start"), part(found, "end")
    assert list(start) == list(end) == NOW
    for name in AMOUNTS:
        total = amount(start, name) + sum(amount(one, name) for one in moves)
        assert total == pytest.approx(amount(end, name), abs=1e-6)
        assert end[name] == record[name]
    assert end["percent"] == record["percent"] == moves[-1]["percent_after"]
    assert start["percent"] == moves[0]["percent_before"]
    known = {row["seq"]: row for row in cm("history", "list", "--format", "json").rows}
    for one in moves:
        assert one["user"] == known[one["seq"]]["user"]
        assert one["event"] == known[one["seq"]]["event"]


def test_a_pass_is_the_last_line(cm: Cli) -> None:
    before = since(cm, "--since", "today")
    cm("actions", "set", "CA-003", "--implementation-status", "implemented", "--test-status", "passed")
    moved = records(since(cm, "--since", "today"), "moves")
    [last] = moved[len(records(before, "moves")) :]
    reason = "Implementation status: Not implemented → Implemented; Test status: None → Passed"
    assert (last["action"], last["reason"], last["points_achieved"]) == ("CA-003", reason, 27)
    lines = cm("score", "--since", "today").lines
    assert lines[0].startswith(f"Score at the beginning of {date.today()}  ")
    [line] = [one for one in lines if "  CA-003  " in one]
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d +\+27 +0  CA-003 ", line)
    assert reason in line
    assert str(last["user"]) in line
    assert re.fullmatch(r"Together  \+\S+ achieved, \S+ possible by \d+ moves?", lines[-2])
    assert lines[-1].startswith("Now       ")


def test_the_ways_to_write_a_day(cm: Cli) -> None:
    week = (date.today() - timedelta(days=7)).isoformat()
    assert since(cm, "--since", "-1w") == since(cm, "--since", week)
    ahead = since(cm, "--since", "2999-01-01")
    assert ahead["moves"] == []
    assert ahead["start"] == ahead["end"]
    first, *rest = cm("score", "--since", "2999-01-01").lines
    assert first == "Nothing moved the score since 2999-01-01: that day is still to come."
    assert [line.split()[0] for line in rest] == ["Now"]
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    first = cm("score", "--since", tomorrow, "--assessment", EUROPE).lines[0]
    assert first.startswith(f"Nothing moved the score of {EUROPE} since {tomorrow}")
    begin = since(cm, "--since=0001-01-01")
    assert part(begin, "start") == {"points_achieved": 0, "points_possible": 0, "percent": 0}
    assert records(begin, "moves")[0]["action"] is None
    assert re.fullmatch(r"\d+ actions", str(records(begin, "moves")[0]["name"]))


def test_one_assessment_alone(cm: Cli) -> None:
    record = cm("score", "--since", "-60d", "--explain", "--assessment", "gdpr europe", "--format", "json").record
    found, own = part(record, "since"), next(one for one in records(record, "assessments") if one["name"] == EUROPE)
    assert found["assessment"] == EUROPE
    entries = records(record, "explain")
    for name in AMOUNTS:
        assert part(found, "end")[name] == own[name]
        counted = sum(amount(one, name) for one in entries if one["in_scope"])
        assert counted == pytest.approx(amount(own, name), abs=1e-6)
    text = cm("score", "--since", "-60d", "--explain", "--assessment", EUROPE).out
    assert f"Together: {amount(own, 'points_achieved'):,.2f}"[:13].replace(",", " ") in text
    assert f"Score of {EUROPE} at the beginning of" in text
    assert DISCLAIMER in text


def test_a_filter_narrows_what_is_explained_and_what_moved(cm: Cli) -> None:
    text = "group:europe category:privacy"
    asked = ("score", "--explain", "--since", "-60d", "--filter", text)
    for narrower in ((), ("--assessment", EUROPE)):
        record = cm(*asked, *narrower, "--format", "json").record
        found, entries, filtered = part(record, "since"), records(record, "explain"), part(record, "filtered")
        assert list(filtered) == ["filter", *NOW]
        assert (found["filter"], filtered["filter"]) == (text, text)
        assert entries
        assert records(found, "moves")
        for name in AMOUNTS:
            moved = sum(amount(one, name) for one in records(found, "moves"))
            counted = sum(amount(one, name) for one in entries if one["in_scope"])
            assert amount(part(found, "start"), name) + moved == pytest.approx(amount(filtered, name), abs=1e-6)
            assert counted == pytest.approx(amount(filtered, name), abs=1e-6)
            assert part(found, "end")[name] == filtered[name]
        assert 0 < amount(filtered, "points_possible") < amount(record, "points_possible")
    wanted = cm(
        "actions", "list", "--filter", f"{text} assessment:'{EUROPE}'".replace("'", '"'), "--format", "json"
    ).rows
    assert {str(row["id"]) for row in wanted} <= {str(one["id"]) for one in entries}
    whole = cm("score", "--explain", "--since", "-60d", "--format", "json").record
    assert "filtered" not in whole
    lines = cm(*asked, "--assessment", EUROPE).lines
    assert any(line.startswith(f"Score of what the filter selects in {EUROPE} at the beginning of") for line in lines)
    nothing = cm("score", "--explain", "--filter", "ca-001").lines
    assert nothing[0] == "No action counts."
    assert nothing[-1] == "Words are not looked for in ids; write id:CA-001."


def test_what_would_be(cm: Cli) -> None:
    before = cm.digest()
    record = cm("score", "--what-if", "group:europe gain>=9", "--format", "json").record
    found = part(record, "what_if")
    assert list(found) == ["filter", "actions", "out_of_scope", *NOW, "assessments"]
    wanted = cm("actions", "list", "--filter", "group:europe gain>=9", "--format", "json").rows
    gain = sum(amount(row, "points_possible") - amount(row, "points_achieved") for row in wanted)
    assert sorted(map(str, records(found, "actions"))) == sorted(str(row["id"]) for row in wanted)
    assert amount(found, "points_achieved") == pytest.approx(amount(record, "points_achieved") + gain)
    assert found["points_possible"] == record["points_possible"]
    assert [one["name"] for one in records(found, "assessments")] == [
        one["name"] for one in records(record, "assessments")
    ]
    for one, now in zip(records(found, "assessments"), records(record, "assessments"), strict=True):
        assert one["points_achieved_before"] == now["points_achieved"]
        assert amount(one, "points_achieved_after") >= amount(now, "points_achieved")
    lines = cm("score", "--what-if", "group:europe gain>=9").lines
    assert lines[0].endswith(f"{len(wanted)} actions without all points yet")
    assert f"{record['percent']} %" in lines[1]
    assert f"{found['percent']} %" in lines[2]
    assert "Nothing was stored." in lines
    assert cm.digest() == before


@pytest.mark.parametrize(
    ("words", "needles"),
    [
        (("--since", "2026-11-1"), ("--since", "'2026-11-1'", "YYYY-MM-DD")),
        (("--since", "2026-02-30"), ("--since", "no such day")),
        (("--since", "none"), ("--since", "'none'")),
        (("--since", ""), ("--since", "YYYY-MM-DD")),
        (("--since", "2026-11-20T09:30"), ("--since", "YYYY-MM-DD")),
        (("--since", "today", "--assessment", "R9"), ("'R9'", EUROPE)),
        (("--explain", "--assessment", "R9"), ("'R9'", EUROPE)),
        (("--assessment", EUROPE), ("--assessment", "--explain or --since", "assessments show")),
        (("--filter", "owner:me"), ("--filter", "--explain or --since", "actions list")),
        (("--explain", "--filter", "owner:me,"), ("--filter", "after the comma at character 9")),
        (("--since", "today", "--filter", "owner:nobody.such"), ("--filter: owner:'nobody.such'",)),
        (
            ("--explain", "CA-001", "--filter", "id:CA-002"),
            ("The filter does not select CA-001; explain it without one.",),
        ),
        (("--what-if", "owner:me", "--filter", "owner:me"), ("--what-if stands alone",)),
        (("--explain", "CA-001", "--since", "today"), ("--since", "history list --action ID")),
        (("--what-if", "owner:me", "--since", "today"), ("--what-if stands alone",)),
        (("--what-if", "owner:me", "--explain"), ("--what-if stands alone",)),
        (("--what-if", "owner:me", "--assessment", EUROPE), ("--what-if stands alone",)),
        (("--what-if", "color:red"), ("--what-if", "color")),
        (("--what-if", "owner:nobody.such"), ("--what-if", "'nobody.such'")),
    ],
    ids=lambda value: " ".join(value) or "empty",
)
def test_what_says_nothing_is_refused(cm: Cli, words: tuple[str, ...], needles: tuple[str, ...]) -> None:
    assert_refused(cm("score", *words), 1, *needles)


def test_a_missing_value_is_an_unknown_command_line(cm: Cli) -> None:
    assert_refused(cm("score", "--since"), 2, "--since")
    assert_refused(cm("score", "--what-if"), 2, "--what-if")
