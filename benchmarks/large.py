"""A workspace with 100,000 states; `cm-tui check` finds nothing wrong with it, but that its history tells of one group only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

from cm_tui.bootstrap import open_services
from cm_tui.model.vocabulary import ActionType, Function, LegalStatus, ManagedBy, Requirement, Strength
from cm_tui.services.assessments.tallying import tally_all
from cm_tui.services.catalogue.definitions import ActionDefinition, Catalogue
from cm_tui.services.catalogue.loader import data_folder, load_catalogue
from cm_tui.services.clock import system_clock
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.services.storage.paths import DATABASE

REGULATIONS = ("gdpr", "ccpa", "hipaa-hitech", "lgpd")
GROUPS, OF_GROUPS, SHARED, MICROSOFTS, SERVED = 200, 500, 40, 20, 3
"""Groups with an assessment each; its actions of the group alone, the shared ones, Microsoft's; the controls each serves."""
_STANDS = (
    ("Implemented", "Passed", True, True),
    ("Implemented", "Failed low risk", False, True),
    ("Not implemented", "None", False, True),
    ("Implemented", "Out of scope", False, False),
)
"""Implementation, test, whether that achieves the points, and whether it is in scope."""
_CLONED = (
    "accepted_version_id, implementation_status, implementation_notes, test_status, test_notes, other_notes, testing_type, "
    "points_achieved, points_possible, in_scope, retired, version, changed_at"
)


def founded(path: Path) -> Path:
    """A workspace with one group, made by the program from a catalogue whose actions serve all regulations."""
    request = NewWorkspace("Large", group="G 0", regulations=REGULATIONS[:1])
    create_organisation(path, request, _catalogue(Random(6)), system_account(), system_clock)
    return path


def cloned(path: Path, groups: int = GROUPS) -> Path:
    """The same workspace with so many groups, each assessed against one of the regulations, and work done at random."""
    with closing(sqlite3.connect(path / DATABASE)) as connection:
        _add_groups(connection, groups)
        _do_work(connection, Random(7))
        connection.commit()
    services = open_services(path)
    with services.store.writing() as session:
        tally_all(session.connection())
    services.close()
    return path


def _catalogue(random: Random) -> Catalogue:
    shipped = load_catalogue(data_folder())
    pattern = next(one for one in shipped.actions if one.managed_by is ManagedBy.ORGANISATION)
    kinds = [(ActionType.OPERATIONAL, ManagedBy.ORGANISATION)] * OF_GROUPS
    kinds += [(ActionType.TECHNICAL, ManagedBy.ORGANISATION)] * SHARED
    kinds += [(ActionType.TECHNICAL, ManagedBy.MICROSOFT)] * MICROSOFTS
    actions = (_action(random, shipped, pattern, number, *kind) for number, kind in enumerate(kinds))
    return replace(shipped, actions=tuple(actions))


def _action(
    random: Random,
    shipped: Catalogue,
    pattern: ActionDefinition,
    number: int,
    action_type: ActionType,
    managed_by: ManagedBy,
) -> ActionDefinition:
    version = replace(
        pattern.versions[0],
        number=1,
        eligible_source=None,
        requirement=random.choice(list(Requirement)),
        function=random.choice(list(Function)),
        controls=tuple((control, Strength.DIRECT) for control in _served(random, shipped)),
    )
    action = replace(pattern, id=f"ZZ-{number:03}", action_type=action_type, managed_by=managed_by)
    return replace(action, versions=(version,))


def _served(random: Random, shipped: Catalogue) -> Iterator[str]:
    for one in shipped.regulations:
        if one.key in REGULATIONS:
            binding = [control.id for control in one.controls if control.legal_status is LegalStatus.IN_FORCE]
            yield from random.sample(binding, SERVED)


def _add_groups(connection: sqlite3.Connection, groups: int) -> None:
    [(first,)] = connection.execute("SELECT id FROM assessment_group").fetchall()
    for number in range(1, groups):
        group = first + number
        connection.execute("INSERT INTO assessment_group VALUES (?, ?, ?)", (group, f"G {number}", f"g-{number}"))
        connection.execute(
            "INSERT INTO assessment SELECT NULL, ?, ?, ?, services, created_at FROM assessment WHERE group_id = ?",
            (f"A {number}", group, REGULATIONS[number % len(REGULATIONS)], first),
        )
        connection.execute(
            f"INSERT INTO action_state (public_id, action_id, group_id, {_CLONED}) SELECT action_id || '@g-{number}', "
            f"action_id, ?, {_CLONED} FROM action_state WHERE group_id = ?",
            (group, first),
        )
        connection.execute(
            "INSERT INTO assessment_action SELECT a.id, s.id FROM assessment a, action_state s "
            "WHERE a.group_id = ? AND coalesce(s.group_id, a.group_id) = a.group_id",
            (group,),
        )


def _do_work(connection: sqlite3.Connection, random: Random) -> None:
    own = connection.execute(
        "SELECT s.id FROM action_state s JOIN action a ON a.id = s.action_id WHERE a.managed_by <> 'Microsoft'"
    ).fetchall()
    connection.executemany(
        "UPDATE action_state SET implementation_status = ?, test_status = ?, points_achieved = points_possible * ?, "
        "in_scope = ? WHERE id = ?",
        [(*random.choice(_STANDS), key) for (key,) in own],
    )
