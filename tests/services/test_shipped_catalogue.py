"""The catalogue that comes with the program: complete, mapped to real articles, worth reading (issue 2, item 3)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from cm_tui.model.rules.points import MILLION, worth
from cm_tui.model.rules.scope import is_action_id
from cm_tui.model.vocabulary import (
    CATEGORY_PREFIX,
    ActionType,
    Category,
    Function,
    LegalStatus,
    ManagedBy,
    Obligation,
    Requirement,
    TestingSource,
)
from cm_tui.services.catalogue.definitions import ActionDefinition, Catalogue, VersionDefinition
from cm_tui.services.catalogue.loader import data_folder, load_catalogue

CATALOGUE: Catalogue = load_catalogue(data_folder())
OWN = [action for action in CATALOGUE.actions if action.managed_by is ManagedBy.ORGANISATION]
MICROSOFT = [action for action in CATALOGUE.actions if action.managed_by is ManagedBy.MICROSOFT]
CONTROLS = {control.id: control for regulation in CATALOGUE.regulations for control in regulation.controls}
VERSIONS = [(action, version) for action in CATALOGUE.actions for version in action.versions]
KEYS = ("gdpr", "ccpa", "hipaa-hitech", "lgpd")


def named(pair: tuple[ActionDefinition, VersionDefinition]) -> str:
    return f"{pair[0].id} v{pair[1].number}"


def words(text: str) -> int:
    return len(re.findall(r"[^\s]*\w[^\s]*", text))


class TestsOfTheActions:
    def test_are_60_of_the_organisations_own_or_more(self) -> None:
        assert len(OWN) >= 60

    @pytest.mark.parametrize("category", Category)
    def test_are_at_least_five_in_each_category(self, category: Category) -> None:
        assert sum(action.category is category for action in OWN) >= 5

    @pytest.mark.parametrize("action_type", ActionType)
    def test_are_of_all_three_types(self, action_type: ActionType) -> None:
        assert sum(action.action_type is action_type for action in OWN) >= 5

    @pytest.mark.parametrize("requirement", Requirement)
    @pytest.mark.parametrize("function", Function)
    def test_are_of_all_six_point_kinds(self, requirement: Requirement, function: Function) -> None:
        kinds = [(action.versions[-1].requirement, action.versions[-1].function) for action in OWN]
        assert (requirement, function) in kinds

    def test_are_worth_27_9_3_and_1_points(self) -> None:
        amounts = {worth(action.versions[-1].requirement, action.versions[-1].function) for action in OWN}
        assert amounts == {27 * MILLION, 9 * MILLION, 3 * MILLION, MILLION}

    def test_carry_the_prefix_of_their_category_and_count_up_from_one(self) -> None:
        for category in Category:
            numbers = [int(action.id.split("-")[1]) for action in OWN if action.category is category]
            assert numbers == list(range(1, len(numbers) + 1)), category
        for action in OWN:
            assert is_action_id(action.id)
            assert action.id.split("-")[0] == CATEGORY_PREFIX[action.category]

    def test_have_titles_of_their_own_also_across_versions(self) -> None:
        titles = Counter(title for action in CATALOGUE.actions for title in {one.title for one in action.versions})
        assert [title for title, count in titles.items() if count > 1] == []

    def test_of_microsoft_are_there_too(self) -> None:
        assert len(MICROSOFT) >= 5
        assert all(action.id.startswith("MS-") for action in MICROSOFT)
        assert len({action.category for action in MICROSOFT}) > 1

    def test_can_be_tested_automatically_by_several_sources(self) -> None:
        sources = {action.versions[-1].eligible_source for action in OWN}
        assert {TestingSource.SECURE_SCORE, TestingSource.DEFENDER_FOR_CLOUD, None} <= sources

    def test_of_defender_for_cloud_are_all_in_infrastructure_cloud(self) -> None:
        defender = [one for one in OWN if one.versions[-1].eligible_source is TestingSource.DEFENDER_FOR_CLOUD]
        assert defender
        assert {one.category for one in defender} == {Category.INFRASTRUCTURE_CLOUD}


class TestsOfTheVersions:
    def test_at_least_six_definitions_have_a_second_one_with_a_real_change(self) -> None:
        changed = [action for action in OWN if len(action.versions) > 1]
        assert len(changed) >= 6
        for action in changed:
            for before, after in zip(action.versions, action.versions[1:], strict=False):
                assert before.digest != after.digest
                assert substance(before) != substance(after), action.id

    def test_some_change_the_points_some_the_automation_some_the_mapping(self) -> None:
        pairs = [(one.versions[-2], one.versions[-1]) for one in OWN if len(one.versions) > 1]
        assert any(before.requirement is not after.requirement for before, after in pairs)
        assert any(before.eligible_source is not after.eligible_source for before, after in pairs)
        assert any(before.controls != after.controls for before, after in pairs)
        assert any(before.guidance != after.guidance for before, after in pairs)


def substance(version: VersionDefinition) -> tuple[object, ...]:
    """What an organisation would have to look at again."""
    return (
        version.title,
        version.guidance,
        version.requirement,
        version.function,
        version.eligible_source,
        version.services,
        version.solutions,
        version.controls,
    )


class TestsOfTheMappings:
    @pytest.mark.parametrize("pair", VERSIONS, ids=named)
    def test_all_resolve_to_controls_in_force(self, pair: tuple[ActionDefinition, VersionDefinition]) -> None:
        assert pair[1].controls
        for control, _ in pair[1].controls:
            assert CONTROLS[control].legal_status is not LegalStatus.VACATED

    @pytest.mark.parametrize("key", KEYS)
    def test_every_regulation_is_served_by_own_and_microsofts_actions_of_all_types(self, key: str) -> None:
        mine = {
            control.id
            for regulation in CATALOGUE.regulations
            if regulation.key == key
            for control in regulation.controls
        }
        serving = [one for one in CATALOGUE.actions if mine & {control for control, _ in one.versions[-1].controls}]
        assert {one.action_type for one in serving if one.managed_by is ManagedBy.ORGANISATION} == set(ActionType)
        assert any(one.managed_by is ManagedBy.MICROSOFT for one in serving)

    def test_the_first_release_alone_makes_whole_assessments_too(self) -> None:
        for action in CATALOGUE.actions:
            assert action.versions[0].release == CATALOGUE.releases[0][0], action.id


class TestsOfTheTexts:
    @pytest.mark.parametrize("pair", VERSIONS, ids=named)
    def test_guidance_is_between_60_and_250_words_in_numbered_steps(
        self, pair: tuple[ActionDefinition, VersionDefinition]
    ) -> None:
        action, version = pair
        assert 60 <= words(version.guidance) <= 250
        if action.managed_by is ManagedBy.ORGANISATION:
            numbers = [int(one) for one in re.findall(r"^(\d+)\. ", version.guidance, re.MULTILINE)]
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(numbers) >= 3

    @pytest.mark.parametrize("pair", VERSIONS, ids=named)
    def test_every_text_says_something_and_drives_no_terminal(
        self, pair: tuple[ActionDefinition, VersionDefinition]
    ) -> None:
        action, version = pair
        assert words(version.description) >= 12
        assert words(version.shown_by) >= 8
        assert 3 <= words(version.title) <= 14
        for text in (version.title, version.description, version.guidance, version.shown_by):
            assert text.replace("\n", "").isprintable()
            assert not re.search(r"\b(TODO|TBD|lorem|xxx)\b", text, re.IGNORECASE)
        if action.managed_by is ManagedBy.ORGANISATION and action.action_type is ActionType.TECHNICAL:
            assert version.launch_url

    def test_no_two_actions_share_their_guidance(self) -> None:
        texts = Counter(action.versions[-1].guidance for action in CATALOGUE.actions)
        assert max(texts.values()) == 1


class TestsOfTheRegulations:
    def test_stand_in_the_order_promised(self) -> None:
        assert tuple(regulation.key for regulation in CATALOGUE.regulations) == KEYS

    def test_the_security_rule_has_its_20_required_and_22_addressable_specifications(self) -> None:
        rule = [one for one in CONTROLS.values() if re.match(r"45 CFR 164\.3(08|10|12)\b", one.id)]
        marks = Counter(one.obligation for one in rule)
        assert (marks[Obligation.REQUIRED], marks[Obligation.ADDRESSABLE]) == (20, 22)

    def test_only_hipaa_has_such_marks(self) -> None:
        marked = {one.id.split(" ")[0] for one in CONTROLS.values() if one.obligation}
        assert marked == {"45"}

    def test_ids_are_canonical(self) -> None:
        forms = {
            "gdpr": r"GDPR Art\. \d+(\(\d+\))?(\([a-z]\))?",
            "ccpa": r"(CCPA 1798\.\d+(\.\d+)?|11 CCR \d+)(\([A-Za-z0-9]+\))*",
            "hipaa-hitech": r"(45 CFR 16\d\.\d+|42 USC \d+)(\([a-z0-9]+\))*(\([A-Z]\))?",
            "lgpd": r"LGPD Art\. \d+(-[A-Z])?(\(\d+\))?(\([IVXLC]+\))?(\([a-z]\))?",
        }
        odd = [
            control.id
            for regulation in CATALOGUE.regulations
            for control in regulation.controls
            if not re.fullmatch(forms[regulation.key], control.id)
        ]
        assert odd == []

    def test_every_control_says_what_it_asks_and_since_when(self) -> None:
        for control in CONTROLS.values():
            assert words(control.summary) >= 5, control.id
            assert date(1996, 1, 1) <= control.valid_from <= date(2035, 1, 1), control.id
            assert control.source_url.startswith("https://"), control.id
            assert control.title.isprintable()
            assert control.family.isprintable()

    def test_what_is_vacated_or_proposed_is_marked(self) -> None:
        assert {one.legal_status for one in CONTROLS.values()} >= {LegalStatus.IN_FORCE, LegalStatus.VACATED}


def test_releases_are_dated_oldest_first() -> None:
    days = [day for _, day in CATALOGUE.releases]
    assert len(days) >= 2
    assert days == sorted(days)
