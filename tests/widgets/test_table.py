"""The paged table, driven by keys and mouse in a host of a few lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from cm_tui.widgets.table import Cell, Column, PagedTable
from cm_tui.widgets.table.marks import Marks
from cm_tui.widgets.table.scrollbar import ThriftyScrollBar


@dataclass(frozen=True)
class Thing:
    id: str
    name: str
    status: str = "Passed"


COLUMNS: tuple[Column[Thing], ...] = (
    Column("name", "Thing", 20, 9, lambda thing: Cell(thing.name), sort_key="name"),
    Column("status", "Status", 10, 8, lambda thing: Cell(thing.status, "good", "✔"), sort_key="status"),
    Column("id", "Identity", 12, 7, lambda thing: Cell(thing.id), "right"),
    *(Column[Thing](f"c{n}", f"Col {n}", 10, 6 - n, lambda thing: Cell("…")) for n in range(5)),
)


def ids(count: int) -> list[str]:
    return [f"T-{n}" for n in range(count)]


def things(wanted: Iterable[str]) -> list[Thing]:
    return [Thing(i, f"Thing {i[2:]}") for i in wanted]


class Spied(PagedTable[Thing]):
    """A table that writes down what it repaints: regions, or None for everything."""

    def __init__(self) -> None:
        self.repaints: list[Region | None] = []
        super().__init__(COLUMNS, empty="Nothing here.\nF clears the filters.")

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        self.repaints += regions or [None]
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Host(App[None]):
    """Answers for pages, unless told not to, and remembers every message of the table."""

    def __init__(self, count: int = 0, *, answers: bool = True) -> None:
        super().__init__()
        self.count, self.answers = count, answers
        self.table = Spied()
        self.seen: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.show(ids(self.count))
        self.table.focus()

    def on_paged_table_page_wanted(self, wanted: PagedTable.PageWanted) -> None:
        self.seen.append(wanted)
        if self.answers:
            page = self.table.ids[wanted.page * 200 : (wanted.page + 1) * 200]
            self.table.put_page(wanted.generation, wanted.page, things(page))

    def on_paged_table_highlighted(self, message: PagedTable.Highlighted) -> None:
        self.seen.append(message)

    def on_paged_table_opened(self, message: PagedTable.Opened) -> None:
        self.seen.append(message)

    def on_paged_table_marks_changed(self, message: PagedTable.MarksChanged) -> None:
        self.seen.append(message)

    def on_paged_table_sort_wanted(self, message: PagedTable.SortWanted) -> None:
        self.seen.append(message)

    def told(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.seen if isinstance(message, kind)]

    def lines(self) -> list[str]:
        return [Strip.join(line).text.rstrip() for line in zip(self.screen._compositor.render_strips())]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def opened(host: Host) -> list[str]:
    return [message.id for message in host.seen if isinstance(message, PagedTable.Opened)]


@pytest.mark.parametrize("width", [60, 80, 140])
async def test_rows_below_a_header_at_every_width(width: int) -> None:
    host = Host(500)
    async with host.run_test(size=(width, 12)) as pilot:
        await pilot.pause()
        lines = host.lines()
        assert lines[0].startswith("☐ Thing")
        assert lines[1].startswith("☐ Thing 0 ")
        assert lines[11].startswith("☐ Thing 10 ")
        assert all(len(line) <= width for line in lines)
        await press(pilot, "G")
        lines = host.lines()
        assert lines[0].startswith("☐ Thing")
        assert lines[11].startswith("☐ Thing 499 ")


@pytest.mark.parametrize("width", [60, 80])
async def test_every_column_is_reached_and_the_name_stays(width: int) -> None:
    host = Host(3)
    async with host.run_test(size=(width, 8)) as pilot:
        await pilot.pause()
        assert host.lines()[0].endswith("›")
        headings = host.lines()[0]
        for _ in COLUMNS:
            await press(pilot, "shift+right")
            assert host.lines()[1].startswith("☐ Thing 0 ")
            headings += host.lines()[0]
        assert all(column.title in headings for column in COLUMNS)
        assert "‹" in host.lines()[0]
        assert not host.lines()[0].endswith("›")
        for _ in COLUMNS:
            await press(pilot, "shift+left")
        assert "‹" not in host.lines()[0]


async def test_other_columns_and_the_arrow_of_the_sort() -> None:
    host = Host(3)
    async with host.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        host.table.set_sort("status", descending=True)
        await pilot.pause()
        assert "Status ▾" in host.lines()[0]
        host.table.set_columns(COLUMNS[:1])
        host.table.set_sort("name")
        await pilot.pause()
        assert host.lines()[0] == "☐ Thing ▴"
        host.table.set_sort(None)
        await pilot.pause()
        assert host.lines()[0] == "☐ Thing"


HOSTILE = "[b]x[/] [/y] [@click=app.quit]z[/] \x1b[31m\x9b2J \u202eabc\u2028\nnext"
VERBATIM = r"[b]x[/] [/y] [@click=app.quit]z[/] \x1b[31m\x9b2J \u202eabc\u2028⏎next"


async def test_hostile_text_is_verbatim_and_inert() -> None:
    host = Host()
    async with host.run_test(size=(140, 8)) as pilot:
        host.table.set_columns(COLUMNS[:1])
        host.table.show(["T-0"], [Thing("T-0", HOSTILE)])
        await pilot.pause()
        assert host.lines()[1] == f"☐ {VERBATIM}"
        styles = [segment.style for strip in host.screen._compositor.render_strips() for segment in strip]
        assert not [style for style in styles if style is not None and (style.link or "@click" in style.meta)]
        host.table.empty = HOSTILE
        host.table.show([])
        await pilot.pause()
        assert r"\x1b[31m\x9b2J \u202eabc\u2028" in "\n".join(host.lines())


async def test_cropping_goes_by_cells() -> None:
    host = Host()
    async with host.run_test(size=(60, 4)) as pilot:
        host.table.set_columns(COLUMNS[:2])
        host.table.show(["T-0"], [Thing("T-0", "日本語" * 20, "é" * 12)])
        await pilot.pause()
        assert host.lines()[1] == "☐ " + "日本語" * 7 + "日… ✔ " + "é" * 7 + "…"


async def test_an_empty_table_says_so_in_the_middle() -> None:
    host = Host()
    async with host.run_test(size=(60, 9)) as pilot:
        await pilot.pause()
        assert host.lines()[4] == " " * 22 + "Nothing here."
        assert host.lines()[5] == " " * 18 + "F clears the filters."
        await press(pilot, "j", "G", "g", "space", "enter", "V", "shift+down", "asterisk", "pagedown", "pageup")
        assert host.table.cursor_id is None
        assert host.table.marks == set()
        host.table.empty = "One"
        await pilot.pause()
        assert "One" in "\n".join(host.lines())


# The cursor


async def test_keys_move_the_cursor() -> None:
    host = Host(500)
    async with host.run_test(size=(60, 11)) as pilot:
        moves = [
            ("j", 1),
            ("down", 2),
            ("k", 1),
            ("up", 0),
            ("up", 0),
            ("pagedown", 10),
            ("ctrl+d", 20),
            ("ctrl+u", 10),
        ]
        moves += [("G", 499), ("j", 499), ("pagedown", 499), ("pageup", 489), ("g", 0), ("end", 499), ("home", 0)]
        for key, index in moves:
            await press(pilot, key)
            assert host.table.cursor_id == f"T-{index}", key
        assert host.told(PagedTable.Highlighted)[-1] == PagedTable.Highlighted("T-0")


async def test_the_cursor_stays_on_its_row_and_on_its_line() -> None:
    host = Host(500)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "G", "pageup", "k")
        line = next(y for y, text in enumerate(host.lines()) if text.startswith("☐ Thing 488 "))
        host.table.show(ids(500)[100:], things(ids(500)[100:300]))
        await pilot.pause()
        assert host.table.cursor_id == "T-488"
        assert host.lines()[line].startswith("☐ Thing 488 ")
        host.table.show(list(reversed(ids(500))))
        await pilot.pause()
        assert host.table.cursor_id == "T-488"


async def test_a_cursor_whose_row_is_gone_takes_the_nearest() -> None:
    host = Host(20)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "G")
        host.table.show(ids(20)[:19])
        assert host.table.cursor_id == "T-18"
        host.table.show([i for i in ids(20) if i != "T-18"])
        assert host.table.cursor_id == "T-19"
        host.table.show(["T-3"], keep_cursor=False)
        assert host.table.cursor_id == "T-3"
        host.table.show([])
        assert host.table.cursor_id is None
        await pilot.pause()
        assert host.told(PagedTable.Highlighted)[-1] == PagedTable.Highlighted(None)


async def test_a_new_list_can_begin_at_its_first_row() -> None:
    host = Host(500)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "G")
        host.table.show(ids(500), keep_cursor=False)
        await pilot.pause()
        assert host.table.cursor_id == "T-0"
        assert host.lines()[1].startswith("☐ Thing 0 ")


async def test_a_smaller_terminal_keeps_the_cursor_in_sight() -> None:
    host = Host(500)
    async with host.run_test(size=(60, 30)) as pilot:
        await press(pilot, *"j" * 25)
        await pilot.resize_terminal(60, 10)
        await pilot.pause()
        assert any(line.startswith("☐ Thing 25 ") for line in host.lines())


async def test_half_page_jumps() -> None:
    host = Host(500)
    async with host.run_test(size=(60, 11)) as pilot:
        host.table.half_page_jumps = True
        await press(pilot, *"j" * 10)
        assert host.lines()[1].startswith("☐ Thing 6 ")
        await press(pilot, *"k" * 5)
        assert host.lines()[1].startswith("☐ Thing 0 ")


# Pages


async def test_a_page_is_asked_for_once_and_drawn_when_it_arrives() -> None:
    host = Host(500, answers=False)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "j", "k", "j")
        assert host.told(PagedTable.PageWanted) == [PagedTable.PageWanted(host.table.generation, 0)]
        assert host.lines()[1] == "☐ …"
        host.table.put_page(host.table.generation, 0, things(ids(200)))
        await pilot.pause()
        assert host.lines()[1].startswith("☐ Thing 0 ")


async def test_a_page_that_was_scrolled_past_is_asked_for_again() -> None:
    host = Host(500, answers=False)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "G", "g")
        pages = [message.page for message in host.seen if isinstance(message, PagedTable.PageWanted)]
        assert pages == [0, 2, 0]


async def test_an_answer_to_an_older_generation_is_ignored() -> None:
    host = Host(500, answers=False)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        before = host.table.generation
        host.table.show(ids(500))
        host.table.put_page(before, 0, things(ids(200)))
        await pilot.pause()
        assert host.lines()[1] == "☐ …"


async def test_a_short_first_page_is_drawn_at_once_and_completed() -> None:
    host = Host()
    async with host.run_test(size=(60, 11)) as pilot:
        host.table.show(ids(500), things(ids(40)))
        await pilot.pause()
        assert host.told(PagedTable.PageWanted)[-1] == PagedTable.PageWanted(host.table.generation, 0)
        host.table.show(ids(40), things(ids(40)))
        await pilot.pause()
        assert host.told(PagedTable.PageWanted)[-1] != PagedTable.PageWanted(host.table.generation, 0)


async def test_a_new_order_shows_known_rows_until_their_page_arrives() -> None:
    host = Host(150)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        host.answers = False
        host.table.show(list(reversed(ids(150))), keep_cursor=False)
        await pilot.pause()
        assert host.lines()[1].startswith("☐ Thing 149 ")
        assert host.told(PagedTable.PageWanted)[-1] == PagedTable.PageWanted(host.table.generation, 0)


async def test_only_so_many_pages_are_kept() -> None:
    host = Host(100_000)
    async with host.run_test(size=(60, 11)) as pilot:
        for page in range(60):
            host.table.put_page(host.table.generation, page, things(host.table.ids[page * 200 : page * 200 + 200]))
        await pilot.pause()
        assert host.table._pages.row(200) is None
        assert host.table._pages.row(59 * 200) is not None


async def test_changed_rows_are_drawn_in_place() -> None:
    host = Host(50)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        host.table.repaints.clear()
        host.table.update_rows([Thing("T-1", "Renamed"), Thing("T-2", "Thing 2"), Thing("T-99", "Elsewhere")])
        assert [region.y for region in host.table.repaints if region] == [2]
        await pilot.pause()
        assert host.lines()[2].startswith("☐ Renamed ")
        row = host.table.cursor_row
        assert row == Thing("T-0", "Thing 0")
        assert row is not None
        host.table.update_rows([replace(row, name="First")])
        assert host.table.cursor_row == Thing("T-0", "First")


# Marks


async def test_marking_rows_one_by_one() -> None:
    host = Host(10)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "space", "space", "j", "space")
        assert host.table.marks == {"T-0", "T-1", "T-3"}
        assert [line[0] for line in host.lines()[:6]] == list("☐☑☑☐☑☐")
        await press(pilot, "g", "space")
        assert host.table.marks == {"T-1", "T-3"}
        assert host.told(PagedTable.MarksChanged)[-1] == PagedTable.MarksChanged(2)


async def test_a_range_grows_and_shrinks_and_restores() -> None:
    host = Host(20)
    async with host.run_test(size=(60, 21)) as pilot:
        host.table.marks = {"T-4", "T-15"}
        await press(pilot, "j", "j", "shift+down", "shift+down", "shift+down")
        assert host.table.marks == {"T-2", "T-3", "T-4", "T-5", "T-15"}
        await press(pilot, *["shift+up"] * 4)
        assert host.table.marks == {"T-1", "T-2", "T-4", "T-15"}
        await press(pilot, "j", "shift+up")
        assert host.table.marks == {"T-1", "T-2", "T-4", "T-15"}


async def test_a_range_that_every_move_extends() -> None:
    host = Host(20)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "j", "V")
        assert host.lines()[0].startswith("V ")
        await press(pilot, "G", "k")
        assert host.table.marks == set(ids(20)[1:19])
        await press(pilot, "g")
        assert host.table.marks == {"T-0", "T-1"}
        await press(pilot, "V", "j", "j")
        assert host.table.marks == {"T-0", "T-1"}
        await press(pilot, "V", "space", "j")
        assert host.table.marks == {"T-0", "T-1", "T-2"}
        assert host.lines()[0].startswith("☐ ")


async def test_marking_all_and_none() -> None:
    host = Host(500)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "asterisk")
        assert host.table.marks == set(ids(500))
        assert host.lines()[0].startswith("☑")
        host.table.show(ids(3))
        assert len(host.table.marks) == 500
        await press(pilot, "underscore")
        assert host.table.marks == set()
        assert host.lines()[1].startswith("☐")


async def test_a_new_list_ends_a_range() -> None:
    host = Host(20)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "V")
        host.table.show(ids(20)[5:])
        await press(pilot, "j", "j")
        assert host.table.marks == {"T-0"}


async def test_held_rows_are_dim_and_have_a_dot() -> None:
    host = Host(3)
    async with host.run_test(size=(60, 5)) as pilot:
        host.table.held = {"T-1"}
        await press(pilot)
        assert [line[0] for line in host.lines()[:4]] == list("☐☐·☐")
        dims = [any(s.style and s.style.dim for s in host.table.render_line(y)) for y in (1, 2, 3)]
        assert dims == [False, True, False]
        host.table.held = ()
        await pilot.pause()
        assert host.lines()[2].startswith("☐")


# The mouse


async def test_a_click_moves_and_a_second_one_opens() -> None:
    host = Host(20)
    async with host.run_test(size=(60, 11)) as pilot:
        assert await pilot.click(Spied, offset=(10, 3))
        assert host.table.cursor_id == "T-2"
        assert opened(host) == []
        assert await pilot.click(Spied, offset=(20, 3))
        assert opened(host) == ["T-2"]


async def test_a_double_click_opens_once() -> None:
    host = Host(20)
    async with host.run_test(size=(60, 11)) as pilot:
        assert await pilot.double_click(Spied, offset=(10, 5))
        assert opened(host) == ["T-4"]
        assert await pilot.double_click(Spied, offset=(12, 5))
        assert opened(host) == ["T-4", "T-4"]
        assert await pilot.click(Spied, offset=(10, 8))
        await press(pilot, "enter")
        assert opened(host) == ["T-4", "T-4", "T-7"]


async def test_clicks_on_boxes_mark() -> None:
    host = Host(5)
    async with host.run_test(size=(60, 11)) as pilot:
        assert await pilot.click(Spied, offset=(0, 3))
        assert host.table.marks == {"T-2"}
        assert host.table.cursor_id == "T-0"
        assert await pilot.click(Spied, offset=(0, 0))
        assert host.table.marks == set(ids(5))
        assert await pilot.click(Spied, offset=(0, 0))
        assert host.table.marks == set()
        assert await pilot.click(Spied, offset=(10, 9))
        assert host.table.cursor_id == "T-0"


async def test_clicks_on_headings_sort_where_that_is_possible() -> None:
    host = Host(5)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        for heading in ("Thing", "Status", "Identity"):
            assert await pilot.click(Spied, offset=(host.lines()[0].index(heading), 0))
        await pilot.pause()
        assert host.told(PagedTable.SortWanted) == [PagedTable.SortWanted("name"), PagedTable.SortWanted("status")]


async def test_the_wheel_and_the_scroll_bar_move_the_rows_but_not_the_cursor() -> None:
    host = Host(500)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        host.table.post_message(MouseScrollDown(host.table, 5, 5, 0, 1, 0, False, False, False))
        await pilot.pause()
        assert host.lines()[1].startswith("☐ Thing 2 ")
        assert isinstance(host.table.vertical_scrollbar, ThriftyScrollBar)
        assert await pilot.mouse_down(offset=(59, 9))
        await pilot.pause()
        assert host.lines()[1].startswith("☐ Thing 13 ")
        assert host.table.cursor_id == "T-0"
        await press(pilot, "j")
        assert host.lines()[1].startswith("☐ Thing 1 ")


# What it costs


async def test_a_move_repaints_two_lines_and_lays_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host(500)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        layouts: list[bool] = []
        monkeypatch.setattr(Screen, "_refresh_layout", lambda *_args, **_named: layouts.append(True))
        host.table.repaints.clear()
        await press(pilot, "j")
        assert sorted(region.y for region in host.table.repaints if region) == [1, 2]
        assert None not in host.table.repaints
        await press(pilot, "G", "pageup", "space", "shift+up")
        host.table.show(ids(30))
        await press(pilot, "k")
        assert layouts == []


async def test_a_reload_of_equal_rows_repaints_nothing() -> None:
    host = Host(500)
    async with host.run_test(size=(60, 11)) as pilot:
        await press(pilot, "j")
        host.table.repaints.clear()
        host.table.show(ids(500), things(ids(200)))
        await pilot.pause()
        assert host.table.repaints == []


async def test_losing_the_focus_dims_the_cursor_and_repaints_its_line() -> None:
    host = Host(5)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        bright = host.table.render_line(1)
        host.table.repaints.clear()
        host.table.blur()
        await pilot.pause()
        assert [region.y for region in host.table.repaints if region] == [1]
        assert None not in host.table.repaints
        assert host.table.render_line(1).text == bright.text
        assert host.table.render_line(1) != bright


async def test_a_line_is_one_segment_per_run_of_equal_style() -> None:
    host = Host(5)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        assert len(host.table.render_line(0)._segments) == 2
        assert [segment.text for segment in host.table.render_line(2)][1] == "✔"
        assert len(host.table.render_line(2)._segments) == 3


async def test_a_new_theme_is_seen() -> None:
    host = Host(5)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        before = host.table.render_line(1)
        host.theme = "textual-light"
        await pilot.pause()
        assert host.table.render_line(1) != before


def test_every_key_has_an_id_a_description_and_a_tooltip() -> None:
    bindings = [binding for _key, binding in PagedTable(COLUMNS)._bindings]
    assert bindings
    for binding in bindings:
        assert binding.id is not None
        assert binding.id.startswith("table.")
        assert binding.description
        assert binding.tooltip


@given(st.sets(st.integers(0, 9)), st.integers(0, 9), st.lists(st.integers(0, 9), max_size=8))
def test_a_range_is_what_was_marked_and_everything_between(before: set[int], anchor: int, moves: list[int]) -> None:
    rows, marks = ids(10), Marks()
    marks.replace(f"T-{n}" for n in before)
    marks.start(rows, anchor, sticky=False)
    for move in moves:
        marks.extend(rows, move)
    end = moves[-1] if moves else anchor
    assert marks.ids == {f"T-{n}" for n in before | set(range(min(anchor, end), max(anchor, end) + 1))}
