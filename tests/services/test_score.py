"""The score through a real workspace (spec 5.6; rules 1 to 6 of spec 17)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import (
    DONE,
    TODAY,
    TomlFiles,
    assess_again,
    assess_group,
    query,
    save,
    small_catalogue,
    subscribe,
    toml_action,
    toml_control,
    toml_regulation,
)

from cm_tui.model.errors import NotAllowed, NotFound
from cm_tui.model.rules.points import MILLION, RETIRED, condition
from cm_tui.model.rules.testing import testing_source
from cm_tui.model.text import fold
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import ScoreEntry
from cm_tui.model.vocabulary import (
    Field,
    FieldValue,
    ImplementationStatus,
    ManagedBy,
    TestingType,
    TestStatus,
)
from cm_tui.services.actions.record import find_records, measured_share
from cm_tui.services.services import Services

MakeOrganisation = Callable[[TomlFiles], Services]
GROUPS = ("Group 2", "Group 3", "Group 4", "Group 5")
OUT: dict[Field, FieldValue] = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE}


def points(achieved: float, possible: float) -> Points:
    """Points written as people write them."""
    return Points(round(achieved * MILLION), round(possible * MILLION))


@pytest.fixture
def five_groups(organisation_of: MakeOrganisation) -> Services:
    """The published example: a technical and a nontechnical action of 3 points, and five groups."""
    files = small_catalogue()
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", function="detective"),
        toml_action("CA-002", function="corrective", type="Operational"),
    ]
    services = organisation_of(files)
    for group in GROUPS:
        assess_group(services, group, "r1")
    return services


def test_a_3_point_technical_action_in_five_groups_gains_3_of_3(five_groups: Services) -> None:
    assert five_groups.score.score().yours == points(0, 3 + 15)
    save(five_groups, "CA-001", DONE)
    assert five_groups.score.score().yours == points(3, 18)


def test_a_3_point_nontechnical_action_gains_in_each_group_of_its_own(five_groups: Services) -> None:
    groups = [group.slug for group in five_groups.assessments.groups()]
    for count, group in enumerate(groups, 1):
        save(five_groups, f"CA-002@{group}", DONE)
        assert five_groups.score.score().yours == points(3 * count, 18)
    assert len(groups) == 5


def test_every_assessment_counts_the_technical_action_and_its_own_nontechnical_one(five_groups: Services) -> None:
    save(five_groups, "CA-001", DONE)
    save(five_groups, "CA-002@group-3", DONE)
    found = {one.group: one.points for one in five_groups.score.score().assessments}
    assert found == {"Group 1": points(3, 6), "Group 3": points(6, 6)} | dict.fromkeys(
        ("Group 2", "Group 4", "Group 5"), points(3, 6)
    )


def test_an_assessment_counts_an_action_once_however_many_controls_name_it(organisation_of: MakeOrganisation) -> None:
    files = small_catalogue()
    named = {"direct": ["R1 Art. 1", "R1 Art. 2"], "supporting": ["R1 Art. 3"]}
    files["actions/control-access.toml"]["action"] = [toml_action("CA-001", satisfies=named)]
    services = organisation_of(files)
    save(services, "CA-001", DONE)
    [assessment] = services.score.score().assessments
    assert assessment.points == points(27, 27) == services.score.score().total
    details = services.assessments.details(assessment.name)
    assert [one.points for one in details.controls] == [points(27, 27)] * 3


def test_a_nontechnical_action_of_two_regulations_in_one_group_is_one_row_and_counts_once(
    organisation_of: MakeOrganisation,
) -> None:
    files = small_catalogue()
    files["catalogue.toml"]["regulations"] = ["r1", "r2"]
    files["regulations/r2.toml"] = toml_regulation("r2", toml_control("R2 Art. 1"))
    both = {"direct": ["R1 Art. 1", "R2 Art. 1"]}
    files["actions/control-access.toml"]["action"] = [toml_action("CA-002", type="Operational", satisfies=both)]
    services = organisation_of(files)
    assess_again(services, "Group 1", "r2")
    assess_group(services, "Group 2", "r2")
    save(services, "CA-002@group-1", DONE)
    score = services.score.score()
    assert score.yours == points(27, 54)
    shown = {one.name: one.points.achieved for one in score.assessments}
    assert shown == {"R1 Group 1": 27 * MILLION, "r2 Group 1": 27 * MILLION, "r2 Group 2": 0}


def test_27_points_come_with_passed_and_not_before(services: Services) -> None:
    before = services.score.score().yours
    row = services.actions.details("CA-001").row
    assert row.points == points(0, 27)
    implemented = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED}
    assert save(services, "CA-001", {**implemented, Field.TEST_STATUS: TestStatus.NOT_ASSESSED}).points == points(0, 27)
    assert save(services, "CA-001", {Field.TEST_STATUS: TestStatus.PASSED}).points == points(27, 27)
    assert services.score.score().yours == Points(before.achieved + 27 * MILLION, before.possible)


def test_an_alternative_implementation_earns_the_same(services: Services) -> None:
    changes = {**DONE, Field.IMPLEMENTATION_STATUS: ImplementationStatus.ALTERNATIVE}
    assert save(services, "CA-001", changes).points == points(27, 27)


@pytest.mark.parametrize(
    "changes", [OUT, {**DONE, Field.TEST_STATUS: TestStatus.OUT_OF_SCOPE}], ids=["implementation", "test"]
)
def test_out_of_scope_leaves_both_sides_of_every_sum(services: Services, changes: dict[Field, FieldValue]) -> None:
    before = services.score.score()
    save(services, "CA-001", changes)
    after = services.score.score()
    details = services.actions.details("CA-001")
    assert details.row.test_status is TestStatus.OUT_OF_SCOPE
    assert details.row.points == points(0, 27)
    assert details.row.gain == 0
    assert after.yours == Points(before.yours.achieved, before.yours.possible - 27 * MILLION)
    lost = [
        old.points.possible - new.points.possible
        for old, new in zip(before.assessments, after.assessments, strict=True)
    ]
    assert lost == [27 * MILLION] * 2
    [entry] = services.score.explain("CA-001")
    assert not entry.in_scope


def test_a_defender_action_with_subscriptions_at_0_and_50_percent_stands_at_a_quarter(contoso_read: Services) -> None:
    action = next(one for one in contoso_read.score.explain() if "Average of its subscriptions" in one.condition)
    details = contoso_read.actions.details(action.id)
    shares = [one.resources_completed / one.resources_applicable for one in details.subscriptions]
    expected = details.row.points.possible * sum(shares) / len(shares)
    assert details.row.points.achieved == pytest.approx(expected, abs=1)


def test_subscriptions_at_0_and_50_percent_make_a_quarter_whatever_their_sizes(services: Services) -> None:
    subscribe(services, "IC-001", (0, 100), (1, 2))
    [entry] = services.score.explain("IC-001")
    assert entry.points == points(27 / 4, 27)
    assert "25 %" in entry.condition
    assert services.actions.details("IC-001").row.test_status is TestStatus.PARTIALLY_TESTED
    assert services.check.run().problems == ()


@pytest.mark.parametrize(
    ("shares", "status", "achieved"),
    [
        ([(3, 3), (9, 9)], TestStatus.PASSED, 27),
        ([(0, 3), (0, 9)], TestStatus.FAILED_HIGH, 0),
        ([(1, 3)], TestStatus.PARTIALLY_TESTED, 9),
        ([(1, 3), (1, 3), (1, 7)], TestStatus.PARTIALLY_TESTED, 7.285714),
    ],
)
def test_the_status_of_a_defender_action_is_the_roll_up_of_its_subscriptions(
    services: Services, shares: list[tuple[int, int]], status: TestStatus, achieved: float
) -> None:
    subscribe(services, "IC-001", *shares)
    row = services.actions.details("IC-001").row
    assert (row.test_status, row.points) == (status, points(achieved, 27))


def test_microsofts_actions_count_once_and_separately(contoso_read: Services) -> None:
    score = contoso_read.score.score()
    microsoft = [one for one in contoso_read.score.explain() if one.managed_by is ManagedBy.MICROSOFT]
    assert microsoft
    assert total(microsoft) == score.microsoft == Points(score.microsoft.possible, score.microsoft.possible)
    assert score.total.possible == score.yours.possible + score.microsoft.possible
    assert len({one.id for one in microsoft}) == len(microsoft)


def test_explained_points_add_up_to_the_score(contoso_read: Services) -> None:
    entries = contoso_read.score.explain()
    assert total(entries) == contoso_read.score.score().total
    assert len({one.id for one in entries}) == len(entries)
    assert all(one.condition.endswith(".") and one.scope for one in entries)


def test_every_line_says_what_its_record_says(contoso_read: Services) -> None:
    entries = {one.id: one for one in contoso_read.score.explain()}
    with contoso_read.store.reading() as session:
        for public_id, record in find_records(session, sorted(entries)).items():
            state, found = record.state, entries[public_id]
            source = testing_source(record.definition.eligible_source, state.testing_type)
            share = measured_share(state, record.subscriptions)
            because = condition(state.implementation_status, state.test_status, state.testing_type, source, share)
            assert (found.name, found.points, found.in_scope) == (
                record.definition.title,
                Points(state.points_achieved, state.points_possible),
                state.in_scope,
            )
            assert found.condition == (RETIRED if state.retired else because)


def test_what_is_reported_together_agrees(contoso_read: Services) -> None:
    first, *_ = contoso_read.score.score().assessments
    report = contoso_read.score.report(explain=True, since=TODAY, assessment=first.name)
    assert report.entries == contoso_read.score.explain(None, first.name)
    assert report.history == contoso_read.score.since(TODAY, first.name)
    assert total(report.entries or ()) == first.points
    alone = contoso_read.score.report()
    assert (alone.entries, alone.history) == (None, None)
    for one in report.score.assessments:
        details, inside = contoso_read.assessments.details(one.name), contoso_read.score.explain(None, one.name)
        assert details.yours == total([each for each in inside if each.managed_by is not ManagedBy.MICROSOFT])
        assert details.yours + details.microsoft_points == one.points


@pytest.mark.parametrize("text", ["", "group:Europe category:privacy", "regulation:gdpr type:technical"])
def test_the_lines_in_sight_are_those_of_all(contoso_read: Services, text: str) -> None:
    score, wanted = contoso_read.score, query(text).filter
    entries, found = score.explain(None, None, wanted), score.points(None, wanted)
    assert found.ids == tuple(one.id for one in entries)
    assert found.together == total(entries) == contoso_read.overview.overview(wanted).total
    assert found.out == sum(not one.in_scope for one in entries)
    backwards = found.ids[-20:][::-1]
    assert score.entries(("nothing", *backwards)) == entries[-20:][::-1]
    searched = score.searched(None, wanted)
    assert tuple(one.id for one in searched) == found.ids
    assert sum((one.points for one in searched), Points(0, 0)) == found.together
    assert all(fold(entry.condition) in one.texts for one, entry in zip(searched, entries, strict=True))


def test_one_action_is_explained_alone_and_an_unknown_one_is_named(contoso_read: Services) -> None:
    [entry] = contoso_read.score.explain("CA-001")
    assert (entry.id, entry.scope) == ("CA-001", "Organisation")
    with pytest.raises(NotFound, match="'XX-999'"):
        contoso_read.score.explain("XX-999")


STATES = st.fixed_dictionaries(
    {},
    optional={
        Field.IMPLEMENTATION_STATUS: st.sampled_from(ImplementationStatus),
        Field.TEST_STATUS: st.sampled_from(TestStatus),
        Field.TESTING_TYPE: st.sampled_from(TestingType),
        Field.TEST_DATE: st.none() | st.just(date(2026, 5, 5)),
    },
)
ACTIONS = st.sampled_from(["CA-001", "CA-002@group-1", "CA-002@group-2", "CA-003", "IC-001", "IC-002@group-1"])


@pytest.fixture
def two_groups(organisation_of: MakeOrganisation) -> Services:
    """Actions of each kind that is scored in its own way, in two groups that share the technical ones."""
    files = small_catalogue()
    files["catalogue.toml"]["solutions"] = ["Entra", "Microsoft Defender for Cloud"]
    several = {"satisfies": {"direct": ["R1 Art. 1", "R1 Art. 2"]}}
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", **several),
        toml_action("CA-002", type="Operational", function="detective", **several),
        toml_action("CA-003", automation="Microsoft Secure Score", satisfies={"direct": ["R1 Art. 3"]}),
    ]
    cloud = {
        "solutions": ["Microsoft Defender for Cloud"],
        "services": ["Microsoft Azure"],
        "automation": "Defender for Cloud",
        "launch_url": "https://portal.azure.com",
    }
    files["actions/infrastructure-cloud.toml"] = {
        "category": "Infrastructure Cloud",
        "action": [toml_action("IC-001", **cloud), toml_action("IC-002", **cloud, type="Operational")],
    }
    services = organisation_of(files)
    assess_group(services, "Group 2", "r1")
    return services


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ACTIONS, STATES), max_size=4))
def test_whatever_is_saved_the_sums_agree_and_check_is_clean(
    two_groups: Services, steps: list[tuple[str, dict[Field, FieldValue]]]
) -> None:
    for action, changes in steps:
        with suppress(NotAllowed):
            outcome = save(two_groups, action, changes)
            assert 0 <= outcome.points.achieved <= outcome.points.possible
    assert total(two_groups.score.explain()) == two_groups.score.score().total
    assert two_groups.check.run().problems == ()


def total(entries: tuple[ScoreEntry, ...] | list[ScoreEntry]) -> Points:
    """The sum of what counts."""
    counted = [one.points for one in entries if one.in_scope]
    return Points(sum(one.achieved for one in counted), sum(one.possible for one in counted))
