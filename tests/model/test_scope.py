"""Where a state applies, and the ids that say so (spec 1.9, 6.8; interface 3)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.rules.scope import instance_id, is_action_id, organisation_wide, slug, spelled_id
from cm_tui.model.vocabulary import CATEGORY_PREFIX, MICROSOFT_PREFIX, ActionType, Category, ManagedBy


@pytest.mark.parametrize("action_type", ActionType)
def test_technical_actions_are_organisation_wide_and_others_belong_to_a_group(action_type: ActionType) -> None:
    technical = action_type is ActionType.TECHNICAL
    assert organisation_wide(action_type, ManagedBy.ORGANISATION) is technical


@pytest.mark.parametrize("action_type", ActionType)
def test_microsofts_actions_exist_once(action_type: ActionType) -> None:
    assert organisation_wide(action_type, ManagedBy.MICROSOFT)


def test_ids_name_the_group_of_nontechnical_actions() -> None:
    assert instance_id("CA-001", None) == "CA-001"
    assert instance_id("GI-003", "emea") == "GI-003@emea"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("ca-001", "CA-001"),
        (" Pm-001@EMEA-2 ", "PM-001@emea-2"),
        ("MS-020", "MS-020"),
        ("ca-1", "ca-1"),
        ("Some Name", "Some Name"),
        ("", ""),
    ],
)
def test_ids_in_any_case_are_spelled_as_they_are_stored(text: str, spelled: str) -> None:
    assert spelled_id(text) == spelled


@pytest.mark.parametrize("text", ["CA-001", "MS-020", "XA-1000", "ZZ-12345"])
def test_well_formed_ids(text: str) -> None:
    assert is_action_id(text)


@pytest.mark.parametrize(
    "text", ["", "CA-01", "CA-1", "ca-001", "CAT-001", "CA001", "CA-001@emea", " CA-001", "CA-001\n", "CA-00a"]
)
def test_ill_formed_ids(text: str) -> None:
    assert not is_action_id(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Default Group", "default-group"),
        ("Europe", "europe"),
        ("Health  Services", "health-services"),
        ("São Paulo & Río", "sao-paulo-rio"),
        ("  -- A/B --  ", "a-b"),
        ("R2-D2", "r2-d2"),
        ("日本", "group"),
        ("", "group"),
        ("@", "group"),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text(max_size=60))
def test_a_slug_can_stand_in_an_id(name: str) -> None:
    made = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert slug(made) == made


def test_each_category_has_a_prefix_of_its_own() -> None:
    assert set(CATEGORY_PREFIX) == set(Category)
    prefixes = [*CATEGORY_PREFIX.values(), MICROSOFT_PREFIX, "XA"]
    assert len(set(prefixes)) == len(prefixes) == 12
