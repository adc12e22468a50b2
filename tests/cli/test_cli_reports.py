"""Score, assessments, regulations, groups, history, users, check: the names of interface.md section 5 and sound sums."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from cli_runner import Cli, Record, assert_refused

from cm_tui.model.rules.points import DISCLAIMER

LISTINGS = {
    ("assessments", "list"): (
        "name group regulation services status percent points_achieved points_possible controls_passed controls "
        "controls_total your_actions your_actions_passed microsoft_actions pending_updates"
    ),
    ("groups", "list"): "name slug assessments",
    ("regulations", "list"): "key title version controls actions maximum_points active origin product",
    ("users", "list"): "email name role login",
    ("history", "list"): "seq at user account event action field old new",
}


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def amount(record: Record, name: str) -> float:
    value = record[name]
    assert isinstance(value, int | float)
    return float(value)


def records(record: Record, name: str) -> list[Record]:
    value = record[name]
    assert isinstance(value, list)
    return value


@pytest.mark.parametrize("words", LISTINGS, ids=lambda words: words[0])
def test_every_listing_in_three_styles(cm: Cli, words: tuple[str, str]) -> None:
    names = LISTINGS[words].split()
    rows = cm(*words, "--format", "json").rows
    assert rows
    assert all(list(row) == names for row in rows)
    found = list(csv.reader(io.StringIO(cm(*words, "--format", "csv").out)))
    assert found[0] == names
    assert len(found) == len(rows) + 1
    assert len(cm(*words).lines) == len(rows) + 1


def test_score(cm: Cli) -> None:
    record = cm("score", "--format", "json").record
    names = (
        "percent points_achieved points_possible your_points_achieved your_points_possible microsoft_points_achieved "
        "microsoft_points_possible assessments"
    )
    assert list(record) == names.split()
    assert amount(record, "percent") == round(amount(record, "percent"), 2)
    for kind in ("achieved", "possible"):
        parts = amount(record, f"your_points_{kind}") + amount(record, f"microsoft_points_{kind}")
        assert amount(record, f"points_{kind}") == pytest.approx(parts)
    for one in records(record, "assessments"):
        assert list(one) == ["name", "group", "regulation", "percent", "points_achieved", "points_possible", "status"]
    text = cm("score").out
    assert DISCLAIMER in text
    assert f"{record['percent']} %" in text


def test_every_point_is_explained(cm: Cli) -> None:
    record = cm("score", "--explain", "--format", "json").record
    entries = records(record, "explain")
    counted = [entry for entry in entries if entry["in_scope"]]
    for kind in ("achieved", "possible"):
        assert sum(amount(entry, f"points_{kind}") for entry in counted) == pytest.approx(
            amount(record, f"points_{kind}")
        )
    assert all(entry["condition"] and entry["scope"] for entry in entries)
    assert DISCLAIMER in cm("score", "--explain").out


def test_one_actions_points_are_explained(cm: Cli) -> None:
    assert [one["id"] for one in records(cm("score", "--explain", "CA-002", "--format", "json").record, "explain")] == [
        "CA-002"
    ]
    assert cm("score", "--explain=CA-002").lines[1].startswith("CA-002 ")


def test_an_assessment_with_its_controls(cm: Cli) -> None:
    listed = cm("assessments", "list", "--format", "json").rows
    record = cm("assessments", "show", "gdpr EUROPE", "--format", "json").record
    controls = records(record, "controls")
    names = ["control_id", "title", "family", "status", "points_achieved", "points_possible", "actions"]
    assert all(list(control)[: len(names)] == names for control in controls)
    row = next(row for row in listed if row["name"] == "GDPR Europe")
    assert list(record) == [*row, "updates", "families", "progress", "microsoft"]
    assert {**record, "controls": row["controls"]}.items() >= row.items()
    assert sum(control["status"] == "Passed" for control in controls) == row["controls_passed"]
    text = cm("assessments", "show", "GDPR Europe").out
    assert DISCLAIMER in text
    assert str(controls[0]["control_id"]) in text


def test_a_regulation_with_its_controls(cm: Cli) -> None:
    record = cm("regulations", "show", "hipaa-hitech", "--format", "json").record
    controls = records(record, "controls")
    names = [
        "control_id",
        "title",
        "family",
        "summary",
        "status",
        "requirement",
        "unverified",
        "actions",
        "mappings",
        "no_action",
    ]
    assert all(list(control)[: len(names)] == names for control in controls)
    assert {control["requirement"] for control in controls} == {"required", "addressable", None}
    for name in ("HIPAA-HITECH", "hipaa"):
        assert cm("regulations", "show", name).lines[0] == record["title"]


def test_the_tree_of_a_regulation_names_the_actions_under_each_control(cm: Cli) -> None:
    record = cm("regulations", "show", "hipaa-hitech", "--format", "json").record
    lines = cm("regulations", "show", "hipaa-hitech").lines
    for control in records(record, "controls"):
        place = next(at for at, line in enumerate(lines) if line.strip().startswith(f"{control['control_id']}  "))
        if control["unverified"]:
            assert "unverified" in lines[place]
        mappings = records(control, "mappings")
        assert sorted(str(one["id"]) for one in mappings) == control["actions"]
        for line, mapping in zip(lines[place + 1 :], mappings, strict=False):
            assert line.split()[0] == str(mapping["strength"]).split()[0]
            assert f"  {mapping['id']}  {mapping['title']}" in line
        if control["no_action"]:
            assert lines[place + 1].strip() == f"no action: {control['no_action']}"


def test_specifications_stand_under_their_standard(cm: Cli) -> None:
    lines = cm("regulations", "show", "hipaa-hitech").lines
    standard = next(line for line in lines if "164.308(a)(1)(i) " in line)
    specification = next(line for line in lines if "164.308(a)(1)(ii)(A) " in line)
    assert "(required)" in specification
    assert indent(specification) == indent(standard) + 2


def indent(line: str) -> int:
    """How far a line is moved in."""
    return len(line) - len(line.lstrip())


def test_history_by_action_time_and_number(cm: Cli) -> None:
    assert cm("actions", "set", "CA-003", "--owner", "li.chen@contoso.example", "--other-notes", "x").code == 0
    rows = cm("history", "list", "--action", "CA-003", "--format", "json").rows
    assert {row["action"] for row in rows} == {"CA-003"}
    assert [row["seq"] for row in rows] == sorted((row["seq"] for row in rows), key=lambda seq: -int(str(seq)))
    owner = next(row for row in rows if row["field"] == "owner")
    assert (owner["old"], owner["new"]) == (None, "li.chen@contoso.example")
    assert str(owner["at"]).endswith("+00:00")
    assert len(cm("history", "list", "--limit", "1", "--format", "json").rows) == 1
    assert {row["seq"] for row in cm("history", "list", "--since", "today", "--format", "json").rows} == {owner["seq"]}
    assert cm("history", "list", "--since", "tomorrow", "--format", "json").rows == []
    assert cm("history", "list", "--since", f"{owner['at']}", "--format", "json").rows


def test_history_verify(cm: Cli) -> None:
    record = cm("history", "verify", "--format", "json").record
    assert list(record)[:3] == ["events", "valid", "first_invalid"]
    assert (record["valid"], record["first_invalid"]) == (True, None)
    digest = str(record["digest"])
    assert digest in cm("history", "verify").out
    assert cm("history", "verify", "--against", digest).code == 0
    assert cm("actions", "set", "CA-003", "--other-notes", "x").code == 0
    assert cm("history", "verify", "--against", digest).code == 0


def test_a_damaged_history_is_found_and_named(cm: Cli) -> None:
    with sqlite3.connect(cm.path / "workspace.db") as database:
        database.execute("DROP TRIGGER event_no_UPDATE")
        database.execute("UPDATE event SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 5")
    result = cm("history", "verify")
    assert_refused(result, 4, "event 5", "edited")
    as_json = cm("history", "verify", "--format", "json")
    assert as_json.code == 4
    assert (as_json.record["valid"], as_json.record["first_invalid"]) == (False, 5)
    checked = cm("check", "--format", "json")
    assert checked.code == 4
    assert checked.record["ok"] is False
    assert records(checked.record, "problems")
    assert checked.err.count("\n") == 1


def test_a_cut_history_is_found_with_a_digest(cm: Cli) -> None:
    digest = str(cm("history", "verify", "--format", "json").record["digest"])
    assert_refused(cm("history", "verify", "--against", f"{int(digest.split(':')[0]) + 1}:{'0' * 64}"), 4, "cut")


def test_check_of_a_sound_workspace(cm: Cli) -> None:
    assert cm("check", "--format", "json").record == {"ok": True, "problems": []}
    assert cm("check").lines == ["The workspace is sound: database, points, history and evidence."]


def test_users_come_in_change_and_go(cm: Cli) -> None:
    added = cm("users", "add", "New@contoso.example", "--name", "Nia New", "--role", "Reader", "--login", "nia")
    assert added.lines == ["new@contoso.example: added as Nia New, role reader, login nia"]
    changed = cm("users", "role", "new@contoso.example", "GLOBAL-ADMINISTRATOR")
    assert changed.lines == ["new@contoso.example: role reader → global-administrator"]
    assert cm("users", "role", "new@contoso.example", "global administrator").lines == [
        "new@contoso.example: unchanged"
    ]
    row = {"email": "new@contoso.example", "name": "Nia New", "role": "global-administrator", "login": "nia"}
    assert row in cm("users", "list", "--format", "json").rows
    assert cm("actions", "set", "CA-003", "--owner", "new@contoso.example").code == 0
    removed = cm("users", "remove", "new@contoso.example")
    assert removed.lines == ["CA-003: owner new@contoso.example → none", "new@contoso.example: removed"]
    assert cm("check").code == 0


def test_users_as_data(cm: Cli) -> None:
    words = ("a@b.example", "--name", "A", "--role", "assessor", "--format", "json")
    assert cm("users", "add", *words).record == {"email": "a@b.example", "name": "A", "role": "assessor", "login": None}
    assert cm("users", "role", "a@b.example", "reader", "--format", "json").record["role"] == "reader"
    assert cm("users", "remove", "a@b.example", "--format", "json").record["changes"] == ["a@b.example: removed"]


def test_acting_as_somebody_is_in_the_history(cm: Cli) -> None:
    assert cm("actions", "set", "CA-003", "--other-notes", "x", acting="li.chen@contoso.example").code == 0
    row = cm("history", "list", "--limit", "1", "--format", "json").rows[0]
    assert "Li Chen" in str(row["user"])
    assert row["account"]


def test_a_family_stands_once_above_its_controls(cm: Cli) -> None:
    lines = cm("regulations", "show", "ccpa").lines
    parts = [at for at, line in enumerate(lines) if indent(line) == 4 and "  " in line.strip()]
    for at in parts:
        above = next(line for line in reversed(lines[:at]) if line and indent(line) < 4)
        assert indent(above) == 2
