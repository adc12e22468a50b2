"""The shipped regulations: canonical ids, complete marks, and an action or a reason for every paragraph (issue 3)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from report import without_action
from shipped import (
    CATALOGUE,
    CONTROLS,
    KEYS,
    MICROSOFT,
    OWN,
    VERSIONS,
    actions_for,
    directly,
    newest,
    paragraphs,
    served_by,
    strengths,
    words,
)

from cm_tui.model.rules.control_tree import parent
from cm_tui.model.vocabulary import ActionType, LegalStatus, Obligation, Strength
from cm_tui.services.catalogue.definitions import RegulationDefinition

REGULATIONS = {one.key: one for one in CATALOGUE.regulations}
DUTIES = {
    "gdpr": [f"GDPR Art. {number}" for number in (*range(5, 23), 24, 25, *range(26, 40), *range(44, 50))],
    "lgpd": [
        f"LGPD Art. {number}"
        for number in (*range(6, 12), *range(14, 17), *range(18, 21), *range(33, 42), *range(46, 51))
    ],
    "hipaa-hitech": [
        *(f"45 CFR 164.{number}" for number in (306, 308, 310, 312, 314, 316, 402, 404, 406, 408, 410, 412, 414)),
        *(f"45 CFR 164.{number}" for number in (502, 504, 506, 508, 510, 512, 514, 520, 522, 524, 526, 528, 530)),
        *(f"42 USC {number}" for number in range(17931, 17942)),
    ],
    "ccpa": [
        *(f"CCPA 1798.{number}" for number in (100, 105, 106, 110, 115, 120, 121, 125, 130, 135, 150)),
        *(
            f"11 CCR {number}"
            for number in (7002, 7003, 7004, *range(7010, 7017), *range(7020, 7029), *range(7050, 7054))
        ),
        *(f"11 CCR {number}" for number in (*range(7060, 7064), *range(7070, 7073), 7080, 7081, 7100, 7101, 7102)),
        *(f"11 CCR {number}" for number in (*range(7120, 7125), *range(7150, 7158), 7200, 7220, 7221, 7222)),
    ],
}
"""The duty ids of regulations.md, at the level of articles and sections."""


LAWS = [
    (r"California", "ccpa"),
    (r"Brazil|ANPD", "lgpd"),
    (r"HIPAA|business associate", "hipaa-hitech"),
    (r"GDPR|Article 28", "gdpr"),
]
PROCESSORS = re.compile(
    r"GDPR Art\. (28|29|33\(2\))|CCPA 1798\.100\(d\)|11 CCR 705[01]|LGPD Art\. 39"
    r"|45 CFR 164\.(310|314|410|502\(e\)|504\(e\))|42 USC 179"
)
"""What a processor, service provider, business associate or operator owes by itself."""
MOST_SHARED = 3
"""So many duties may two actions carry out both; with more they would be the same work."""


def under(control: str, duty: str) -> bool:
    """Whether a control is a duty's article or section, or a part of it."""
    return control == duty or control.startswith(f"{duty}(")


class TestsOfTheControls:
    def test_stand_in_the_order_promised(self) -> None:
        assert tuple(REGULATIONS) == KEYS

    def test_the_security_rule_has_its_20_required_and_22_addressable_specifications(self) -> None:
        rule = [one for one in CONTROLS.values() if re.match(r"45 CFR 164\.3(08|10|12)\b", one.id)]
        marks = Counter(one.obligation for one in rule)
        assert (marks[Obligation.REQUIRED], marks[Obligation.ADDRESSABLE]) == (20, 22)

    def test_only_the_security_rule_has_such_marks(self) -> None:
        assert [one.id for one in CONTROLS.values() if one.obligation and not one.id.startswith("45 CFR 164.3")] == []

    def test_the_articles_of_the_gdpr_are_among_its_99(self) -> None:
        numbers = {
            int(found[1]) for one in REGULATIONS["gdpr"].controls if (found := re.match(r"GDPR Art\. (\d+)", one.id))
        }
        assert numbers <= set(range(1, 100))
        assert numbers >= {int(duty.split()[-1]) for duty in DUTIES["gdpr"]}

    def test_ids_are_canonical(self) -> None:
        forms = {
            "gdpr": r"GDPR Art\. \d+(\(\d+\))?(\([a-z]\))?",
            "ccpa": r"(CCPA 1798\.\d+(\.\d+)?|11 CCR \d+)(\([A-Za-z0-9]+\))*",
            "hipaa-hitech": r"(45 CFR 16\d\.\d+|42 USC \d+)(\([a-z0-9]+\))*(\([A-Z]\))?",
            "lgpd": r"LGPD Art\. \d+(-[A-Z])?(\(\d+\))?(\([IVXLC]+\))?(\([a-z]\))?",
        }
        odd = [
            one.id
            for key, regulation in REGULATIONS.items()
            for one in regulation.controls
            if not re.fullmatch(forms[key], one.id)
        ]
        assert odd == []

    def test_every_control_says_what_it_asks_and_since_when(self) -> None:
        for control in CONTROLS.values():
            assert words(control.summary) >= 5, control.id
            assert date(1996, 1, 1) <= control.valid_from <= date(2035, 1, 1), control.id
            assert control.source_url.startswith("https://"), control.id
            assert control.title.isprintable(), control.id
            assert control.family.isprintable(), control.id

    def test_what_is_vacated_is_marked(self) -> None:
        assert CONTROLS["45 CFR 164.509"].legal_status is LegalStatus.VACATED


