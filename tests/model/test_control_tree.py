"""Which control is part of which, from the ids alone."""

from __future__ import annotations

import pytest

from cm_tui.model.rules.control_tree import depths, leaves, parent, parts, spelled_like

SECURITY_RULE = [
    "45 CFR 164.308(a)(1)(i)",
    "45 CFR 164.308(a)(1)(ii)(A)",
    "45 CFR 164.308(a)(1)(ii)(B)",
    "45 CFR 164.308(a)(2)",
    "45 CFR 164.310(d)(1)",
    "45 CFR 164.310(d)(2)(i)",
    "45 CFR 164.310(d)(2)(iv)",
]
CALIFORNIA = ["CCPA 1798.130", "CCPA 1798.130(a)", "CCPA 1798.130(a)(3)(B)(iii)", "11 CCR 7013", "11 CCR 7013(e)"]


STANDARDS = {
    *(f"45 CFR 164.308(a)({number})(i)" for number in (1, 3, 4, 5, 6, 7)),
    *(
        f"45 CFR 164.{one}(1)"
        for one in ("308(b)", "310(a)", "310(d)", "312(a)", "312(c)", "312(e)", "314(a)", "316(b)")
    ),
    "45 CFR 164.314(a)(2)(i)",
    "45 CFR 164.316(b)(2)(i)",
}


def test_a_paragraph_belongs_to_the_one_around_it() -> None:
    assert parent("GDPR Art. 5(1)(a)", {"GDPR Art. 5", "GDPR Art. 5(1)"}) == "GDPR Art. 5(1)"
    assert parent("GDPR Art. 5", {"GDPR Art. 5", "GDPR Art. 5(1)"}) is None


def test_the_parts_of_a_control_are_found_by_its_id_in_any_case() -> None:
    assert parts(CALIFORNIA, "ccpa  1798.130(A)") == {"CCPA 1798.130(a)", "CCPA 1798.130(a)(3)(B)(iii)"}
    assert parts(SECURITY_RULE, "45 CFR 164.308(a)(1)(i)") == set(SECURITY_RULE[:3])
    assert parts(CALIFORNIA, "CCPA") == set()


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("gdpr art 32", {"GDPR Art. 32", "GDPR Art. 32(1)"}),
        ("GDPR Art.32 (1)", {"GDPR Art. 32(1)"}),
        ("gdprart32(1)", {"GDPR Art. 32(1)"}),
        ("art 32", {"GDPR Art. 32", "GDPR Art. 32(1)"}),
        ("CCPA 1798 130", {"CCPA 1798.130"}),
        ("gdpr art 3 2", set()),
        ("ccpa 1798130", set()),
        (" . ", set()),
    ],
)
def test_an_id_is_found_whatever_its_full_stops_and_blanks(asked: str, meant: set[str]) -> None:
    known = ["GDPR Art. 3", "GDPR Art. 32", "GDPR Art. 32(1)", "CCPA 1798.130"]
    assert spelled_like(known, asked) == meant


def test_levels_that_are_no_control_are_skipped() -> None:
    assert depths(CALIFORNIA) == dict(zip(CALIFORNIA, (0, 1, 2, 0, 1), strict=True))


def test_a_specification_belongs_to_the_standard_beside_it() -> None:
    assert depths(SECURITY_RULE) == dict(zip(SECURITY_RULE, (0, 1, 1, 0, 0, 1, 1), strict=True))


PRIVACY_RULE = ["45 CFR 164.530(a)", "45 CFR 164.530(h)", "45 CFR 164.530(i)", "45 CFR 164.522(a)", "45 CFR 164.522(b)"]


@pytest.mark.parametrize(
    ("specification", "standard"),
    [
        ("45 CFR 164.308(a)(3)(ii)(B)", "45 CFR 164.308(a)(3)(i)"),
        ("45 CFR 164.308(a)(6)(ii)", "45 CFR 164.308(a)(6)(i)"),
        ("45 CFR 164.308(b)(3)", "45 CFR 164.308(b)(1)"),
        ("45 CFR 164.310(a)(2)(ii)", "45 CFR 164.310(a)(1)"),
        ("45 CFR 164.312(c)(2)", "45 CFR 164.312(c)(1)"),
        ("45 CFR 164.314(a)(2)(i)", "45 CFR 164.314(a)(1)"),
        ("45 CFR 164.314(a)(2)(i)(C)", "45 CFR 164.314(a)(2)(i)"),
        ("45 CFR 164.316(b)(2)(ii)", "45 CFR 164.316(b)(1)"),
        ("45 CFR 164.316(b)(1)(ii)", "45 CFR 164.316(b)(1)"),
    ],
)
def test_the_standards_of_the_security_rule(specification: str, standard: str) -> None:
    assert parent(specification, {*STANDARDS, specification}) == standard


@pytest.mark.parametrize(
    "alone", ["45 CFR 164.308(a)(2)", "45 CFR 164.308(a)(3)(i)", "45 CFR 164.310(c)", *PRIVACY_RULE]
)
def test_what_is_part_of_nothing(alone: str) -> None:
    assert parent(alone, {*STANDARDS, *PRIVACY_RULE, alone}) is None


def test_leaves_are_what_nothing_else_is_a_part_of() -> None:
    assert leaves(SECURITY_RULE) == frozenset(SECURITY_RULE) - {"45 CFR 164.308(a)(1)(i)", "45 CFR 164.310(d)(1)"}
    assert leaves(CALIFORNIA) == {"CCPA 1798.130(a)(3)(B)(iii)", "11 CCR 7013(e)"}
