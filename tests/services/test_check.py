"""`check`: whether the workspace is whole, and every derived value follows from what it is derived from."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from support import DONE, OpenAs, StillClock, automation, raw, save, subscribe, unguarded

from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestingType, TestStatus
from cm_tui.services.services import Services

Damage = Callable[[sqlite3.Connection], object]


OF_CA_001 = "WHERE public_id = 'CA-001'"


def sql(*statements: str) -> Damage:
    """Damage done in SQL, without asking the foreign keys."""

    def damage(connection: sqlite3.Connection) -> None:
        for statement in ("PRAGMA foreign_keys=OFF", "PRAGMA ignore_check_constraints=ON", *statements):
            connection.execute(statement)

    return damage


def state(change: str, action: str = "CA-001") -> Damage:
    """Damage done to an action's state."""
    return sql(f"UPDATE action_state SET {change} WHERE public_id = '{action}'")


def definition(change: str) -> Damage:
    """Damage done to a definition, past the guard that refuses it."""
    return sql(
        "DROP TRIGGER action_version_no_UPDATE", f"UPDATE action_version SET {change} WHERE action_id = 'CA-001'"
    )


class TestsOfASoundWorkspace:
    def test_has_no_problems(self, services: Services) -> None:
        report = services.check.run()
        assert report.ok
        assert report.problems == ()

    def test_stays_sound_through_everything_that_can_be_done(self, services: Services, clock: StillClock) -> None:
        services.people.add("maria@example.org", "Maria", Role.CONTRIBUTION, "maria")
        save(services, "CA-001", {**DONE, Field.OWNER: "maria@example.org", Field.TEST_NOTES: "n\u00e9"})
        save(services, "CA-001", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        with automation(services) as stage:
            stage.signal(clock.forward(days=1), "CA-001", TestStatus.PARTIALLY_TESTED, (3, 7))
        subscribe(services, "IC-001", (1, 3), (2, 3))
        save(services, "CA-002", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        services.people.change_role("maria@example.org", Role.READER)
        services.people.remove("maria@example.org")
        assert services.check.run().problems == ()
        assert services.actions.details("CA-001").row.points.achieved == 11_571_429

    def test_reports_and_mends_nothing(self, services: Services, acme: Path) -> None:
        with raw(acme) as connection:
            connection.execute("UPDATE action_state SET points_achieved = 1 WHERE public_id = 'CA-001'")
        before = (acme / "workspace.db").read_bytes()
        assert services.check.run().problems == services.check.run().problems != ()
        assert (acme / "workspace.db").read_bytes() == before


SECOND = "(SELECT id FROM action_version WHERE action_id = 'CA-002')"
FOREIGN_VERSION = f"UPDATE action_state SET accepted_version_id = {SECOND} {OF_CA_001}"
NOWHERE = f"DELETE FROM assessment_action WHERE state_id = (SELECT id FROM action_state {OF_CA_001})"
UNMAPPED = "DELETE FROM action_control"
NONE_IS_NEWEST = "UPDATE action_version SET is_newest = 0 WHERE action_id = 'CA-001'"
TOOTHLESS = "CREATE TRIGGER event_no_DELETE BEFORE DELETE ON event BEGIN SELECT 1; END"
ELSEWHERE = "CREATE TRIGGER event_no_DELETE BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'x'); END"
DAMAGES: list[tuple[str, Damage, str]] = [
    ("points", state("points_achieved = 1"), "Points: .*CA-001"),
    ("worth", state("points_possible = 9000000"), "Points: .*CA-001"),
    ("scope", state("in_scope = 0"), "Points: .*CA-001"),
    ("definition", definition("requirement = 'discretionary'"), "Points: .*CA-001"),
    ("edited definition", definition("guidance = 'x'"), "Definitions: version 1 of CA-001 is not as it was written"),
    ("mapping", sql("DROP TRIGGER action_control_no_DELETE", UNMAPPED), "Definitions: version 1 of CA-002 is not"),
    ("newest version", sql(NONE_IS_NEWEST), "Definitions: the newest version of CA-001 is not"),
    ("another action's version", sql(FOREIGN_VERSION), "CA-001 accepted a version of CA-002"),
    ("id", state("public_id = 'CA-777'"), "Scope: the id CA-777"),
    ("group", state("group_id = NULL", "PM-001@default-group"), "Scope: the id PM-001@default-group"),
    ("slug", sql("UPDATE assessment_group SET slug = 'other'"), "Scope: the id .*@default-group"),
    ("membership", sql(NOWHERE), "Scope: CA-001 belongs to no assessment"),
    ("retired", sql(f"UPDATE action_state SET retired = 1, in_scope = 0 {OF_CA_001}", NOWHERE), "History: .*retired of CA-001"),
    ("status", state("implementation_status = 'Planned'"), "History: .*CA-001"),
    ("role", sql("UPDATE person SET role = 'reader'"), "History: .*role"),
    ("enumeration", state("test_status = 'Splendid'"), "Database: CHECK constraint failed in action_state"),
    ("foreign key", state("owner_key = 'nobody'"), "Database: row .* of action_state names a person"),
    ("date", state("test_date = '2026-02-31'"), "Database: a value of action_state"),
    ("list", definition("services = '['"), "Database: a value of action_version"),
    ("text", definition("guidance = CAST(x'ff' AS TEXT)"), "Database: a value of action_version"),
    ("guard against updates", sql("DROP TRIGGER event_no_UPDATE"), "the guard event_no_UPDATE"),
    ("guard against deletions", sql("DROP TRIGGER event_no_DELETE"), "the guard event_no_DELETE"),
    ("guard without teeth", sql("DROP TRIGGER event_no_DELETE", TOOTHLESS), "the guard event_no_DELETE"),
    ("guard of another table", sql("DROP TRIGGER event_no_DELETE", ELSEWHERE), "the guard event_no_DELETE"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "sentence"), [one[1:] for one in DAMAGES], ids=[one[0] for one in DAMAGES])
def test_damage_is_named_in_a_sentence(acme: Path, open_as: OpenAs, damage: Damage, sentence: str) -> None:
    services = open_as(acme)
    with raw(acme) as connection:
        damage(connection)
    problems = services.check.run().problems
    assert any(re.search(sentence, one) for one in problems), problems
    assert all(one.endswith(".") and "\n" not in one for one in problems)


def test_a_dropped_guard_does_not_hide_what_was_done_after_it(services: Services, acme: Path) -> None:
    with raw(acme) as connection:
        connection.execute("DROP TRIGGER event_no_UPDATE")
        connection.execute("UPDATE event SET host = 'elsewhere' WHERE seq = 1")
    problems = "\n".join(services.check.run().problems)
    assert "guard event_no_UPDATE" in problems
    assert "History: event 1: edited" in problems


def test_several_problems_are_all_named(services: Services, acme: Path) -> None:
    with unguarded(acme) as connection:
        connection.execute("UPDATE action_state SET points_achieved = 1 WHERE public_id IN ('CA-001', 'CA-002')")
        connection.execute("UPDATE event SET host = 'elsewhere' WHERE seq = 2")
    kinds = Counter(problem.partition(":")[0] for problem in services.check.run().problems)
    assert (kinds["Points"], kinds["History"]) == (2, 1)
    assert kinds.keys() == {"Points", "History", "Tallies"}


def test_a_check_of_a_page_that_is_gone_is_an_answer_and_no_crash(services: Services, acme: Path) -> None:
    size = (acme / "workspace.db").stat().st_size
    with (acme / "workspace.db").open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(bytes(4096))
    problems = services.check.run().problems
    assert problems
    assert all(one.startswith("Database: ") for one in problems)
