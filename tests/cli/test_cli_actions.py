"""`actions list` and `actions show`: names, order, filters, and text that cannot drive a terminal."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from unicodedata import category

import pytest
from cli_runner import Cli

_ROW = (
    "id name group category action_type solutions services regulations assessments points_achieved points_possible "
    "implementation_status implementation_date test_status test_date testing_type testing_source owner pending_update version"
)
_SHOWN = (
    "description guidance launch_url implementation_notes test_notes other_notes controls evidence managed_by requirement "
    "function stage eligible_source sent_by privacy_framework sp800_53"
)
ROW, SHOWN = _ROW.split(), _SHOWN.split()
HOSTILE = "\x1b]0;owned\x07\x1b[31mred\x9b2J\u202egpj.exe\u200b [@click=app.quit]x[/] =1+1\r\nsecond\tline\x7f"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def test_rows_have_exactly_the_promised_names(cm: Cli) -> None:
    rows = cm("actions", "list", "--format", "json").rows
    assert len(rows) > 100
    assert all(list(row) == ROW for row in rows)
    assert all(isinstance(row["pending_update"], bool) and isinstance(row["version"], int) for row in rows)
    assert all(isinstance(row["solutions"], list) and isinstance(row["points_achieved"], int | float) for row in rows)
    assert not any(str(row["id"]).startswith("MS-") for row in rows)
    assert any(row["test_status"] == "Passed" for row in rows)
    assert {row["action_type"] for row in rows} == {"Technical", "Operational", "Documentation"}


def test_only_organisation_wide_actions_have_no_group(cm: Cli) -> None:
    for row in cm("actions", "list", "--format", "json").rows:
        assert (row["group"] is None) == ("@" not in str(row["id"])) == (row["action_type"] == "Technical")


def test_the_default_order_is_gain_then_id(cm: Cli) -> None:
    def gain(row: dict[str, object]) -> float:
        out = "Out of scope" in (row["implementation_status"], row["test_status"])
        return 0.0 if out else float(str(row["points_possible"])) - float(str(row["points_achieved"]))

    rows = cm("actions", "list", "--format", "json").rows
    assert rows == sorted(rows, key=lambda row: (-gain(row), str(row["id"])))


@pytest.mark.parametrize("column", [*ROW, "gain"])
def test_every_column_sorts_both_ways(cm: Cli, column: str) -> None:
    up, down = (cm("actions", "list", "--sort", f"{sign}{column}", "--format", "json") for sign in ("", "-"))
    assert (up.code, down.code) == (0, 0)
    assert {str(row["id"]) for row in up.rows} == {str(row["id"]) for row in down.rows}
    if column in ("id", "name", "points_possible", "version"):
        values = [row[column] for row in up.rows]
        assert [str(value).lower() for value in values] == [
            str(value).lower()
            for value in sorted(values, key=lambda one: one if isinstance(one, int) else str(one).lower())
        ]


def test_values_that_begin_with_a_hyphen(cm: Cli) -> None:
    everything = {str(row["id"]) for row in cm("actions", "list", "--format", "json").rows}
    unowned, owned = (
        {str(row["id"]) for row in cm("actions", "list", "--filter", text, "--format", "json").rows}
        for text in ("owner:none", "-owner:none")
    )
    assert unowned
    assert owned
    assert unowned | owned == everything
    assert not unowned & owned


def test_limit(cm: Cli) -> None:
    assert len(cm("actions", "list", "--limit", "3", "--format", "json").rows) == 3
    assert cm("actions", "list", "--limit", "0", "--format", "json").rows == []
    assert len(cm("actions", "list", "--limit", "9" * 18, "--format", "json").rows) > 100


def test_csv_says_what_json_says(cm: Cli) -> None:
    found = list(csv.DictReader(io.StringIO(cm("actions", "list", "--format", "csv").out)))
    rows = cm("actions", "list", "--format", "json").rows
    assert [list(row) for row in found] == [ROW] * len(rows)
    assert [row["id"] for row in found] == [row["id"] for row in rows]
    assert [row["owner"] for row in found] == [row["owner"] or "" for row in rows]
    assert [row["pending_update"] for row in found] == [str(row["pending_update"]).lower() for row in rows]


def test_a_csv_without_rows_has_its_header(cm: Cli) -> None:
    assert cm("actions", "list", "--filter", "zzzzz", "--format", "csv").out == ",".join(ROW) + "\n"


def test_a_table_in_a_pipe_is_complete(cm: Cli) -> None:
    result = cm("actions", "list")
    rows = cm("actions", "list", "--format", "json").rows
    assert len(result.lines) == len(rows) + 1
    for line, row in zip(result.lines[1:], rows, strict=True):
        assert line.startswith(f"{row['id']} ")
        assert str(row["name"]) in line
        assert str(row["owner"] or "none") in line
    assert "\t" not in result.out
    assert "…" not in result.out


def test_an_empty_table_says_so_and_where_ids_are_looked_for(cm: Cli) -> None:
    assert cm("actions", "list", "--filter", "zzzzz").out == "No improvement action matches.\n"
    advice = "Words are not looked for in ids; write id:CA-003."
    assert cm("actions", "list", "--filter", "ca-003").out == f"No improvement action matches. {advice}\n"
    [row] = cm("actions", "list", "--filter", "id:ca-003", "--format", "json").rows
    assert row["id"] == "CA-003"
    assert cm("score", "--what-if", "CA-003").lines[0] == advice
    assert advice not in cm("score", "--what-if", "id:CA-003").out


def test_show_has_the_row_first_and_then_the_rest(cm: Cli) -> None:
    record = cm("actions", "show", "CA-001", "--format", "json").record
    assert list(record) == [*ROW, *SHOWN]
    assert record["managed_by"] == "your organisation"
    assert record["evidence"] == []
    guidance = str(record["guidance"])
    assert guidance.count("\n\nShows it is done: ") == 1
    controls = record["controls"]
    assert isinstance(controls, list)
    assert all(list(control)[:4] == ["regulation", "control_id", "title", "family"] for control in controls)


def test_show_in_words(cm: Cli) -> None:
    result = cm("actions", "show", " ca-003 ")
    assert result.code == 0
    assert result.lines[0] == "CA-003  Make administrator roles eligible and time-bound"
    assert "How to implement" in result.lines
    assert "Shows it is done: " in result.out
    assert "Related controls" in result.lines


def test_microsofts_actions_are_shown_but_not_listed(cm: Cli) -> None:
    assert cm("actions", "show", "MS-001", "--format", "json").record["managed_by"] == "Microsoft"
    assert "MS-001" not in cm("actions", "list").out


def test_hostile_text_is_visible_and_inert(cm: Cli) -> None:
    for field in ("implementation", "test", "other"):
        assert cm("actions", "set", "CA-003", f"--{field}-notes", HOSTILE).code == 0
    shown = cm("actions", "show", "CA-003")
    assert not [char for char in shown.out if category(char) in ("Cc", "Cf") and char != "\n"]
    assert r"\x1b]0;owned\x07\x1b[31mred\x9b2J\u202egpj.exe\u200b [@click=app.quit]x[/] =1+1" in shown.out
    as_json = cm("actions", "show", "CA-003", "--format", "json")
    assert not [char for char in as_json.out if category(char) in ("Cc", "Cf") and char != "\n"]
    assert as_json.record["test_notes"] == HOSTILE
    assert "owned" not in cm("history", "list", "--action", "CA-003", "--format", "json").out
