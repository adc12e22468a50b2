"""Nothing lies outside the screen: every view of the list, at every size that must work."""

from __future__ import annotations

from pathlib import Path

import pytest
from details_page import still, still_template
from list_page import ListPage, list_page
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

__all__ = ["still", "still_template"]

PARTS = 4
"""So many apps share the views."""
SIZES = [(60, 20), (80, 24), (140, 40)]
"""One view is opened on the smallest and grows, the next one on the largest and shrinks."""
VIEWS: dict[str, tuple[str, ...]] = {
    "list": (),
    "search": ("slash", "r", "e", "v"),
    "nothing found": ("slash", "z", "z", "z", "x"),
    "filters": ("f", "right"),
    "sort": ("s",),
    "columns": ("c",),
    "assign": ("space", "a"),
    "bulk change": ("space", "m", "right", "right"),
    "bulk note": ("e", "tab", "x"),
    "accept all": ("U", "j"),
    "queue": ("Q",),
    "verdict": ("Q", "L"),
    "assign back": ("Q", "L", "enter"),
    "queued action": ("Q", "enter"),
    "send to assessor": ("Q", "enter", "A"),
    "review update": ("slash", *"update", "colon", *"pending", "enter", "enter", "u"),
    "help": ("question_mark",),
    "glossary": ("question_mark", "tab"),
    "score": ("E",),
    "every point": ("E", "right_square_bracket", "slash", "x"),
    "palette": ("ctrl+p", "a"),
    "jump": ("ctrl+o",),
    "overview": ("1", "j"),
    "end of the overview": ("1", "G"),
    "narrowed overview": ("1", "f", "right", "space", "ctrl+s"),
    "filtered score": ("1", "f", "right", "space", "ctrl+s", "E"),
    "overview filters": ("1", "f", "right"),
    "wizard group": ("4", "plus", "enter", "end", "enter", "x"),
    "wizard review": ("4", "plus", "enter", "end", "enter", "x", "enter", "enter"),
    "what if": ("slash", *"consent", "enter", "W"),
    "assessments": ("4", "b", "slash", "r"),
    "assessment": ("4", "enter"),
    "service of an assessment": ("4", "enter", "enter"),
    "controls of an assessment": ("4", "enter", "right_square_bracket", "s", "j", "enter", "t", "j", "enter"),
    "families of an assessment": ("4", "enter", "right_square_bracket", "b"),
    "control of an assessment": ("4", "enter", "right_square_bracket", "enter"),
    "actions of an assessment": ("4", "enter", *["right_square_bracket"] * 2),
    "microsoft's part": ("4", "enter", "left_square_bracket", "enter"),
    "regulations": ("5", "j", "j"),
    "regulation": ("5", "enter", "asterisk"),
    "narrowed regulation": ("5", "enter", "slash", *"consent"),
    "control of a regulation": ("5", "enter", "asterisk", "G", "enter", "tab"),
    "export": ("space", "x"),
    "update actions": ("i",),
    "file of actions": ("i", "space", "space", "enter", "z"),
    "assessment report": ("4", "x"),
    "regulation template": ("5", "x"),
    "import of a regulation": ("5", "i"),
    "users": ("9",),
    "new user": ("9", "plus", "x"),
    "role": ("9", "r"),
    "removal": ("9", "g", "d"),
    "reassigning": ("9", "g", "R"),
    "organisation": ("9", "right_square_bracket"),
    "evidence types": ("9", "right_square_bracket", "j", "enter"),
    "notices": ("9", "right_square_bracket", "right_square_bracket"),
    "catalogue": ("9", "left_square_bracket"),
    "catalogue folder": ("9", "left_square_bracket", "j", "enter", *"zz"),
    "list with pane": ("p",),
}


def outside(screen: Screen[object]) -> list[str]:
    """Widgets that are shown and not wholly inside; what scrolls may be larger than its window."""
    whole = screen.region
    shown = screen._compositor.visible_widgets
    return [
        f"{widget!r} {region}"
        for widget, (region, _) in shown.items()
        if not _scrolls(widget) and not (whole.contains_region(region) and _inside_parent(widget, region, shown))
    ]


def _scrolls(widget: Widget) -> bool:
    """Whether a widget stands in a container that scrolls."""
    return any(isinstance(one, Widget) and one.max_scroll_y > 0 for one in widget.ancestors)


def _inside_parent(widget: Widget, region: Region, shown: dict[Widget, tuple[Region, Region]]) -> bool:
    parent = widget.parent
    return not (isinstance(parent, Widget) and parent in shown) or shown[parent][0].contains_region(region)


async def back_to_the_list(page: ListPage) -> None:
    """The list as it is at the start, whatever was opened and typed; nothing of it is asked about."""
    page.app.workers.cancel_all()
    while page.app.screen is not page.app.root:
        page.app.pop_screen()
        await page.settle()
    page.table.focus()
    await page.settle()
    await page.press("escape", "underscore", "home")


@pytest.mark.parametrize("part", range(PARTS))
async def test_nothing_lies_outside(still: Path, part: int) -> None:
    """One app goes through many views."""
    async with list_page(still, size=SIZES[0]) as page:
        for view, keys in list(VIEWS.items())[part::PARTS]:
            await page.press(*keys)
            for size in SIZES if page.app.size == SIZES[0] else reversed(SIZES):
                await page.resize(*size)
                assert outside(page.app.screen) == [], view
                lines = page.lines()
                assert len(lines) == size[1]
                assert all(len(line) <= size[0] for line in lines), view
            await back_to_the_list(page)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_frame_keeps_what_matters(still: Path, size: tuple[int, int]) -> None:
    """However narrow: whose workspace, the score, how many rows are hidden, the name and the status, the key of the help."""
    async with list_page(still, who="maria.ruiz@contoso.example", size=size) as page:
        lines = page.lines()
        assert "Contoso" in lines[0]
        assert " % " in lines[0]
        assert "2 Improvement actions" in lines[1]
        assert "passed hidden" in lines[2]
        assert "Improvement action" in lines[3]
        assert "Test status" in lines[3]
        assert lines[-1].endswith("? Keys")
