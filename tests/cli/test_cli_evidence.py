"""`evidence list | add | link | get | delete`: what they print, what they refuse, and what `actions show` says (interface 4, 5)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused
from evidence_files import PAGE, PDF, large, written

ACTION = "CA-003"
URL = "https://contoso.example/policy"
READER = "priya.nair@contoso.example"
ROW = ["id", "name", "kind", "url", "sha256", "size", "added_by", "added_at", "effective_date", "expires_on"]


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


def test_a_document_from_end_to_end(cm: Cli, tmp_path: Path) -> None:
    file = written(tmp_path, " Zoë's plan.pdf", PDF)
    [line] = cm("evidence", "add", ACTION, str(file), "--expires-on", "2027-06-30", "--effective-date", "today").lines
    [row] = cm("evidence", "list", ACTION, "--format", "json").rows
    assert list(row) == ROW
    assert line == f"{ACTION}: {row['id']}  Zoë's plan.pdf added ({len(PDF)} bytes, SHA-256 {row['sha256']})"
    assert (row["name"], row["kind"], row["url"], row["size"]) == (" Zoë's plan.pdf", "document", None, len(PDF))
    assert (row["effective_date"], row["expires_on"]) == (date.today().isoformat(), "2027-06-30")
    assert str(row["added_at"]).endswith("+00:00")
    assert row["added_by"] in {one["email"] for one in cm("users", "list", "--format", "json").rows}
    assert cm("actions", "show", ACTION, "--format", "json").record["evidence"] == [row]
    assert f"  {row['id']}   Zoë's plan.pdf ({len(PDF)} bytes)" in cm("actions", "show", ACTION).lines
    (tmp_path / "out").mkdir()
    got = cm("evidence", "get", str(row["id"]), "--to", str(tmp_path / "out"))
    assert (got.code, got.err) == (0, "")
    assert (tmp_path / "out" / file.name).read_bytes() == PDF
    assert cm("evidence", "delete", str(row["id"]), "--yes").lines == [f"{ACTION}: {row['id']}  Zoë's plan.pdf deleted"]
    assert cm("evidence", "list", ACTION).out == "There is no evidence.\n"
    events = [
        (one["event"], one["field"], one["old"], one["new"])
        for one in cm("history", "list", "--action", ACTION, "--format", "json").rows
    ]
    assert events == [
        ("evidence.deleted", "evidence", file.name, None),
        ("evidence.added", "evidence", None, file.name),
    ]
    assert cm("check").code == 0


def test_several_documents_and_a_link_as_data(cm: Cli, tmp_path: Path) -> None:
    files = [str(written(tmp_path, "a.pdf", PDF)), str(written(tmp_path, "b.txt", "hello"))]
    added = cm("evidence", "add", ACTION, *files, "--format", "json").rows
    [link] = cm("evidence", "link", ACTION, "The policy", URL, "--format", "json").rows
    listed = cm("evidence", "list", ACTION, "--format", "json").rows
    for one in (*added, link):
        assert list(one) == [*ROW, "action", "notices"]
        assert (one.pop("action"), one.pop("notices")) == (ACTION, [])
    assert listed == [*added, link]
    assert (link["url"], link["sha256"], link["size"], link["kind"]) == (URL, None, None, "link")
    got = cm("evidence", "get", str(added[1]["id"]), "--to", str(tmp_path / "out.txt"), "--format", "json").record
    assert got == {**added[1], "path": str(tmp_path / "out.txt")}
    assert cm("evidence", "delete", str(link["id"]), "--yes", "--format", "json").record == {**link, "action": ACTION}


def test_what_else_came_of_it_is_said(cm: Cli, tmp_path: Path) -> None:
    lines = cm("evidence", "link", "CA-001", "Policy", URL).lines
    assert lines[0].startswith("CA-001: EV-")
    assert lines[1].startswith("CA-001: Automatic testing is turned off")
    file = str(written(tmp_path, "a.pdf", PDF))
    cm("evidence", "add", "CA-001", file)
    assert "they are stored once" in cm("evidence", "add", "CA-001", file).lines[1]


def test_the_table_and_csv_are_complete_in_a_pipe(cm: Cli, tmp_path: Path) -> None:
    cm("evidence", "add", ACTION, str(written(tmp_path, "a.pdf", PDF)))
    cm("evidence", "link", ACTION, "[bold]x[/] =1+1", URL)
    head, first, second = cm("evidence", "list", ACTION).lines
    assert head.split()[:4] == ["ID", "Name", "Kind", "Size"]
    assert f"{len(PDF)} bytes" in first
    assert "[bold]x[/] =1+1" in second
    assert URL in second
    assert cm("evidence", "list", ACTION, "--format", "csv").lines[0] == ",".join(ROW)


def test_the_filter_narrows_to_what_is_proven(cm: Cli) -> None:
    before = cm("actions", "list", "--filter", "evidence:yes", "--format", "json").rows
    assert before
    assert ACTION not in {row["id"] for row in before}
    cm("evidence", "link", ACTION, "x", URL)
    after = cm("actions", "list", "--filter", "evidence:yes", "--format", "json").rows
    assert {str(row["id"]) for row in after} == {ACTION, *(str(row["id"]) for row in before)}


def test_bad_values_are_refused_with_one_line_and_leave_nothing(cm: Cli, tmp_path: Path) -> None:
    good = str(written(tmp_path, "a.pdf", PDF))
    before = cm.digest()
    for words, needle in (
        (("add", ACTION, good, str(written(tmp_path, "b.pdf", PAGE))), "an HTML page"),
        (("add", ACTION, good, str(tmp_path / "gone.pdf")), "does not exist"),
        (("add", ACTION, str(written(tmp_path, "empty.pdf", b""))), "0 bytes"),
        (("add", ACTION, str(tmp_path)), "no file type"),
        (("add", ACTION, "/dev/zero"), "no file type"),
        (("add", "XX-999", good), "XX-999"),
        (("add", "MS-001", good), "managed by Microsoft"),
        (("add", ACTION, good, "--expires-on", "soon"), "--expires-on"),
        (("add", ACTION, good, "--effective-date", "2026-02-31"), "--effective-date"),
        (("add", ACTION, good, "--effective-date", "2026-02-02", "--expires-on", "2026-02-01"), "expire"),
        (("link", ACTION, "x", "ftp://contoso.example"), "https://"),
        (("link", ACTION, "x", "https://a:b@contoso.example"), "password"),
        (("link", ACTION, "a\nb", URL), "cannot be seen"),
        (("link", ACTION, "", URL), "needs a name"),
        (("get", "EV-999", "--to", str(tmp_path)), "EV-999"),
        (("delete", "EV-999", "--yes"), "EV-999"),
        (("list", "XX-999"), "XX-999"),
    ):
        assert_refused(cm("evidence", *words), 1, needle)
    assert cm.digest() == before


def test_a_file_that_exists_is_replaced_by_force_only(cm: Cli, tmp_path: Path) -> None:
    [row] = cm("evidence", "add", ACTION, str(written(tmp_path, "a.pdf", PDF)), "--format", "json").rows
    mine = written(tmp_path, "mine.pdf", "mine")
    words = ("evidence", "get", str(row["id"]), "--to", str(mine))
    assert_refused(cm(*words), 1, "mine.pdf", "--force")
    assert mine.read_text() == "mine"
    assert cm(*words, "--force").code == 0
    assert mine.read_bytes() == PDF
    assert_refused(cm("evidence", "get", str(row["id"]), "--to", f"{tmp_path}/nowhere/"), 1, "--to", "nowhere")
    assert_refused(cm("evidence", "get", str(row["id"]), "--to", ""), 1, "--to")


def test_a_damaged_document_is_exit_4(cm: Cli, tmp_path: Path) -> None:
    [row] = cm("evidence", "add", ACTION, str(written(tmp_path, "a.pdf", PDF)), "--format", "json").rows
    digest = str(row["sha256"])
    (cm.path / "evidence" / "objects" / digest[:2] / digest).write_bytes(bytes(len(PDF)))
    assert_refused(cm("evidence", "get", str(row["id"]), "--to", str(tmp_path / "out.pdf")), 4, "damaged")
    assert not (tmp_path / "out.pdf").exists()
    result = cm("check", "--format", "json")
    assert (result.code, result.record["ok"]) == (4, False)


def test_a_reader_lists_and_nothing_more(cm: Cli, tmp_path: Path) -> None:
    [row] = cm("evidence", "link", ACTION, "x", URL, "--format", "json").rows
    assert len(cm("evidence", "list", ACTION, "--format", "json", acting=READER).rows) == 1
    before = cm.digest()
    for words in (
        ("add", ACTION, str(written(tmp_path, "a.pdf", PDF))),
        ("link", ACTION, "x", URL),
        ("get", str(row["id"]), "--to", str(tmp_path)),
        ("delete", str(row["id"]), "--yes"),
    ):
        assert_refused(cm("evidence", *words, acting=READER), 1, "The role Reader may not")
    assert cm.digest() == before


def test_deletion_asks_on_a_terminal_and_needs_yes_without_one(cm: Cli) -> None:
    [row] = cm("evidence", "link", ACTION, "The policy", URL, "--format", "json").rows
    assert_refused(cm("evidence", "delete", str(row["id"])), 1, str(row["id"]), "--yes")
    assert len(cm("evidence", "list", ACTION, "--format", "json").rows) == 1


def test_a_verdict_locks_the_evidence(cm: Cli) -> None:
    [row] = cm("evidence", "link", ACTION, "x", URL, "--format", "json").rows
    cm("actions", "set", ACTION, "--implementation-status", "Implemented", "--test-status", "Passed")
    assert_refused(cm("evidence", "delete", str(row["id"]), "--yes"), 1, ACTION, "locked", "Passed")
    cm("actions", "set", ACTION, "--test-status", "In progress")
    assert cm("evidence", "delete", str(row["id"]), "--yes").code == 0


def test_who_was_removed_is_named_so(cm: Cli) -> None:
    maria = "maria.ruiz@contoso.example"
    cm("evidence", "link", ACTION, "x", URL, acting=maria)
    assert cm("users", "remove", maria).code == 0
    [row] = cm("evidence", "list", ACTION, "--format", "json").rows
    assert row["added_by"] == "User removed"
    assert cm("history", "verify").code == 0


def test_in_a_pipe_nothing_is_said_of_progress(cm: Cli, tmp_path: Path) -> None:
    result = cm("evidence", "add", ACTION, str(large(tmp_path, "a.zip", 20_000_000)))
    assert (result.code, result.err) == (0, "")


def test_dates_that_lie_ahead_are_typed_as_everywhere(cm: Cli) -> None:
    [row] = cm(
        "evidence", "link", ACTION, "x", URL, "--expires-on", "+2w", "--effective-date", "none", "--format", "json"
    ).rows
    assert row["expires_on"] == (date.today() + timedelta(days=14)).isoformat()
    assert row["effective_date"] is None
