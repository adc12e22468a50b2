"""The filter language (interface.md section 4), as tables that can be read as its manual."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cm_tui.model.filters import (
    EVERYTHING,
    KEYS,
    ActionFilter,
    Compare,
    Conjunction,
    Disjunction,
    FilterError,
    Match,
    Negation,
    Operator,
    Word,
    describe,
    matching,
    names_test_status,
    parse,
    parse_typing,
)
from cm_tui.model.filters.values import allowed_values
from cm_tui.model.vocabulary import TestStatus

TODAY = date(2026, 5, 31)
A, B, C, D = Word("a"), Word("b"), Word("c"), Word("d")
MANAGE = ("Manage Compliance", "Manage Devices", "Manage Internal Risks", "Privacy Management")
FAILED = ("Failed low risk", "Failed medium risk", "Failed high risk")


def all_(*terms: ActionFilter) -> ActionFilter:
    return Conjunction(terms)


def one_of(*terms: ActionFilter) -> ActionFilter:
    return Disjunction(terms)


WORDS: list[tuple[str, ActionFilter]] = [
    ("", EVERYTHING),
    (" \t\n ", EVERYTHING),
    ("a", A),
    ("a b", all_(A, B)),
    ('"privacy notice"', Word("privacy notice")),
    ('priv"acy not"ice', Word("privacy notice")),
    ('"say ""yes"""', Word('say "yes"')),
    ("multi-factor", Word("multi-factor")),
    ("or", Word("or")),
    ('"OR"', Word("OR")),
    ("ORACLE", Word("ORACLE")),
    ("a,b", Word("a,b")),
    ("164.308(a)(1)(ii)", Word("164.308(a)(1)(ii)")),
    ("http://x.org", Word("http://x.org")),
    ("10:30", Word("10:30")),
    ("x>5", Word("x>5")),
    ('"test":passed', Word("test:passed")),
    ('"test:passed"', Word("test:passed")),
    ("\x1b[31m\x00", Word("\x1b[31m\x00")),
]

SENTENCES: list[tuple[str, ActionFilter]] = [
    ("a OR b", one_of(A, B)),
    ("a b OR c d", one_of(all_(A, B), all_(C, D))),
    ("a (b OR c) d", all_(A, one_of(B, C), D)),
    ("(a)(b)", all_(A, B)),
    ("a(b OR c)", all_(A, one_of(B, C))),
    ("(a)OR(b)", one_of(A, B)),
    ("((a b) c)", all_(A, B, C)),
    ("a OR (b OR c)", one_of(A, B, C)),
    ("-a b", all_(Negation(A), B)),
    ("-(a OR b)", Negation(one_of(A, B))),
    ('-"privacy notice"', Negation(Word("privacy notice"))),
    ("--a", Negation(Negation(A))),
    ("-test:passed", Negation(Match("test", ("Passed",)))),
    ("a-b -c", all_(Word("a-b"), Negation(C))),
    ('"-a"', Word("-a")),
]

VALUES = [
    ("test:passed", "test", ("Passed",)),
    ("STATUS:Passed", "test", ("Passed",)),
    ("test:failed", "test", FAILED),
    ('test:"failed high"', "test", ("Failed high risk",)),
    ("test:FailedHighRisk", "test", ("Failed high risk",)),
    ("test:notinscope", "test", ("Out of scope",)),
    ("test:OutOfScope", "test", ("Out of scope",)),
    ("test:none", "test", ("None",)),
    ("test:no", "test", ("None", "Not assessed", "Could not be determined", "Could not be detected")),
    ("test:any", "test", ("any",)),
    ("test:passed,any", "test", ("any",)),
    ("test:passed,none,pass", "test", ("Passed", "None")),
    ("implementation:implemented", "implementation", ("Implemented",)),
    ("implementation:scope", "implementation", ("Out of scope",)),
    ('category:"Control Access",privacy', "category", ("Control Access", "Privacy Management")),
    ("category:threats,manage", "category", ("Protect Against Threats", *MANAGE)),
    ("type:tech,doc", "type", ("Technical", "Documentation")),
    ("source:salesforce", "source", ("Connector (Salesforce)",)),
    ("source:connector", "source", ("Connector (Salesforce)", "Connector (Zoom)")),
    ("source:built-in", "source", ("Built-in",)),
    ("testing:automatic", "testing", ("Automatic",)),
    ("stage:pr", "stage", ("prevent", "protect")),
    ("update:pending", "update", ("pending",)),
    ("evidence:YES", "evidence", ("yes",)),
    ("eligible:no", "eligible", ("no",)),
    ("owner:ME,none", "owner", ("me", "none")),
    ("owner:Ada@Example.org", "owner", ("Ada@Example.org",)),
    ('group:"A, B","say ""x"""', "group", ("A, B", 'say "x"')),
    ("regulation:hipaa-hitech", "regulation", ("hipaa-hitech",)),
    ("solution:priva", "solution", ("priva",)),
    ("service:azure", "service", ("azure",)),
    ("assessment:-x", "assessment", ("-x",)),
]