class TestsOfTheMappings:
    def test_all_resolve_to_controls_that_are_not_vacated(self) -> None:
        mapped = {control for _, version in VERSIONS for control, _ in version.controls}
        assert mapped <= CONTROLS.keys()
        assert [one for one in mapped if CONTROLS[one].legal_status is LegalStatus.VACATED] == []

    @pytest.mark.parametrize("key", KEYS)
    def test_every_duty_has_an_action_or_a_stated_reason(self, key: str) -> None:
        served = served_by(CATALOGUE.actions)
        for duty in DUTIES[key]:
            parts = [one for one in REGULATIONS[key].controls if under(one.id, duty)]
            assert parts, duty
            assert [one for one in parts if one.id in served or one.no_action], duty

    def test_every_paragraph_has_an_action_or_a_stated_reason(self) -> None:
        assert list(without_action()) == []

    def test_no_paragraph_has_both(self) -> None:
        served = served_by(CATALOGUE.actions)
        assert [one.id for one in CONTROLS.values() if one.no_action and one.id in served] == []

    @pytest.mark.parametrize("regulation", CATALOGUE.regulations, ids=KEYS)
    def test_most_of_a_regulation_is_served_and_much_of_it_directly(self, regulation: RegulationDefinition) -> None:
        ends = {one.id for one in paragraphs(regulation)}
        assert len(ends & served_by(CATALOGUE.actions)) >= 0.94 * len(ends)
        assert len(ends & set[str]().union(*map(directly, OWN))) >= 0.7 * len(ends)

    @pytest.mark.parametrize("regulation", CATALOGUE.regulations, ids=KEYS)
    def test_every_regulation_is_served_by_own_actions_of_all_types_and_by_microsoft(
        self, regulation: RegulationDefinition
    ) -> None:
        assert {one.action_type for one in actions_for([regulation], OWN)} == set(ActionType)
        assert actions_for([regulation], MICROSOFT)

    @pytest.mark.parametrize(("words_of_law", "key"), LAWS)
    def test_what_names_a_law_serves_that_law_only(self, words_of_law: str, key: str) -> None:
        named = [one for one in OWN if re.search(words_of_law, newest(one).title)]
        assert len(named) >= 3
        assert {one.id: set(strengths(one)) for one in named if set(strengths(one)) != {key}} == {}

    def test_best_practice_alone_brings_no_action_into_an_assessment(self) -> None:
        alone = [
            (one.id, key) for one in OWN for key, found in strengths(one).items() if found == {Strength.BEST_PRACTICE}
        ]
        assert alone == []

    def test_microsoft_serves_directly_only_what_a_processor_owes(self) -> None:
        claimed = {(one.id, control) for one in MICROSOFT for control in directly(one)}
        assert {pair for pair in claimed if not PROCESSORS.match(pair[1])} == set()

    def test_no_two_actions_claim_the_same_duties(self) -> None:
        claims = {one.id: directly(one) for one in CATALOGUE.actions}
        same = {
            (one, other): shared
            for one, other in combinations(claims, 2)
            if len(shared := claims[one] & claims[other]) > MOST_SHARED and "MS" not in (one[:2], other[:2])
        }
        assert same == {}


def test_the_tree_follows_the_security_rule() -> None:
    rule = [one for one in CONTROLS.values() if re.match(r"45 CFR 164\.3(08|10|12|14|16)\b", one.id)]
    tops = {one.id.split("164.")[1] for one in rule if one.obligation and parent(one.id, CONTROLS) is None}
    assert tops == {"308(a)(2)", "308(a)(8)", "310(b)", "310(c)", "312(b)", "312(d)", "316(a)"}


def test_every_address_leads_to_the_article_or_section() -> None:
    for control in CONTROLS.values():
        number = re.sub(r"\(.*", "", control.id).split()[-1]
        assert number in control.source_url or control.id.startswith("11 CCR"), control.id
