"""Lines of text on a narrow terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cm_tui.cli.difference import difference_lines
from cm_tui.cli.folding import folded


def test_a_long_line_goes_on_below_its_last_part() -> None:
    line = "    direct         CA-001  Require multifactor authentication for administrators"
    assert list(folded([line], 60)) == [
        "    direct         CA-001  Require multifactor",
        "                           authentication for administrators",
    ]


def test_what_fits_and_what_goes_into_a_pipe_stays_as_it_is() -> None:
    lines = ["short", "x  " + "word " * 40]
    assert list(folded(lines, None)) == lines
    assert next(folded(lines, 80)) == "short"


@given(st.text("ab ", min_size=1, max_size=200), st.integers(30, 120))
def test_no_word_is_lost_and_no_line_too_long(text: str, cells: int) -> None:
    lines = list(folded([text], cells))
    assert " ".join(lines).split() == text.split()
    longest = max((len(word) for word in text.split()), default=0)
    assert longest + 34 > cells or all(
        len(line) <= max(cells, len(text) if len(text) <= cells else 0) for line in lines
    )


def test_two_texts_are_told_apart_without_colour() -> None:
    before = "1. Open the portal, then go on.\n2. Choose Policies and save.\n3. Tell everybody.\n4. The same step."
    after = "1. Open the portal and go on.\n2. Tell everybody.\n3. Choose Policies and save.\n4. Verify it.\n5. The same step."
    assert list(difference_lines(before, after, None)) == [
        "  ~ 1. Open the portal[-, then-] {+and+} go on.",
        "  - 2. Choose Policies and save. (moved to 3)",
        "    2. Tell everybody. (was 3)",
        "  + 3. Choose Policies and save. (moved from 2)",
        "  + 4. Verify it.",
        "    5. The same step. (was 4)",
    ]


def test_the_words_of_a_step_go_on_below_its_words() -> None:
    lines = list(difference_lines("", "1. " + "word " * 30, 40))
    assert all(line.startswith("       word") for line in lines[1:])
    assert all(len(line) <= 40 for line in lines)
