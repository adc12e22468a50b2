"""Regulations as the catalogue knows them: counts, users, the tree, and what else each action serves (spec 11.8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support import TomlFiles, assess_again, assess_group, small_catalogue, toml_action, toml_control, toml_regulation

from cm_tui.model.errors import NotFound
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.assessments import ActionInstance, OtherRegulation, RegulationControl, ServingAction
from cm_tui.model.vocabulary import ManagedBy, Strength
from cm_tui.services.services import Services

MakeOrganisation = Callable[[TomlFiles], Services]


@pytest.fixture
def three(organisation_of: MakeOrganisation) -> Services:
    """Three regulations of which the first is assessed against, and actions that serve one, two or all of them."""
    files = small_catalogue()
    files["catalogue.toml"]["regulations"] = ["r1", "r2", "r3"]
    files["regulations/r1.toml"] = toml_regulation(
        "r1",
        toml_control("R1 Art. 1"),
        toml_control("R1 Art. 1(a)"),
        toml_control("R1 Art. 2", no_action="It binds the authority alone."),
        toml_control("R1 Art. 8", status="proposed"),
        toml_control("R1 Art. 9", status="vacated"),
    )
    files["regulations/r2.toml"] = toml_regulation("r2", toml_control("R2 Art. 1"), toml_control("R2 Art. 2"))
    files["regulations/r3.toml"] = toml_regulation("r3", toml_control("R3 Art. 1"))
    both = {"direct": ["R1 Art. 1", "R2 Art. 2"], "supporting": ["R2 Art. 1"], "best_practice": ["R3 Art. 1"]}
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", satisfies={"supporting": ["R1 Art. 1", "R1 Art. 1(a)"]}, function="detective"),
        toml_action("CA-002", type="Operational", satisfies=both),
        toml_action("CA-003", satisfies={"direct": ["R1 Art. 8"], "supporting": ["R3 Art. 1"]}),
        toml_action("CA-004", satisfies={"direct": ["R2 Art. 1"]}),
    ]
    return organisation_of(files)


def controls(services: Services, key: str) -> dict[str, RegulationControl]:
    """The controls of a regulation by their ids."""
    return {one.control.control_id: one for one in services.regulations.details(key).controls}


def test_actions_and_points_are_of_what_is_in_force(three: Services) -> None:
    one = three.regulations.regulations()[0]
    assert (one.controls, one.binding) == (5, 3)
    assert (one.actions, one.maximum_points) == (2, 30 * MILLION)


def test_the_maximum_is_what_an_assessment_of_it_can_achieve(three: Services) -> None:
    possible = {one.regulation: one.points.possible for one in three.score.score().assessments}
    assert possible["r1"] == three.regulations.regulations()[0].maximum_points


def test_who_uses_it_is_named(three: Services) -> None:
    assess_group(three, "Group 2", "r1")
    assess_again(three, "Group 2", "r3")
    found = {one.key: (one.active, one.assessments) for one in three.regulations.regulations()}
    assert found == {
        "r1": (True, ("R1 Group 1", "r1 Group 2")),
        "r2": (False, ()),
        "r3": (True, ("r3 Group 2",)),
    }


def test_the_other_regulations_come_with_their_strongest_mapping(three: Services) -> None:
    serving = controls(three, "r1")["R1 Art. 1"].serving
    others = (OtherRegulation("r2", "R2", Strength.DIRECT), OtherRegulation("r3", "R3", Strength.BEST_PRACTICE))
    assert serving == (
        ServingAction("CA-002", "Do what CA-002 asks", ManagedBy.ORGANISATION, Strength.DIRECT, others),
        ServingAction("CA-001", "Do what CA-001 asks", ManagedBy.ORGANISATION, Strength.SUPPORTING, ()),
    )


def test_a_proposed_control_is_no_other_regulation(three: Services) -> None:
    [action] = [one for one in controls(three, "r3")["R3 Art. 1"].serving if one.id == "CA-003"]
    assert action.others == ()


def test_the_tree_has_what_is_not_in_force_and_says_why_nothing_serves(three: Services) -> None:
    found = controls(three, "R1")
    assert {name: one.depth for name, one in found.items()} == {
        "R1 Art. 1": 0,
        "R1 Art. 1(a)": 1,
        "R1 Art. 2": 0,
        "R1 Art. 8": 0,
        "R1 Art. 9": 0,
    }
    assert found["R1 Art. 2"].control.no_action == "It binds the authority alone."
    assert [one.id for one in found["R1 Art. 8"].serving] == ["CA-003"]


def test_what_the_organisation_has_of_an_action(three: Services) -> None:
    assess_group(three, "Group 2", "r1")
    instances = three.regulations.instances
    assert instances("CA-001") == (ActionInstance("CA-001", None),)
    assert instances("CA-002") == (
        ActionInstance("CA-002@group-1", "Group 1"),
        ActionInstance("CA-002@group-2", "Group 2"),
    )
    assert instances("CA-004") == instances("CA-003") == instances("XX-999") == ()


def test_an_unknown_regulation_says_which_there_are(three: Services) -> None:
    with pytest.raises(NotFound, match="r1, r2, r3"):
        three.regulations.details("iso")


def test_the_shipped_regulations_say_what_an_assessment_without_choice_of_services_gets(contoso_read: Services) -> None:
    possible = {one.regulation: one.points.possible for one in contoso_read.score.score().assessments}
    for one in contoso_read.regulations.regulations():
        assert one.active
        assert one.actions > 300
        assert one.maximum_points >= possible[one.key] > 0