COMPARISONS: list[tuple[str, str, Operator, Decimal | date]] = [
    ("points>10", "points", ">", Decimal(10)),
    ("points>=6.75", "points", ">=", Decimal("6.75")),
    ("points<0.000001", "points", "<", Decimal("0.000001")),
    ("POINTS<=9", "points", "<=", Decimal(9)),
    ("points:27", "points", "=", Decimal(27)),
    ('gain="0"', "gain", "=", Decimal(0)),
    ("changed:2026-02-28", "changed", ">=", date(2026, 2, 28)),
    ("changed=today", "changed", "=", TODAY),
    ("changed<Yesterday", "changed", "<", date(2026, 5, 30)),
    ("changed>-7d", "changed", ">", date(2026, 5, 24)),
    ("changed>=-2w", "changed", ">=", date(2026, 5, 17)),
    ("changed<=-3m", "changed", "<=", date(2026, 2, 28)),
    ("changed:-5m", "changed", ">=", date(2025, 12, 31)),
]

REFUSED = [
    ('a "b', 3, "The quote at character 3 is never closed; add a closing one."),
    ('a ""', 3, "The quotes at character 3 are empty; write what to look for between them."),
    ("a (b", 3, "The parenthesis at character 3 is never closed; add ')'."),
    ("a b)", 4, "The parenthesis at character 4 closes nothing; remove it or put it in quotes."),
    ("a ()", 3, "The parentheses at character 3 are empty; write a term between them."),
    ("OR a", 1, "'OR' at character 1 has nothing before it; write a term there or put it in quotes."),
    ("a OR", 3, "'OR' at character 3 has nothing after it; write a term there or put it in quotes."),
    ("(a OR) b", 4, "'OR' at character 4 has nothing after it"),
    ("a OR OR b", 3, "'OR' at character 3 has nothing after it"),
    ("a - b", 3, "'-' at character 3 has nothing to negate; write a term right after it or put it in quotes."),
    ("-OR a", 1, "'-' at character 1 has nothing to negate"),
    ("(-)", 2, "'-' at character 2 has nothing to negate"),
    (
        "foo stats:passed",
        5,
        "'stats' at character 5 is no key of the filter; the keys are test, implementation, owner,",
    ),
    ("-größe:x", 2, "'größe' at character 2 is no key of the filter"),
    ("category:", 1, "A value is missing in 'category:' at character 1; allowed: Control Access, Discover"),
    ("owner:", 1, "A value is missing in 'owner:' at character 1; write one after the colon"),
    ("a owner:,x", 9, "A value of owner is missing before the comma at character 9; write one there, or remove"),
    ("id:CA-001,", 10, "A value of id is missing after the comma at character 10; write one there"),
    ("id:CA-001,,CA-002", 10, "A value of id is missing after the comma at character 10"),
    ("owner:me, x", 9, "A value of owner is missing after the comma at character 9"),
    ('test:passed,""', 12, "A value of test is missing after the comma at character 12; allowed: None, Not assessed"),
    ("group:(a b)", 1, "A value is missing in 'group:' at character 1"),
    ("points>", 1, "A value is missing in 'points>' at character 1; write a number of points"),
    ("test:passed,xyz", 13, "'xyz' at character 13 is no value of test; allowed: None, Not assessed, Passed,"),
    ("test:an", 6, "'an' at character 6 is no value of test"),
    ("evidence:maybe", 10, "'maybe' at character 10 is no value of evidence; allowed: yes, no."),
    ("test=passed", 1, "'test=' at character 1 cannot be compared; write test: and a value."),
    ("points>ten", 8, "'ten' at character 8 is no number for points; write a number of points from 0"),
    ("points>-1", 8, "'-1' at character 8 is no number"),
    ("gain=1.2345678", 6, "'1.2345678' at character 6 is no number for gain"),
    ("points:" + "9" * 10, 8, "'9999999999' at character 8 is no number"),
    ("points>٣", 8, "'٣' at character 8 is no number"),
    ("changed>soon", 9, "'soon' at character 9 is no date for changed; write YYYY-MM-DD, today, yesterday, or days"),
    (
        "changed:2026-02-30",
        9,
        "'2026-02-30' at character 9 is no date for changed, there is no such day; write YYYY-MM-DD",
    ),
    ("changed<2026-13-45", 9, "'2026-13-45' at character 9 is no date for changed, there is no such day"),
    ("changed:2026-02-28T10:00", 9, "'2026-02-28T10:00' at character 9 is no date"),
    ("changed:-9999w,x", 9, "'-9999w,x' at character 9 is no date"),
    ("type:\x1b[0m", 6, r"'\x1b[0m' at character 6 is no value of type"),
    ("type:" + "\u202e" * 99, 6, "'" + r"\u202e" * 9 + "…' at character 6"),
    ("(" * 10_000, 51, "The filter is nested more than 50 deep at character 51; make it simpler."),
    ("-" * 10_000, 51, "The filter is nested more than 50 deep at character 51"),
    ("a" * 10_001, 10_001, "The filter has 10,001 characters, more than 10,000; shorten it at character 10001."),
]

