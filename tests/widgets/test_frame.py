"""The lines around the table: how they fold, what they count, how keys are written, what is copied."""

from __future__ import annotations

from base64 import b64encode
from itertools import pairwise

import pytest
from textual.content import Content

from cm_tui.model.views.actions import ListCounts, Points
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Role
from cm_tui.widgets.clipboard import LIMIT, copy_sequence
from cm_tui.widgets.filter_line import ShownCounts, count_parts
from cm_tui.widgets.header import right_parts
from cm_tui.widgets.key_bar import key_label
from cm_tui.widgets.line import joined

PERSON = PersonView("maria.ruiz@contoso.example", "María Ruiz", Role.CONTRIBUTION, None)
COUNTS = ListCounts(38, 396, 158, 4)


@pytest.mark.parametrize("width", range(1, 60))
def test_a_line_fills_its_width_and_no_more(width: int) -> None:
    left, right = [Content("a long left part"), Content("left")], [Content("a long right part"), Content("right")]
    assert joined(left, right, width).cell_length <= width


def test_the_right_part_folds_before_the_left_one() -> None:
    left, right = [Content("long left"), Content("l")], [Content("long right"), Content("r")]
    assert joined(left, right, 30).plain == "long left           long right"
    assert joined(left, right, 14).plain == "long left    r"
    assert joined(left, right, 6).plain == "l    r"


def test_the_header_says_score_sums_and_role_where_there_is_room() -> None:
    parts = [part.plain for part in right_parts(PERSON, Points(1_842_000_000, 3_021_000_000))]
    assert parts[0] == "61 % ━━━━━━━─────  1 842 of 3 021 points     maria.ruiz · Contribution"
    assert parts[-1] == "61 %"
    assert [len(part) for part in parts] == sorted((len(part) for part in parts), reverse=True)


@pytest.mark.parametrize(
    ("points", "percent"),
    [
        (Points(0, 0), "0 %"),
        (Points(0, 5), "0 %"),
        (Points(5, 5), "100 %"),
        (Points(1, 8), "13 %"),
        (Points(1, 200), "1 %"),
        (Points(999, 1000), "99 %"),
    ],
)
def test_the_score_is_rounded_half_up(points: Points, percent: str) -> None:
    assert right_parts(PERSON, points)[-1].plain == percent


def test_hostile_names_are_shown_as_they_are() -> None:
    person = PersonView("[red]x\x1b[2J\u202e@y", "", Role.READER, None)
    assert "[red]x\\x1b[2J\\u202e" in right_parts(person, None)[0].plain


def test_counts_are_said_in_words_and_folded() -> None:
    parts = [part.plain for part in count_parts(ShownCounts(COUNTS, marked=3, held=1))]
    assert parts[0] == "38 of 396 shown · 158 passed hidden · 1 no longer matches · 3 marked · 4 updates pending"
    assert parts[1] == "38 of 396 · 158 passed hidden  1 held  3 ☑  4 ⟳"
    assert parts[-1] == "38/396"
    assert all(len(one) >= len(other) for one, other in pairwise(parts))


def test_counts_leave_out_what_is_nothing() -> None:
    assert count_parts(ShownCounts(ListCounts(1, 1, 0, 1)))[0].plain == "1 of 1 shown · 1 update pending"
    assert count_parts(ShownCounts())[0].plain == ""


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("question_mark", "?"),
        ("slash", "/"),
        ("underscore", "_"),
        ("less_than_sign", "<"),
        ("escape", "esc"),
        ("ctrl+s", "ctrl+s"),
        ("space", "space"),
        ("tab", "tab"),
        ("enter", "enter"),
        ("pagedown", "pgdn"),
        ("shift+right", "shift+right"),
        ("F", "F"),
        ("f2", "f2"),
    ],
)
def test_keys_are_written_as_people_write_them(key: str, label: str) -> None:
    assert key_label(key) == label


def test_a_copy_goes_to_the_terminal_and_through_tmux() -> None:
    data = b64encode("é https://x".encode()).decode()
    plain = f"\x1b]52;c;{data}\x07"
    assert copy_sequence("é https://x", {}) == plain
    wrapped = copy_sequence("é https://x", {"TMUX": "/tmp/tmux-0/default,1,0"})
    assert wrapped == f"{plain}\x1bPtmux;\x1b{plain}\x1b\\"


def test_a_copy_that_is_too_long_is_none() -> None:
    assert copy_sequence("x" * LIMIT, {})
    assert copy_sequence("x" * (LIMIT + 1), {}) == ""
