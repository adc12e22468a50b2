"""`import actions`: what it would do, what stands against it, and that it does it as a whole (interface 4, 5)."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import cast

import pytest
from action_books import Book, edit_file, working_catalogue
from cli_runner import Cli, Record, assert_refused
from support import DONE, save, write_toml

from cm_tui.bootstrap import open_services
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.catalogue.loader import load_catalogue
from cm_tui.services.clock import system_clock
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account

JSON = ("--format", "json")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of six actions beside the workbook of them, as it was exported."""
    folder = tmp_path_factory.mktemp("imports")
    catalogue = load_catalogue(write_toml(folder / "data", working_catalogue()))
    request = NewWorkspace("Own", group="Group 1", regulations=("r1",))
    create_organisation(folder / "own" / "w", request, catalogue, system_account(), system_clock)
    services = open_services(folder / "own" / "w")
    save(services, "CA-001", {**DONE, Field.OTHER_NOTES: "first"})
    Book.of(services).write(folder / "own" / "actions.xlsx")
    services.people.add("priya@example.org", "Priya", Role.READER, None)
    services.close()
    return folder / "own"


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "own"))


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "actions.xlsx"


@pytest.fixture
def cm(folder: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(folder / "w", capsys)


def test_an_unedited_workbook_changes_nothing_and_says_so(cm: Cli, file: Path) -> None:
    before = cm.digest()
    told = cm("import", "actions", str(file), "--dry-run", *JSON)
    assert list(told.record)[:8] == [
        *("rows", "changed", "unchanged", "conflicts", "errors", "assessments", "score_before", "score_after")
    ]
    found = [told.record[name] for name in ("rows", "changed", "unchanged", "conflicts", "errors", "assessments")]
    assert (told.code, found) == (0, [6, 0, 6, 0, [], []])
    assert told.record["score_before"] == told.record["score_after"] == cm("score", *JSON).record["percent"]
    done = cm("import", "actions", str(file), "--yes")
    assert (done.code, "unchanged" in done.out, cm.digest()) == (0, True, before)


def test_changes_are_shown_asked_for_and_made(cm: Cli, file: Path) -> None:
    edit_file(file, ("CA-003@group-1", "Other Notes", "mine"), ("CA-004", "Implementation Status", "Planned"))
    before = cm.digest()
    shown = cm("import", "actions", str(file), "--dry-run")
    assert shown.code == 0
    assert "  CA-004 Do what CA-004 asks, row 5: implementation status Not implemented → Planned" in shown.lines
    assert shown.lines[-1] == "Dry run: nothing was stored."
    assert_refused(cm("import", "actions", str(file)), 1, "there is no terminal to ask on; say --yes")
    assert cm.digest() == before
    done = cm("import", "actions", str(file), "--yes")
    assert done.code == 0
    assert "CA-003@group-1 Do what CA-003 asks, row 4: other notes none → mine" in done.lines
    assert "2 actions updated from actions.xlsx" in done.lines
    assert "cm-tui history list --limit 2" in done.lines[-1]
    assert cm("actions", "show", "CA-004", *JSON).record["implementation_status"] == "Planned"
    assert cm("import", "actions", str(file), "--dry-run", *JSON).record["changed"] == 0
    assert cm("check", *JSON).record["ok"] is True


def test_faults_refuse_everything_and_are_marked_in_a_copy(cm: Cli, file: Path, tmp_path: Path) -> None:
    edit_file(file, ("CA-003@group-1", "Other Notes", "mine"), ("CA-004", "Test Status", "Passed"))
    before, copy = cm.digest(), str(tmp_path / "copy.xlsx")
    found = cm("import", "actions", str(file), "--yes", "--corrected", copy, *JSON)
    assert (found.code, cm.digest(), found.record["corrected"]) == (1, before, copy)
    [error] = cast("list[Record]", found.record["errors"])
    assert list(error) == ["row", "column", "value", "message", "allowed"]
    assert (error["row"], error["column"], error["value"], error["allowed"]) == (5, "Test Status", "Passed", ["None"])
    assert "1 cell is at fault" in found.err
    assert (
        "CA-004 Do what CA-004 asks, row 5, Test Status: 'Passed'"
        in cm("import", "actions", str(file), "--dry-run").out
    )
    again = cm("import", "actions", str(file), "--dry-run", "--corrected", copy)
    assert (again.code, "exists" in again.err) == (1, True)
    edit_file(Path(copy), ("CA-004", "Test Status", "None"))
    assert cm("import", "actions", copy, "--dry-run", *JSON).record["changed"] == 1


def test_conflicts_stop_it_until_a_switch_decides(cm: Cli, file: Path) -> None:
    edit_file(file, ("CA-001", "Other Notes", "mine"), ("CA-003@group-1", "Other Notes", "mine"))
    cm("actions", "set", "CA-001", "--other-notes", "theirs", "--implementation-notes", "more")
    before = cm.digest()
    assert "Conflicts    1; 1 field waits for a choice" in cm("import", "actions", str(file), "--dry-run").out
    for words in (("--dry-run",), ("--yes",)):
        found = cm("import", "actions", str(file), *words, *JSON)
        counts = [found.record[name] for name in ("changed", "unchanged", "conflicts", "errors")]
        assert (found.code, counts, cm.digest()) == (3, [1, 4, 1, []], before)
    shown = cm("import", "actions", str(file), "--dry-run")
    assert "CA-001 Do what CA-001 asks, row 2: other notes: exported first, stored theirs by " in shown.out
    assert "--keep-stored or --take-file" in shown.err
    assert cm("import", "actions", str(file), "--keep-stored", "--take-file").code == 2
    kept = cm("import", "actions", str(file), "--dry-run", "--keep-stored", *JSON)
    assert (kept.code, kept.record["changed"], kept.record["conflicts"]) == (0, 1, 0)
    taken = cm("import", "actions", str(file), "--yes", "--take-file")
    assert "CA-001 Do what CA-001 asks, row 2: other notes theirs → mine" in taken.lines
    assert cm("actions", "show", "CA-001", *JSON).record["implementation_notes"] == "more"


def test_what_only_others_changed_is_a_conflict_that_keeping_decides(cm: Cli, file: Path) -> None:
    cm("actions", "set", "CA-001", "--other-notes", "theirs")
    found = cm("import", "actions", str(file), "--dry-run", *JSON)
    assert (found.code, found.record["unchanged"], found.record["conflicts"]) == (3, 5, 1)
    stopped = cm("import", "actions", str(file), "--yes")
    assert (stopped.code, "no cell of it was edited" in stopped.err) == (3, True)
    assert "nothing to do" in cm("import", "actions", str(file), "--yes", "--keep-stored").out
    for switch in ("--keep-stored", "--take-file"):  # nobody edited it, so there is nothing to take
        kept = cm("import", "actions", str(file), "--yes", switch, *JSON)
        assert (kept.code, kept.record["unchanged"], kept.record["conflicts"]) == (0, 6, 0)
        [moved_on] = cast("list[Record]", kept.record["stored_since"])
        assert moved_on["id"] == "CA-001"
    assert cm("actions", "show", "CA-001", *JSON).record["other_notes"] == "theirs"


def test_keeping_what_is_stored_leaves_out_what_does_not_fit_it(cm: Cli, file: Path) -> None:
    cells = {
        "Implementation Status": "Implemented",
        "Implementation Date": "6/19/2026",
        "Test Status": "Passed",
        "Other Notes": "mine",
    }
    edit_file(file, *(("CA-004", heading, value) for heading, value in cells.items()))
    cm("actions", "set", "CA-004", "--implementation-status", "Planned")
    shown = cm("import", "actions", str(file), "--dry-run")
    assert shown.code == 3
    assert "test status None → Passed, if the workbook's implementation status is taken" in " ".join(shown.out.split())
    kept = cm("import", "actions", str(file), "--yes", "--keep-stored", *JSON)
    [row] = cast("list[Record]", kept.record["changes"])
    assert (kept.code, kept.record["errors"], kept.record["applied"]) == (0, [], 1)
    assert "Test Status Passed was left out: it does not fit the kept Planned." in cast("list[str]", row["notices"])
    stored = cm("actions", "show", "CA-004", *JSON).record
    assert (stored["implementation_status"], stored["other_notes"]) == ("Planned", "mine")


def test_what_both_sides_say_alike_waits_for_nothing(cm: Cli, file: Path) -> None:
    edit_file(file, ("CA-004", "Implementation Status", "Planned"), ("CA-004", "Other Notes", "mine"))
    cm("actions", "set", "CA-004", "--implementation-status", "Planned")
    shown = cm("import", "actions", str(file), "--dry-run")
    assert (shown.code, "nothing is left to decide; say --keep-stored to update the rest" in shown.err) == (3, True)
    assert "1; no field waits for a choice; 1 of them would change something" in shown.out
    assert cm("import", "actions", str(file), "--yes", "--keep-stored").code == 0


def test_headings_alone_are_no_rows(cm: Cli, folder: Path) -> None:
    services = open_services(folder / "w")
    book = Book.of(services)
    services.close()
    book.rows.clear()
    shown = cm("import", "actions", str(book.write(folder / "empty.xlsx")), "--dry-run")
    assert (shown.code, shown.lines[0]) == (0, "empty.xlsx: no rows.")
    assert "holds no rows below its headings, so there is nothing to update." in shown.out


def test_thousands_of_faults_are_counted_as_what_they_are(cm: Cli, folder: Path) -> None:
    services = open_services(folder / "w")
    book = Book.of(services)
    services.close()
    book.rows = [{**row, "Action Id": f"{row['Action Id']}x{n}"} for n in range(200) for row in book.rows]
    file = str(book.write(folder / "many.xlsx"))
    shown, record = cm("import", "actions", file, "--dry-run"), cm("import", "actions", file, *JSON).record
    assert "more than 1,000 cells are at fault" in shown.err
    assert "more than 1,000 in 1194 rows" in shown.out
    found = [record[name] for name in ("rows", "changed", "unchanged", "conflicts", "faulty", "more_errors")]
    assert found == [1200, 0, 6, 0, 1194, True]


def test_what_is_no_workbook_is_one_sentence(cm: Cli, folder: Path) -> None:
    assert_refused(cm("import", "actions", str(folder / "none.xlsx"), "--dry-run"), 1, "none.xlsx")
    assert_refused(cm("import", "actions", str(folder / "w" / "workspace.db"), "--dry-run"), 1, "workspace.db")


def test_on_a_terminal_it_asks_and_takes_yes_only(cm: Cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cm_tui.cli.asking.is_terminal", lambda stream: True)
    edit_file(file, ("CA-004", "Implementation Status", "Planned"))
    before = cm.digest()
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    refused = cm("import", "actions", str(file))
    assert (refused.code, refused.out, cm.digest()) == (1, "", before)
    assert "row 5: implementation status Not implemented → Planned" in refused.err
    assert "Update 1 action? [y/N]" in refused.err
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    record = cm("import", "actions", str(file), *JSON).record
    assert (record["applied"], record["links"], record["changed"]) == (1, 0, 1)
    assert record["score_after"] == cm("score", *JSON).record["percent"]
