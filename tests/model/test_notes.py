"""What a note can be (spec 2.6; issue 4)."""

from __future__ import annotations

import pytest

from cm_tui.model.rules.notes import LONGEST_NOTE, why_note_is_refused


@pytest.mark.parametrize("text", ["", "a\r\nb\t\x1b", "=1+1", "é" * LONGEST_NOTE])
def test_texts_of_any_kind_are_kept(text: str) -> None:
    assert why_note_is_refused(text) is None


@pytest.mark.parametrize(("text", "says"), [("a\x00b", "NUL"), ("x" * (LONGEST_NOTE + 1), "500001 characters")])
def test_what_cannot_be_kept_says_why(text: str, says: str) -> None:
    assert says in (why_note_is_refused(text) or "")
