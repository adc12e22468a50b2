"""A newer catalogue brings new definitions, which wait to be accepted; nobody's work changes by it (issue 5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from newer_catalogue import ACCESS, INDEX, MICROSOFT, R1, entries, entry, first_catalogue, grow, newer, take_out
from support import (
    DONE,
    TomlFiles,
    assess_again,
    assess_group,
    raw,
    save,
    stored,
    toml_action,
    toml_control,
    toml_regulation,
    write_toml,
)

from cm_tui.model.definition import UpdateKind
from cm_tui.model.listing import ListQuery
from cm_tui.model.views.actions import Points
from cm_tui.model.views.catalogue import CatalogueComparison
from cm_tui.model.vocabulary import Field, LegalStatus
from cm_tui.services.services import Services

Organisation = Callable[[TomlFiles], Services]
Bring = Callable[[TomlFiles], CatalogueComparison]
FIRST_ROWS = {"CA-001", "CA-002@group-1", "CA-003@group-1"}


@pytest.fixture
def own(organisation_of: Organisation) -> Services:
    """An organisation with the first catalogue, one group and one assessment."""
    return organisation_of(first_catalogue())


@pytest.fixture
def bring(own: Services, tmp_path: Path) -> Bring:
    """Imports a catalogue into it after a dry run, which promises just what happens; the workspace stays sound."""
    path = Path(own.workspace.path)

    def bring_(files: TomlFiles) -> CatalogueComparison:
        folder = write_toml(tmp_path / f"newer-{len(list(tmp_path.iterdir()))}", files)
        before = stored(path)
        promised = own.catalogue.compare(folder)
        assert stored(path) == before
        done = own.catalogue.take_over(folder)
        assert done == promised
        assert own.check.run().problems == ()
        assert own.history.verify().valid
        return done

    return bring_


def listed(services: Services) -> set[str]:
    """The rows that are listed."""
    return {row.id for row in services.listing.select(ListQuery())}


def pending(services: Services) -> list[tuple[str, int, int]]:
    """The updates that wait, with the versions that they lead from and to."""
    return [(one.id, one.promise.from_version, one.promise.to_version) for one in services.updates.updates()]


def events(services: Services) -> list[str]:
    """The names of the latest events, newest first."""
    return [row.event for row in services.history.rows()]


class TestsOfNewVersions:
    def test_wait_to_be_accepted_while_the_accepted_ones_stay(self, own: Services, bring: Bring) -> None:
        assess_group(own, "Group 2", "r1")
        save(own, "CA-002@group-1", {**DONE, Field.OTHER_NOTES: "kept"})
        before = own.actions.details("CA-002@group-1"), own.score.score()
        files = newer(first_catalogue())
        grow(files, "CA-001", guidance="1. Do more.")
        grow(files, "CA-002", requirement="discretionary", guidance="1. Do less.")
        found = bring(files)
        assert (found.release_before, found.release) == ("2026.2", "2026.3")
        assert [(one.id, one.from_version, one.to_version, one.kinds, one.instances) for one in found.changed] == [
            ("CA-001", 1, 2, (UpdateKind.GUIDANCE,), ("CA-001",)),
            ("CA-002", 1, 2, (UpdateKind.POINTS, UpdateKind.GUIDANCE), ("CA-002@group-1", "CA-002@group-2")),
        ]
        assert (found.new, found.withdrawn, found.unchanged) == ((), (), 3)
        assert pending(own) == [("CA-001", 1, 2), ("CA-002@group-1", 1, 2), ("CA-002@group-2", 1, 2)]
        after = own.actions.details("CA-002@group-1")
        assert after.row.pending_update
        assert (after.guidance, after.row.points, after.row.version) == (
            before[0].guidance,
            before[0].row.points,
            before[0].row.version,
        )
        assert own.score.score() == before[1]
        assert found.effect.before == found.effect.after == before[1].total
        own.updates.accept_ids(["CA-002@group-1"])
        assert own.actions.details("CA-002@group-1").other_notes == "kept"

    def test_come_several_at_once(self, own: Services, bring: Bring) -> None:
        files = newer(newer(first_catalogue()), "2026.4", 10)
        grow(files, "CA-001", guidance="1. Second.")
        grow(files, "CA-001", "2026.4", title="A third name")
        bring(files)
        assert pending(own) == [("CA-001", 1, 3)]
        assert own.actions.details("CA-001").row.name == "Do what CA-001 asks"

    def test_of_what_waits_already_replace_what_waits(self, own: Services, bring: Bring) -> None:
        files = newer(first_catalogue())
        grow(files, "CA-001", guidance="1. Second.")
        bring(files)
        files = newer(files, "2026.4", 10)
        grow(files, "CA-001", "2026.4", guidance="1. Third.")
        [changed] = bring(files).changed
        assert (changed.from_version, changed.to_version, changed.instances) == (2, 3, ("CA-001",))
        assert pending(own) == [("CA-001", 1, 3)]

    def test_of_microsofts_actions_hold_at_once(self, own: Services, bring: Bring) -> None:
        worth = own.score.score().microsoft
        files = newer(first_catalogue())
        grow(files, "MS-001", requirement="discretionary")
        found = bring(files)
        assert [(one.id, one.instances) for one in found.changed] == [("MS-001", ())]
        assert found.rows.moved_on == ("MS-001",)
        assert worth == Points(27_000_000, 27_000_000)
        assert own.score.score().microsoft == Points(9_000_000, 9_000_000)
        assert (found.effect.before.possible, found.effect.after.possible) == (108_000_000, 90_000_000)
        assert pending(own) == []
        assert events(own)[:2] == ["catalogue.updated", "update.applied"]

    def test_of_microsofts_actions_move_between_assessments(self, own: Services, bring: Bring) -> None:
        assess_again(own, "Group 1", "r2")
        files = newer(first_catalogue())
        grow(files, "MS-001", satisfies={"direct": ["R2 Art. 1"]})
        found = bring(files)
        assert [(one.name, one.joining, one.leaving) for one in found.effect.assessments] == [
            ("R1 Group 1", 0, 1),
            ("r2 Group 1", 1, 0),
        ]
        assert found.effect.before == found.effect.after


class TestsOfNewActions:
    def test_begin_where_they_serve_and_nowhere_else(self, own: Services, bring: Bring) -> None:
        assess_group(own, "Group 2", "r2")
        files = newer(first_catalogue())
        actions = [
            toml_action("CA-005", release="2026.3"),
            toml_action("CA-006", release="2026.3", type="Operational", satisfies={"direct": ["R1 Art. 2"]}),
            toml_action("CA-007", release="2026.3", type="Operational", satisfies={"direct": ["R2 Art. 2"]}),
        ]
        entries(files, ACCESS).extend(actions)
        found = bring(files)
        begun = {"CA-005": ("CA-005",), "CA-006": ("CA-006@group-1",), "CA-007": ("CA-007@group-2",)}
        assert {one.id: one.instances for one in found.new} == begun
        assert {one.worth for one in found.new} == {27_000_000}
        assert found.rows.begun == ("CA-005", "CA-006@group-1", "CA-007@group-2")
        assert listed(own) == {*FIRST_ROWS, "CA-004@group-2", *found.rows.begun}
        assert found.effect.after.possible - found.effect.before.possible == 3 * 27_000_000
        assert [(one.name, one.joining) for one in found.effect.assessments] == [("R1 Group 1", 2), ("r2 Group 2", 1)]
        save(own, "CA-006@group-1", DONE)
        assert own.history.verify().valid

    def test_come_with_a_new_regulation(self, own: Services, bring: Bring) -> None:
        files = newer(first_catalogue())
        files[INDEX]["regulations"] = ["r3", "r1", "r2"]
        files["regulations/r3.toml"] = toml_regulation("r3", toml_control("R3 Art. 1"))
        entries(files, ACCESS).append(toml_action("CA-005", satisfies={"direct": ["R3 Art. 1"]}))
        found = bring(files)
        assert [one.id for one in found.regulations.new] == ["r3"]
        assert [one.id for one in found.controls.new] == ["R3 Art. 1"]
        assert [(one.id, one.instances) for one in found.new] == [("CA-005", ())]
        assert [one.key for one in own.regulations.regulations()] == ["r3", "r1", "r2"]
        assess_again(own, "Group 1", "r3")
        assert "CA-005" in listed(own)


class TestsOfControls:
    def test_are_what_the_law_says_now(self, own: Services, bring: Bring) -> None:
        files = newer(first_catalogue())
        entry(files, "R1 Art. 1")["title"] = "Another heading"
        files[R1]["version"] = "2"
        files[R1]["control"] = [toml_control("R1 Art. 0"), *reversed(entries(files, R1, "control"))]
        found = bring(files)
        assert [(one.id, one.fields) for one in found.controls.changed] == [("R1 Art. 1", ("title",))]
        assert [one.id for one in found.controls.new] == ["R1 Art. 0"]
        assert [(one.id, one.fields) for one in found.regulations.changed] == [
            ("r1", ("version", "order of its controls"))
        ]
        details = own.regulations.details("r1")
        assert [one.control.control_id for one in details.controls] == [
            *("R1 Art. 0", "R1 Art. 9", "R1 Art. 3", "R1 Art. 2", "R1 Art. 1")
        ]
        assert details.controls[-1].control.title == "Another heading"
        assert pending(own) == []

    def test_that_are_vacated_take_out_what_served_them_only(self, own: Services, bring: Bring) -> None:
        save(own, "CA-003@group-1", {**DONE, Field.OTHER_NOTES: "kept"})
        files = newer(first_catalogue())
        entry(files, "R1 Art. 3")["status"] = LegalStatus.VACATED.value
        grow(files, "CA-003", satisfies={"direct": ["R2 Art. 2"]})
        found = bring(files)
        assert [(one.id, one.fields) for one in found.controls.changed] == [("R1 Art. 3", ("legal status",))]
        assert found.rows.retired == ("CA-003@group-1",)
        assert next((row.event, row.field, row.new) for row in own.history.rows("CA-003@group-1")) == (
            "action.retired",
            "retired",
            "yes",
        )
        assert listed(own) == FIRST_ROWS - {"CA-003@group-1"}
        assert found.effect.before == Points(54_000_000, 108_000_000)
        assert found.effect.after == Points(27_000_000, 81_000_000)
        details = own.actions.details("CA-003@group-1")
        assert (details.other_notes, details.row.implementation_status) == ("kept", DONE[Field.IMPLEMENTATION_STATUS])
        files = newer(files, "2026.4", 10)
        grow(files, "CA-003", "2026.4", satisfies={"direct": ["R1 Art. 2"]})
        found = bring(files)
        assert found.rows.came_back == ("CA-003@group-1",)
        assert found.effect.after == Points(54_000_000, 108_000_000)
        assert own.actions.details("CA-003@group-1").other_notes == "kept"
        assert pending(own) == []

    def test_that_come_into_force_bring_in_who_serves_them(self, own: Services, bring: Bring) -> None:
        assess_again(own, "Group 1", "r2")
        files = newer(first_catalogue())
        entries(files, R1, "control").append(toml_control("R1 Art. 10", status="proposed"))
        entries(files, ACCESS).append(toml_action("CA-005", satisfies={"direct": ["R1 Art. 10"]}))
        assert bring(files).rows.begun == ()
        files = newer(files, "2026.4", 10)
        entry(files, "R1 Art. 10")["status"] = "in force"
        found = bring(files)
        assert (found.new, found.changed, found.rows.begun) == ((), (), ("CA-005",))

    def test_whose_only_version_in_use_serves_nothing_move_its_rows_on(self, own: Services, bring: Bring) -> None:
        save(own, "CA-003@group-1", DONE)
        files = newer(first_catalogue())
        entry(files, "R1 Art. 3")["status"] = "vacated"
        grow(files, "CA-003", satisfies={"direct": ["R1 Art. 2"]})
        found = bring(files)
        assert (found.rows.moved_on, found.rows.retired) == (("CA-003@group-1",), ())
        assert found.effect.before == found.effect.after
        assert (pending(own), found.changed[0].instances) == ([], ())


class TestsOfWhatIsWithdrawn:
    def test_stays_where_it_is_in_use_and_begins_nowhere_else(self, own: Services, bring: Bring) -> None:
        files = newer(first_catalogue())
        take_out(files, "CA-002")
        found = bring(files)
        assert [(one.id, one.instances) for one in found.withdrawn] == [("CA-002", ("CA-002@group-1",))]
        assert (found.unchanged, found.effect.before) == (4, found.effect.after)
        assert listed(own) == FIRST_ROWS
        assess_group(own, "Group 2", "r1")
        assert "CA-002@group-2" not in listed(own)

    def test_of_controls_takes_its_rows_out_until_both_come_back(self, own: Services, bring: Bring) -> None:
        save(own, "CA-003@group-1", {**DONE, Field.OTHER_NOTES: "kept"})
        files = newer(first_catalogue())
        take_out(files, "CA-003")
        take_out(files, "R1 Art. 3")
        found = bring(files)
        assert [one.id for one in found.controls.withdrawn] == ["R1 Art. 3"]
        assert (found.rows.retired, found.withdrawn[0].instances) == (("CA-003@group-1",), ())
        assert "CA-003@group-1" not in listed(own)
        files = newer(first_catalogue())
        found = bring(newer(files, "2026.4", 10))
        assert [(one.id, one.fields) for one in found.controls.changed] == [("R1 Art. 3", ("comes back",))]
        assert [(one.id, one.returns, one.from_version, one.to_version) for one in found.changed] == [
            ("CA-003", True, 1, 1)
        ]
        assert found.rows.came_back == ("CA-003@group-1",)
        assert own.actions.details("CA-003@group-1").other_notes == "kept"
        controls = [one.control.control_id for one in own.regulations.details("r1").controls]
        assert controls == ["R1 Art. 1", "R1 Art. 2", "R1 Art. 3", "R1 Art. 9"]

    def test_can_be_a_whole_file(self, own: Services, bring: Bring) -> None:
        files = newer(first_catalogue())
        del files[MICROSOFT]
        assert [(one.id, one.instances) for one in bring(files).withdrawn] == [("MS-001", ("MS-001",))]


class TestsOfTheSameAgain:
    def test_change_nothing(self, own: Services, bring: Bring) -> None:
        files = newer(first_catalogue())
        grow(files, "CA-001", guidance="1. Do more.")
        assert not bring(files).is_nothing
        told, before = events(own), stored(Path(own.workspace.path))
        again = bring(files)
        assert again.is_nothing
        assert (again.unchanged, again.controls.unchanged, again.regulations.unchanged) == (5, 6, 2)
        assert (events(own), stored(Path(own.workspace.path))) == (told, before)

    def test_a_release_that_changes_nothing_is_kept_with_its_event(self, own: Services, bring: Bring) -> None:
        found = bring(newer(first_catalogue()))
        assert (found.is_nothing, found.unchanged) == (False, 5)
        row = own.history.rows(limit=1)[0]
        assert (row.event, row.field, row.old, row.new) == ("catalogue.updated", "release", "2026.2", "2026.3")

    def test_a_workspace_older_than_releases_learns_them(self, own: Services, bring: Bring) -> None:
        with raw(Path(own.workspace.path)) as connection:
            connection.execute("DELETE FROM release")
        found = bring(first_catalogue())
        assert (found.release_before, found.release, found.unchanged) == (None, "2026.2", 5)
        assert bring(first_catalogue()).is_nothing
