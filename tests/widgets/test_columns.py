"""Which columns a table has room for, and what the columns of the improvement actions show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from rich.cells import cell_len

from cm_tui.model.views.actions import ActionRow, Points
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    ImplementationStatus,
    TestingSource,
    TestingType,
    TestStatus,
)
from cm_tui.widgets.action_columns import ACTION_COLUMNS, DEFAULT_COLUMNS, chosen_columns
from cm_tui.widgets.status import look
from cm_tui.widgets.table import Cell
from cm_tui.widgets.table.columns import GAP, layout, offsets
from cm_tui.widgets.table.painter import cell_runs

ROW = ActionRow(
    id="CA-001@finance",
    name="Review privileged role assignments every quarter",
    group="Finance",
    category=Category.CONTROL_ACCESS,
    action_type=ActionType.OPERATIONAL,
    solutions=("Microsoft Entra ID", "Microsoft Priva"),
    services=("Microsoft 365",),
    regulations=("gdpr", "hipaa-hitech", "lgpd", "ccpa"),
    regulation_titles=("GDPR", "HIPAA", "LGPD", "CCPA"),
    assessments=("A", "B", "C"),
    points=Points(6_750_000, 27_000_000),
    in_scope=True,
    implementation_status=ImplementationStatus.ALTERNATIVE,
    implementation_date=date(2026, 11, 2),
    test_status=TestStatus.FAILED_HIGH,
    test_date=None,
    testing_type=TestingType.MANUAL,
    testing_source=TestingSource.MANUAL,
    owner="a.okafor@contoso.example",
    owner_name="A. Okafor",
    pending_update=True,
    version=3,
)


def keys(width: int, first: int = 0) -> list[str]:
    return [placed.column.key for placed in layout(chosen_columns(), width, first)]


def drawn(key: str, row: ActionRow = ROW, width: int | None = None) -> str:
    column = next(column for column in ACTION_COLUMNS if column.key == key)
    runs = cell_runs(column.render(row), width or column.width, right=column.align == "right")
    return "".join(text for text, _tone in runs)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (56, ["name", "test_status"]),
        (76, ["name", "points", "test_status"]),
        (96, ["name", "points", "test_status", "regulations"]),
        (116, ["name", "points", "test_status", "regulations", "owner"]),
        (136, list(DEFAULT_COLUMNS)),
    ],
)
def test_the_least_important_columns_go_first(width: int, expected: list[str]) -> None:
    assert keys(width) == expected


@pytest.mark.parametrize("width", range(20, 260))
def test_columns_fill_the_width_and_the_name_never_goes(width: int) -> None:
    for first in offsets(ACTION_COLUMNS, width):
        placed = layout(ACTION_COLUMNS, width, first)
        assert placed[0].column.key == "name"
        assert placed[0].width >= min(40, width // 2)
        assert sum(p.width for p in placed) + GAP * (len(placed) - 1) == width
        assert all(b.x == a.x + a.width + GAP for a, b in pairwise(placed))


@pytest.mark.parametrize("width", range(56, 260))
def test_every_chosen_column_is_reachable(width: int) -> None:
    reached = {
        placed.column.key for first in offsets(ACTION_COLUMNS, width) for placed in layout(ACTION_COLUMNS, width, first)
    }
    assert reached == {column.key for column in ACTION_COLUMNS}


def test_there_is_nothing_to_scroll_where_everything_fits() -> None:
    assert offsets(chosen_columns(), 200) == (0,)
    assert offsets(chosen_columns([]), 40) == (0,)
    assert layout([], 80) == ()


def test_every_offset_shows_something_new() -> None:
    shown = [tuple(keys(76, first)) for first in offsets(chosen_columns(), 76)]
    assert len(shown) == len(set(shown)) > 1


def test_chosen_columns_begin_with_the_name_and_leave_unknown_keys_out() -> None:
    assert [c.key for c in chosen_columns(["id", "gone", "name", "id", "points"])] == ["name", "id", "points"]


def test_keys_of_columns_are_unique() -> None:
    assert len({column.key for column in ACTION_COLUMNS}) == len(ACTION_COLUMNS)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("points", " 6.75/27"),
        ("implementation_status", "Alternative impleme…"),
        ("test_status", "● Failed high risk    "),
        ("regulations", "GDPR HIPAA +2 "),
        ("group", "Finance         "),
        ("category", "Control Access       "),
        ("action_type", "Operational  "),
        ("solutions", "Microsoft Entra ID +1   "),
        ("services", "Microsoft 365   "),
        ("assessments", "          3"),
        ("owner", "A. Okafor    "),
        ("testing_type", "Manual      "),
        ("testing_source", "Manual                "),
        ("implementation_date", "2026-11-02 "),
        ("test_date", "—          "),
        ("id", "CA-001@finance          "),
    ],
)
def test_what_a_column_shows(key: str, text: str) -> None:
    assert drawn(key) == text


def test_empty_values_have_a_word_or_a_dash() -> None:
    bare = replace(ROW, group=None, owner=None, owner_name=None, solutions=(), regulation_titles=())
    assert drawn("group", bare).strip() == "Organisation"
    assert drawn("owner", bare).strip() == drawn("solutions", bare).strip() == drawn("regulations", bare).strip() == "—"
    assert drawn("owner", replace(ROW, owner_name=None)) == "a.okafor@con…"


def test_a_pending_update_is_named_where_there_is_room_and_marked_where_there_is_not() -> None:
    wide = replace(ROW, group=None)
    assert drawn("name", wide, width=70).rstrip() == f"{ROW.name} ⟳ Pending update"
    assert drawn("name", wide, width=50) == f"{ROW.name} ⟳"
    assert drawn("name", wide, width=30) == "Review privileged role assi… ⟳"
    assert drawn("name", replace(wide, pending_update=False), width=48) == ROW.name


def test_the_group_follows_the_name_because_each_group_has_a_row_of_its_own() -> None:
    assert drawn("name", width=40) == "Review privileged role assi… · Finance ⟳"
    assert drawn("name", replace(ROW, group="Europe, Middle East and Africa"), width=40).endswith(
        "… · Europe, Middl… ⟳"
    )
    assert "\x1b" not in drawn("name", replace(ROW, group="\x1b[31m"), width=60)


@pytest.mark.parametrize("width", range(0, 30))
def test_a_cell_fills_its_width_whatever_is_in_it(width: int) -> None:
    hostile = "日本語\x1b[31m e\u0301\u0301 [b]x[/b]"
    for cell in (Cell(hostile, "bad", "●", (" ⟳",)), Cell(hostile, "muted"), Cell(hostile, tails=(" long tail", " ⟳"))):
        for right in (False, True):
            assert cell_len("".join(text for text, _tone in cell_runs(cell, width, right=right))) == width


def test_only_the_glyph_of_a_status_has_its_tone() -> None:
    assert cell_runs(Cell("Passed", "good", "✔"), 10, right=False) == [("✔", "good"), (" Passed  ", "")]
    assert cell_runs(Cell("Late", "bad"), 6, right=False) == [("Late  ", "bad")]


@pytest.mark.parametrize("status", TestStatus)
def test_every_test_status_has_a_glyph_of_one_cell(status: TestStatus) -> None:
    assert cell_len(look(status).glyph) == 1
    assert look(status).tone
