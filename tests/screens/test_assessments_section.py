"""The section Assessments in the real app: what it lists, how it is grouped and narrowed, where its keys lead."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from assessment_pages import assessed
from details_page import assert_golden, other, still, still_template
from list_page import ListPage, list_page

from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentView
from cm_tui.model.vocabulary import AssessmentStatus
from cm_tui.screens.assessment.page import AssessmentScreen
from cm_tui.screens.assessments_section import AssessmentsScreen
from cm_tui.services.services import Services
from cm_tui.settings import Memory
from cm_tui.widgets.assessment_columns import ALL_SERVICES, AssessmentLine, grouped, name_of, score_of

__all__ = ["other", "still", "still_template"]

AMELIA, PRIYA = "amelia.stone@contoso.example", "priya.nair@contoso.example"


def section(page: ListPage) -> AssessmentsScreen:
    """The section."""
    screen = page.app.screen
    assert isinstance(screen, AssessmentsScreen)
    return screen


def at_hand(page: ListPage) -> str | None:
    """The name of the assessment under the cursor."""
    view = section(page).at_hand
    return view.name if view is not None else None


def line(name: str, group: str, regulation: str, *services: str) -> AssessmentLine:
    """A line as it is read, a hundred of four hundred points."""
    points = Points(100_000_000, 400_000_000)
    view = AssessmentView(name, group, regulation, services, AssessmentStatus.NONE, points, 0, 0, 0, 0, 0, ())
    return AssessmentLine(view, regulation.upper())


def test_lines_are_grouped_by_each_column() -> None:
    lines = [line("One", "B", "r1", "Zoom", "Azure"), line("Two", "A", "r1"), line("Three", "A", "r2", "Zoom")]
    by_group, by_regulation, by_service = (grouped(lines, one) for one in ("group", "regulation", "services"))
    assert [(one.title, one.facts) for one in by_group] == [
        ("A", "2 assessments · 25 %"),
        ("B", "1 assessment · 25 %"),
    ]
    assert [one.title for one in by_regulation] == ["R1", "R2"]
    assert [(one.title, [row.view.name for row in one.rows]) for one in by_service] == [
        (ALL_SERVICES, ["Two"]),
        ("Azure", ["One"]),
        ("Zoom", ["One", "Three"]),
    ]
    keys = [row.key for one in by_service for row in one.rows]
    assert len(set(keys)) == len(keys)
    assert [name_of(key) for key in keys] == ["Two", "One", "One", "Three"]


async def test_lines_are_grouped_narrowed_and_opened(still: Path, tmp_path: Path) -> None:
    state = tmp_path / "state.toml"
    async with list_page(still, who=AMELIA, state=state) as page:
        await page.press("4", "j", "j")
        name = at_hand(page)
        await page.press("b")
        assert "GDPR  2 assessments" in page.text()
        assert at_hand(page) == name
        await page.press("b")
        assert f"{ALL_SERVICES}  6 assessments" in page.text()
        assert Memory(state).grouping(page.app.services.workspace.path if page.app.services else "") == "services"
        await page.press("slash", *"europe", "enter")
        assert "2 of 6 by service" in page.text()
        assert at_hand(page) == "GDPR Europe"
        await page.press("j", "enter")
        assert page.shows(AssessmentScreen)
        assert "LGPD Europe and Brazil" in page.lines()[0]
        await page.press("escape")
        assert at_hand(page) == "LGPD Europe and Brazil"
        await page.press("escape")
        assert "6 assessments by service" in page.text()
        view = section(page).at_hand
        assert view is not None
        await page.press("u")
        assert page.filter_text == 'assessment:"LGPD Europe and Brazil" update:pending test:any'
        assert set(page.ids) == set(view.updates)
        await page.press("4", "slash", *"zzz", "enter", "e", "enter")
        assert page.shows(AssessmentsScreen)
        assert page.notices[-1] == "There is no assessment under the cursor."


def order(page: ListPage) -> list[str]:
    """The names of the assessments as they are listed."""
    return [name_of(option.id) or "" for option in section(page).lines.rows.options if not option.disabled]


async def test_lines_are_sorted_within_their_groups_and_the_cursor_outlives_a_deletion(
    still: Path, other: Services
) -> None:
    async with list_page(still, who=AMELIA, size=(140, 40)) as page:
        views = {one.name: one for one in other.assessments.assessments()}
        await page.press("4", "s", "j", "j", "j", "enter")
        assert "Score▴" in page.text()

        def ranks() -> list[tuple[str, Fraction]]:
            return [(views[name].group, score_of(views[name].points)) for name in order(page)]

        assert ranks() == sorted(ranks())
        await page.press("s", "enter")
        assert [score for _, score in ranks()] != sorted(score for _, score in ranks())
        assert ranks() == sorted(ranks(), key=lambda one: (one[0], -one[1]))
        await page.press("greater_than_sign")
        assert "Your actio…▴" in page.text()
        await page.press("j")
        name, names = at_hand(page), order(page)
        await page.press("5", "j", "greater_than_sign", "4")
        assert (at_hand(page), order(page)) == (name, names)
        assert "Your actio…▴" in page.text()
        await page.press("slash", *"europe", "enter", "5")
        assert "Regulation ▴" in page.text()
        await page.press("4")
        assert "2 of 6 by group" in page.text()
        await page.press("escape", "g", "j")
        name, names = at_hand(page), order(page)
        assert name is not None
        await page.press("d", "d")
        await page.until(lambda: page.shows(AssessmentsScreen) and name not in order(page))
        assert at_hand(page) == names[names.index(name) + 1]


async def test_the_cursor_stays_on_its_assessment_and_readers_change_nothing(still: Path, other: Services) -> None:
    async with list_page(still, who=PRIYA, size=(140, 40)) as page:
        await page.press("4", "j", "j", "j")
        name = at_hand(page)
        assert name is not None
        first = other.assessments.assessments()[0].name
        assert first != name
        other.acting_as(AMELIA).assessments.delete(first)
        await page.press("ctrl+r")
        assert first not in page.text()
        assert at_hand(page) == name
        for key in ("plus", "e", "d"):
            await page.press(key)
            assert page.notices[-1].startswith("The role Reader may not")
        assert page.shows(AssessmentsScreen)
        other.acting_as(AMELIA).assessments.delete(name)
        await page.press("E")
        await page.until(lambda: name not in order(page))
        assert page.shows(AssessmentsScreen)
        assert page.notices[-1].startswith("There is no assessment")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_section_and_page_look_as_they_did(tmp_path: Path, size: tuple[int, int]) -> None:
    async with list_page(assessed(tmp_path), size=size) as page:
        await page.press("4")
        shown = page.lines()[1:8]
        for keys in (["enter"], ["right_square_bracket"], ["b"]):
            await page.press(*keys)
            shown += ["", *page.lines()]
        assert_golden(f"assessments_{size[0]}x{size[1]}", "\n".join(shown))
