"""How a difference is read: what goes and comes is marked without colour too, what stays is folded, nothing is markup."""

from __future__ import annotations

import pytest
from textual.content import Content

from cm_tui.widgets.difference_lines import ONLY_BLANKS, names_lines, text_lines

BEFORE = "1. Open the portal.\n2. Choose two methods for each administrator.\n3. Save.\n4. Tell people.\n5. Look again."
AFTER = (
    "1. Open the portal.\n2. Export the list.\n3. Choose three methods for each administrator.\n4. Look again.\n"
    "5. Save.\n6. Tell people."
)


def texts(lines: list[Content]) -> list[str]:
    """The lines without their styles."""
    return [line.plain for line in lines]


def test_what_changed_is_marked_and_what_stays_is_folded() -> None:
    assert texts(text_lines(BEFORE, AFTER, 76)) == [
        "  … 1 step unchanged",
        "+ 2. Export the list.",
        "~ [-2.-]{+3.+} Choose [-two-] {+three+} methods for each administrator.",
        "+ 4. Look again. (moved, was 5, otherwise unchanged)",
        "  … 2 steps unchanged; 3 to 4 now 5 to 6",
        "- 5. moved, now 4",
    ]


@pytest.mark.parametrize("width", [1, 9, 20, 58, 78])
def test_every_line_fits_and_carries_its_mark(width: int) -> None:
    lines = text_lines(BEFORE, AFTER, width)
    assert all(line.cell_length <= width for line in lines)
    if width >= 20:
        assert {line.plain[:2] for line in lines} == {"  ", "+ ", "~ ", "- "}


def test_blanks_alone_are_said() -> None:
    assert texts(text_lines("a  b\nc", " a b\n\nc ", 70)) == [f"  {ONLY_BLANKS}"]


def test_hostile_words_are_shown_and_do_nothing() -> None:
    (line,) = text_lines("see \x1b[31m [bold]it[/bold]", "see \u202e [@click=app.quit]it[/bold]", 110)
    assert line.plain == "~ see [-\\x1b[31m [bold-]{+\\u202e [@click=app.quit+}]it[/bold]"
    (name,) = names_lines([], ["[red]x\x07"], 70)
    assert name.plain == "+ [red]x\\x07"


def test_names_go_come_and_stay() -> None:
    assert texts(names_lines(["a", "b", "c"], ["b", "c", "d"], 40)) == ["- a", "+ d", "  … 2 unchanged"]
    assert texts(names_lines(["a"], [], 40)) == ["- a"]
