"""Templates of hostile size, and everything that one cell can have against it (spec 11.9; safety 5)."""

from __future__ import annotations

import random
import resource
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from support import TomlFiles, small_catalogue
from template_files import own_template, write_template

from cm_tui.model.errors import Cancelled, InvalidInput
from cm_tui.model.views.workbooks import MOST_OF_VALUE
from cm_tui.services.services import Services
from cm_tui.services.templates.tabs import MOST_FAULTS

SECONDS = 2
"""Of CPU, beside the process that reads the file."""
ROWS = 19_000


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services]) -> Services:
    """An organisation with the small catalogue."""
    return organisation_of(small_catalogue())


def spent() -> float:
    """CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(
    "cell",
    [
        ";;".join(["x"] * 10_900),
        ";;".join(["x"] * 500),
        ";;".join(f"unknown {number}" for number in range(499)),
        ";;" * 400,
        "x" * 30_000,
    ],
    ids=["too many", "the same", "unknown", "blank", "long"],
)
def test_cells_full_of_names_end_soon_with_a_few_faults_each(own: Services, tmp_path: Path, cell: str) -> None:
    tabs = own_template()
    tabs["ControlFamily"] += [[f"H {number}", "Houses", "More", None, cell] for number in range(10, 28)]
    numbers = random.Random(1).sample(range(10**9), 3_000)  # what packs too well is refused as a bomb
    tabs["ControlFamily"][1][3] = " ".join(map(str, numbers))
    file = write_template(tmp_path / "t.xlsx", tabs)
    before = spent()
    review = own.templates.review(file)
    assert spent() - before < SECONDS
    by_cell = [sum(one.row == row for one in review.faults) for row in range(4, 22)]
    assert min(by_cell) >= 1
    assert max(by_cell) <= 5
    assert all(len(one.value) <= MOST_OF_VALUE for one in review.faults)
    assert sum(len(one.message) for one in review.faults) < 300_000


def test_work_stops_with_so_many_faults_that_nobody_reads_on(own: Services, tmp_path: Path) -> None:
    tabs = own_template()
    tabs["Actions"] += [[f"Do {n}", "Nothing", 100, None, None, "None", None] for n in range(3_000)]
    file = write_template(tmp_path / "t.xlsx", tabs)
    review = own.templates.review(file)
    assert (len(review.faults), review.more_faults) == (MOST_FAULTS, True)
    with pytest.raises(InvalidInput, match="and at least 999 more faults"):
        own.templates.take_over(file)


def test_it_can_be_cancelled_until_it_is_stored(own: Services, tmp_path: Path) -> None:
    file = write_template(tmp_path / "t.xlsx", own_template())
    reading = 0
    for most in count():
        asked = 0

        def enough() -> bool:
            nonlocal asked
            asked += 1
            return asked > most  # noqa: B023

        try:
            done = own.templates.take_over(file, cancelled=enough)
        except Cancelled:
            reading += 1
            assert len(own.regulations.regulations()) == 1
        else:
            assert done.is_new
            break
    assert reading > 10
    assert len(own.regulations.regulations()) == 2


def test_it_tells_how_far_it_is(own: Services, tmp_path: Path) -> None:
    file, told = write_template(tmp_path / "t.xlsx", own_template()), list[tuple[int, int]]()
    own.templates.review(file, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert len({total for _, total in told}) == 1
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]


def test_a_large_template_ends_within_limits(own: Services, tmp_path: Path) -> None:
    tabs, duty = own_template(), "The controller shall be able to demonstrate compliance. " * 4
    tabs["ControlFamily"] += [
        [f"H {n}", f"Part {n // 100}", f"Article {n}", duty, "Shut the doors;;Shut the windows"]
        for n in range(10, ROWS)
    ]
    file = write_template(tmp_path / "t.xlsx", tabs)
    before = spent()
    review = own.templates.review(file)
    assert spent() - before < 30
    assert (review.faults, review.controls_in_all) == ((), ROWS - 8)


def test_a_large_one_of_own_actions_ends_too(own: Services, tmp_path: Path) -> None:
    tabs = own_template()
    tabs["Actions"] += [[f"Do {n}", "Technical", 1, None, None, None, None] for n in range(4_000)]
    tabs["ControlFamily"] += [[f"H {n}", "Houses", "More", None, f"Do {n - 10}"] for n in range(10, 4_010)]
    before = spent()
    review = own.templates.review(write_template(tmp_path / "t.xlsx", tabs))
    assert spent() - before < 30
    assert (review.faults, review.actions.added) == ((), 4_003)


@pytest.mark.parametrize(
    ("tab", "row", "column", "value", "message"),
    [
        ("Template", 1, 1, None, "Write the product"),
        ("Template", 1, 0, "two\nlines", "one line of visible characters"),
        ("ControlFamily", 1, 0, None, "Write the control's name"),
        ("ControlFamily", 1, 4, None, "at least one action"),
        ("ControlFamily", 1, 4, "Shut the doors;;shut THE doors", "more than once"),
        ("ControlFamily", 1, 4, "Shut the doors;;", "joined by ;;"),
        ("Actions", 1, 0, None, "Write the action's title"),
        ("Actions", 1, 1, "Technicl", "not known"),
        ("Actions", 1, 2, 0, "from 1 to 99"),
        ("Actions", 1, 2, 1.5, "from 1 to 99"),
        ("Actions", 1, 2, "12", "from 1 to 99"),
        ("Actions", 1, 2, True, "from 1 to 99"),
        ("Actions", 1, 2, None, "from 1 to 99"),
        ("Actions", 1, 6, "Elsewhere", "does not declare"),
        ("Actions", 2, 0, "SHUT THE DOORS", "unique"),
    ],
)
def test_a_cell_and_what_is_wrong_with_it(
    own: Services, tmp_path: Path, tab: str, row: int, column: int, value: str | float | None, message: str
) -> None:
    tabs = own_template()
    tabs[tab][row][column] = value
    faults = own.templates.review(write_template(tmp_path / "t.xlsx", tabs)).faults
    here = [one for one in faults if (one.sheet, one.row, one.column) == (tab, row + 1, tabs[tab][0][column])]
    assert any(message in one.message for one in here), faults


def test_columns_and_tabs_that_are_missing_or_doubled(own: Services, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    for tab in ("Template", "ControlFamily", "Actions"):
        tabs = own_template()
        del tabs[tab]
        with pytest.raises(InvalidInput, match=f"has no tab {tab}"):
            own.templates.review(write_template(file, tabs))
        tabs = own_template()
        name = str(tabs[tab][0][0])
        for cells in tabs[tab]:
            cells.append(cells[0])
        with pytest.raises(InvalidInput, match=f"column '{name}' twice"):
            own.templates.review(write_template(file, tabs))
    tabs = own_template()
    del tabs["Dimensions"]
    assert own.templates.review(write_template(file, tabs)).faults == ()
    for cells in tabs["Actions"]:
        cells += [f"dimension-{number}" for number in range(101)]
    with pytest.raises(InvalidInput, match="columns of its own"):
        own.templates.review(write_template(file, tabs))


def test_a_new_title_without_the_old_one_names_the_column_for_it(own: Services, tmp_path: Path) -> None:
    file = write_template(tmp_path / "t.xlsx", own_template())
    own.templates.take_over(file)
    tabs = own_template()
    tabs["Actions"][1][0] = "Lock the doors"
    faults = own.templates.review(write_template(file, tabs)).faults
    assert {(one.sheet, one.row) for one in faults if "oldActionTitle" in one.message} == {
        ("ControlFamily", 2),
        ("ControlFamily", 3),
        ("Actions", 2),
    }
    for cells, old in zip(tabs["Actions"], ("oldActionTitle", "Shut the doors", None), strict=True):
        cells.append(old)
    faults = own.templates.review(write_template(file, tabs)).faults
    assert any("is called 'Lock the doors'" in one.message for one in faults)
