"""Own regulations beside catalogues that come later, in backups, and without the assessment that used them (spec 11.10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from backups import restored
from support import (
    DONE,
    TomlFiles,
    assess_group,
    dump,
    save,
    small_catalogue,
    toml_action,
    toml_control,
    toml_regulation,
    write_toml,
)
from template_files import own_template, read_template, write_template

from cm_tui.bootstrap import open_services
from cm_tui.model.drafts import AssessmentDraft
from cm_tui.model.listing import ListQuery
from cm_tui.services.services import Services


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services], tmp_path: Path) -> Services:
    """An organisation with the small catalogue and a regulation of its own."""
    services = organisation_of(small_catalogue())
    services.templates.take_over(write_template(tmp_path / "t.xlsx", own_template()))
    return services


def later(*actions: object) -> TomlFiles:
    """A release after the small catalogue, with more actions."""
    files = small_catalogue()
    days = {"2026.1": date(2026, 1, 15), "2026.2": date(2026, 6, 2), "2026.3": date(2026, 9, 1)}
    files["catalogue.toml"]["release"] = [{"id": name, "date": day} for name, day in days.items()]
    both = [toml_action("CA-001"), toml_action("CA-002", type="Operational")]
    files["actions/control-access.toml"]["action"] = [*both, *actions]
    return files


def sound(services: Services) -> bool:
    """Whether check and history verify find nothing."""
    assert services.check.run().problems == ()
    return services.history.verify().valid


def test_a_catalogue_with_the_key_of_an_own_regulation_leaves_it_alone(own: Services, tmp_path: Path) -> None:
    files = later(toml_action("CA-003", release="2026.3", satisfies={"direct": ["N 1"]}))
    files["catalogue.toml"]["regulations"] = ["r1", "house-rules"]
    files["regulations/house-rules.toml"] = toml_regulation("house-rules", toml_control("N 1"))
    found = own.catalogue.take_over(write_toml(tmp_path / "newer", files))
    assert found.left_alone == ("House rules",)
    assert own.templates.review(tmp_path / "t.xlsx").is_nothing
    assert sound(own)
    assert own.catalogue.take_over(tmp_path / "newer").is_nothing


def test_a_catalogue_with_the_title_of_an_own_regulation_is_told_from_it(own: Services, tmp_path: Path) -> None:
    files = later(toml_action("CA-003", release="2026.3", satisfies={"direct": ["N 1"]}))
    files["catalogue.toml"]["regulations"] = ["r1", "other"]
    files["regulations/other.toml"] = {**toml_regulation("other", toml_control("N 1")), "title": "House rules"}
    own.catalogue.take_over(write_toml(tmp_path / "newer", files))
    for key in ("other", "house-rules"):
        own.exports.regulation(key, tmp_path / "o.xlsx", overwrite=True)
        review = own.templates.review(tmp_path / "o.xlsx")
        assert (review.key, review.is_nothing) == (key, True)


def test_a_catalogue_with_the_id_of_an_own_control_gets_it(own: Services, tmp_path: Path) -> None:
    files = later(toml_action("CA-003", release="2026.3", satisfies={"direct": ["H 1"]}))
    controls = [toml_control(f"R1 Art. {number}") for number in (1, 2, 3)]
    vacated = toml_control("R1 Art. 9", status="vacated")
    files["regulations/r1.toml"]["control"] = [*controls, vacated, toml_control("H 1")]
    own.catalogue.take_over(write_toml(tmp_path / "newer", files))
    ids = [one.control.control_id for one in own.regulations.details("house-rules").controls]
    assert sorted(ids) == ["H 2", "house-rules: H 1"]
    assert own.templates.review(tmp_path / "t.xlsx").is_nothing
    assert sound(own)


class TestsOfATitleOfTwoActions:
    @pytest.fixture
    def twins(self, own: Services, tmp_path: Path) -> Services:
        """A newer catalogue brought an action with the title of an own one."""
        own.catalogue.take_over(
            write_toml(tmp_path / "newer", later(toml_action("CA-003", title="Shut the windows", release="2026.3")))
        )
        assert sound(own)
        return own

    def test_means_the_one_that_serves_the_regulation(self, twins: Services, tmp_path: Path) -> None:
        assert twins.templates.review(tmp_path / "t.xlsx").is_nothing
        twins.exports.regulation("r1", tmp_path / "r1.xlsx")
        assert twins.templates.review(tmp_path / "r1.xlsx").is_nothing

    def test_is_refused_elsewhere_until_the_own_one_has_another(self, twins: Services, tmp_path: Path) -> None:
        tabs = own_template()
        tabs["Template"][1] = ["Other rules", "SAP", None, "SAP"]
        file = write_template(tmp_path / "o.xlsx", tabs)
        faults = twins.templates.review(file).faults
        assert {(one.sheet, one.row) for one in faults} == {("ControlFamily", 3), ("Actions", 3)}
        assert all("XA-002" in one.message and "oldActionTitle" in one.message for one in faults)
        tabs["Actions"][0].append("oldActionTitle")
        tabs["Actions"][1].append(None)
        tabs["Actions"][2] = ["Bar the windows", *tabs["Actions"][2][1:], "Shut the windows"]
        tabs["ControlFamily"][2][4] = "Bar the windows;;Shut the windows"
        review = twins.templates.take_over(write_template(file, tabs))
        assert {one.id for one in review.parts if one.kind.value == "action"} == {
            "XA-001",
            "XA-002",
            "CA-001",
            "CA-003",
        }
        assert sound(twins)


def test_backups_hold_own_regulations(own: Services, tmp_path: Path) -> None:
    assess_group(own, "Group 2", "house-rules")
    save(own, "XA-002@group-2", DONE)
    own.backups.create(tmp_path / "b.zip")
    found = restored(tmp_path / "b.zip", tmp_path / "again")
    assert found.problems == ()
    assert dump(tmp_path / "again") == dump(Path(own.workspace.path))
    again = open_services(tmp_path / "again")
    assert again.templates.review(tmp_path / "t.xlsx").is_nothing
    assert sound(again)
    again.close()


def test_own_actions_retire_with_the_only_assessment_and_come_back_with_it(own: Services) -> None:
    name = assess_group(own, "Group 2", "house-rules")
    save(own, "XA-002@group-2", DONE)
    own.assessments.delete(name)
    assert own.actions.details("XA-002@group-2").retired
    assert not {"XA-001", "XA-002@group-2"} & {one.id for one in own.listing.select(ListQuery())}
    assert sound(own)
    own.assessments.create(AssessmentDraft(name, "Group 2", "house-rules"))
    details = own.actions.details("XA-002@group-2")
    assert (details.retired, details.row.points.achieved) == (False, 5_000_000)
    assert sound(own)


def test_every_regulation_names_its_product(own: Services, tmp_path: Path) -> None:
    assert [one.product for one in own.regulations.regulations()] == ["Microsoft 365", "Salesforce"]
    for one in own.regulations.regulations():
        own.exports.regulation(one.key, tmp_path / "p.xlsx", overwrite=True)
        assert read_template(tmp_path / "p.xlsx")["Template"][1][1] == one.product
