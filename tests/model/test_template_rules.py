"""The pure rules of regulation templates (spec 11.9, 11.10)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cm_tui.model.definition import DefinitionChange, DefinitionField, UpdateKind
from cm_tui.model.rules.points import MILLION, worth
from cm_tui.model.rules.templates import (
    origin_after,
    own_action_ids,
    own_control_id,
    regulation_key,
    why_score_is_refused,
    why_text_is_refused,
)
from cm_tui.model.rules.updates import kinds
from cm_tui.model.vocabulary import Function, Origin, Requirement
from cm_tui.services.templates.tabs import as_text, letters


@given(st.sets(st.integers(1, 2000)), st.integers(0, 5))
@settings(max_examples=30)
def test_ids_of_own_actions_are_never_used_again(known: set[int], count: int) -> None:
    before = [f"XA-{one:03}" for one in known]
    new = own_action_ids([*before, "CA-9999"], count)
    assert len(set(new)) == count
    assert not set(new) & set(before)
    assert all(int(one[3:]) > max(known, default=0) for one in new)


def test_the_first_id_has_three_digits() -> None:
    assert own_action_ids([], 2) == ("XA-001", "XA-002")


@pytest.mark.parametrize("value", [0, 100, -1, 2.5, True, None, "12", ""])
def test_a_score_is_a_whole_number_from_1_to_99(value: object) -> None:
    assert why_score_is_refused(value)


@pytest.mark.parametrize("value", [1, 99, 12.0])
def test_such_a_score_is_taken(value: object) -> None:
    assert why_score_is_refused(value) is None


def test_an_own_action_is_worth_its_score() -> None:
    assert worth(Requirement.MANDATORY, Function.PREVENTATIVE, 5) == 5 * MILLION


@pytest.mark.parametrize("text", ["", "two\nlines", "\x1b[31m", "\u202egnihton", "x" * 501])
def test_a_title_is_one_visible_line(text: str) -> None:
    assert why_text_is_refused(text, 500)


def test_keys_and_control_ids_are_unique() -> None:
    assert regulation_key("Mäßige Regel 1", ()) == "maige-regel-1"
    assert regulation_key("規則", ()) == "regulation"
    assert regulation_key("GDPR", ("gdpr", "gdpr-2")) == "gdpr-3"
    assert own_control_id("own", "A 1", ()) == "A 1"
    assert own_control_id("own", "A 1", ("A 1",)) == "own: A 1"
    assert own_control_id("own", "A 1", ("A 1", "own: A 1")) == "own: A 1-2"


@pytest.mark.parametrize(
    ("before", "breaks", "has_own", "after"),
    [
        (Origin.SHIPPED, False, False, Origin.SHIPPED),
        (Origin.SHIPPED, False, True, Origin.EXTENDED),
        (Origin.EXTENDED, False, False, Origin.SHIPPED),
        (Origin.EXTENDED, True, True, Origin.MODIFIED),
        (Origin.MODIFIED, False, False, Origin.MODIFIED),
        (Origin.OWN, True, True, Origin.OWN),
    ],
)
def test_where_a_regulation_comes_from(before: Origin, breaks: bool, has_own: bool, after: Origin) -> None:
    assert origin_after(before, breaks=breaks, has_own=has_own) is after


def test_cells_as_text_and_columns_as_letters() -> None:
    assert [as_text(one) for one in (None, 5.0, 2.5, " a ", True)] == ["", "5", "2.5", "a", "TRUE"]
    assert [letters(one) for one in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


def test_a_changed_score_is_an_update_of_points() -> None:
    change = DefinitionChange(DefinitionField.SCORE, "12", "20")
    assert kinds([change]) == (UpdateKind.POINTS,)
