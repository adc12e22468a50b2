"""Every listing as JSON and CSV: the same rows, names and order each time; whatever the locale, UTF-8 (interface 4, 5)."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from pathlib import Path

import pytest
from cli_runner import Cli
from support import save

from cm_tui.bootstrap import open_services
from cm_tui.cli.output import Json, Listing, print_listing
from cm_tui.cli.registry import COMMANDS
from cm_tui.model.vocabulary import Field

LISTINGS = [one.words for one in COMMANDS if one.words[-1] in ("list", "ready")]
NEEDED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("evidence", "list"): ("CA-003",),
    ("history", "list"): ("--limit", "40"),
}
"""What a listing is asked with besides."""
HOSTILE = '\x1b[31m\u202e\r\nred, "quoted"; ключ 漢字\t=1+1'


def is_nested(value: object) -> bool:
    """Whether a value is a list of objects, which stands in a cell of CSV as JSON."""
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def shown(value: object) -> str:
    """A value of JSON as a cell of CSV has it, for values without control characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(map(str, value))
    return str(value)


@pytest.fixture(scope="module")
def workspace(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo in which somebody was assigned an action and linked a document; nobody writes into it any more."""
    path = Path(shutil.copytree(demo_template, tmp_path_factory.mktemp("listed") / "workspace"))
    services = open_services(path)
    save(services, "CA-003", {Field.OWNER: "helen.fischer@contoso.example"})
    services.evidence.link("CA-003", "Policy, signed; final", "https://contoso.example/policy")
    services.close()
    return path


@pytest.fixture
def cm(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """The commands on that demo."""
    return Cli(workspace, capsys)


def test_there_are_as_many_listings_as_nouns_that_list() -> None:
    nouns = "actions evidence updates regulations assessments groups users history notices"
    assert {words[0] for words in LISTINGS} == set(nouns.split())


@pytest.mark.parametrize("words", LISTINGS, ids=" ".join)
def test_csv_and_json_say_the_same_in_the_same_order(cm: Cli, words: tuple[str, ...]) -> None:
    asked = (*words, *NEEDED.get(words, ()))
    rows = cm(*asked, "--format", "json").rows
    printed = cm(*asked, "--format", "csv")
    assert rows
    assert (printed.code, printed.err) == (0, "")
    names, *cells = csv.reader(io.StringIO(printed.out), strict=True)
    assert [list(row) for row in rows] == [names] * len(rows)
    assert len(cells) == len(rows)
    for row, line in zip(rows, cells, strict=True):
        for value, cell in zip(row.values(), line, strict=True):
            assert cell == shown(value) or is_nested(value)
    assert cm(*asked, "--format", "csv").out == printed.out
    assert cm(*asked, "--format", "json").rows == rows


@pytest.mark.parametrize("words", LISTINGS, ids=" ".join)
def test_other_formats_are_refused(cm: Cli, words: tuple[str, ...]) -> None:
    result = cm(*words, *NEEDED.get(words, ()), "--format", "xlsx")
    assert (result.code, result.out) == (1, "")
    assert "allowed: table, json, csv" in result.err


LINES: Listing[Json] = Listing(fields={"a": lambda row: row, "b": lambda row: ["x", 1, row]}, columns=(), nothing="")


def test_hostile_text_is_one_line_that_comes_back(capsys: pytest.CaptureFixture[str]) -> None:
    print_listing(LINES, [HOSTILE, "", None, True, 6.75], "csv")
    printed = capsys.readouterr().out
    assert all(char == "\n" or char.isprintable() for char in printed)
    header, first, *rest = csv.reader(io.StringIO(printed), strict=True)
    seen = '\\x1b[31m\\u202e⏎red, "quoted"; ключ 漢字\\t=1+1'
    assert header == ["a", "b"]
    quoted = seen.replace('"', '""')
    assert first == [seen, f'x;1;"{quoted}"']
    assert [row[0] for row in rest] == ["", "", "true", "6.75"]


def test_values_of_one_cell_can_always_be_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    values: list[Json] = ["a;b", "", 'say "x"', '"y"', "plain"]
    print_listing(Listing[Json]({"a": lambda row: row}, (), ""), [values], "csv")
    _, (cell,) = csv.reader(io.StringIO(capsys.readouterr().out), strict=True)
    assert cell == '"a;b";"";say "x";"""y""";plain'
    assert next(csv.reader([cell], delimiter=";")) == values


def test_in_a_file_csv_is_utf_8_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    def printed(style: str) -> bytes:
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="iso-8859-1", errors="backslashreplace"))
        print_listing(LINES, ["ключ ä \ud800"], style)
        return raw.getvalue()

    assert printed("csv").decode("utf-8").splitlines()[1] == "ключ ä \\ud800,x;1;ключ ä \\ud800"
    assert printed("json").isascii()
