"""`regulations show` with what else each action serves, as text and as JSON; `regulations list` keeps its names."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Cli, Record


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def records(record: Record, name: str) -> list[Record]:
    value = record[name]
    assert isinstance(value, list)
    return value


def test_each_mapping_names_the_other_regulations_with_their_strength(cm: Cli) -> None:
    record = cm("regulations", "show", "hipaa-hitech", "--format", "json").record
    lines = cm("regulations", "show", "hipaa-hitech").lines
    mappings = [one for control in records(record, "controls") for one in records(control, "mappings")]
    assert {str(one["managed_by"]) for one in mappings} == {"your organisation", "Microsoft"}
    others = {(str(one["id"]), str(other["regulation"])) for one in mappings for other in records(one, "others")}
    assert {regulation for _, regulation in others} == {"gdpr", "ccpa", "lgpd"}
    titles = {"gdpr": "GDPR", "ccpa": "CCPA", "lgpd": "LGPD"}
    for one in mappings:
        said = ", ".join(f"{titles[str(each['regulation'])]} {each['strength']}" for each in records(one, "others"))
        end = f"{one['id']}  {one['title']}{f' (also {said})' if said else ''}"
        assert any(line.endswith(end) and str(one["strength"]) in line for line in lines)


def test_the_report_says_who_uses_it_and_what_is_not_in_force(cm: Cli) -> None:
    record = cm("regulations", "show", "hipaa", "--format", "json").record
    assert record["assessments"] == ["HIPAA Health Services"]
    assert (record["short_title"], record["jurisdiction"]) == ("HIPAA", "United States")
    idle = sum(control["status"] != "in force" for control in records(record, "controls"))
    assert idle == 1
    assert record["controls_in_force"] == len(records(record, "controls")) - idle
    text = cm("regulations", "show", "hipaa").out
    assert "1 of them not in force" in text
    assert "HIPAA Health Services" in text


def test_the_listing_keeps_its_names(cm: Cli) -> None:
    rows = cm("regulations", "list", "--format", "json").rows
    assert [list(row) for row in rows] == [
        ["key", "title", "version", "controls", "actions", "maximum_points", "active", "origin", "product"]
    ] * 4
    assert "Assessments" in cm("regulations", "list").lines[0]
