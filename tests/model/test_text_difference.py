"""The difference of two texts: nothing is lost or invented, steps that stay are recognised, and it never takes long."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.text_difference import DifferenceLine, Mark, text_difference

WORDS = [
    "Save",
    "the",
    "policy",
    "1.",
    "2)",
    "-",
    "管理者は四半期ごと",
    "e\u0301te\u0301",
    "\u202eright",
    "مراجعة",
    "[-x-]",
    "{+",
    "\x1b[31m",
]
"""Words of steps in several scripts, and what could be taken for something else."""
BLANKS = ["\n", " ", "\n\n  ", "\t", "\u2028", "\x85", "\r\n"]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*WORDS, *BLANKS, " ", " "]), max_size=40).map("".join),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(BLANKS)), max_size=30).map(
        lambda pairs: "".join(f"{word}{blank}" for word, blank in pairs)
    ),
)


def letters(texts: Iterable[str]) -> str:
    """Everything but blanks."""
    return "".join("".join(texts).split())


def marked(line: DifferenceLine) -> str:
    """The words of a line with what goes and what comes."""
    shapes = {Mark.KEPT: "{}", Mark.REMOVED: "[-{}-]", Mark.ADDED: "{{+{}+}}"}
    return "".join(shapes[one.mark].format(one.text) for one in line.segments)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    found = text_difference(before, after)
    assert letters(one.after for one in found) == letters([after])
    stays = [one for one in found if one.lead_before is not None]
    assert letters(one.before for one in stays) == letters([before])
    assert all(one.segments for one in found)


@given(TEXTS)
def test_the_same_text_is_unchanged_however_it_is_spaced(text: str) -> None:
    spaced = "\n\n".join(f"  {line.rstrip()} " for line in text.splitlines())
    assert all(one.is_unchanged for one in text_difference(text, spaced))


def test_steps_that_are_numbered_anew_are_unchanged() -> None:
    before = "1. Open the portal.\n2. Choose two methods for every administrator.\n3. Save."
    after = "1. Open the portal.\n2. Export the list.\n3. Choose three methods for every administrator.\n4. Save."
    found = text_difference(before, after)
    assert [(one.lead_before, one.lead_after, one.is_unchanged) for one in found] == [
        ("1.", "1.", True),
        (None, "2.", False),
        ("2.", "3.", False),
        ("3.", "4.", True),
    ]
    assert marked(found[1]) == "{+Export the list.+}"
    assert marked(found[2]) == "Choose [-two -]{+three +}methods for every administrator."


def test_a_step_that_moved_is_known_at_both_places() -> None:
    found = text_difference("1. a b\n2. c d\n3. e f", "1. e f\n2. a b\n3. c d")
    moved = [(one.lead_before, one.lead_after, one.moved) for one in found if one.moved is not None]
    assert moved == [(None, "1.", "3."), ("3.", None, "1.")]
    assert [one.is_unchanged for one in found].count(True) == 2


def test_a_phrase_is_marked_once_and_blanks_stay() -> None:
    (line,) = text_difference("Reviewed by the owner of it today.", "Reviewed by whoever owns it today.")
    assert marked(line) == "Reviewed by [-the owner of -]{+whoever owns +}it today."
    (shorter,) = text_difference("a b c", "a b")
    assert marked(shorter) == "a b [-c-]"
    (version,) = text_difference("TLS 1.2 is asked.", "TLS 1.3 is asked.")
    assert marked(version) == "TLS [-1.2 -]{+1.3 +}is asked."


def test_scripts_without_blanks_are_compared_by_character() -> None:
    (line,) = text_difference("管理者は四半期ごとに確認する。", "管理者は毎月確認する。")
    assert marked(line) == "管理者は[-四半期ごとに-]{+毎月+}確認する。"


def test_marks_stay_with_their_letters() -> None:
    (line,) = text_difference("cafe\u0301 noir", "cafe noir")
    assert marked(line) == "[-cafe\u0301 -]{+cafe +}noir"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 120_000, "b a " * 120_000),
        ("x\n" * 250_000, "y\n" + "x\n" * 249_000),
        ("\n".join(f"a b c {n}" for n in range(50_000)), "\n".join(f"a b d {n}" for n in range(50_000))),
        ("x" * 500_000, "y" * 500_000),
        ("a" + "\u0301" * 499_999, "b" + "\u0301" * 499_999),
        ("a.b" * 160_000, "a.c" * 160_000),
        (" " * 500_000, "\t" * 500_000),
    ],
    ids=["two words", "one line", "alike", "one word", "marks", "joined", "blanks"],
)
def test_long_texts_are_told_too(before: str, after: str) -> None:
    """Each of these would keep an unbounded comparison busy for minutes."""
    found = text_difference(before, after)
    assert letters(one.after for one in found) == letters([after])
    assert letters(one.before for one in found if one.lead_before is not None) == letters([before])
