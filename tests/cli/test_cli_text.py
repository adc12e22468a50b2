"""The pieces of the output: visible text, JSON escapes, fitted tables; and the arrangement of arguments."""

from __future__ import annotations

import json
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.cli.arguments import Spelling, arranged
from cm_tui.cli.forms import number, percent_of
from cm_tui.cli.main import main
from cm_tui.cli.table import Column, fitted, table_lines
from cm_tui.cli.visible import crop, visible_json, width
from cm_tui.model.rules.points import MILLION
from cm_tui.model.text import show
from cm_tui.model.views.actions import Points

SPELLING = Spelling(
    frozenset({"--filter", "--sort"}), frozenset({"--explain"}), frozenset({"--filter", "--sort", "--all"})
)
FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("María ✓ 日本", "María ✓ 日本"),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\u202eb", r"a\u202eb"),
        ("a\nb\tc", r"a⏎b\tc"),
        ("\x9b2J\x7f", r"\x9b2J\x7f"),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + r"\u0301\u0301"),
    ],
)
def test_visible(text: str, expected: str) -> None:
    assert show(text) == expected


def test_visible_keeps_the_lines_of_a_text() -> None:
    assert show("a\r\nb\n\tc\x1b", one_line=False) == "a\nb\n c\\x1b"


@given(st.text())
def test_visible_text_drives_nothing(text: str) -> None:
    assert not {category(char) for char in show(text)} & FORBIDDEN


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_json_means_the_same_and_drives_nothing(text: str, ascii_only: bool) -> None:
    document = visible_json(json.dumps([text], ensure_ascii=False, indent=2), ascii_only=ascii_only)
    assert json.loads(document) == [text]
    assert not {category(char) for char in document if char != "\n"} & FORBIDDEN
    assert document.isascii() or not ascii_only


@given(st.text(), st.integers(0, 30))
def test_cropped_text_fits(text: str, cells: int) -> None:
    shown = crop(show(text), cells)
    assert width(shown) <= max(cells, 1)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1, max_size=9), st.integers(20, 200))
def test_a_fitted_table_is_no_wider_than_its_terminal(columns: list[tuple[int, int]], cells: int) -> None:
    natural, least = [one for one, _ in columns], [one for _, one in columns]
    widths = fitted(natural, least, cells)
    assert all(size <= wanted for size, wanted in zip(widths, natural, strict=False))
    assert sum(widths) + 2 * (len(widths) - 1) <= cells or len(widths) == 1
    if sum(natural) + 2 * (len(natural) - 1) <= cells:
        assert widths == natural


def test_a_table_at_80_columns() -> None:
    rows = [("CA-001", "A name that is a good deal longer than its column 日本語", "27", "x" * 40)]
    columns = (
        Column[tuple[str, str, str, str]]("ID", lambda row: row[0], 6),
        Column[tuple[str, str, str, str]]("Name", lambda row: row[1], 20),
        Column[tuple[str, str, str, str]]("Points", lambda row: row[2], 6, right=True),
        Column[tuple[str, str, str, str]]("Rest", lambda row: row[3], 30),
    )
    lines = list(table_lines(columns, rows, 60))
    assert lines[0] == "ID      Name                                          Points"
    assert lines[1].startswith("CA-001  A name that is")
    assert lines[1].endswith("    27")
    assert all(width(line) <= 60 for line in lines)
    assert "x" * 40 in list(table_lines(columns, rows, None))[1]


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (["--sort", "-gain"], ["--sort=-gain"]),
        (["--filter", "-owner:me", "CA-001"], ["--filter=-owner:me", "--", "CA-001"]),
        (["--filter", "--not-an-option"], ["--filter=--not-an-option"]),
        (["--filter", "--sort", "x"], ["--filter", "--sort=x"]),
        (["--filter", "--all"], ["--filter", "--all"]),
        (["--filter"], ["--filter"]),
        (["--filter=a", "b"], ["--filter=a", "--", "b"]),
        (["--filter", ""], ["--filter="]),
        (["--explain", "CA-001"], ["--explain=CA-001"]),
        (["--explain", "--all"], ["--explain", "--all"]),
        (["a", "--all", "b"], ["--all", "--", "a", "b"]),
        (["a", "--", "--all", "-b"], ["--", "a", "--all", "-b"]),
        (["-"], ["--", "-"]),
        ([], []),
    ],
)
def test_arguments_are_arranged_for_argparse(tokens: list[str], expected: list[str]) -> None:
    assert arranged(tokens, SPELLING) == expected


@pytest.mark.parametrize(
    ("millionths", "shown"),
    [(0, "0"), (27 * MILLION, "27"), (6_750_000, "6.75"), (1, "1e-06"), (33_333_333, "33.333333")],
)
def test_points_are_exact_numbers(millionths: int, shown: str) -> None:
    assert json.dumps(number(millionths)) == shown


@pytest.mark.parametrize(
    ("achieved", "possible", "shown"),
    [(0, 0, 0), (1, 3, 33.33), (2, 3, 66.67), (1, 8, 12.5), (5, 5, 100), (1, 200_000, 0.01), (99_996, 100_000, 99.99)],
)
def test_a_percentage_is_rounded_half_up(achieved: int, possible: int, shown: float) -> None:
    assert percent_of(Points(achieved, possible)) == shown


KNOWN = (
    "actions list show set open score history verify users role remove check groups regulations assessments none json "
    "CA-001 --filter --sort --limit --format --owner --explain --since --as --help --version -h -- -gain"
)
WORDS = st.one_of(st.sampled_from(KNOWN.split()), st.text(max_size=8))


@given(st.lists(WORDS, min_size=1, max_size=7))
def test_no_command_line_is_a_traceback(words: list[str]) -> None:
    assert main(["--workspace", "/nonexistent/workspace", *words]) in (0, 1, 2, 4)
