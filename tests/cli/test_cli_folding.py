"""Lines of text on a narrow terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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