TYPING = [
    ("test:pas", Match("test", ("Passed",))),
    ("a test:xyz", all_(A, Word("test:xyz"))),
    ("category:", Word("category:")),
    ("-category: a", all_(Negation(Word("category:")), A)),
    ("stats:passed a", all_(Word("stats:passed"), A)),
    ("points> a", all_(Word("points>"), A)),
    ("changed:2026-0", Word("changed:2026-0")),
    ('"privacy no', Word("privacy no")),
    ('category:"control a', Match("category", ("Control Access",))),
    ('group:x,"y z', Match("group", ("x", "y z"))),
    ('a "', A),
    ("a (b OR c", all_(A, one_of(B, C))),
    ("a (", A),
    ("a OR", A),
    ("OR", EVERYTHING),
    ("a OR OR b", one_of(A, B)),
    ("a -", all_(A, Word("-"))),
    ("a))", all_(A, Word("))"))),
    ("-" * 51 + "a", None),
    ("(" * 10_000, None),
    (")" * 10_000, Word(")" * 10_000)),
    ("a" * 10_001, Word("a" * 10_000)),
]


@pytest.mark.parametrize(("text", "expected"), WORDS + SENTENCES)
def test_sentence_means(text: str, expected: ActionFilter) -> None:
    assert parse(text, TODAY) == expected
    assert parse_typing(text, TODAY) == expected


@pytest.mark.parametrize(("text", "key", "values"), VALUES)
def test_key_has_values(text: str, key: str, values: tuple[str, ...]) -> None:
    assert parse(text, TODAY) == Match(key, values)


@pytest.mark.parametrize(("text", "key", "operator", "value"), COMPARISONS)
def test_comparison_means(text: str, key: str, operator: Operator, value: Decimal | date) -> None:
    assert parse(text, TODAY) == Compare(key, operator, value)


@pytest.mark.parametrize(("text", "character", "sentence"), REFUSED)
def test_refusal_names_value_place_and_what_to_do(text: str, character: int, sentence: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text, TODAY)
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith(".")
    assert str(caught.value).isprintable()
    assert caught.value.position == character - 1


@pytest.mark.parametrize(("text", "expected"), TYPING)
def test_half_typed_text_filters_as_far_as_it_goes(text: str, expected: ActionFilter | None) -> None:
    read = parse_typing(text, TODAY)
    assert expected is None or read == expected


def test_position_is_where_the_key_starts() -> None:
    read = parse("a -(b OR test:passed)", TODAY)
    assert isinstance(read, Conjunction)
    assert isinstance(read.terms[1], Negation)
    inner = read.terms[1].term
    assert isinstance(inner, Disjunction)
    assert isinstance(inner.terms[1], Match)
    assert inner.terms[1].position == 9


@pytest.mark.parametrize("text", ["test:any", "a -status:passed", "a OR (b test:none)"])
def test_naming_a_test_status_lifts_the_default(text: str) -> None:
    assert names_test_status(parse(text, TODAY))
    assert not names_test_status(parse("passed testing:manual -(a OR points>1) implementation:planned", TODAY))


def test_a_whole_label_wins_over_beginnings() -> None:
    assert matching("ada", ["Ada", "Ada Lovelace"]) == ("Ada",)
    assert matching("LOVE", ["Ada Lovelace", "Glove", "(lovely)"]) == ("Ada Lovelace", "(lovely)")
    assert matching("ada  l", ["Ada Lovelace", "ada@example.org"]) == ("Ada Lovelace",)
    assert matching("e\u0301a", ["Éa"]) == ("Éa",)
    assert matching(" ", ["Ada"]) == ()


@pytest.mark.parametrize("key", [key for key in KEYS if allowed_values(key)])
def test_every_label_means_itself(key: str) -> None:
    for label in allowed_values(key):
        assert parse(describe(Match(key, (label,))), TODAY) == Match(key, (label,))
    for status in TestStatus:
        assert parse(f"test:{status.workbook}", TODAY) == Match("test", (status.value,))


def test_fifty_levels_are_read() -> None:
    assert parse("(" * 50 + "a" + ")" * 50, TODAY) == A
    assert describe(parse("-(a OR " * 25 + "b" + ")" * 25, TODAY)) == "-(a OR " * 25 + "b" + ")" * 25
