"""A list in columns: what it draws on a width, where the cursor goes, what bars look like."""

from __future__ import annotations

from fractions import Fraction

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from cm_tui.widgets.bar import bar, bar_pieces, stacked_pieces
from cm_tui.widgets.column_list import ColumnList, Inked, Lines
from cm_tui.widgets.status import Look
from cm_tui.widgets.table.columns import Cell, Column

A, B, C = Look("a", ""), Look("b", "good"), Look("c", "bad")
COLUMNS: tuple[Column[str], ...] = (
    Column("name", "Name", 12, 100, Cell),
    Column("length", "Length", 6, 50, lambda text: Cell(str(len(text))), "right"),
    Column("bar", "Bar", 4, 10, lambda text: Inked("", pieces=bar_pieces(Fraction(1, 2), 4))),
)
GROUPS = [Lines("First", ["one", "two"], "2 lines"), Lines("Second", ["three"])]


class Host(App[None]):
    """A list, and what it posted."""

    def __init__(self) -> None:
        super().__init__()
        self.list = ColumnList[str](COLUMNS, lambda text: text, empty="Nothing [b]at all[/b].")
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.list

    def on_column_list_opened(self, event: ColumnList.Opened) -> None:
        self.opened.append(event.key)


def text(pilot: Pilot[None]) -> list[str]:
    """The lines of the screen down to the last with a letter."""
    lines = [Strip.join(line).text.rstrip() for line in zip(pilot.app.screen._compositor.render_strips())]
    return "\n".join(lines).rstrip().split("\n")


async def test_lines_stand_in_columns_below_their_titles() -> None:
    app = Host()
    async with app.run_test(size=(30, 10)) as pilot:
        app.list.put(GROUPS)
        await pilot.pause()
        assert text(pilot) == [
            "Name              Length Bar",
            "First  2 lines",
            "one                    3 ━━──",
            "two                    3 ━━──",
            "Second",
            "three                  5 ━━──",
        ]
        await pilot.resize_terminal(20, 10)
        await pilot.pause()
        assert text(pilot)[0] == "Name         Length"
        app.list.show_columns(COLUMNS[:1])
        app.list.put(GROUPS)
        await pilot.pause()
        assert text(pilot)[:3] == ["Name", "First  2 lines", "one"]


async def test_the_cursor_skips_titles_stays_on_its_line_and_opens_it() -> None:
    app = Host()
    async with app.run_test(size=(30, 10)) as pilot:
        app.list.put(GROUPS)
        app.list.rows.focus()
        await pilot.press("j", "j", "enter")
        assert app.opened == ["three"]
        app.list.put([Lines("", ["three", "one"])])
        await pilot.pause()
        assert app.list.current == "three"
        app.list.put([Lines("", ["two", "one"])], current="one")
        await pilot.pause()
        assert app.list.current == "one"
        app.list.put([])
        await pilot.press("enter")
        assert app.list.rows.current is None
        assert app.opened == ["three"]
        assert text(pilot)[-1] == "Nothing [b]at all[/b]."


@pytest.mark.parametrize(
    ("share", "drawn"),
    [
        (Fraction(0), "────────"),
        (Fraction(1, 1000), "━───────"),
        (Fraction(1, 2), "━━━━────"),
        (Fraction(999, 1000), "━━━━━━━─"),
        (Fraction(1), "━━━━━━━━"),
    ],
)
def test_only_a_whole_share_fills_a_bar(share: Fraction, drawn: str) -> None:
    assert bar(share, 8).plain == drawn
    assert "".join(text for text, _ in bar_pieces(share, 8)) == drawn


@pytest.mark.parametrize(
    ("counts", "cells", "drawn"),
    [
        ((1, 1, 2), 8, "aabbcccc"),
        ((100, 1, 0), 8, "aaaaaaab"),
        ((1, 100, 1), 4, "abbc"),
        ((1, 1, 1), 8, "aaabbbcc"),
        ((0, 0, 3), 4, "cccc"),
        ((0, 0, 0), 4, "    "),
        ((1, 1, 1), 2, "  "),
    ],
)
def test_a_stacked_bar_fills_its_cells_and_shows_whatever_occurs(
    counts: tuple[int, int, int], cells: int, drawn: str
) -> None:
    pieces = stacked_pieces(list(zip(counts, (A, B, C), strict=True)), cells)
    assert "".join(text for text, _ in pieces) == drawn


async def test_titles_keep_whole_facts_and_stay_in_sight() -> None:
    app = Host()
    async with app.run_test(size=(20, 6)) as pilot:
        app.list.put(
            [Lines("First", list("abcdefgh"), "2 lines · of 3"), Lines("Second", ["i"], "one · very long fact")]
        )
        await pilot.pause()
        assert text(pilot)[1] == "First  2 lines"
        app.list.rows.focus()
        await pilot.press("G")
        assert text(pilot)[-2:] == ["Second  one", "i                 1"]
        await pilot.press("g")
        assert text(pilot)[1:3] == ["First  2 lines", "a                 1"]
