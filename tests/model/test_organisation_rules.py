"""The values that settings may have (spec 2.8, 16 row 28)."""

from __future__ import annotations

import pytest

from cm_tui.model.rules.contents import why_content_does_not_match
from cm_tui.model.rules.evidence import DEFAULT_TYPES
from cm_tui.model.rules.settings import (
    LARGEST_LIMIT,
    parse_size,
    tidy_types,
    why_limit_is_refused,
    why_types_are_refused,
)

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("typed", "size"),
    [("250", 250 * MB), ("250 MB", 250 * MB), ("512kb", 512 * 1024), ("1.5 GB", 1536 * MB), (" 1 KB ", 1024)],
)
def test_sizes_as_people_write_them(typed: str, size: int) -> None:
    assert parse_size(typed) == size


@pytest.mark.parametrize("typed", ["", "x", "-1", "0", "0.5 KB", "11 GB", "1 TB", "1,5 GB", "٣", "9" * 40, "1e3"])
def test_what_is_no_size_is_refused_with_a_sentence(typed: str) -> None:
    assert isinstance(parse_size(typed), str)


@pytest.mark.parametrize(("limit", "refused"), [(1023, True), (1024, False), (LARGEST_LIMIT, False), (-1, True)])
def test_a_limit_lies_between_two_bounds(limit: int, refused: bool) -> None:
    assert (why_limit_is_refused(limit) is not None) is refused
    assert (why_limit_is_refused(LARGEST_LIMIT + 1)) is not None


def test_types_are_tidied() -> None:
    assert tidy_types(["PDF", " .txt ", ".pdf", ""]) == (".pdf", ".txt")


def test_only_types_whose_content_can_be_told_are_allowed() -> None:
    assert why_types_are_refused(DEFAULT_TYPES) is None
    assert all(why_content_does_not_match(f"x{one}", b"\x7fELF" + bytes(60)) for one in DEFAULT_TYPES)
    assert "'.exe'" in (why_types_are_refused((".pdf", ".exe")) or "")
    assert "at least one" in (why_types_are_refused(()) or "")
