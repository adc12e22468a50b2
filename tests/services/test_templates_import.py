"""Importing an own regulation, changing it, and what that does to assessments (spec 11.9, 11.10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support import (
    DONE,
    TODAY,
    TomlFiles,
    assess_group,
    save,
    small_catalogue,
    toml_action,
    toml_control,
    write_toml,
)
from template_files import Tabs, own_template, read_template, write_template

from cm_tui.model.errors import InvalidInput, StaleEdit
from cm_tui.model.listing import ListQuery
from cm_tui.model.views.templates import ChangedPart, PartChange, PartKind, TemplateReview
from cm_tui.model.vocabulary import Origin
from cm_tui.services.services import Services

MILLION = 1_000_000


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services]) -> Services:
    """An organisation with the small catalogue."""
    return organisation_of(small_catalogue())


def bring(services: Services, folder: Path, tabs: Tabs) -> TemplateReview:
    """Import tabs."""
    return services.templates.take_over(write_template(folder / "t.xlsx", tabs))


def sound(services: Services) -> bool:
    """Whether check and history verify find nothing."""
    assert services.check.run().problems == ()
    return services.history.verify().valid


class TestsOfANewRegulation:
    def test_is_reviewed_and_then_imported_as_reviewed(self, own: Services, tmp_path: Path) -> None:
        file = write_template(tmp_path / "t.xlsx", own_template())
        review = own.templates.review(file)
        assert (review.faults, review.is_new, review.key) == ((), True, "house-rules")
        assert (review.controls.added, review.actions.added) == (2, 3)
        assert (review.controls_in_all, review.actions_in_all) == (2, 3)
        assert review.maximum_points == (27 + 12 + 5) * MILLION
        assert review.new_actions == (("XA-001", "Shut the doors"), ("XA-002", "Shut the windows"))
        assert [one.key for one in own.regulations.regulations()] == ["r1"]
        assert own.templates.take_over(file, review) == review
        [_, view] = own.regulations.regulations()
        assert (view.title, view.origin, view.product, view.maximum_points) == (
            "House rules",
            Origin.OWN,
            "Salesforce",
            44 * MILLION,
        )
        assert sound(own)
        again = own.templates.take_over(file)
        assert again.is_nothing
        assert own.history.rows()[0].event == "regulation.imported"

    def test_can_be_assessed_with_scores_of_its_own(self, own: Services, tmp_path: Path) -> None:
        bring(own, tmp_path, own_template())
        assess_group(own, "Group 2", "house-rules")
        rows = {one.id: one for one in own.listing.select(ListQuery())}
        assert {"XA-001", "XA-002@group-2", "CA-001"} <= set(rows)
        assert own.actions.details("XA-001").row.points.possible == 12 * MILLION
        save(own, "XA-002@group-2", DONE)
        assert own.actions.details("XA-002@group-2").row.points.achieved == 5 * MILLION
        assert sound(own)
        own.score.since(TODAY)


class TestsOfAModification:
    def test_adds_changes_and_removes_in_assessments_at_once(self, own: Services, tmp_path: Path) -> None:
        bring(own, tmp_path, own_template())
        assess_group(own, "Group 2", "house-rules")
        save(own, "XA-001", DONE)
        tabs = own_template()
        tabs["ControlFamily"][2] = ["H 3", "Houses", "Roofs", "Roofs too.", "Mend the roof;;Shut the doors"]
        tabs["Actions"][2] = ["Mend the roof", "Documentation", 7, None, "Roofs leak.", None, None]
        tabs["Actions"][1][2] = 20
        file = write_template(tmp_path / "m.xlsx", tabs)
        review = own.templates.review(file)
        assert (review.is_new, review.ends_inheritance) == (False, False)
        assert (review.controls.added, review.controls.changed, review.controls.removed) == (1, 0, 1)
        assert (review.actions.added, review.actions.changed, review.actions.removed) == (1, 1, 1)
        assert review.assessments == ("house-rules Group 2",)
        control, action = PartKind.CONTROL, PartKind.ACTION
        assert review.parts == (
            ChangedPart(control, PartChange.ADDED, "H 3", "Roofs"),
            ChangedPart(control, PartChange.REMOVED, "H 2", "Windows"),
            ChangedPart(
                action, PartChange.ADDED, "XA-003", "Mend the roof", "an improvement action of your own that begins"
            ),
            ChangedPart(action, PartChange.CHANGED, "XA-001", "Shut the doors", "waits as an update to accept"),
            ChangedPart(
                action,
                PartChange.REMOVED,
                "XA-002",
                "Shut the windows",
                "nothing else needs it: it retires, its work is kept",
            ),
        )
        assert (review.maximum_before, review.maximum_points) == (44 * MILLION, 54 * MILLION)
        assert "oldActionTitle" in review.notices[0]
        assert review.after.possible - review.before.possible == 2 * MILLION
        assert own.templates.take_over(file, review) == review
        assert own.actions.details("XA-002@group-2").retired
        assert own.actions.details("XA-003@group-2").row.points.possible == 7 * MILLION
        assert own.actions.details("XA-001").row.points.achieved == 12 * MILLION
        assert sound(own)
        own.updates.accept([own.updates.review("XA-001").update.promise])
        assert own.actions.details("XA-001").row.points.achieved == 20 * MILLION
        assert sound(own)
        own.score.since(TODAY)
        assert own.templates.take_over(file).is_nothing

    def test_renames_by_the_old_title_and_never_uses_an_id_again(self, own: Services, tmp_path: Path) -> None:
        bring(own, tmp_path, own_template())
        tabs = own_template()
        tabs["Actions"][0].insert(1, "oldActionTitle")
        tabs["Actions"][1].insert(1, "Shut the doors")
        tabs["Actions"][2].insert(1, None)
        tabs["Actions"][1][0] = "Lock the doors"
        for row in tabs["ControlFamily"][1:]:
            row[4] = str(row[4]).replace("Shut the doors", "Lock the doors")
        done = own.templates.take_over(write_template(tmp_path / "m.xlsx", tabs))
        assert (done.actions.added, done.actions.changed, done.actions.removed) == (0, 1, 0)
        tabs["ControlFamily"].pop()
        tabs["Actions"].pop()
        bring(own, tmp_path, tabs)
        bring(own, tmp_path, own_template())
        [view] = [one for one in own.regulations.regulations() if one.key == "house-rules"]
        assert view.actions == 3
        serving = {one.id for control in own.regulations.details("house-rules").controls for one in control.serving}
        assert serving == {"CA-001", "XA-003", "XA-004"}
        assert sound(own)

    def test_refuses_what_changed_since_somebody_looked(self, own: Services, tmp_path: Path) -> None:
        file = write_template(tmp_path / "t.xlsx", own_template())
        review = own.templates.review(file)
        tabs = own_template()
        tabs["ControlFamily"].pop()
        tabs["Actions"].pop()
        write_template(file, tabs)
        with pytest.raises(StaleEdit):
            own.templates.take_over(file, review)
        assert len(own.regulations.regulations()) == 1


class TestsOfARegulationOfTheCatalogue:
    def exported(self, own: Services, tmp_path: Path) -> Tabs:
        """What exporting writes for the regulation of the catalogue."""
        own.exports.regulation("r1", tmp_path / "r1.xlsx", overwrite=True)
        return read_template(tmp_path / "r1.xlsx")

    def test_exported_and_imported_again_is_nothing_to_do(self, own: Services, tmp_path: Path) -> None:
        self.exported(own, tmp_path)
        before = own.history.rows()
        assert own.templates.take_over(tmp_path / "r1.xlsx").is_nothing
        assert own.history.rows() == before

    def test_with_additions_is_extended(self, own: Services, tmp_path: Path) -> None:
        tabs = self.exported(own, tmp_path)
        width = len(tabs["Actions"][0]) - 5
        tabs["Actions"].append(["Ring the bell", "Technical", 3, None, "Loud.", *[None] * width])
        tabs["ControlFamily"].append(["R1 X", "More", "Bells", None, "Ring the bell"])
        tabs["ControlFamily"][1][4] = f"{tabs['ControlFamily'][1][4]};;Ring the bell"
        done = own.templates.take_over(write_template(tmp_path / "m.xlsx", tabs))
        assert not done.ends_inheritance
        assert (done.controls.added, done.controls.changed, done.actions.added) == (1, 1, 1)
        assert done.after.possible - done.before.possible == 3 * MILLION
        assert own.regulations.details("r1").regulation.origin is Origin.EXTENDED
        assert sound(own)
        assert own.templates.take_over(tmp_path / "m.xlsx").is_nothing

    def test_with_less_is_modified_and_left_alone_by_catalogues(self, own: Services, tmp_path: Path) -> None:
        tabs = self.exported(own, tmp_path)
        tabs["ControlFamily"][1][2] = "Another title"
        done = own.templates.take_over(write_template(tmp_path / "m.xlsx", tabs))
        assert done.ends_inheritance
        assert own.regulations.details("r1").regulation.origin is Origin.MODIFIED
        files = newer()
        found = own.catalogue.take_over(write_toml(tmp_path / "newer", files))
        assert found.left_alone == ("The law r1",)
        assert found.controls.is_nothing
        titles = [one.control.title for one in own.regulations.details("r1").controls]
        assert "Another title" in titles
        assert "Title of R1 Art. 10" not in titles
        assert sound(own)
        assert own.catalogue.take_over(tmp_path / "newer").is_nothing

    def test_extended_still_follows_newer_catalogues(self, own: Services, tmp_path: Path) -> None:
        tabs = self.exported(own, tmp_path)
        tabs["ControlFamily"].append(["R1 Art. 10", "More", "Bells", None, "Do what CA-001 asks"])
        own.templates.take_over(write_template(tmp_path / "m.xlsx", tabs))
        own.templates.take_over(write_template(tmp_path / "o.xlsx", own_template()))
        found = own.catalogue.take_over(write_toml(tmp_path / "newer", newer()))
        assert found.left_alone == ()
        controls = {one.control.control_id: one for one in own.regulations.details("r1").controls}
        assert {"R1 Art. 10", "r1: R1 Art. 10"} <= set(controls)
        assert [one.id for one in controls["r1: R1 Art. 10"].serving] == ["CA-001"]
        assert sound(own)
        own.updates.accept([own.updates.review("CA-001").update.promise])
        assert own.regulations.details("house-rules").regulation.actions == 3
        assert sound(own)

    def test_loses_an_action_of_the_catalogue_from_one_control(self, own: Services, tmp_path: Path) -> None:
        bring(own, tmp_path, own_template())
        tabs = self.exported(own, tmp_path)
        tabs["ControlFamily"][1][4] = "Shut the windows"
        tabs["Actions"] = [tabs["Actions"][0]]
        done = own.templates.take_over(write_template(tmp_path / "m.xlsx", tabs))
        assert done.ends_inheritance
        assert (done.controls.changed, done.controls.removed, done.actions.removed) == (1, 0, 2)
        assert own.actions.details("CA-001").retired
        assert own.templates.take_over(tmp_path / "m.xlsx").is_nothing
        assert sound(own)


def newer() -> TomlFiles:
    """A release after the small catalogue: a control more, and a version of CA-001 that serves it."""
    files = small_catalogue()
    days = {"2026.1": date(2026, 1, 15), "2026.2": date(2026, 6, 2), "2026.3": date(2026, 9, 1)}
    files["catalogue.toml"]["release"] = [{"id": name, "date": day} for name, day in days.items()]
    controls = [toml_control(f"R1 Art. {number}") for number in (1, 2, 3)]
    vacated = toml_control("R1 Art. 9", status="vacated")
    files["regulations/r1.toml"]["control"] = [*controls, vacated, toml_control("R1 Art. 10")]
    grown = toml_action(
        "CA-001",
        release="2026.3",
        satisfies={"direct": ["R1 Art. 1", "R1 Art. 10"]},
        earlier=[{"release": "2026.1", "satisfies": {"direct": ["R1 Art. 1"]}}],
    )
    files["actions/control-access.toml"]["action"] = [grown, toml_action("CA-002", type="Operational")]
    return files


class TestsOfRefusals:
    def test_every_fault_is_named_by_cell(self, own: Services, tmp_path: Path) -> None:
        tabs = own_template()
        tabs["ControlFamily"][1][4] = "Nobody knows this"
        tabs["ControlFamily"][2][0] = "h 1"
        tabs["Actions"][1][1:3] = ["Magical", 100]
        tabs["Actions"].append(["Shut the doors", "Technical", 2.5, None, None, "Nowhere", "Undeclared"])
        tabs["Actions"][2][2] = "=1+1"
        review = own.templates.review(write_template(tmp_path / "t.xlsx", tabs))
        found = {(one.sheet, one.row, one.column) for one in review.faults}
        assert found >= {
            ("ControlFamily", 2, "controlActionTitle"),
            ("ControlFamily", 3, "controlName"),
            ("Actions", 2, "implementationType"),
            ("Actions", 2, "actionScore"),
            ("Actions", 3, "actionScore"),
            ("Actions", 4, "actionTitle"),
            ("Actions", 4, "actionScore"),
            ("Actions", 4, "dimension-Category"),
            ("Actions", 4, "dimension-Action Purpose"),
        }
        with pytest.raises(InvalidInput, match="Nothing was imported"):
            own.templates.take_over(tmp_path / "t.xlsx")
        assert len(own.regulations.regulations()) == 1

    def test_what_never_changes(self, own: Services, tmp_path: Path) -> None:
        bring(own, tmp_path, own_template())
        tabs = own_template()
        tabs["Template"][1][1:3] = ["SAP", "ISO 2"]
        tabs["Actions"][1][1] = "Operational"
        tabs["ControlFamily"].pop()
        tabs["Actions"].append(["Do what CA-001 asks", "Technical", 26, None, None, "Control Access", None])
        faults = own.templates.review(write_template(tmp_path / "m.xlsx", tabs)).faults
        assert {(one.sheet, one.row, one.column) for one in faults} == {
            ("Template", 2, "product"),
            ("Template", 2, "certification"),
            ("Actions", 2, "implementationType"),
            ("Actions", 3, "actionTitle"),
            ("Actions", 4, "actionScore"),
            ("Actions", 4, "actionDescription"),
        }

    def test_a_workbook_that_is_no_template(self, own: Services, tmp_path: Path) -> None:
        file, tabs = tmp_path / "t.xlsx", own_template()
        del tabs["Actions"]
        with pytest.raises(InvalidInput, match="has no tab Actions"):
            own.templates.review(write_template(file, tabs))
        tabs["Actions"] = [["actionTitle"]]
        with pytest.raises(InvalidInput, match="no column 'implementationType'"):
            own.templates.review(write_template(file, tabs))
