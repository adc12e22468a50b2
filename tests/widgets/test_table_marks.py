"""The paged table: marks, ranges and the mouse."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from table_host import Host, Spied, ids, opened, press
from textual.events import MouseScrollDown

from cm_tui.widgets.table import PagedTable
from cm_tui.widgets.table.marks import Marks
from cm_tui.widgets.table.scrollbar import ThriftyScrollBar


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


@given(st.sets(st.integers(0, 9)), st.integers(0, 9), st.lists(st.integers(0, 9), max_size=8))
def test_a_range_is_what_was_marked_and_everything_between(before: set[int], anchor: int, moves: list[int]) -> None:
    rows, marks = ids(10), Marks()
    marks.replace(f"T-{n}" for n in before)
    marks.start(rows, anchor, sticky=False)
    for move in moves:
        marks.extend(rows, move)
    end = moves[-1] if moves else anchor
    assert marks.ids == {f"T-{n}" for n in before | set(range(min(anchor, end), max(anchor, end) + 1))}
