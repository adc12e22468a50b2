"""Which control is part of which, from the ids alone."""

from __future__ import annotations

from cm_tui.model.rules.control_tree import depths, leaves, parent

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


def test_a_paragraph_belongs_to_the_one_around_it() -> None:
    assert parent("GDPR Art. 5(1)(a)", {"GDPR Art. 5", "GDPR Art. 5(1)"}) == "GDPR Art. 5(1)"
    assert parent("GDPR Art. 5", {"GDPR Art. 5", "GDPR Art. 5(1)"}) is None


def test_levels_that_are_no_control_are_skipped() -> None:
    assert depths(CALIFORNIA) == dict(zip(CALIFORNIA, (0, 1, 2, 0, 1), strict=True))


def test_a_specification_belongs_to_the_standard_beside_it() -> None:
    assert depths(SECURITY_RULE) == dict(zip(SECURITY_RULE, (0, 1, 1, 0, 0, 1, 1), strict=True))


def test_leaves_are_what_nothing_else_is_a_part_of() -> None:
    assert leaves(SECURITY_RULE) == frozenset(SECURITY_RULE) - {"45 CFR 164.308(a)(1)(i)", "45 CFR 164.310(d)(1)"}
    assert leaves(CALIFORNIA) == {"CCPA 1798.130(a)(3)(B)(iii)", "11 CCR 7013(e)"}
