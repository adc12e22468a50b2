"""What if: the flyout over the list says what the services say, of what is marked, else of what the filter shows."""

from __future__ import annotations

from pathlib import Path

from details_page import other, still, still_template
from list_page import list_page
from support import TODAY, stored

from cm_tui.model.filters import parse
from cm_tui.model.rules.points import DISCLAIMER, MILLION, show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import AssessmentScore, Score, WhatIf
from cm_tui.model.vocabulary import AssessmentStatus
from cm_tui.screens.actions_list import ActionsList
from cm_tui.screens.flyouts.what_if import WhatIfFlyout, of_filter, of_marks, what_if_lines
from cm_tui.screens.score_view import ScoreScreen
from cm_tui.services.services import Services

__all__ = ["other", "still", "still_template"]


async def test_marks_else_what_the_filter_shows_and_nothing_is_stored(still: Path, other: Services) -> None:
    async with list_page(still, size=(80, 24)) as page:
        before = stored(still)
        await page.search("regulation:gdpr")
        await page.press("W")
        assert page.shows(WhatIfFlyout)
        expected = other.score.what_if(parse("regulation:gdpr", TODAY))
        text = " ".join(page.text().split())
        assert f"The {len(page.ids)} actions that the filter shows: regulation:gdpr" in text
        assert f"{len(expected.passing)} would newly pass; {expected.out_of_scope} are out of scope" in text
        assert "Nothing is stored." in text
        assert f"{show_points(expected.after.total.achieved)} of " in text
        await page.press("escape", "space", "j", "j", "space", "F", "W")
        marks = tuple(page.table.marks)
        text = " ".join(page.text().split())
        assert "The 2 marked actions. 2 would newly pass." in text
        after = other.score.what_if_ids(marks).after
        assert f"{show_points(after.total.achieved)} of {show_points(after.total.possible)} points" in text
        await page.press(*["ctrl+d"] * 4)
        assert DISCLAIMER[:40] in " ".join(page.text().split())
        await page.press("q")
        assert page.in_table()
        assert set(page.table.marks) == set(marks)
        await page.press("enter", "W")
        assert "This action. 1 would newly pass." in " ".join(page.text().split())
        await page.press("q", "escape")
        await page.press("underscore")
        await page.search("nosuchword")
        await page.press("W")
        assert page.notices[-1] == "The list is empty; there is nothing that could pass."
        await page.press("F", "E")
        assert page.shows(ScoreScreen)
        assert stored(still) == before


def test_the_keys_are_free_in_every_view_of_the_list() -> None:
    owners: dict[str, list[str]] = {"E": [], "W": []}
    for kind in ActionsList.__mro__:
        for binding in vars(kind).get("BINDINGS", ()):
            for key in owners:
                if key in binding.key.split(","):
                    owners[key].append(binding.id)
    assert owners == {"E": ["list.explain"], "W": ["list.what_if"]}


def points(achieved: int, possible: int) -> Points:
    """Points written as people write them."""
    return Points(achieved * MILLION, possible * MILLION)


def found(*gains: int) -> WhatIf:
    """A what-if with an assessment for each gain, in this order."""

    def score(counted: int) -> Score:
        assessments = tuple(
            AssessmentScore(f"A{at}", "Group [b]1", "r1", points(counted * gain, 100), AssessmentStatus.IN_PROGRESS)
            for at, gain in enumerate(gains)
        )
        return Score(points(counted * sum(gains), 300), points(10, 10), assessments)

    return WhatIf(score(0), score(1), tuple("x" * sum(gains)), 1 if sum(gains) else 0)


def lines(what_if: WhatIf, width: int, asked: str = "asked") -> list[str]:
    """The flyout as plain lines."""
    return [line.plain for line in what_if_lines(what_if, asked, width)]


def test_the_largest_gain_comes_first_and_equal_ones_by_name() -> None:
    names = [line.split()[0] for line in lines(found(3, 27, 0, 27), 60) if line.startswith("A") and "Group" in line]
    assert names == ["A1", "A3", "A0", "A2"]


def test_the_gain_stands_at_the_right_edge_and_what_stays_says_so() -> None:
    shown = lines(found(27, 0), 60)
    assert next(line for line in shown if line.startswith("A0")) == f"A0 · Group [b]1{'+27':>45}"
    assert "  27 % (27 of 100)" not in shown
    assert "  0 % (0 of 100) → 27 % (27 of 100)" in shown
    assert "  0 % (0 of 100), unchanged" in shown
    assert "27 would newly pass; 1 is out of scope and stays so. Nothing is stored." in " ".join(shown)


def test_nothing_to_gain_says_why() -> None:
    text = " ".join(" ".join(lines(found(0), 40)).split())
    assert "None would newly pass: all that count have their points. Nothing is stored." in text


def test_no_line_is_wider_than_the_flyout() -> None:
    for width in (20, 40, 56, 78):
        assert all(len(line) <= width for line in lines(found(3, 0), width, of_filter(12, "category:access " * 9)))


def test_what_is_asked_for_is_said_in_the_singular_too() -> None:
    assert of_marks(1) == "The marked action."
    assert of_filter(1, "") == "The 1 action that the list shows."
    assert of_filter(2, "x") == "The 2 actions that the filter shows: x"
