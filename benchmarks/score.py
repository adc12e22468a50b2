"""What the score of a large organisation costs, against one bare SELECT that sums the same rows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

from sqlmodel import Session

from benchmarks.measuring import Line, middle
from cm_tui.bootstrap import create_workspace, open_services
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.vocabulary import Field, ManagedBy, TestStatus
from cm_tui.services.creation import NewWorkspace
from cm_tui.services.score.standings import Standings, fresh
from cm_tui.services.storage.paths import DATABASE

REGULATIONS = ("gdpr", "ccpa", "hipaa-hitech", "lgpd")
GROUPS, OF_GROUPS, SHARED, SERVED = 200, 500, 40, 3
"""Groups with an assessment each; its actions of the group alone, and the shared ones; controls that each of them serves."""
MOST = 2.0
_JOINED = """SELECT sum(s.points_achieved), sum(s.points_possible) FROM assessment_action l
JOIN assessment a ON a.id = l.assessment_id JOIN action_state s ON s.id = l.state_id """
PLAIN = f"""{_JOINED} JOIN action_control served ON served.version_id = s.accepted_version_id
JOIN control k ON k.id = served.control_id
WHERE k.regulation_key || '' = a.regulation_key AND k.legal_status = 'in force' AND k.withdrawn_in IS NULL"""
"""The join as it stands in the schema, kept from the plan by regulation that takes twenty times as long."""
QUICKEST = f"""{_JOINED} JOIN (SELECT DISTINCT ac.version_id v, ac.control_id, k.regulation_key r FROM action_control ac
JOIN control k ON k.id = ac.control_id WHERE k.legal_status = 'in force' AND k.withdrawn_in IS NULL) served
ON served.v = s.accepted_version_id AND served.r = a.regulation_key"""
"""The same rows in the way that was found to be the quickest one."""
LINKS = "SELECT sum(points_achieved), sum(points_possible) FROM assessment_action JOIN action_state ON id = state_id"
"""Each action of each assessment once."""


def score_lines(folder: Path, runs: int) -> Iterator[Line]:
    """Everything computed from nothing, and after one save, against bare SELECTs of the same rows; the runs alternate."""
    path = folder / "large"
    _large_workspace(path)
    services = open_services(path)
    standings = Standings()
    everything, saved, plain, quickest, links = [], [], [], [], []
    with closing(sqlite3.connect(path / DATABASE)) as bare:
        for run in range(runs):
            plain.append(_taken(lambda: bare.execute(PLAIN).fetchall()))
            quickest.append(_taken(lambda: bare.execute(QUICKEST).fetchall()))
            links.append(_taken(lambda: bare.execute(LINKS).fetchall()))
            with services.store.reading() as session:
                everything.append(_computing(fresh, session))
                standings.read(session)
            version = services.actions.details("ZZ-003@g-7").row.version
            services.actions.save(ActionDraft("ZZ-003@g-7", version, {Field.OTHER_NOTES: f"{run}"}))
            with services.store.reading() as session:
                saved.append(_computing(standings.read, session))
    services.close()
    whole, one = middle(everything), middle(saved)
    note = f"{whole * 1e3:.0f} : {middle(plain) * 1e3:.0f} ms, {GROUPS} × {OF_GROUPS + SHARED} actions"
    yield Line("all controls and scores : bare SELECT", whole / middle(plain), MOST, "×", note)
    note = f"{middle(quickest) * 1e3:.0f} ms; each action once {middle(links) * 1e3:.0f} ms"
    yield Line("… : the quickest bare SELECT known", whole / middle(quickest), None, "×", note)
    yield Line("after one save : all of it again", one / whole, 0.1, "×", f"{one * 1e3:.0f} ms")


def _taken(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _computing(compute: Callable[[Session], object], session: Session) -> float:
    return _taken(lambda: compute(session))


def _large_workspace(path: Path) -> None:
    """A workspace with 100,000 states of groups beside what the catalogue brings; every row as the program would write it."""
    create_workspace(path, NewWorkspace("Large", regulations=REGULATIONS[:1]))
    with closing(sqlite3.connect(path / DATABASE)) as connection:
        connection.row_factory = sqlite3.Row
        _add_actions(connection, Random(6))
        _add_groups(connection, Random(7))
        connection.commit()


def _add_actions(connection: sqlite3.Connection, random: Random) -> None:
    kinds = ["Operational"] * OF_GROUPS + ["Technical"] * SHARED
    action, version = _pattern(connection, "action"), _pattern(connection, "action_version")
    _insert(
        connection,
        "action",
        (
            {**action, "id": _name(n), "action_type": kind, "managed_by": ManagedBy.ORGANISATION.value}
            for n, kind in enumerate(kinds)
        ),
    )
    fixed = {"number": 1, "is_newest": 1}
    _insert(
        connection,
        "action_version",
        ({**version, **fixed, "id": _version(n), "action_id": _name(n), "digest": str(n)} for n in range(len(kinds))),
    )
    for regulation in REGULATIONS:
        statement = "SELECT id FROM control WHERE regulation_key = ? AND legal_status = 'in force'"
        controls = [row["id"] for row in connection.execute(statement, (regulation,))]
        _insert(
            connection,
            "action_control",
            (
                {"version_id": _version(n), "control_id": control, "strength": "direct"}
                for n in range(len(kinds))
                for control in random.sample(controls, SERVED)
            ),
        )


def _add_groups(connection: sqlite3.Connection, random: Random) -> None:
    state, assessment = _pattern(connection, "action_state"), _pattern(connection, "assessment")
    groups = range(1_000, 1_000 + GROUPS)
    _insert(connection, "assessment_group", ({"id": g, "name": f"G {g}", "slug": f"g-{g - 1_000}"} for g in groups))
    _insert(
        connection,
        "assessment",
        (
            {**assessment, "id": g, "name": f"A {g}", "group_id": g, "regulation_key": REGULATIONS[g % 4]}
            for g in groups
        ),
    )
    shared = range(OF_GROUPS, OF_GROUPS + SHARED)
    members = [(g, n) for g in groups for n in range(OF_GROUPS)]
    _insert(connection, "action_state", (_state(random, state, _key(None, n), _name(n), None, n) for n in shared))
    _insert(
        connection,
        "action_state",
        (_state(random, state, _key(g, n), f"{_name(n)}@g-{g - 1_000}", g, n) for g, n in members),
    )
    links = [(g, _key(None, n)) for g in groups for n in shared] + [(g, _key(g, n)) for g, n in members]
    _insert(connection, "assessment_action", ({"assessment_id": g, "state_id": key} for g, key in links))


def _state(
    random: Random, pattern: Mapping[str, object], key: int, public_id: str, group: int | None, number: int
) -> Mapping[str, object]:
    test = random.choice([TestStatus.NONE, TestStatus.PASSED, TestStatus.FAILED_LOW, TestStatus.OUT_OF_SCOPE])
    worth = random.choice([27, 9, 3, 1]) * 1_000_000
    return {
        **pattern,
        "id": key,
        "public_id": public_id,
        "action_id": _name(number),
        "group_id": group,
        "accepted_version_id": _version(number),
        "test_status": test.value,
        "points_possible": worth,
        "points_achieved": worth if test is TestStatus.PASSED else 0,
        "in_scope": test is not TestStatus.OUT_OF_SCOPE,
    }


def _name(number: int) -> str:
    return f"ZZ-{number:03}"


def _version(number: int) -> int:
    return 100_000 + number


def _key(group: int | None, number: int) -> int:
    return 1_000_000 + 1_000 * (group or 0) + number


def _pattern(connection: sqlite3.Connection, table: str) -> Mapping[str, object]:
    """A row of a table, for what a new one has in common with it."""
    return dict(connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone())


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    values = list(rows)
    names = ", ".join(values[0])
    marks = ", ".join("?" * len(values[0]))
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [tuple(row.values()) for row in values])
