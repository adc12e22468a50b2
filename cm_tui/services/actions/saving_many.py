"""Storing plans, one or many thousands: rows, events, the texts of notes and notices, by few statements (architecture 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from cm_tui.model.errors import StaleEdit
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.actions import FieldChange, Points, SaveOutcome
from cm_tui.model.vocabulary import NOTES_FIELDS, PERSON_FIELDS, Field
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.measured import store_measured
from cm_tui.services.actions.planning import Plan
from cm_tui.services.actions.record import stored_form
from cm_tui.services.actions.rows import chunks
from cm_tui.services.assessments.tallying import COUNTED_COLUMNS, states_change
from cm_tui.services.clock import Actor
from cm_tui.services.effort import nothing_collected
from cm_tui.services.history.chain import DEFINITION, RETIRED, UNDOES, Json, Ledger
from cm_tui.services.history.notes import keep_notes
from cm_tui.services.people.queueing import Assigning, tell_new_owners, withdraw_notices

_STATES = ActionState.metadata.tables[str(ActionState.__tablename__)]
_KEY, _SEEN = "key_of_row", "seen_version"
"""The parameters of the condition; no column is called so."""


def save_many(
    session: Session,
    ledger: Ledger,
    actor: Actor,
    at: datetime,
    plans: Sequence[Plan],
    event: str = CHANGED,
    undoes: Mapping[str, int] | None = None,
    step: Callable[[int], None] | None = None,
) -> tuple[SaveOutcome, ...]:
    """Store what was planned for different actions, in the order of the plans.

    Args:
        session: The writing unit.
        ledger: Where its events go; what waits in it is not written here.
        actor: Who changes.
        at: The present moment.
        plans: At most one for each action. A record that the unit itself read shows afterwards what is stored; others stay.
        event: The name of the events.
        undoes: By action, the event that is taken back; nobody is told of such changes.
        step: Told, again and again, how many plans more are done.

    Raises StaleEdit where a record has another version than the plan's.
    """
    storing = _Storing(session, ledger, actor, at, event, undoes)
    outcomes: list[SaveOutcome] = []
    with nothing_collected():
        for portion in chunks(plans):
            if step is not None:
                step(0)
            outcomes += storing.store(portion)
            if step is not None:
                step(len(portion))
    return tuple(outcomes)


@dataclass(frozen=True, slots=True)
class _Storing:
    """Stores a few hundred plans at a time."""

    session: Session
    ledger: Ledger
    actor: Actor
    at: datetime
    event: str
    undoes: Mapping[str, int] | None

    def store(self, plans: Sequence[Plan]) -> list[SaveOutcome]:
        session, at = self.session, self.at
        keys = _person_keys(session, plans)
        done = [None if plan.is_nothing else _prepared(plan, keys) for plan in plans]
        work = [one for one in done if one is not None]
        seqs = {one.id: self._append(one, keys) for one in work}
        keep_notes(session, (text for one in work for text in one.notes))
        states_change(session, [one.key for one in work if one.counts_else])
        _update(session, at, work)
        store_measured(session, [one.plan.measured for one in work])
        _tell(session, self.actor, at, work, told=self.undoes is None)
        outcomes = [_outcome(plan, one, seqs) for plan, one in zip(plans, done, strict=True)]
        for one in work:
            _show(session, one, at)
        return outcomes

    def _append(self, one: _Work, keys: Mapping[str, str]) -> int:
        plan, record = one.plan, one.plan.record
        changes: dict[str, Json] = {
            str(field): [stored_form(field, old, keys), stored_form(field, new, keys)]
            for field, old, new in ((each.field, each.old, each.new) for each in one.pairs)
        }
        changes |= plan.measured.pairs(record)
        if plan.definition is not None and plan.definition.number != record.definition.number:
            changes[DEFINITION] = [record.definition.number, plan.definition.number]
        if plan.retires_or_returns:
            changes[RETIRED] = [record.state.retired, plan.retired]
        payload: dict[str, Json] = {**plan.measured.told, "version": record.state.version + 1, "changes": changes}
        if self.undoes is not None:
            payload[UNDOES] = self.undoes[one.id]
        return self.ledger.append(self.actor, self.at, self.event, one.id, payload)


@dataclass(frozen=True, slots=True)
class _Work:
    """A plan that changes something, and the columns that it changes."""

    plan: Plan
    key: int
    id: str
    pairs: tuple[FieldChange, ...]
    columns: Mapping[str, object]
    counts_else: bool
    """Whether a tally counts the state otherwise then."""
    points: Points
    retired: bool

    @property
    def notes(self) -> Iterator[str]:
        """The texts of notes before and after."""
        for one in self.pairs:
            if one.field in NOTES_FIELDS:
                yield str(one.old or "")
                yield str(one.new or "")


def _prepared(plan: Plan, keys: Mapping[str, str]) -> _Work:
    state, after = plan.record.state, plan.state_after
    points = Points(after.points_achieved, after.points_possible)
    columns = plan.columns_after(keys, after)
    stands = vars(state)
    counts_else = any(name in columns and columns[name] != stands[name] for name in COUNTED_COLUMNS)
    return _Work(plan, state.id or 0, state.public_id, plan.field_changes, columns, counts_else, points, after.retired)


def _person_keys(session: Session, plans: Sequence[Plan]) -> dict[str, str]:
    """The keys of the people whom changes concern, by e-mail."""
    emails = {
        str(email)
        for plan in plans
        for field in PERSON_FIELDS & plan.changes.keys()
        for email in (plan.changes[field], plan.record.value(field))
        if email
    }
    found: dict[str, str] = {}
    for chunk in chunks(sorted(emails)):
        found |= dict(session.exec(select(Person.email, Person.key).where(col(Person.email).in_(chunk))).all())
    return found


def _update(session: Session, at: datetime, work: Sequence[_Work]) -> None:
    """Write the rows, each while its version is still the one seen; one statement for all of them."""
    if not work:
        return
    names = sorted({name for one in work for name in one.columns})
    statement = (
        update(_STATES)
        .where(_STATES.c.id == bindparam(_KEY), _STATES.c.version == bindparam(_SEEN))
        .values({name: bindparam(name) for name in (*names, "version", "changed_at")})
    )
    rows = [_row(one, names, at) for one in work]
    if session.connection().execute(statement, rows).rowcount != len(work):
        raise StaleEdit(f"{_stale(session, work)} was changed in this moment; look at it again.")


def _row(one: _Work, names: Sequence[str], at: datetime) -> dict[str, object]:
    stands = vars(one.plan.record.state)
    row = {name: one.columns[name] if name in one.columns else stands[name] for name in names}
    seen = one.plan.record.state.version
    return {**row, _KEY: one.key, _SEEN: seen, "version": seen + 1, "changed_at": at}


def _stale(session: Session, work: Sequence[_Work]) -> str:
    """The first action whose row is not the one that was seen; the unit ends with it."""
    seen, ids = {one.key: one.plan.record.state.version for one in work}, {one.key: one.id for one in work}
    session.rollback()  # what was written just now cannot be told from what others wrote
    stored: dict[int | None, int] = {}
    for chunk in chunks(sorted(seen)):
        versions = select(ActionState.id, ActionState.version).where(col(ActionState.id).in_(chunk))
        stored |= dict(session.exec(versions).all())
    return next(public_id for key, public_id in ids.items() if stored.get(key) != seen[key])


def _tell(session: Session, actor: Actor, at: datetime, work: Sequence[_Work], *, told: bool) -> None:
    """Tell new owners; of an assignment that is undone nobody needs to hear any more."""
    withdrawn: list[int] = []
    assigned: list[Assigning] = []
    for one in work:
        changes, state = one.plan.changes, one.plan.record.state
        if not changes.keys() & PERSON_FIELDS:
            continue
        sent = changes.get(Field.SENT_BY) is not None
        if not told:
            if Field.OWNER in changes or not sent:
                withdrawn.append(one.key)
        elif sent or Field.OWNER in changes:
            withdrawn.append(one.key)
            owner = one.columns.get("owner_key", state.owner_key)
            waits = one.columns.get("sent_by_key", state.sent_by_key) is not None
            if owner is not None and not one.retired:
                assigned.append(Assigning(one.key, one.id, str(owner), waits))
    withdraw_notices(session, withdrawn)
    tell_new_owners(session, assigned, actor.person_key, at)


def _outcome(plan: Plan, one: _Work | None, seqs: Mapping[str, int]) -> SaveOutcome:
    state = plan.record.state
    if one is None:
        points = Points(state.points_achieved, state.points_possible)
        return SaveOutcome(state.public_id, plan.field_changes, plan.merged, plan.notices, state.version, points, None)
    version, seq = state.version + 1, seqs[one.id]
    return SaveOutcome(one.id, one.pairs, plan.merged, plan.notices, version, one.points, seq)


def _show(session: Session, one: _Work, at: datetime) -> None:
    """Let a record that this unit read say what is stored now; it is not written again."""
    state = one.plan.record.state
    if state not in session:
        return
    session.expunge(state)
    for name, value in one.columns.items():
        setattr(state, name, value)
    state.version, state.changed_at = state.version + 1, at
