"""Keeps the tallies of assessments and controls: what a writing unit touches is counted again before it commits.

Nobody has to remember it. The session itself sees what is written; a statement that does not say which states or assessments it
touches makes everything be counted again. What a state adds is taken out of its few tallies before it changes, and put in as it
stands then; where many change, their assessments are counted as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Insert,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    event,
    exists,
    insert,
    inspect,
    literal,
    select,
    update,
)
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Session, col

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.tables.tallies import AssessmentTally, ControlTally
from cm_tui.model.vocabulary import ControlStatus
from cm_tui.services.actions.rows import chunks
from cm_tui.services.assessments.counting import (
    ASSESSMENT,
    KINDS,
    MEMBERS,
    Counting,
    controls_with,
    count_assessments,
    count_controls,
    judged,
    status_of,
)
from cm_tui.services.score.sums import STORED

CONTROLS, ASSESSMENTS = (one.metadata.tables[str(one.__tablename__)] for one in (ControlTally, AssessmentTally))
TOLD: Mapping[str, bool] = {"tallies_told": True, "synchronize_session": False}
"""Execution options of a statement whose states `states_change` was told of."""
_COUNTED = frozenset({"action_state", "assessment_action", "control", "action_control"})
"""The tables that tallies follow from, beside what never changes."""
COUNTED_COLUMNS = ("test_status", "points_achieved", "points_possible", "in_scope", "accepted_version_id")
"""What a tally counts of a state."""
_MOST = 20
"""So many states at most are taken out and put in one by one in a unit."""
_UNTALLIED = "untallied"
_COUNTING = select(ASSESSMENT).where(col(AssessmentAction.state_id).in_(bindparam("states", expanding=True))).distinct()
"""The assessments that states count in."""


@dataclass
class Untallied:
    """What a unit touched since its tallies were settled."""

    everything: bool = False
    assessments: set[int] = field(default_factory=set)
    """Counted as a whole."""
    taken: set[int] = field(default_factory=set)
    """States whose parts are out of the tallies."""
    places: set[int] = field(default_factory=set)
    """The assessments that these counted in."""
    beyond: set[int] = field(default_factory=set)
    """States beyond `_MOST`: wherever they count then is counted as a whole."""


def follow(session: Session) -> None:
    """Collect from now on what this session's unit touches."""
    session.info[_UNTALLIED] = Untallied()
    event.listen(session, "do_orm_execute", _executing)
    event.listen(session, "before_flush", _flushing)


def states_change(session: Session, states: Iterable[int]) -> None:
    """To be told before states, or the assessments that they count in, change by a statement."""
    untallied: Untallied | None = session.info.get(_UNTALLIED)
    if untallied is None or untallied.everything:
        return
    new = set(states) - untallied.taken - untallied.beyond
    if not new:
        return
    if len(untallied.taken) + len(new) <= _MOST:
        untallied.taken |= new
        untallied.places |= _counting(session.connection(), new)
        _take_out(session.connection(), new)
    else:
        untallied.beyond |= new
        untallied.assessments |= _counting(session.connection(), new)


def settle(session: Session) -> None:
    """Count again what this unit touched; nothing in a unit that only reads."""
    untallied: Untallied | None = session.info.get(_UNTALLIED)
    if untallied is None:
        return
    session.flush()
    session.info[_UNTALLIED] = Untallied()
    connection = session.connection()
    if untallied.everything:
        tally_all(connection)
        return
    whole = untallied.assessments | _counting(connection, untallied.beyond)
    if whole:
        _tally(connection, whole)
    if untallied.taken:
        _put_in(connection, untallied.taken, whole)
        _count_statuses(connection, (untallied.places | _counting(connection, untallied.taken)) - whole)


def tally_all(connection: Connection) -> None:
    """Count everything."""
    connection.execute(delete(CONTROLS))
    connection.execute(delete(ASSESSMENTS))
    connection.execute(_filling(CONTROLS, judged(count_controls())))
    connection.execute(_filling(ASSESSMENTS, _with_controls(count_assessments())))


def _executing(state: ORMExecuteState) -> None:
    """See what a statement touches that says nothing itself."""
    if not (state.is_insert or state.is_update or state.is_delete) or "tallies_told" in state.execution_options:
        return
    untallied: Untallied = state.session.info[_UNTALLIED]
    name = cast(Table, cast(UpdateBase, state.statement).table).name
    if name == "assessment_action" and state.is_insert and isinstance(state.parameters, list):
        untallied.assessments |= {one["assessment_id"] for one in state.parameters}
    elif name in _COUNTED:
        untallied.everything = True


