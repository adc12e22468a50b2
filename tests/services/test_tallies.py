"""The stored tallies: after every write what everything counted again gives, and written only where something was touched."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from backups import restored
from newer_catalogue import ACCESS, entries, newer
from sqlalchemy import Connection, Dialect, event, literal, select, update
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col
from sqlmodel import select as rows_of
from support import DONE, OpenAs, StillClock, assess_again, assess_group, raw, save, toml_action, write_toml
from updating import organisation_before, updated_catalogue

from cm_tui.model.drafts import AssessmentDraft, AssessmentEdit
from cm_tui.model.rules.control_status import control_status
from cm_tui.model.signals import Signal
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.controls import Control
from cm_tui.model.tables.organisation import AssessmentAction
from cm_tui.model.views.score import Score
from cm_tui.model.vocabulary import Field, LegalStatus, Role, TestingType, TestStatus
from cm_tui.services.assessments import tallying
from cm_tui.services.assessments.counting import KINDS, status_of
from cm_tui.services.checking.tallies import tally_faults
from cm_tui.services.services import Services

Change = Callable[[Services], object]
Written = set[tuple[str, int, int | None]]
WIDE, OF_NORTH = "CA-001", "CA-002@north"
OUT = {**DONE, Field.TEST_STATUS: TestStatus.OUT_OF_SCOPE}


@pytest.fixture(scope="module")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return organisation_before(tmp_path_factory.mktemp("tallies") / "own", updated_catalogue(), StillClock())


@pytest.fixture
def own(_template: Path, tmp_path: Path, open_as: OpenAs) -> Services:
    """Groups North and South assessed against r1; CA-001 is shared, CA-002 each group's own, CA-003 tested automatically."""
    return open_as(Path(shutil.copytree(_template, tmp_path / "own")))


def faults(services: Services) -> list[str]:
    """The tallies that are not what everything counted again gives."""
    with services.store.reading() as session:
        return list(tally_faults(session))


def accept_all(services: Services) -> None:
    """Accept every update."""
    services.updates.accept([one.promise for one in services.updates.updates()])


def undone(services: Services) -> None:
    """A change of two actions, and back."""
    step = services.bulk.apply(services.bulk.preview([WIDE, OF_NORTH], DONE)).step
    assert faults(services) == []
    services.bulk.undo(step)


