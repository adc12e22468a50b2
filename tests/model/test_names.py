"""Names, addresses and accounts as people type them (interface 2; safety 7, 11)."""

from __future__ import annotations

import pytest

from cm_tui.model.filters import matching
from cm_tui.model.rules.assessments import named_so, same_name
from cm_tui.model.rules.names import (
    folded_name,
    tidy_email,
    tidy_name,
    why_account_is_refused,
    why_email_is_refused,
    why_name_is_refused,
)


@pytest.mark.parametrize(
    ("typed", "kept"), [(" Neu  Ling ", "Neu Ling"), ("Zoë\tO'Brien", "Zoë O'Brien"), ("a\u00a0b", "a b")]
)
def test_a_name_is_kept_without_needless_blanks(typed: str, kept: str) -> None:
    assert why_name_is_refused(typed) is None
    assert tidy_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0"])
def test_an_empty_field_is_asked_for_a_name(typed: str) -> None:
    assert why_name_is_refused(typed) == "Write a name."
    assert why_name_is_refused(typed, "a name for the group") == "Write a name for the group."


@pytest.mark.parametrize(
    "typed",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0d28\u0d4d\u200d\u0d28",
        "\U0001f469\u200d\U0001f4bb",
        "\u2764\ufe0f\u200d\U0001f525",
        "\U0001f469\U0001f3fd\u200d\U0001f4bb",
    ],
)
def test_joiners_join_letters_and_emoji_and_make_no_other_name(typed: str) -> None:
    assert why_name_is_refused(typed) is None
    bare = typed.replace("\u200c", "").replace("\u200d", "")
    assert folded_name(typed) == folded_name(bare)
    assert same_name(typed, bare)
    assert named_so(bare[:2], [typed]) == (typed,)
    assert matching(bare, [typed]) == (typed,)
    assert matching(typed, [bare]) == (bare,)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("a\u200db\u200b", "U+200B"),
        ("a\u200d", "U+200D"),
        ("\u200ca", "U+200C"),
        ("a\u200d\u200db", "U+200D"),
        ("a \u200cb", "U+200C"),
        ("a\u202eb", "U+202E"),
        ("a\nb", "a line break"),
        ("x" * 201, "at most 200 characters"),
    ],
)
def test_what_a_name_cannot_hold_is_named(typed: str, named: str) -> None:
    assert named in (why_name_is_refused(typed) or "")


@pytest.mark.parametrize("typed", ["a\nb", "\x1b[2J", "\u202e", "\udcff", "x" * 201])
def test_a_name_is_one_line_that_can_be_read(typed: str) -> None:
    assert "is not a name" in (why_name_is_refused(typed) or "")


def test_addresses_that_differ_in_case_are_one() -> None:
    assert tidy_email(" A@Example.ORG ") == "a@example.org"
    assert why_email_is_refused(" A@Example.ORG ") is None
    assert "is not an e-mail" in (why_email_is_refused("a@b") or "")


@pytest.mark.parametrize(("typed", "refused"), [("maria", False), ("maría.r-1", False), ("", True), ("a\nb", True)])
def test_an_account_has_a_name(typed: str, refused: bool) -> None:
    assert (why_account_is_refused(typed) is not None) is refused
