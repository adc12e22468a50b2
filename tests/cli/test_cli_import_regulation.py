"""`import regulation`: looked at first, then imported; faults by cell (interface 4 and 5; spec 11.9)."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from cli_runner import Cli, Record, assert_refused
from template_files import own_template, read_template, write_template

SAMIR, MARIA = "samir.haddad@contoso.example", "maria.ruiz@contoso.example"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def written(folder: Path) -> str:
    """An own regulation that the demo's catalogue can take."""
    tabs = own_template()
    tabs["ControlFamily"][1][4] = "Shut the doors"
    tabs["Template"][1][0] = "House [bold]rules[/bold]"
    return str(write_template(folder / "t.xlsx", tabs))


def test_an_own_regulation_is_imported_assessed_and_exported_again(cm: Cli, tmp_path: Path) -> None:
    file, before = written(tmp_path), cm.digest()
    told = cm("import", "regulation", file, "--dry-run", acting=SAMIR)
    assert (told.code, told.err) == (0, "")
    assert "House [bold]rules[/bold] (new)" in told.out
    assert "2 added, 0 changed, 0 removed; 2 in all" in told.out
    assert told.lines[-1] == "Dry run: nothing was stored."
    assert "  H 1  Doors" in told.lines
    assert "  XA-001  Shut the doors: an improvement action of your own that begins" in told.lines
    promised = cm("import", "regulation", file, "--dry-run", "--format", "json").record
    assert cm.digest() == before
    done = cm("import", "regulation", file, "--format", "json").record
    assert done == {**promised, "dry_run": False}
    assert (done["key"], done["maximum_points_before"], done["maximum_points"]) == ("house-bold-rules-bold", 0, 17)
    assert [cast("Record", one)["id"] for one in cast("list[object]", done["controls_added"])] == ["H 1", "H 2"]
    assert (done["actions_changed"], done["more_errors"]) == ([], False)
    assert [cast("Record", one)["id"] for one in cast("list[object]", done["new_actions"])] == ["XA-001", "XA-002"]

    words = ("--name", "House", "--group", "Own", "--regulation", "house-bold-rules-bold", "--service", "SAP")
    made = cm("assessments", "create", *words)
    assert (made.code, made.err) == (0, "")
    assert cm("actions", "show", "XA-002@own", "--format", "json").record["points_possible"] == 5
    shown = cm("regulations", "show", "house-bold-rules-bold", "--format", "json").record
    assert (shown["origin"], shown["product"]) == ("own", "Salesforce")

    out = str(tmp_path / "out.xlsx")
    assert cm("export", "regulation", "house-bold-rules-bold", out).code == 0
    head = cm.digest()
    again = cm("import", "regulation", out)
    assert "House [bold]rules[/bold] (unchanged)" in again.out
    products = {one["key"]: one["product"] for one in cm("regulations", "list", "--format", "json").rows}
    assert (products["gdpr"], products["house-bold-rules-bold"]) == ("Microsoft 365", "Salesforce")
    assert (again.code, again.lines[-1]) == (0, "The regulation is already as the file says; there is nothing to do.")
    assert cm.digest() == head
    assert cm("check").code == 0


def test_what_ends_inheritance_takes_consent(cm: Cli, tmp_path: Path) -> None:
    out = tmp_path / "lgpd.xlsx"
    cm("export", "regulation", "lgpd", str(out))
    tabs = read_template(out)
    tabs["ControlFamily"][1][2] = "Another title"
    write_template(out, tabs)
    assert_refused(cm("import", "regulation", str(out)), 1, "Say --yes")
    assert cm("import", "regulation", str(out), "--yes").code == 0
    assert cm("regulations", "show", "lgpd", "--format", "json").record["origin"] == "modified"
    assert "LGPD" in cm("import", "catalogue").out or "left alone" in cm("import", "catalogue").out


def test_faults_are_told_by_cell_and_nothing_is_imported(cm: Cli, tmp_path: Path) -> None:
    tabs, before = own_template(), cm.digest()
    tabs["Actions"][1][2] = 100
    file = str(write_template(tmp_path / "t.xlsx", tabs))
    told = cm("import", "regulation", file)
    assert told.code == 1
    assert (
        "  Actions, row 2, actionScore: '100': An action's score is a whole number from 1 to 99; write one." in told.out
    )
    assert told.err.endswith("t.xlsx has 2 faults; nothing was imported.\n")
    assert cm.digest() == before
    assert_refused(cm("import", "regulation", file, acting=MARIA), 1, "may not import regulations")
    assert_refused(cm("import", "regulation", str(tmp_path / "none.xlsx")), 1, "none.xlsx")