def signalled(services: Services) -> None:
    """Automation reports a pass."""
    save(services, "CA-003", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
    services.automation.report([Signal("CA-003", TestStatus.PASSED)])


def come_and_gone(services: Services) -> None:
    """An assessment comes that copies what North did, and goes."""
    services.assessments.create(AssessmentDraft("R1 West", "West", "r1", copy_from="North", copy_details=True))
    assert faults(services) == []
    services.assessments.delete("R1 West")


def gone_and_back(services: Services) -> None:
    """North's assessment goes with what it alone counts, and that comes back with another."""
    services.assessments.delete("R1 North")
    assert services.actions.details(OF_NORTH).retired
    assert faults(services) == []
    services.assessments.create(AssessmentDraft("R1 again", "North", "r1"))


def edited(services: Services) -> None:
    """An assessment is narrowed to a service, so that actions leave it, and widened again."""
    services.assessments.edit(AssessmentEdit("R1 North", services=("Microsoft 365",)))
    assert faults(services) == []
    services.assessments.edit(AssessmentEdit("R1 North", services=()))


def looked_at(services: Services) -> None:
    """What is only looked at leaves nothing."""
    before = services.assessments.assessments()
    assert services.assessments.preview(AssessmentDraft("R1 West", "West", "r1")).points.possible > 0
    services.bulk.preview([WIDE], OUT)
    assert services.assessments.assessments() == before


def people_come_and_go(services: Services) -> None:
    """Somebody comes, gets actions, and leaves."""
    services.people.add("maria@example.org", "Maria", Role.CONTRIBUTION, None)
    save(services, WIDE, {Field.OWNER: "maria@example.org"})
    services.people.remove("maria@example.org")


CHANGES: dict[str, Change] = {
    "a save": lambda one: save(one, WIDE, DONE),
    "out of scope": lambda one: save(one, OF_NORTH, OUT),
    "many and their undoing": undone,
    "a signal": signalled,
    "people": people_come_and_go,
    "updates": accept_all,
    "another assessment": lambda one: assess_again(one, "North", "r2"),
    "another group": lambda one: assess_group(one, "East", "r1"),
    "an assessment that comes and goes": come_and_gone,
    "actions that go and come back": gone_and_back,
    "an edited assessment": edited,
    "previews": looked_at,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_after_every_kind_of_write_they_are_what_counting_everything_gives(own: Services, change: Change) -> None:
    save(own, OF_NORTH, DONE)
    change(own)
    assert faults(own) == []
    save(own, WIDE, DONE)
    assert own.check.run().problems == ()


def test_what_touches_many_is_counted_as_a_whole(own: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallying, "_MOST", 1)
    for change in (undone, accept_all, edited, gone_and_back):
        change(own)
        assert faults(own) == []


def by_statement(session: Session) -> None:
    """A statement that says nothing of what it touches."""
    session.execute(
        update(ActionState).where(col(ActionState.public_id) == WIDE).values(test_status=TestStatus.FAILED_LOW)
    )


def by_object(session: Session) -> None:
    """A row changed as an object."""
    session.exec(rows_of(ActionState).where(ActionState.public_id == OF_NORTH)).one().in_scope = False


def by_link(session: Session) -> None:
    """An action that counts in an assessment no more."""
    session.delete(session.exec(rows_of(AssessmentAction)).first())


def by_law(session: Session) -> None:
    """A control that binds nobody any more."""
    session.exec(rows_of(Control).where(Control.control_id == "R1 Art. 1")).one().legal_status = LegalStatus.VACATED


@pytest.mark.parametrize("write", [by_statement, by_object, by_link, by_law])
def test_whoever_writes_need_not_think_of_them(own: Services, write: Callable[[Session], None]) -> None:
    before = own.assessments.assessments()
    with own.store.writing() as session:
        write(session)
    assert faults(own) == []
    assert own.assessments.assessments() != before


def test_a_newer_catalogue_is_counted(own: Services, tmp_path: Path) -> None:
    before = own.assessments.assessments()
    files = newer(updated_catalogue(), "2026.9")
    added = toml_action("CA-099", release="2026.9", type="Operational", satisfies={"direct": ["R1 Art. 3"]})
    entries(files, ACCESS).append(added)
    folder = write_toml(tmp_path / "newer", files)
    own.catalogue.compare(folder)
    assert own.assessments.assessments() == before
    own.catalogue.take_over(folder)
    after = own.assessments.assessments()
    assert [one.controls for one in after] == [one.controls + 1 for one in before]
    assert faults(own) == []


def test_a_restored_backup_has_them(own: Services, tmp_path: Path, open_as: OpenAs) -> None:
    save(own, WIDE, DONE)
    own.backups.create(tmp_path / "b.zip")
    assert restored(tmp_path / "b.zip", tmp_path / "again").problems == ()
    again = open_as(tmp_path / "again")
    assert again.assessments.assessments() == own.assessments.assessments()
    save(again, OF_NORTH, DONE)
    assert faults(again) == []


@contextmanager
def writes(services: Services) -> Iterator[Written]:
    """Collects the tallies that are written meanwhile: their table, assessment and control."""
    path, found = Path(services.workspace.path), set[tuple[str, int, int | None]]()
    with raw(path) as connection:
        connection.execute("CREATE TABLE written (name, assessment, control)")
        for table, control in (("control_tally", "{}.control_id"), ("assessment_tally", "NULL")):
            for verb, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
                values = f"'{table}', {row}.assessment_id, {control.format(row)}"
                connection.execute(
                    f"CREATE TRIGGER {table}_{verb} AFTER {verb} ON {table} BEGIN INSERT INTO written VALUES ({values}); END"
                )
    yield found
    with raw(path) as connection:
        found |= set(connection.execute("SELECT * FROM written"))


def keys(services: Services, action: str) -> Written:
    """The tallies that an action adds to."""
    with raw(Path(services.workspace.path)) as connection:
        here = f"JOIN action_state s ON s.id = l.state_id WHERE s.public_id = '{action}'"
        places = connection.execute(f"SELECT assessment_id FROM assessment_action l {here}").fetchall()
        served = connection.execute(
            "SELECT control_id FROM action_control m JOIN action_state s ON s.accepted_version_id = m.version_id "
            f"WHERE s.public_id = '{action}'"
        ).fetchall()
    pairs = {("control_tally", place, control) for (place,) in places for (control,) in served}
    return pairs | {("assessment_tally", place, None) for (place,) in places}


@pytest.mark.parametrize(("action", "places"), [(OF_NORTH, 1), (WIDE, 2)])
def test_one_save_writes_what_its_action_adds_to_and_nothing_else(own: Services, action: str, places: int) -> None:
    with writes(own) as written:
        save(own, action, DONE)
    assert written == keys(own, action)
    assert len(written) == 2 * places


@pytest.mark.parametrize("changes", [{Field.OTHER_NOTES: "a note"}, {Field.TEST_NOTES: "a note"}])
def test_notes_write_nothing(own: Services, changes: dict[Field, str]) -> None:
    with writes(own) as written:
        save(own, WIDE, dict(changes))
    assert written == set()


def test_what_another_process_writes_is_seen(own: Services, open_as: OpenAs) -> None:
    before = own.score.score().yours.achieved
    other = open_as(Path(own.workspace.path))
    save(other, WIDE, DONE)
    assert own.score.score() == other.score.score()
    assert own.score.score().yours.achieved > before


def test_many_readers_at_once_get_the_same_score(own: Services) -> None:
    def read(_: int) -> Score:
        return own.score.score()

    save(own, WIDE, DONE)
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(read, range(8)))) == 1


