"""The improvement actions that come with the program: how many, of what kinds, and what each of them carries (issue 3)."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest
from report import chosen_regulations, completeness, selections
from shipped import CATALOGUE, MICROSOFT, OWN, VERSIONS, actions_for, newest

from cm_tui.model.rules.points import MILLION, worth
from cm_tui.model.rules.scope import is_action_id
from cm_tui.model.rules.testing import DEFENDER_FOR_CLOUD, initial_testing_type
from cm_tui.model.vocabulary import (
    CATEGORY_PREFIX,
    ActionType,
    Category,
    Function,
    Requirement,
    Stage,
    TestingSource,
    TestingType,
)
from cm_tui.services.catalogue.loader import data_folder


class TestsOfTheNumbers:
    def test_with_all_four_regulations_an_organisation_sees_almost_400_of_its_own(self) -> None:
        assert 380 <= len(actions_for(CATALOGUE.regulations, OWN)) <= 420
        assert len(actions_for(CATALOGUE.regulations, OWN)) == len(OWN)
        assert len(MICROSOFT) >= 60

    def test_every_selection_of_regulations_gives_a_list_worth_working_through(self) -> None:
        print("\n".join(selections()))
        for chosen in chosen_regulations():
            assert len(actions_for(chosen, OWN)) >= 300
            assert len(actions_for(chosen, MICROSOFT)) >= 50

    def test_each_regulation_adds_actions_of_its_own(self) -> None:
        for regulation in CATALOGUE.regulations:
            others = [one for one in CATALOGUE.regulations if one is not regulation]
            assert len(OWN) - len(actions_for(others, OWN)) >= 12, regulation.key

    @pytest.mark.parametrize("category", Category)
    def test_no_category_has_fewer_than_fifteen(self, category: Category) -> None:
        assert sum(action.category is category for action in OWN) >= 15

    @pytest.mark.parametrize(
        ("action_type", "share"),
        [(ActionType.TECHNICAL, 45), (ActionType.OPERATIONAL, 30), (ActionType.DOCUMENTATION, 25)],
    )
    def test_the_types_stand_in_the_proportion_asked_for(self, action_type: ActionType, share: int) -> None:
        found = 100 * sum(action.action_type is action_type for action in OWN) / len(OWN)
        assert abs(found - share) <= 3

    @pytest.mark.parametrize("requirement", Requirement)
    @pytest.mark.parametrize("function", Function)
    def test_all_six_kinds_of_points_occur(self, requirement: Requirement, function: Function) -> None:
        kinds = Counter((newest(action).requirement, newest(action).function) for action in OWN)
        assert kinds[requirement, function] >= 15
        assert kinds[requirement, function] <= len(OWN) // 2

    @pytest.mark.parametrize("stage", Stage)
    def test_every_stage_of_the_work_occurs(self, stage: Stage) -> None:
        assert sum(newest(action).stage is stage for action in OWN) >= 15

    def test_the_table_of_completeness_has_a_row_for_each_regulation(self) -> None:
        lines = list(completeness())
        print("\n".join(lines))
        assert [line.split()[0] for line in lines[1:]] == [one.key for one in CATALOGUE.regulations]


class TestsOfTheIdentities:
    def test_carry_the_prefix_of_their_category_and_count_up_from_one(self) -> None:
        for category in Category:
            numbers = [int(action.id.split("-")[1]) for action in OWN if action.category is category]
            assert numbers == list(range(1, len(numbers) + 1)), category
        for action in OWN:
            assert is_action_id(action.id)
            assert action.id.split("-")[0] == CATEGORY_PREFIX[action.category]

    def test_titles_are_unique_also_across_versions(self) -> None:
        titles = Counter(title for action in CATALOGUE.actions for title in {one.title for one in action.versions})
        assert [title for title, count in titles.items() if count > 1] == []

    def test_those_of_microsoft_have_their_own_prefix_and_several_categories(self) -> None:
        assert all(action.id.startswith("MS-") for action in MICROSOFT)
        assert len({action.category for action in MICROSOFT}) >= 5


class TestsOfWhatEachCarries:
    def test_the_points_follow_from_its_kind(self) -> None:
        amounts = {worth(newest(action).requirement, newest(action).function) for action in OWN}
        assert amounts == {27 * MILLION, 9 * MILLION, 3 * MILLION, MILLION}

    def test_every_own_action_leads_somewhere(self) -> None:
        assert [action.id for action, version in VERSIONS if action in OWN and not version.launch_url] == []

    def test_every_action_has_its_place_in_both_frameworks(self) -> None:
        missing = [one.id for one, version in VERSIONS if not version.privacy_framework or not version.sp800_53]
        assert missing == []

    def test_every_solution_and_service_on_offer_is_used(self) -> None:
        named = {name for action in CATALOGUE.actions for name in (*newest(action).solutions, *newest(action).services)}
        index = tomllib.loads((data_folder() / "catalogue.toml").read_text())
        assert {*index["solutions"], *index["services"]} - named == set()

    def test_all_sources_of_automatic_testing_occur(self) -> None:
        sources = {newest(action).eligible_source for action in OWN}
        assert sources == {None, *(one for one in TestingSource if one is not TestingSource.MANUAL)}

    def test_defender_for_cloud_tests_its_technical_actions_and_people_the_others(self) -> None:
        defender = [one for one in OWN if newest(one).eligible_source is TestingSource.DEFENDER_FOR_CLOUD]
        assert {one.category for one in defender} == {Category.INFRASTRUCTURE_CLOUD}
        for action in defender:
            found = initial_testing_type(newest(action).eligible_source, action.action_type, connected=False)
            technical = action.action_type is ActionType.TECHNICAL
            assert found is (TestingType.AUTOMATIC if technical else TestingType.MANUAL)
        assert {one.action_type for one in defender} == set(ActionType)
        assert not [
            one.id
            for one in OWN
            if DEFENDER_FOR_CLOUD in newest(one).solutions
            and one not in defender
            and one.action_type is ActionType.TECHNICAL
        ]


class TestsOfTheVersions:
    def test_every_action_was_there_in_the_first_release(self) -> None:
        assert {action.versions[0].release for action in CATALOGUE.actions} == {CATALOGUE.releases[0][0]}

    def test_releases_are_dated_oldest_first(self) -> None:
        days = [day for _, day in CATALOGUE.releases]
        assert len(days) >= 2
        assert days == sorted(days)
