"""From filters back to text: descriptions, the flyout's edits, and what holds for any text at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model.filters import (
    EVERYTHING,
    KEYS,
    ActionFilter,
    Compare,
    Conjunction,
    FilterError,
    Match,
    Negation,
    Word,
    describe,
    parse,
    parse_typing,
    replace_values,
    values_of,
)
from cm_tui.model.filters.nodes import all_of, any_of
from cm_tui.model.filters.values import allowed_values

TODAY = date(2026, 5, 31)
MANAGE = ("Manage Compliance", "Manage Devices", "Manage Internal Risks", "Privacy Management")

DESCRIBED = [
    ('  a   "b"  ', "a b"),
    ('"a b" ("c" OR ((d)))', '"a b" (c OR d)'),
    ("status:failedhighrisk", 'test:"Failed high risk"'),
    ("-Category:privacy,control", '-category:"Privacy Management","Control Access"'),
    ("(a b) OR -(c d)", "a b OR -(c d)"),
    ("points:9.50 gain>100 changed:-7d", "points=9.5 gain>100 changed>=2026-05-24"),
    ('"-x" "OR" "owner:me" "(" "say ""x"""', '"-x" "OR" "owner:me" "(" "say ""x"""'),
    ('group:"//x",a-b', 'group:"//x",a-b'),
    ("", ""),
]

CATEGORIES = ("Control Access", "Privacy Management")
TERM = 'category:"Control Access","Privacy Management"'
REPLACED = [
    ("", CATEGORIES, TERM),
    ("a", CATEGORIES, f"a {TERM}"),
    ("a category:manage  status:pass", CATEGORIES, f"a {TERM}  status:pass"),
    ("category:x a CATEGORY:y b category:", CATEGORIES, f"{TERM} a b"),
    ("a  category:manage  changed:-7d", (), "a  changed:-7d"),
    ("a category:manage", (), "a"),
    ("  a ", (), "  a "),
    ("-category:manage a", CATEGORIES, f"-category:manage a {TERM}"),
    ("(a category:manage)", CATEGORIES, f"(a category:manage) {TERM}"),
    ("a OR category:manage", CATEGORIES, f"(a OR category:manage) {TERM}"),
    ("a OR category:manage", (), "a OR category:manage"),
    ('a "priv', CATEGORIES, f"a priv {TERM}"),
    ("a OR", CATEGORIES, f"a {TERM}"),
    ("test:xyz", CATEGORIES, f"test:xyz {TERM}"),
]


@pytest.mark.parametrize(("text", "expected"), DESCRIBED)
def test_description_is_canonical(text: str, expected: str) -> None:
    assert describe(parse(text, TODAY)) == expected


@pytest.mark.parametrize(("text", "values", "expected"), REPLACED)
def test_flyout_sets_one_term(text: str, values: tuple[str, ...], expected: str) -> None:
    assert replace_values(text, "category", values, TODAY) == expected


def test_flyout_reads_the_terms_it_would_replace() -> None:
    text = "category:manage,control a -category:info category:control"
    assert values_of(text, "category", TODAY) == (*MANAGE, "Control Access")
    assert values_of("test:xyz status:pass (test:none)", "status", TODAY) == ("Passed",)
    assert values_of("owner:me OR owner:none", "owner", TODAY) == ()
    assert values_of("points>9", "points", TODAY) == ()
    assert replace_values("status:pass a", "test", ("Failed high risk",), TODAY) == 'test:"Failed high risk" a'
    with pytest.raises(ValueError, match="no key"):
        replace_values("", "stats", (), TODAY)


texts = st.text(min_size=1, max_size=8)
signs = st.sampled_from(
    [
        "(",
        ")",
        "-",
        '"',
        ",",
        " ",
        "OR",
        "a",
        "test:",
        "category:",
        "points>",
        "changed:",
        "pass",
        "-7d",
        "9",
        "//",
        "\x1f",
    ]
)
typed = st.one_of(st.text(max_size=30), st.lists(signs, max_size=25).map("".join))


def matches() -> st.SearchStrategy[ActionFilter]:
    def of(key: str) -> st.SearchStrategy[ActionFilter]:
        labels = [label for label in allowed_values(key) if label != "any"]
        free = texts.filter(lambda text: bool(text.strip()) and text.lower() not in ("me", "none"))
        values = st.lists(st.sampled_from(labels) if labels else free, min_size=1, max_size=3, unique=True)
        return values.map(lambda chosen: Match(key, tuple(chosen)))

    return st.sampled_from([key for key in KEYS if key not in ("points", "gain", "changed")]).flatmap(of)


operators = st.sampled_from((">", ">=", "<", "<=", "="))
numbers = st.decimals(0, 999_999_999, places=6)
leaves = st.one_of(
    texts.map(Word),
    matches(),
    st.builds(Compare, st.sampled_from(["points", "gain"]), operators, numbers),
    st.builds(Compare, st.just("changed"), operators, st.dates()),
)
filters = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Negation),
        st.lists(inner, min_size=2, max_size=4).map(lambda terms: all_of(terms) or EVERYTHING),
        st.lists(inner, min_size=2, max_size=4).map(lambda terms: any_of(terms) or EVERYTHING),
    ),
    max_leaves=12,
)


@given(filters)
def test_description_is_read_back(filter_: ActionFilter) -> None:
    assert parse(describe(filter_), TODAY) == filter_


@given(typed)
def test_any_text_is_read_or_refused(text: str) -> None:
    read = parse_typing(text, TODAY)
    assert parse(describe(read), TODAY) == read
    refused: FilterError | None = None
    try:
        assert parse(text, TODAY) == read
    except FilterError as error:
        refused = error
    assert refused is None or (0 <= refused.position <= len(text) and str(refused).isprintable())


def _top(filter_: ActionFilter) -> tuple[ActionFilter, ...]:
    return filter_.terms if isinstance(filter_, Conjunction) else (filter_,)


@given(typed, st.lists(st.sampled_from(allowed_values("category")), unique=True, min_size=1, max_size=3))
def test_flyout_adds_its_values_and_changes_nothing_else(text: str, values: list[str]) -> None:
    match = Match("category", tuple(values))
    rest = parse_typing(replace_values(text, "category", (), TODAY), TODAY)
    edited = replace_values(text, "category", values, TODAY)
    assert values_of(edited, "category", TODAY) == match.values
    assert set(_top(parse_typing(edited, TODAY))) == {*_top(rest), match}
    if isinstance(rest, Conjunction):
        assert values_of(replace_values(edited, "category", (), TODAY), "category", TODAY) == ()
