"""Assessments come: names, groups, services, what begins and what is shared (spec 11.1, 11.2; rules 3, 18)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from assessing import AZURE, IN_AZURE, M365, OF_BOTH, OF_R2, OWN, SHARED, assessed_catalogue, ids, in_group, named
from support import DONE, TomlFiles, save
from updating import assert_sound

from cm_tui.model.drafts import AssessmentDraft
from cm_tui.model.errors import InvalidInput, NotFound, ServiceError
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import Points
from cm_tui.services.services import Services


def millions(achieved: int, possible: int) -> Points:
    """Points by whole numbers."""
    return Points(achieved * MILLION, possible * MILLION)


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services]) -> Services:
    """An organisation whose `Group 1` is assessed against r1."""
    return organisation_of(assessed_catalogue())


class TestsOfWhatComes:
    def test_a_second_group_begins_its_nontechnical_actions_and_shares_the_technical_one(self, own: Services) -> None:
        made = own.assessments.create(in_group("Group 2"))
        assert made.begun == (f"{OWN}@group-2", f"{IN_AZURE}@group-2", f"{OF_BOTH}@group-2")
        assert (made.shared, made.left, made.new_group) == ((SHARED,), (), True)
        assert (made.controls, made.microsoft_actions) == (3, 1)
        assert made.points == millions(3, 15)
        assert (made.before, made.after) == (millions(3, 15), millions(3, 24))
        assert named(own, "R1 Group 2").points == made.points
        assert own.score.score().total == made.after
        assert_sound(own)

    def test_another_regulation_of_a_group_shares_what_the_group_has(self, own: Services) -> None:
        made = own.assessments.create(in_group("GROUP 1", "R2", name="Second"))
        assert (made.group, made.regulation, made.new_group) == ("Group 1", "r2", False)
        assert (made.begun, made.shared) == ((f"{OF_R2}@group-1",), (SHARED, f"{OF_BOTH}@group-1"))
        assert_sound(own)

    def test_services_narrow_it(self, own: Services) -> None:
        made = own.assessments.create(in_group("Group 2", services=("microsoft azure",)))
        assert (made.services, made.begun, made.shared) == ((AZURE,), (f"{IN_AZURE}@group-2",), ())
        assert made.microsoft_actions == 0
        assert_sound(own)

    def test_the_services_of_a_regulation_are_those_that_its_actions_name(self, own: Services) -> None:
        assert own.assessments.services() == {"r1": (M365, AZURE), "r2": (M365,)}

    @pytest.mark.parametrize(
        "draft",
        [in_group("Group 2"), in_group("Group 1", "r2"), in_group("Group 2", services=(M365,))],
        ids=["new group", "new regulation", "some services"],
    )
    def test_the_preview_is_what_comes_and_stores_nothing(self, own: Services, draft: AssessmentDraft) -> None:
        before = ids(own), own.assessments.groups(), own.history.rows()
        preview = own.assessments.preview(draft)
        assert (ids(own), own.assessments.groups(), own.history.rows()) == before
        assert own.assessments.create(draft) == preview

    def test_groups_whose_names_look_alike_in_ids_get_numbers(self, own: Services) -> None:
        made = own.assessments.create(in_group("Group-1", name="Hyphened"))
        assert made.begun[0] == f"{OWN}@group-1-2"
        assert [(one.name, one.slug) for one in own.assessments.groups()] == [
            ("Group 1", "group-1"),
            ("Group-1", "group-1-2"),
        ]

    def test_the_history_tells_of_it(self, own: Services) -> None:
        own.assessments.create(in_group("Group 2"))
        row = own.history.rows()[0]
        assert (row.event, row.assessment, row.field, row.old, row.new) == (
            "assessment.created",
            "R1 Group 2",
            "assessment",
            None,
            "R1 Group 2",
        )


class TestsOfScope:
    def test_a_technical_action_passes_once_a_nontechnical_one_in_each_group(self, own: Services) -> None:
        for number in range(2, 6):
            own.assessments.create(in_group(f"Group {number}"))
        before = own.score.score().yours.achieved
        save(own, SHARED, DONE)
        assert own.score.score().yours.achieved - before == 3 * MILLION
        for number in (1, 2):
            save(own, f"{OWN}@group-{number}", DONE)
        assert own.score.score().yours.achieved - before == (3 + 6) * MILLION
        assert named(own, "R1 Group 5").points == millions(6, 15)

    def test_two_assessments_of_a_group_see_one_nontechnical_action_another_group_its_own(self, own: Services) -> None:
        own.assessments.create(in_group("Group 1", "r2"))
        own.assessments.create(in_group("Group 2"))
        save(own, f"{OF_BOTH}@group-1", DONE)
        passed = {one.name: one.your_actions_passed for one in own.assessments.assessments()}
        assert passed == {"R1 Group 1": 1, "R2 Group 1": 1, "R1 Group 2": 0}


REFUSED: dict[str, tuple[AssessmentDraft, type[ServiceError], str]] = {
    "a name in another case": (in_group("Group 2", name="r1 GROUP 1"), InvalidInput, "already; names are unique"),
    "no name": (in_group("Group 2", name="  "), InvalidInput, "Write a name for the assessment."),
    "a name in two lines": (in_group("Group 2", name="a\nb"), InvalidInput, "is not a name"),
    "no group": (in_group("", name="x"), InvalidInput, "Write a name for the group."),
    "the regulation again": (in_group("group 1", name="x"), InvalidInput, "already, by 'R1 Group 1'"),
    "an unknown regulation": (in_group("Group 2", "r9"), NotFound, "allowed: r1, r2, r3"),
    "an unknown service": (
        in_group("Group 2", services=(M365, "Zoom")),
        InvalidInput,
        f"'Zoom' is no service .* allowed: {M365}, {AZURE}",
    ),
    "a service of another regulation": (in_group("Group 2", "r2", (AZURE,)), InvalidInput, f"allowed: {M365}"),
    "nothing to do": (in_group("Group 2", "r3"), InvalidInput, "No action of R3 is in force"),
    "copying into a group that exists": (
        AssessmentDraft("x", "Group 1", "r2", copy_from="Group 1", copy_details=True),
        InvalidInput,
        "Only a new group",
    ),
    "copying nothing": (AssessmentDraft("x", "Group 2", "r1", copy_from="Group 1"), InvalidInput, "what to copy"),
    "copying from nobody": (AssessmentDraft("x", "Group 2", "r1", copy_details=True), InvalidInput, "name it"),
    "copying from an unknown group": (
        AssessmentDraft("x", "Group 2", "r1", copy_from="Group 9", copy_details=True),
        NotFound,
        "there are: Group 1",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_the_same_sentence_before_and_while_creating(own: Services, what: str) -> None:
    draft, error, sentence = REFUSED[what]
    before = ids(own), own.assessments.groups(), own.history.rows()
    with pytest.raises(error, match=sentence) as previewed:
        own.assessments.preview(draft)
    with pytest.raises(error) as created:
        own.assessments.create(draft)
    assert str(created.value) == str(previewed.value)
    assert (ids(own), own.assessments.groups(), own.history.rows()) == before
