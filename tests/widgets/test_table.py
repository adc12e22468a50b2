"""The paged table: rows, columns, pages and the cursor, and what a change costs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_host import COLUMNS, Host, Thing, ids, press, things
from textual.screen import Screen

from cm_tui.widgets.table import PagedTable


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


async def test_a_long_list_asks_for_one_page_and_draws_what_is_in_sight() -> None:
    host = Host(100_000)
    async with host.run_test(size=(60, 11)) as pilot:
        await pilot.pause()
        assert host.told(PagedTable.PageWanted) == [PagedTable.PageWanted(host.table.generation, 0)]
        assert len(host.table._painter._strips) <= 12
        await press(pilot, "G")
        assert host.lines()[10].startswith("☐ Thing 99999 ")