def _flushing(session: Session, context: object, instances: object) -> None:
    """See what becomes of objects."""
    untallied: Untallied = session.info[_UNTALLIED]
    changed = [one for one in session.dirty if isinstance(one, ActionState) and _counts_else(one)]
    states_change(session, [one.id or 0 for one in changed])
    for one in (*session.new, *session.dirty, *session.deleted):
        if isinstance(one, AssessmentAction):
            untallied.assessments.add(one.assessment_id)
        elif isinstance(one, Control | ActionControl):
            untallied.everything = True
    for one in session.deleted:
        if isinstance(one, Assessment):
            _forget(session.connection(), one.id or 0)


def _forget(connection: Connection, assessment: int) -> None:
    """Remove the tallies of an assessment that goes."""
    for table in (CONTROLS, ASSESSMENTS):
        connection.execute(delete(table).where(table.c.assessment_id == assessment))


def _counts_else(state: ActionState) -> bool:
    attributes = inspect(state).attrs
    return any(attributes[name].history.has_changes() for name in COUNTED_COLUMNS)


def _counting(connection: Connection, states: Collection[int]) -> set[int]:
    """The assessments that states count in."""
    found: set[int] = set()
    for chunk in chunks(sorted(states)):
        found |= set(connection.execute(_COUNTING, {"states": chunk}).scalars())
    return found


def _tally(connection: Connection, assessments: Collection[int]) -> None:
    """Count assessments as a whole.

    Several are looked for by a sum, which no index knows: with it SQLite goes through a regulation's controls for every action of
    each, which takes fifteen times as long as going through everything once.
    """
    for chunk in chunks(sorted(assessments)):
        here = (ASSESSMENT + 0 if len(chunk) > 1 else ASSESSMENT).in_(chunk)
        for table in (CONTROLS, ASSESSMENTS):
            connection.execute(delete(table).where(table.c.assessment_id.in_(chunk)))
        connection.execute(_filling(CONTROLS, judged(count_controls(STORED, here))))
        connection.execute(_filling(ASSESSMENTS, _with_controls(count_assessments(STORED, here))))


def _take_out(connection: Connection, states: Collection[int]) -> None:
    """Subtract what states add to tallies, as they are stored."""
    for table, counting in _parts(states, ()):
        _add(connection, table, counting, -1)


def _put_in(connection: Connection, states: Collection[int], but: Collection[int]) -> None:
    """Add what states add, but to some assessments; a tally begins with its first action, and ends with its last."""
    for table, counting in _parts(states, but):
        connection.execute(_filling(table, _missing(table, counting)))
        _add(connection, table, counting, 1)
        connection.execute(delete(table).where(table.c.your_actions + table.c.microsoft_actions == 0))


def _count_statuses(connection: Connection, assessments: Collection[int]) -> None:
    """Count the controls of assessments by the statuses that they have by now."""
    key = ASSESSMENTS.c.assessment_id
    for chunk in chunks(sorted(assessments)):
        connection.execute(update(ASSESSMENTS).where(key.in_(chunk)).values(controls_with(CONTROLS, key)))


def _parts(states: Collection[int], but: Collection[int]) -> tuple[tuple[Table, Counting], ...]:
    elsewhere = [ASSESSMENT.not_in(but)] if but else []
    return (
        (CONTROLS, count_controls(STORED, *elsewhere, states=states)),
        (ASSESSMENTS, count_assessments(STORED, *elsewhere, states=states)),
    )


def _add(connection: Connection, table: Table, counting: Counting, sign: int) -> None:
    part = counting.subquery("part")
    sums: dict[str, ColumnElement[int]] = {name: table.c[name] + sign * part.c[name] for name in _numbers(table)}
    status: dict[str, object] = {"status": status_of(sums)} if table is CONTROLS else {}
    connection.execute(update(table).where(_same(table, part)).values({**sums, **status}))


def _missing(table: Table, counting: Counting) -> Select[*tuple[object, ...]]:
    """Tallies that count nothing, where there are none yet."""
    part = counting.subquery("part")
    nothing = [literal(0).label(one.name) for one in table.columns if one.name != "status" and not one.primary_key]
    status = [literal(ControlStatus.NONE, one.type).label(one.name) for one in table.columns if one.name == "status"]
    keys = (part.c[key.name] for key in table.primary_key.columns)
    return select(*keys, *nothing, *status).where(~exists().where(_same(table, part)))


def _with_controls(counting: Counting) -> Select[*tuple[object, ...]]:
    """Tallies of assessments with their controls by status, as these are tallied."""
    numbers = counting.subquery()
    controls = controls_with(CONTROLS, numbers.c.assessment_id)
    return select(*numbers.c, *(one.label(name) for name, one in controls.items()))


def _same(table: Table, part: FromClause) -> ColumnElement[bool]:
    return and_(*(key == part.c[key.name] for key in table.primary_key.columns))


def _filling(table: Table, rows: Select[*tuple[object, ...]]) -> Insert:
    return insert(table).from_select([one.name for one in rows.selected_columns], rows)


def _numbers(table: Table) -> list[str]:
    return [one.name for one in table.columns if one.name in (*KINDS, *MEMBERS)]
