"""`import catalogue`: looked at first, then brought in; what stands against it is one sentence (interface 4)."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from cli_runner import Cli, Record, assert_refused
from newer_catalogue import ACCESS, INDEX, edited, entries, entry, grow, shipped_copy, take_out
from support import TomlFiles

MARIA, SAMIR = "maria.ruiz@contoso.example", "samir.haddad@contoso.example"


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def next_release(files: TomlFiles) -> None:
    """What a newer release makes of Control Access: an action more, one changed, one gone."""
    new = {**entry(files, "CA-009"), "id": "CA-900", "title": "Look after the [bold]gates[/bold]", "release": "2099.1"}
    new.pop("earlier", None)
    entries(files, ACCESS).append(new)
    grow(files, "CA-010", "2099.1", guidance="1. Do it another way.")
    take_out(files, "CA-011")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """The next release of the program's own catalogue."""
    return str(edited(shipped_copy(tmp_path / "data"), ACCESS, next_release))


def part(record: Record, *names: str) -> object:
    """A value inside a record."""
    found: object = record
    for name in names:
        found = cast("Record", found)[name]
    return found


def test_a_dry_run_tells_what_importing_does_and_stores_nothing(cm: Cli, folder: str) -> None:
    before, waiting = cm.digest(), len(cm("updates", "list", "--format", "json").rows)
    told = cm("import", "catalogue", folder, "--dry-run", acting=SAMIR)
    assert (told.code, told.err) == (0, "")
    assert "1 new, 1 changed, 1 withdrawn" in told.out
    assert "  CA-900  Look after the [bold]gates[/bold] (" in told.out
    assert f"1 more update to accept, {waiting + 1} in all" in told.out
    assert "version " in next(line for line in told.lines if line.startswith("  CA-010"))
    assert "(guidance); 1 row gets a pending update" in told.out
    assert next(line for line in told.lines if line.startswith("  CA-011")).endswith("1 row stays in use")
    assert told.lines[-1] == "Dry run: nothing was stored."
    promised = cm("import", "catalogue", "--dry-run", folder, "--format", "json").record
    assert cm.digest() == before

    done = cm("import", "catalogue", folder, "--format", "json").record
    assert done == {**promised, "dry_run": False}
    assert list(done) == [
        *("release_before", "release", "dry_run", "unchanged", "actions", "controls", "regulations", "rows"),
        *("updates", "score_before", "score_after", "assessments", "left_alone"),
    ]
    assert (done["release"], done["unchanged"]) == ("2099.1", False)
    assert done["updates"] == {"more": 1, "total": waiting + 1}
    new = cast("list[Record]", part(done, "actions", "new"))
    assert [one["id"] for one in new] == ["CA-900"]
    assert set(cast("list[str]", new[0]["rows"])) == set(cast("list[str]", part(done, "rows", "begun")))
    assert part(done, "score_before", "points_possible") != part(done, "score_after", "points_possible")
    assert cm("score", "--format", "json").record["points_possible"] == part(done, "score_after", "points_possible")
    assert len(cm("updates", "list", "--format", "json").rows) == waiting + 1
    assert cm("check").code == 0

    again = cm("import", "catalogue", folder)
    assert again.lines == ["Release 2099.1: unchanged; the workspace has all of this catalogue already."]


def test_without_a_folder_it_is_the_programs_own(cm: Cli) -> None:
    before = cm.digest()
    told = cm("import", "catalogue")
    assert (told.code, told.err) == (0, "")
    assert "unchanged" in told.out
    assert cm("import", "catalogue", "--format", "json").record["unchanged"] is True
    assert cm.digest() == before


def test_what_is_refused_is_told_in_one_line(cm: Cli, folder: str, tmp_path: Path) -> None:
    before = cm.digest()
    assert_refused(cm("import", "catalogue", folder, acting=MARIA), 1, "may not import a catalogue", "Administration")
    assert_refused(cm("import", "catalogue", str(tmp_path / "nowhere")), 1, "nowhere/catalogue.toml cannot be read")
    assert_refused(cm("import", "catalogue", str(cm.path / "workspace.db")), 1, "Not a directory")
    assert_refused(cm("import", "catalogue", "\x1b[31m\n"), 1, "cannot be read")
    assert_refused(cm("import", "catalogue", "x" * 5000), 1, "cannot be read")
    assert_refused(cm("import", "catalogue", "--format", "csv"), 1, "--format")
    edited(Path(folder), ACCESS, lambda files: entry(files, "CA-012").update(guidance="1. x"))
    assert_refused(cm("import", "catalogue", folder), 1, "CA-012, version", "never edited in place")
    edited(Path(folder), INDEX, lambda files: entries(files, INDEX, "release").pop(0))
    assert_refused(cm("import", "catalogue", folder, "--dry-run"), 1, "release")
    assert cm.digest() == before


def test_it_needs_a_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert_refused(Cli(tmp_path / "none", capsys)("import", "catalogue"), 4, "init")
