"""The standing kept in a process: always what everything computed again gives, and computed again only where it was touched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from newer_catalogue import ACCESS, entries, newer
from support import (
    DONE,
    OpenAs,
    StillClock,
    assess_again,
    assess_group,
    save,
    toml_action,
    unguarded,
    write_toml,
)
from updating import organisation_before, updated_catalogue

from cm_tui.model.drafts import AssessmentDraft
from cm_tui.model.signals import Signal
from cm_tui.model.views.score import Score
from cm_tui.model.vocabulary import Field, Role, TestingType, TestStatus
from cm_tui.services.score.standings import Standing, fresh
from cm_tui.services.services import Services

Change = Callable[[Services], object]
WIDE, OF_NORTH = "CA-001", "CA-002@north"


@pytest.fixture(scope="module")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return organisation_before(tmp_path_factory.mktemp("standings") / "own", updated_catalogue(), StillClock())


@pytest.fixture
def own(_template: Path, tmp_path: Path, open_as: OpenAs) -> Services:
    """Groups North and South assessed against r1; CA-001 is shared, CA-002 each group's own, CA-003 tested automatically."""
    return open_as(Path(shutil.copytree(_template, tmp_path / "own")))


def kept(services: Services) -> Standing:
    """What readers of these services get; a test fails where everything computed again gives something else."""
    with services.store.reading() as session:
        found, again = services.standings.read(session), fresh(session)
    assert found == again
    return found


def accept_all(services: Services) -> None:
    """Accept every update."""
    services.updates.accept([one.promise for one in services.updates.updates()])


def evidence(services: Services) -> None:
    """A link that proves something."""
    services.evidence.link(WIDE, "Proof", "https://proof.example/x")


def undone(services: Services) -> None:
    """A change of two actions, and back."""
    preview = services.bulk.preview([WIDE, OF_NORTH], DONE)
    services.bulk.undo(services.bulk.apply(preview).step)


def signalled(services: Services) -> None:
    """Automation reports a pass."""
    save(services, "CA-003", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
    services.automation.report([Signal("CA-003", TestStatus.PASSED)])


def created_and_deleted(services: Services) -> None:
    """An assessment comes, its action is passed, and it goes."""
    services.assessments.create(AssessmentDraft("R1 West", "West", "r1"))
    kept(services)
    services.assessments.delete("R1 West")


def renamed(services: Services) -> None:
    """Somebody comes, gets actions, and leaves."""
    services.people.add("maria@example.org", "Maria", Role.CONTRIBUTION, None)
    save(services, WIDE, {Field.OWNER: "maria@example.org"})
    kept(services)
    services.people.remove("maria@example.org")


CHANGES: dict[str, Change] = {
    "a save": lambda one: save(one, WIDE, DONE),
    "out of scope": lambda one: save(one, OF_NORTH, {**DONE, Field.TEST_STATUS: TestStatus.OUT_OF_SCOPE}),
    "many and their undoing": undone,
    "a signal": signalled,
    "evidence": evidence,
    "people": renamed,
    "a setting": lambda one: one.settings.change(four_eyes=True),
    "updates": accept_all,
    "another assessment": lambda one: assess_again(one, "North", "r2"),
    "another group": lambda one: assess_group(one, "East", "r1"),
    "assessments that come and go": created_and_deleted,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_after_every_kind_of_event_the_standing_is_what_computing_it_again_gives(own: Services, change: Change) -> None:
    save(own, OF_NORTH, DONE)
    kept(own)
    change(own)
    kept(own)
    save(own, WIDE, {Field.OTHER_NOTES: "afterwards"})
    kept(own)


def test_a_newer_catalogue_is_seen(own: Services, tmp_path: Path) -> None:
    before = kept(own)
    files = newer(updated_catalogue(), "2026.9")
    added = toml_action("CA-099", release="2026.9", type="Operational", satisfies={"direct": ["R1 Art. 3"]})
    entries(files, ACCESS).append(added)
    own.catalogue.take_over(write_toml(tmp_path / "newer", files))
    after = kept(own)
    for key, one in after.assessments.items():
        assert len(one.controls) == len(before.assessments[key].controls) + 1


def test_after_one_save_only_its_assessments_and_controls_are_asked_for(own: Services) -> None:
    before = kept(own)
    save(own, OF_NORTH, DONE)
    after = kept(own)
    [north] = [key for key, one in after.assessments.items() if one is not before.assessments[key]]
    touched = {key for key, one in after.assessments[north].controls.items()}
    renewed = {
        key for key in touched if after.assessments[north].controls[key] is not before.assessments[north].controls[key]
    }
    [served] = renewed
    assert after.assessments[north].controls[served].your_actions_passed == 1
    assert len(touched) > 1
    unchanged = [group for group, part in after.parts.items() if part is before.parts[group]]
    assert len(unchanged) == len(after.parts) - 1


def test_a_shared_action_touches_every_assessment_but_one_control_of_each(own: Services) -> None:
    before = kept(own)
    save(own, WIDE, DONE)
    after = kept(own)
    for key, one in after.assessments.items():
        old = before.assessments[key].controls
        assert sum(tally is not old[control] for control, tally in one.controls.items()) == 1


def test_without_an_event_nothing_is_computed_and_evidence_keeps_all_of_it(own: Services) -> None:
    before = kept(own)
    assert kept(own) is before
    evidence(own)
    after = kept(own)
    assert after.assessments is before.assessments
    assert after.head != before.head


def test_what_another_process_writes_is_seen(own: Services, open_as: OpenAs) -> None:
    before = own.score.score().yours.achieved
    other = open_as(Path(own.workspace.path))
    save(other, WIDE, DONE)
    assert own.score.score() == other.score.score()
    assert own.score.score().yours.achieved > before
    kept(own)


def test_a_workspace_that_another_history_took_the_place_of_is_computed_again(own: Services, tmp_path: Path) -> None:
    path = Path(own.workspace.path)
    kept(own)
    earlier = Path(shutil.copytree(path, tmp_path / "earlier"))
    save(own, WIDE, DONE)
    assert kept(own).overall.yours.achieved > 0
    own.store.close()
    shutil.copy(earlier / "workspace.db", path / "workspace.db")
    assert kept(own).overall.yours.achieved == 0
    save(own, OF_NORTH, DONE)
    kept(own)


def test_a_history_that_differs_in_the_kept_event_is_not_trusted(own: Services) -> None:
    before = kept(own)
    own.store.close()
    with unguarded(Path(own.workspace.path)) as connection:
        connection.execute("UPDATE event SET hash = 'x' WHERE seq = (SELECT max(seq) FROM event)")
    with own.store.reading() as session:
        after = own.standings.read(session)
    assert after.assessments is not before.assessments


def test_many_readers_at_once_get_the_same_score(own: Services) -> None:
    def read(_: int) -> Score:
        return own.score.score()

    save(own, WIDE, DONE)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(read, range(8)))) == 1