FORGERIES = [
    ("UPDATE control_tally SET passed = passed + 1", "R1 Art. 1 in R1 North"),
    ("UPDATE control_tally SET status = 'Failed'", "R1 Art. 1 in R1 North"),
    ("UPDATE control_tally SET points_possible = 1", "R1 Art. 1 in R1 North"),
    ("DELETE FROM control_tally", "R1 Art. 1 in R1 North"),
    ("UPDATE assessment_tally SET your_actions_passed = 7", "R1 North"),
    ("UPDATE assessment_tally SET controls_passed = 7", "R1 North"),
    ("DELETE FROM assessment_tally", "R1 North"),
]


@pytest.mark.parametrize(("forgery", "place"), FORGERIES)
def test_a_forged_one_is_named_by_check(own: Services, forgery: str, place: str) -> None:
    with raw(Path(own.workspace.path)) as connection:
        connection.execute(f"{forgery} WHERE assessment_id = (SELECT id FROM assessment WHERE name = 'R1 North')")
    problems = own.check.run().problems
    assert f"Tallies: those stored for {place} are not what its actions add up to." in problems
    assert all(one.startswith("Tallies: ") and "South" not in one for one in problems)


MEANS = (TestStatus.FAILED_LOW, TestStatus.NONE, TestStatus.OUT_OF_SCOPE, TestStatus.PASSED, TestStatus.NOT_ASSESSED)


def test_the_database_judges_as_the_rule_does_whatever_is_counted(own: Services) -> None:
    counted = list(product((0, 1, 2), repeat=len(KINDS)))
    columns = (status_of(dict(zip(KINDS, map(literal, numbers), strict=True))) for numbers in counted)
    with own.store.reading() as session:
        judged = session.execute(select(*(one.label(f"c{place}") for place, one in enumerate(columns)))).one()
    for numbers, status in zip(counted, judged, strict=True):
        assert status is control_status({test for test, number in zip(MEANS, numbers, strict=True) if number})


def test_every_statement_can_be_said_to_postgresql(own: Services) -> None:
    dialect: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    said: list[str] = []

    def hear(connection: Connection, statement: object, *rest: object) -> None:
        if hasattr(statement, "compile") and "_tally" in str(compiled := statement.compile(dialect=dialect)):
            said.append(str(compiled))

    event.listen(own.store.engine, "before_execute", hear)
    save(own, WIDE, DONE)
    come_and_gone(own)
    accept_all(own)
    assert faults(own) == []
    own.assessments.assessments()
    assert {one.split()[0] for one in said} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
