"""Names, addresses and accounts as people type them (interface 2; safety 7, 11)."""

from __future__ import annotations

import pytest

from cm_tui.model.rules.names import (
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


@pytest.mark.parametrize("typed", ["", "  ", "a\nb", "\x1b[2J", "\u202e", "\udcff", "x" * 201])
def test_a_name_is_one_line_that_can_be_read(typed: str) -> None:
    assert "is not a name" in (why_name_is_refused(typed) or "")


def test_addresses_that_differ_in_case_are_one() -> None:
    assert tidy_email(" A@Example.ORG ") == "a@example.org"
    assert why_email_is_refused(" A@Example.ORG ") is None
    assert "is not an e-mail" in (why_email_is_refused("a@b") or "")


@pytest.mark.parametrize(("typed", "refused"), [("maria", False), ("maría.r-1", False), ("", True), ("a\nb", True)])
def test_an_account_has_a_name(typed: str, refused: bool) -> None:
    assert (why_account_is_refused(typed) is not None) is refused
